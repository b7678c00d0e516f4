"""What the leaf of an entry covers: everything but the hashes themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from umbel import ledger

FORM = "umbel-entry-1"
TEXTS = (
    "act",
    "actor_kind",
    "actor_id",
    "actor_label",
    "body_id",
    "body_label",
    "subject_kind",
    "subject_id",
    "subject_label",
    "reasons",
    "request_id",
)
COVERED = ("number", "at", *TEXTS, "data")


def content(*, number: int, at: datetime, data: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    """The entry as the plain JSON that its leaf and its receipts hold."""
    entry: dict[str, Any] = ledger.plain({"form": FORM, "number": number, "at": at, **texts, "data": data})
    return entry


def leaf(entry: dict[str, Any]) -> bytes:
    """The leaf hash of an entry's content, as `content` gave it."""
    return ledger.leaf_hash(ledger.write(entry))
