"""Today's committees and tomorrow's: which new one continues which old one, who moves, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array

from umbel.remits.problem.cells import Cells
from umbel.remits.problem.classification import Floats, Ints
from umbel.remits.search.packing import Pieces


@dataclass(slots=True)
class Today:
    """Today's placements counted by piece; `continues` is the old committee that each new one continues, or -1."""

    names: tuple[str, ...]
    counts: csr_array
    placed: Ints
    origin: Ints
    move_cost: float
    continues: Ints

    def moving(self, pieces: Ints, committees: Ints) -> Floats:
        """What it costs to move the organizations of these pieces to each of these committees."""
        old = self.continues[committees]
        staying = np.zeros((len(pieces), len(committees)))
        kept = np.flatnonzero(old >= 0)
        if len(kept):
            staying[:, kept] = self.counts[pieces][:, old[kept]].toarray()
        return self.move_cost * (self.placed[pieces][:, None] - staying)

    def moves(self, committee: Ints) -> int:
        """Organizations that leave the committee they are under today."""
        entries = self.counts.tocoo()
        stays = self.continues[committee[entries.row]] == entries.col
        return int(self.placed.sum() - entries.data[stays].sum())

    def cost_of(self, committee: Ints) -> float:
        """What all moves of a layout cost."""
        return self.move_cost * self.moves(committee)

    def match(self, committee: Ints, number: int) -> None:
        """Lets each new committee continue the old one it shares most with, so that the fewest organizations move."""
        entries = self.counts.tocoo()
        keys = committee[entries.row] * len(self.names) + entries.col
        pairs, inverse = np.unique(keys, return_inverse=True)
        shared = np.bincount(inverse, entries.data)
        new, old = pairs // len(self.names), pairs % len(self.names)
        table = coo_array((shared, (new, old)), shape=(number, len(self.names))).toarray()
        rows, columns = linear_sum_assignment(table, maximize=True)
        self.continues = np.full(number, -1, dtype=np.int64)
        kept = table[rows, columns] > 0
        self.continues[rows[kept]] = columns[kept]


def origins(cells: Cells, placements: Mapping[str, str]) -> tuple[tuple[str, ...], Ints]:
    """The old committees, and each organization's number among them (-1: newly entered)."""
    names = tuple(sorted({placements[identifier] for identifier in cells.ids if identifier in placements}))
    number = {name: place for place, name in enumerate(names)}
    found = (number[placements[identifier]] if identifier in placements else -1 for identifier in cells.ids)
    return names, np.fromiter(found, dtype=np.int64, count=cells.members)


def today(pieces: Pieces, names: tuple[str, ...], origin: Ints, move_cost: float, committees: int) -> Today:
    """Counts today's placements by piece."""
    known = np.flatnonzero(origin >= 0)
    ones = np.ones(len(known))
    where = (pieces.of[known], origin[known])
    counts = coo_array((ones, where), shape=(len(pieces), max(1, len(names)))).tocsr()
    placed = np.bincount(pieces.of[known], minlength=len(pieces)).astype(np.int64)
    main = np.asarray(counts.argmax(axis=1)).ravel().astype(np.int64)
    whole = counts[np.arange(len(pieces)), main] == pieces.size
    label = np.where(whole, main, len(names) + np.arange(len(pieces)))
    label = np.where(placed == 0, -1, label)
    return Today(names, counts, placed, label, move_cost, np.full(committees, -1, dtype=np.int64))
