"""Receipts: a proof with all that is needed to check it offline, as plain JSON."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from umbel.errors import UmbelError
from umbel.ledger.canonical import NotCanonical, encode, plain
from umbel.ledger.checkpoints import Checkpoint, NotACheckpoint, parse_checkpoint
from umbel.ledger.proofs import verify_consistency, verify_inclusion
from umbel.ledger.tree import leaf_hash

INCLUSION = "umbel-inclusion-1"
CONSISTENCY = "umbel-consistency-1"
LONGEST_PROOF = 128


class NotProven(UmbelError):
    """A receipt that does not show what it claims; the message says what fails."""


def inclusion_receipt(entry: Mapping[str, Any], *, index: int, proof: Sequence[bytes], note: str) -> dict[str, Any]:
    """The receipt for `entry`, leaf `index` of the log whose checkpoint is `note`."""
    return {
        "format": INCLUSION,
        "entry": plain(entry),
        "index": index,
        "proof": [base64.b64encode(step).decode() for step in proof],
        "checkpoint": note,
    }


def consistency_receipt(old: str, new: str, proof: Sequence[bytes]) -> dict[str, Any]:
    """The receipt that checkpoint `new` continues checkpoint `old`."""
    steps = [base64.b64encode(step).decode() for step in proof]
    return {"format": CONSISTENCY, "old": old, "new": new, "proof": steps}


def verify_receipt(receipt: Any, against: str = "") -> Checkpoint:
    """Check an inclusion receipt and return the checkpoint that its entry is part of.
    `against` is a checkpoint kept elsewhere: the receipt must rest on that very state.
    Raises NotProven with a sentence.
    """
    fields = _fields(receipt, INCLUSION, {"entry": dict, "index": int, "proof": list, "checkpoint": str})
    checkpoint = _checkpoint(fields["checkpoint"])
    if against and checkpoint != _checkpoint(against):
        raise NotProven("The receipt rests on another checkpoint than the one kept.")
    try:
        leaf = leaf_hash(encode(fields["entry"]))
    except NotCanonical as error:
        raise NotProven(f"The receipt's entry cannot be read: {error}") from error
    if fields["entry"].get("number") != fields["index"] + 1:
        raise NotProven("The entry's number and the receipt's index do not agree.")
    steps = _proof(fields["proof"])
    if not verify_inclusion(leaf=leaf, index=fields["index"], size=checkpoint.size, proof=steps, root=checkpoint.root):
        raise NotProven("The proof does not tie this entry to the checkpoint: one of them was changed.")
    return checkpoint


def verify_consistency_receipt(receipt: Any) -> tuple[Checkpoint, Checkpoint]:
    """Check that the receipt's new checkpoint continues its old one, and return both.
    Raises NotProven with a sentence.
    """
    fields = _fields(receipt, CONSISTENCY, {"old": str, "new": str, "proof": list})
    old, new = _checkpoint(fields["old"]), _checkpoint(fields["new"])
    if old.origin != new.origin:
        raise NotProven(f"These are checkpoints of two logs: {old.origin} and {new.origin}.")
    steps = _proof(fields["proof"])
    if not verify_consistency(old=old.size, new=new.size, old_root=old.root, new_root=new.root, proof=steps):
        raise NotProven("The newer checkpoint does not continue the older one: entries before it were changed.")
    return old, new


def _fields(receipt: Any, form: str, kinds: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(receipt, dict) or receipt.get("format") != form:
        raise NotProven(f"This is not a receipt of the form {form}.")
    if receipt.keys() - {"format"} != kinds.keys():
        raise NotProven(f"A receipt has exactly these parts: format, {', '.join(kinds)}.")
    for name, kind in kinds.items():
        if type(receipt[name]) is not kind:
            raise NotProven(f"The receipt's {name} is not what it should be.")
    return receipt


def _checkpoint(note: str) -> Checkpoint:
    try:
        return parse_checkpoint(note)
    except NotACheckpoint as error:
        raise NotProven(f"The receipt's checkpoint cannot be read: {error}") from error


def _proof(steps: list[Any]) -> list[bytes]:
    try:
        proof = [base64.b64decode(step, validate=True) for step in steps[: LONGEST_PROOF + 1]]
    except (TypeError, ValueError) as error:
        raise NotProven("The receipt's proof is not base64.") from error
    if len(proof) > LONGEST_PROOF or [base64.b64encode(step).decode() for step in proof] != steps:
        raise NotProven("The receipt's proof is not in its one proper form.")
    return proof
