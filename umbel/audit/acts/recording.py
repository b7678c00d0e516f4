"""The only writers of the record. Callers end their act with `record`, inside its transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from umbel import ledger
from umbel.audit import leaves
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts.route import note
from umbel.audit.models import Checkpoint, Entry, Tail
from umbel.audit.scope import request_id
from umbel.audit.table_of_acts import ActCode
from umbel.errors import NotNow
from umbel.ledger import Frontier

LOCK = 0x756D62656C  # "umbel": the advisory lock that puts appends in one order
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act to be recorded; the arguments of `record`."""

    act: ActCode
    by: Actor
    about: Subject
    body: Subject | None = None
    reasons: str = ""
    data: Mapping[str, Any] | None = None


def record(
    act: ActCode,
    *,
    by: Actor,
    about: Subject,
    body: Subject | None = None,
    reasons: str = "",
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Record one act, in the transaction of the act itself.
    `data` holds what JSON holds, dates, moments and decimals; never floats. Raises outside a transaction, and
    NotAllowed for whom the act's row in the table does not name.
    """
    [entry] = _append([Act(act=act, by=by, about=about, body=body, reasons=reasons, data=data)])
    return entry


def record_many(acts: Iterable[Act]) -> int:
    """Record many acts in order, in one pass and with flat memory. Returns how many."""
    return sum(1 for _ in _append(acts))


@transaction.atomic
def checkpoint() -> Checkpoint:
    """Seal the ledger as it stands; the same state is sealed once. Raises NotNow when it is empty."""
    _lock()
    frontier = _tail()
    if frontier.size == 0:
        raise NotNow("There is nothing in the ledger to seal yet.")
    if existing := Checkpoint.objects.filter(size=frontier.size).first():
        return existing
    seal = ledger.Checkpoint(origin(), frontier.size, frontier.root())
    return Checkpoint.objects.create(
        size=seal.size, at=timezone.now(), root=seal.root, text=ledger.Note(seal.text()).render()
    )


def origin() -> str:
    """The name of this installation's ledger on its checkpoints."""
    return getattr(settings, "UMBEL_LEDGER_ORIGIN", "umbel/ledger")


def _append(acts: Iterable[Act]) -> Iterator[Entry]:
    if not connection.in_atomic_block:
        raise RuntimeError("An act is recorded in its own transaction: put @transaction.atomic on the act.")
    _lock()
    frontier, at, request = _tail(), timezone.now(), request_id()
    for batch in batched(acts, BATCH):
        entries = []
        for act in batch:
            act.act.check_by(act.by)
            to = (act.data or {}).get("to", ())
            note(act.act, f"{act.about.kind}:{act.about.id}", act.reasons, [to] if isinstance(to, str) else to)
            entry, frontier = _entry(act, frontier, at, request)
            entries.append(entry)
        Entry.objects.bulk_create(entries)
        yield from entries
        Tail.objects.bulk_create(
            [Tail(frontier=frontier.to_bytes())],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["frontier"],
        )


def _entry(act: Act, frontier: Frontier, at: datetime, request: str) -> tuple[Entry, Frontier]:
    texts = {
        "act": act.act,
        "actor_kind": act.by.kind,
        "actor_id": act.by.id,
        "actor_label": act.by.label,
        "body_id": act.body.id if act.body else "",
        "body_label": act.body.label if act.body else "",
        "subject_kind": act.about.kind,
        "subject_id": act.about.id,
        "subject_label": act.about.label,
        "reasons": act.reasons,
        "request_id": request,
    }
    # What the columns will hold: an id handed in as a number must not hash as one.
    texts = {name: str(text) for name, text in texts.items()}
    number = frontier.size + 1
    content = leaves.content(number=number, at=at, data=act.data or {}, texts=texts)
    leaf = leaves.leaf(content)
    frontier = frontier.append(leaf)
    entry = Entry(number=number, at=at, data=content["data"], leaf_hash=leaf, frontier=frontier.to_bytes(), **texts)
    return entry, frontier


def _lock() -> None:
    # SQLite needs none: its transactions begin IMMEDIATE, one writer at a time.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _tail() -> Frontier:
    # The last entry would do, but for entries deleted behind our back: their numbers are not given again.
    stored = Tail.objects.values_list("frontier", flat=True).first()
    if stored is None:
        stored = Entry.objects.order_by("-number").values_list("frontier", flat=True).first()
    return Frontier.from_bytes(bytes(stored)) if stored is not None else Frontier()
