"""Following the tree from entry to entry, and telling from where it breaks what was done to it.

Three things are stored with each entry: its content, its leaf hash and the frontier after it. Any
two of them, with the frontier before, show what happened to the third. Where two are gone, the next
entry shows it: it continues the tree from the frontier before, from the stored, or from a recomputed one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from umbel.audit import leaves
from umbel.audit.damage import Damage, Kind
from umbel.ledger import Frontier
from umbel.ledger.canonical import LARGEST_INTEGER
from umbel.ledger.tree import HASH_SIZE

MOST_DAMAGES = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it stands in the database; content is None when it cannot be read."""

    number: int
    content: dict[str, Any] | None
    leaf: bytes
    frontier: Frontier | None
    act: str = ""
    subject: str = ""

    def leaf_as(self, number: int) -> bytes | None:
        """The hash that the content has when it is entry `number`."""
        return None if self.content is None else leaves.leaf({**self.content, "number": number})


class Walk:
    """Goes over the rows in order; what it found is in `damages`, and `more` counts those it left off."""

    def __init__(self) -> None:
        self.damages: list[Damage] = []
        self.more = 0
        self.frontiers: list[Frontier] = [Frontier()]  # where the tree may stand, the last certain one first
        self.vouched = 0  # entries up to here are vouched for by a checkpoint
        self._expected = 1
        self._missing: list[tuple[int, int]] = []
        self._untied: dict[int, int] = {}
        self._pending: tuple[Damage, dict[Frontier, Damage]] | None = None
        self._moved: Damage | None = None

    def add(self, row: Row) -> None:
        """Take the next row."""
        if row.number < 1:
            self.report(_about(row, Kind.INSERTED))
            return
        origin = self._origin(row)
        own, before, stored = row.leaf_as(origin), self._before(origin), row.frontier
        through = next((each for each in before if stored and each.append(row.leaf) == stored), None)
        self._settle(through, self._rejoin(row.frontier, origin) if not before else None)
        self._place(row, origin)
        if stored is None or stored.size != origin or own != row.leaf or (before and through is None):
            self._judge(row, own, before, through)
            return
        self.frontiers = [stored] if origin == row.number else [self.frontiers[0], stored]

    def finish(self, tail: Frontier | None, last: int) -> None:
        """Say what is missing at the end, where `last` entries should be."""
        self._settle(tail)
        self._end_move()
        if last >= self._expected:
            self._missing.append((self._expected, last))
            self._rejoin(tail, last + 1)
        for first, end in self._missing:
            since = min(self._untied.get(end, first), first)
            self.report(Damage(kind=Kind.REMOVED, number=first, last=end, since=since))

    def report(self, damage: Damage) -> None:
        """Keep a finding, or count it when there are too many to keep."""
        if len(self.damages) < MOST_DAMAGES:
            self.damages.append(damage)
        else:
            self.more += 1

    def _before(self, origin: int) -> list[Frontier]:
        return [each for each in self.frontiers if each.size == origin - 1]

    def _origin(self, row: Row) -> int:
        """Which entry this is, going by its frontier as far as its hash or the tree bears that out."""
        size = row.frontier.size if row.frontier else row.number
        if size == row.number or not 1 <= size <= LARGEST_INTEGER:
            return row.number
        fits = any(each.append(row.leaf) == row.frontier for each in self._before(size))
        return size if fits or row.leaf_as(size) == row.leaf else row.number

    def _judge(self, row: Row, own: bytes | None, before: list[Frontier], through: Frontier | None) -> None:
        """Name what was done to a row that does not fit."""
        stored = row.frontier
        recomputed = [each.append(own) for each in before] if own else []
        by_hash = [each.append(row.leaf) for each in before] if len(row.leaf) == HASH_SIZE else []
        if stored and (through is not None or stored in recomputed):
            self.report(_about(row, Kind.CONTENT if through is not None else Kind.HASH))
            self.frontiers = [stored]
            return
        after = [*recomputed, *by_hash, *([stored] if stored else [])]
        if own == row.leaf and (stored is None or stored.size != row.number):
            self.report(_about(row, Kind.FRONTIER))
        else:
            self._pending = self._doubt(row, own, before, recomputed, by_hash)
        self.frontiers = list(dict.fromkeys([*self.frontiers[:1], *after]))

    def _doubt(
        self,
        row: Row,
        own: bytes | None,
        before: list[Frontier],
        recomputed: list[Frontier],
        by_hash: list[Frontier],
    ) -> tuple[Damage, dict[Frontier, Damage]]:
        """What the row seems to be, and what it is if the next one continues the tree from elsewhere."""
        damage = _about(row, Kind.FOREIGN)
        known = [*recomputed, *by_hash]
        if row.frontier and (found := next(filter(None, (self._differing(each, row) for each in known)), None)):
            damage = found if own == row.leaf else replace(damage, since=min(found.since, row.number))
        verdicts = dict.fromkeys(by_hash, _about(row, Kind.FRONTIER if own == row.leaf else Kind.CONTENT))
        verdicts |= dict.fromkeys(before, _about(row, Kind.INSERTED))
        return damage, verdicts

    def _differing(self, known: Frontier, row: Row) -> Damage | None:
        """Which entries up to this row are rewritten, going by the peaks that are not the same."""
        spans = differing(known, row.frontier) if row.frontier else []
        if not spans:
            return None
        since, last = max(spans[0][0], min(self.vouched, spans[-1][1] - 1)) + 1, spans[-1][1]
        if last == row.number:
            return replace(_about(row, Kind.REWRITTEN), since=since)
        return Damage(kind=Kind.REWRITTEN, number=since, last=last, since=since)

    def _rejoin(self, stored: Frontier | None, origin: int) -> int:
        """Take the tree up again after a gap, at `stored`: from which entry on is nothing tied to it?
        What both sides of the gap cover must be the same.
        """
        known, start = self.frontiers[0], 0
        if stored:
            if spans := differing(known, stored):
                since = max(spans[0][0], self.vouched) + 1
                self.report(Damage(kind=Kind.REWRITTEN, number=since, last=spans[-1][1], since=since))
            start = min((span[0] for span in set(known.spans()) - set(stored.spans())), default=origin)
        self._untied[origin - 1] = max(self.vouched, start) + 1
        return self._untied[origin - 1]

    def _settle(self, through: Frontier | None, untied: int | None = None) -> None:
        """The row before was in doubt; how this one continues the tree decides."""
        if self._pending:
            damage, verdicts = self._pending
            self._pending = None
            damage = verdicts.get(through, damage) if through else damage
            self.report(replace(damage, since=min(damage.since, untied)) if untied else damage)

    def _place(self, row: Row, origin: int) -> None:
        """Keep account of numbers that are skipped, or stand elsewhere."""
        if origin > self._expected:
            self._missing.append((self._expected, origin - 1))
        elif origin < self._expected:
            self._found(origin)
        self._expected = max(self._expected, origin + 1)
        if self._moved and origin - self._moved.since == row.number - self._moved.number and origin != row.number:
            self._moved = replace(self._moved, last=row.number)
            return
        self._end_move()
        if origin != row.number:
            self._moved = replace(_about(row, Kind.MOVED), since=origin)

    def _found(self, origin: int) -> None:
        for at, (first, end) in enumerate(self._missing):
            if first <= origin <= end:
                parts = [(first, origin - 1), (origin + 1, end)]
                self._missing[at : at + 1] = [part for part in parts if part[0] <= part[1]]
                return

    def _end_move(self) -> None:
        if self._moved:
            self.report(self._moved)
            self._moved = None


def differing(known: Frontier, stored: Frontier) -> list[tuple[int, int]]:
    """The spans that both frontiers have a peak for, and not the same one."""
    peaks = dict(zip(known.spans(), known.peaks, strict=True))
    both = zip(stored.spans(), stored.peaks, strict=True)
    return [span for span, peak in both if peaks.get(span, peak) != peak]


def _about(row: Row, kind: Kind) -> Damage:
    return Damage(kind=kind, number=row.number, last=row.number, since=row.number, act=row.act, subject=row.subject)
