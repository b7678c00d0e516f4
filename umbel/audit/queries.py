"""Questions to the record, and receipts that answer them to anyone, offline."""

from typing import Any

from django.db.models import QuerySet

from umbel import ledger
from umbel.audit import leaves
from umbel.audit.models import Checkpoint, Entry
from umbel.errors import NotFound, NotNow
from umbel.ledger import Frontier


def entries_about(kind: str, id: str) -> QuerySet[Entry]:  # noqa: A002  the field's own name
    """Every entry about one subject, newest first."""
    return Entry.objects.filter(subject_kind=kind, subject_id=id).order_by("-number")


def latest() -> QuerySet[Entry]:
    """Every entry, newest first."""
    return Entry.objects.order_by("-number")


def latest_checkpoint() -> Checkpoint | None:
    """The checkpoint of the most entries, when there is one."""
    return Checkpoint.objects.order_by("-size").first()


def entry_content(entry: Entry) -> dict[str, Any]:
    """The entry as the plain JSON that its leaf covers."""
    texts = {name: getattr(entry, name) for name in leaves.TEXTS}
    return leaves.content(number=entry.number, at=entry.at, data=entry.data, texts=texts)


def inclusion_receipt(entry: Entry, checkpoint: Checkpoint | None = None) -> dict[str, Any]:
    """The entry with its proof against `checkpoint` (the latest, unless given), as plain JSON;
    `ledger.verify_receipt` checks it offline. Raises NotNow when no checkpoint covers the entry yet,
    and NotProven rather than give out a receipt that does not hold.
    """
    seal = checkpoint or latest_checkpoint()
    if seal is None or seal.size < entry.number:
        raise NotNow(f"No checkpoint covers entry {entry.number} yet. Seal the ledger first.")
    index = entry.number - 1
    proof = _subtrees(ledger.inclusion_ranges(index, seal.size))
    receipt = ledger.inclusion_receipt(entry_content(entry), index=index, proof=proof, note=seal.text)
    ledger.verify_receipt(receipt)
    return receipt


def consistency_receipt(old: Checkpoint, new: Checkpoint) -> dict[str, Any]:
    """The proof that `new` continues `old`, as plain JSON; `ledger.verify_consistency_receipt` checks it.
    Raises NotProven rather than give out one that does not hold.
    """
    if old.size > new.size:
        raise NotNow(f"The checkpoint of {new.size} entries is older than the one of {old.size}. Swap them.")
    proof = _subtrees(ledger.consistency_ranges(old.size, new.size))
    receipt = ledger.consistency_receipt(old.text, new.text, proof)
    ledger.verify_consistency_receipt(receipt)
    return receipt


def _subtrees(ranges: list[tuple[int, int]]) -> list[bytes]:
    """The hashes of the subtrees over entries `start` + 1 to `end`, in one query: the frontier before
    the last entry of each holds all the rest of it.
    """
    numbers = {number for _, end in ranges for number in (end - 1, end) if number}
    rows = Entry.objects.filter(number__in=numbers).values_list("number", "leaf_hash", "frontier")
    stored = {number: (bytes(leaf), bytes(frontier)) for number, leaf, frontier in rows}
    if lost := numbers - stored.keys():
        raise NotFound(f"Entry {min(lost)} is missing from the ledger. Run `umbel ledger verify`.")
    before = {end: Frontier.from_bytes(stored[end - 1][1]) if end > 1 else Frontier() for _, end in ranges}
    return [before[end].subtree(start, stored[end][0]) for start, end in ranges]
