"""The ledger: every act as a sentence, with the proof that it stands in the record."""
