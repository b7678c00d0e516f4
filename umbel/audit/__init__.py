"""The record of every act: one append-only row each, chained into a Merkle tree.

An *entry* says who (an *actor*) did what (an *act*, such as `structure:place`) about whom (a
*subject*), for which body and why. It refers to all of them by text, so that nothing can block it and
nothing it says changes later. Its leaf hash covers all of that; the *frontier* beside it carries the
tree on. A *checkpoint* seals the tree at a size, to be kept elsewhere. The *tail* is the ledger's last
state, kept apart from its rows. Callers write `from umbel.audit import acts as audit` and end their own
act with `audit.record(...)`; nothing else writes here.
"""
