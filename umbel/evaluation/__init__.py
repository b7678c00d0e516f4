"""The annual evaluation: a cycle under one pinned pack, from a frozen snapshot to proposed grades.

A *cycle* pins the pack it runs under. Its *snapshot* is the facts as they stood, written as Parquet with
a hash, so that a run can be repeated to the bit. A *proposed grade* is what the rubric says of the
snapshot: a proposal to people, never a decision.
"""
