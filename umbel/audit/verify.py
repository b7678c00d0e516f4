"""Verifying the ledger: every row recomputed, every link followed, every checkpoint compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from umbel import ledger
from umbel.audit import leaves
from umbel.audit.acts import origin
from umbel.audit.damage import Damage, Kind
from umbel.audit.models import Checkpoint, Entry, Tail
from umbel.audit.walk import Row, Walk, differing
from umbel.errors import NotNow, UmbelError
from umbel.ledger import EMPTY_ROOT, Frontier

PAGE = 1000
COLUMNS = ("number", "at", *leaves.TEXTS, "data_text", "leaf_hash", "frontier")
GUARDS = {
    f"{table}_{guard}": f"{what} on {table}"
    for table in ("audit_entry", "audit_checkpoint")
    for guard, what in {
        "refuses_update": "UPDATE",
        "refuses_delete": "DELETE",
        "only_grows": "INSERT out of order",
    }.items()
}
POSTGRESQL_GUARDS = {
    f"{table}_refuses_truncate": f"TRUNCATE on {table}" for table in ("audit_entry", "audit_checkpoint")
}


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What verifying found: the entries read, their root, the checkpoints compared, and every damage."""

    entries: int
    root: bytes
    checkpoints: int
    damages: tuple[Damage, ...]
    more: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing at all was found."""
        return not self.damages

    def __str__(self) -> str:
        if self.is_sound:
            return (
                f"The ledger is sound: {self.entries} entries and {self.checkpoints} checkpoints agree. "
                f"Root {ledger.Checkpoint('', 0, self.root).text().split()[-1]}."
            )
        lines = [f"The ledger is damaged: {len(self.damages) + self.more} findings in {self.entries} entries."]
        lines += [f"- {damage}" for damage in self.damages]
        return "\n".join([*lines, f"- and {self.more} more."] if self.more else lines)


@dataclass(slots=True)
class _Seal:
    """A checkpoint to compare with, and how that went: None where its last entry is missing."""

    size: int
    root: bytes
    is_kept_elsewhere: bool = False
    agrees: bool | None = None


def _silent(_done: int, _total: int) -> None:
    pass


def verify_ledger(progress: Callable[[int, int], None] = _silent, *, against: str = "") -> LedgerReport:
    """Read the whole ledger in order, with flat memory, and name every row that was changed, removed,
    inserted or moved behind the program's back. `against` is the text of a checkpoint kept elsewhere:
    it finds what was rewritten together with all that followed. The site may go on recording meanwhile.
    """
    walk = Walk()
    # In this order, what is recorded meanwhile cannot look like damage: the tail is never behind the rest.
    last = Entry.objects.aggregate(last=Max("number"))["last"] or 0
    seals = [*_stored_seals(walk), *_kept_seal(against)]
    tail = _tail()
    should = max([tail.size if tail else 0, *(seal.size for seal in seals)])
    done = _follow(walk, seals, max(last, should), progress)
    walk.finish(tail, should)
    findings = [*_judge_seals(seals), *_judge_tail(tail, last, walk), *_guards()]
    root = walk.frontiers[-1].root() if done else EMPTY_ROOT
    return LedgerReport(done, root, len(seals), (*walk.damages, *findings), walk.more)


def _follow(walk: Walk, seals: list[_Seal], total: int, progress: Callable[[int, int], None]) -> int:
    by_size: dict[int, list[_Seal]] = {}
    for seal in seals:
        by_size.setdefault(seal.size, []).append(seal)
    done = 0
    for done, row in enumerate(_rows(total), start=1):
        walk.add(row)
        for frontier in walk.frontiers:
            for seal in by_size.get(frontier.size, ()):
                seal.agrees = seal.agrees or seal.root == frontier.root()
                walk.vouched = max(walk.vouched, seal.size if seal.agrees else 0)
        if done % PAGE == 0:
            progress(done, total)
    progress(done, total)
    return done


def _rows(until: int) -> Iterator[Row]:
    entries = Entry.objects.annotate(data_text=Cast("data", TextField())).order_by("number")
    after = None
    while True:
        page = entries.filter(number__lte=until)
        if after is not None:
            page = page.filter(number__gt=after)
        numbers = list(page.values_list("number", flat=True)[:PAGE])
        if not numbers:
            return
        after = numbers[-1]
        span = entries.filter(number__gte=numbers[0], number__lte=after)
        try:
            found = [_row(values) for values in span.values_list(*COLUMNS)]
        except Exception:  # noqa: BLE001  one value that the database cannot hand over must not hide the others
            found = [_single(entries, number) for number in numbers]
        yield from found


def _single(entries: Any, number: int) -> Row:
    try:
        return _row(entries.values_list(*COLUMNS).get(number=number))
    except Exception:  # noqa: BLE001  whatever a tampered value does, the row is named
        hashes = Entry.objects.filter(number=number).values_list("leaf_hash", "frontier").get()
        return Row(number, None, _bytes(hashes[0]), _frontier(hashes[1]), "unreadable", "a value cannot be read")


def _row(values: tuple[Any, ...]) -> Row:
    fields = dict(zip(COLUMNS, values, strict=True))
    texts = {name: fields[name] for name in leaves.TEXTS}
    try:
        content = leaves.content(
            number=fields["number"], at=fields["at"], data=ledger.parse(fields["data_text"]), texts=texts
        )
    except (UmbelError, TypeError):
        content = None
    return Row(
        number=fields["number"],
        content=content,
        leaf=_bytes(fields["leaf_hash"]),
        frontier=_frontier(fields["frontier"]),
        act=str(fields["act"]),
        subject=f"{fields['subject_kind']} {fields['subject_id']}, {fields['subject_label']}",
    )


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def _frontier(value: Any) -> Frontier | None:
    try:
        return Frontier.from_bytes(_bytes(value))
    except UmbelError:
        return None


def _tail() -> Frontier | None:
    return _frontier(Tail.objects.values_list("frontier", flat=True).first())


def _stored_seals(walk: Walk) -> Iterator[_Seal]:
    for size in Checkpoint.objects.values_list("size", flat=True):
        try:
            stored = Checkpoint.objects.values_list("root", "text").get(size=size)
            read = ledger.parse_checkpoint(stored[1])
        except Exception:  # noqa: BLE001  whatever a tampered value does, the checkpoint is named
            read = None
        if read is None or (read.origin, read.size, read.root) != (origin(), size, _bytes(stored[0])):
            note = f"The checkpoint of {size} entries was changed: its text does not agree with its columns."
            walk.report(Damage(kind=Kind.CHECKPOINT, note=note))
        else:
            yield _Seal(size, read.root)


def _kept_seal(against: str) -> Iterator[_Seal]:
    if against:
        kept = ledger.parse_checkpoint(against)
        if kept.origin != origin():
            raise NotNow(f"That checkpoint is of the ledger {kept.origin}; this one is {origin()}.")
        yield _Seal(kept.size, kept.root, is_kept_elsewhere=True)


def _judge_seals(seals: list[_Seal]) -> Iterator[Damage]:
    """A stored checkpoint that a later one contradicts was itself changed; from the first of the others
    on, entries were rewritten with all their hashes. One kept elsewhere outweighs all that are stored.
    """
    good = max((seal.size for seal in seals if seal.agrees), default=0)
    failing = sorted((seal for seal in seals if seal.agrees is False), key=lambda seal: seal.size)
    for seal in failing:
        if seal.is_kept_elsewhere:
            note = f"Of entries 1 to {seal.size} at least one was rewritten: the checkpoint kept elsewhere says so."
            yield Damage(kind=Kind.CHECKPOINT, number=1, last=seal.size, note=note)
        elif seal.size <= good:
            note = f"The checkpoint of {seal.size} entries was changed: the entries agree with a later one."
            yield Damage(kind=Kind.CHECKPOINT, note=note)
    rewritten = next((each for each in failing if each.size > good and not each.is_kept_elsewhere), None)
    if rewritten:
        first, last = good + 1, rewritten.size
        note = f"Of entries {first} to {last} at least one was rewritten: the checkpoint of {last} says so."
        yield Damage(kind=Kind.CHECKPOINT, number=first, last=last, note=note)


def _judge_tail(tail: Frontier | None, last: int, walk: Walk) -> Iterator[Damage]:
    if tail is None:
        if last:
            yield Damage(kind=Kind.TAIL, note="it is missing")
    elif tail.size < last:
        note = f"it ends with entry {tail.size}, and there are entries up to {last}"
        yield Damage(kind=Kind.TAIL, number=tail.size + 1, last=last, note=note)
    elif tail not in walk.frontiers and (spans := differing(walk.frontiers[-1], tail)):
        note = "its root is another; entries were rewritten together with all their hashes, or the tail was"
        first, last = max(spans[0][0], walk.vouched) + 1, spans[-1][1]
        if first > last:
            first, last, note = 0, 0, "a checkpoint agrees with the entries, so the tail was changed"
        yield Damage(kind=Kind.TAIL, number=first, last=last, note=note)


def _guards() -> Iterator[Damage]:
    expected = GUARDS | (POSTGRESQL_GUARDS if connection.vendor == "postgresql" else {})
    listing = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(listing[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    for name in expected.keys() - present:
        yield Damage(kind=Kind.GUARD, note=expected[name])
