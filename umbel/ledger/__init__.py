"""The mathematics of an append-only log: a Merkle tree after RFC 9162, with no database in sight.

A *leaf* is one record in canonical JSON. The *frontier* is the few subtree hashes (peaks) that an
append needs. A *root* stands for all leaves up to a *size*; a *checkpoint* is origin, size and root
in the C2SP text form, to be kept elsewhere. An *inclusion proof* ties a leaf to a root, a
*consistency proof* an older root to a newer one; a *receipt* is a proof with all that checking it needs.
"""

from umbel.ledger.canonical import NotCanonical, encode, instant, parse, plain, write
from umbel.ledger.checkpoints import (
    Checkpoint,
    NotACheckpoint,
    Note,
    Signature,
    key_id,
    parse_checkpoint,
    parse_note,
)
from umbel.ledger.proofs import (
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    verify_consistency,
    verify_inclusion,
)
from umbel.ledger.receipts import (
    NotProven,
    consistency_receipt,
    inclusion_receipt,
    verify_consistency_receipt,
    verify_receipt,
)
from umbel.ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "Frontier",
    "NotACheckpoint",
    "NotCanonical",
    "NotProven",
    "Note",
    "Signature",
    "consistency_proof",
    "consistency_ranges",
    "consistency_receipt",
    "encode",
    "inclusion_proof",
    "inclusion_ranges",
    "inclusion_receipt",
    "instant",
    "key_id",
    "leaf_hash",
    "node_hash",
    "parse",
    "parse_checkpoint",
    "parse_note",
    "plain",
    "root",
    "verify_consistency",
    "verify_consistency_receipt",
    "verify_inclusion",
    "verify_receipt",
    "write",
]
