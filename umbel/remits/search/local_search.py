"""Improves a layout by moving cells and whole fields between committees, one at a time or two in exchange.

The search looks at every move of a cell, or of all the cells a field has in one committee, and at every exchange of
two such; it takes the best ones that do not touch the same committee, and repeats until nothing helps. Sizes outside
the range cost so much that they are mended first. Between equals the shorter remit wins: a concept in one committee
more costs a trifle. Alike cells of one committee are looked at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from umbel.remits.problem.classification import Floats, Ints
from umbel.remits.problem.sizes import Sizes
from umbel.remits.search.continuity import Today
from umbel.remits.search.packing import Layout, Pieces

ENOUGH = 1e-7
A_TERM = 1e-3


@dataclass(frozen=True, slots=True)
class Costs:
    """Distance between two concepts (the district step on the diagonal), and what a move costs, if it costs."""

    between: Floats
    district_step: float
    today: Today | None = None


@dataclass(slots=True)
class _Items:
    """What can be moved: a cell, or all the cells but the seat that a concept has in one committee."""

    committee: Ints
    concept: Ints
    size: Ints
    costs: Floats
    pieces: list[Ints]
    comes: Floats
    goes: Floats


class Search:
    """A layout under improvement, restricted to some committees (all of them, by default)."""

    def __init__(self, pieces: Pieces, layout: Layout, sizes: Sizes, costs: Costs) -> None:
        self.pieces, self.sizes, self.costs = pieces, sizes, costs
        self.committee, self.centre = layout.committee, layout.centre
        self.concept_of_cell = np.zeros(int(pieces.cell.max()) + 1, dtype=np.int64)
        self.concept_of_cell[pieces.cell] = pieces.concept
        move_cost = costs.today.move_cost if costs.today is not None else 0.0
        self.heavy = 1000.0 * (1.0 + move_cost)

    def improve(self, committees: Ints, deadline: float) -> bool:
        """Descends to a local optimum among these committees; True if anything moved."""
        mine = np.flatnonzero(np.isin(self.committee, committees))
        moved = False
        while time.perf_counter() < deadline:
            self.recentre(mine, committees)
            if not self._step(mine, committees):
                break
            moved = True
        self.recentre(mine, committees)
        return moved

    def recentre(self, mine: Ints, committees: Ints) -> None:
        """Seats each committee in the member cell from which its members are nearest."""
        count = len(self.costs.between)
        local = np.searchsorted(committees, self.committee[mine])
        weight = np.zeros((len(committees), count))
        np.add.at(weight, (local, self.pieces.concept[mine]), self.pieces.size[mine])
        total = weight @ self.costs.between
        keys, inverse = np.unique(np.stack([local, self.pieces.cell[mine]]), axis=1, return_inverse=True)
        size = np.bincount(inverse, self.pieces.size[mine])
        value = total[keys[0], self.concept_of_cell[keys[1]]] - self.costs.district_step * size
        order = np.lexsort((keys[1], np.round(value, 6), keys[0]))
        owners, first = np.unique(keys[0][order], return_index=True)
        self.centre[committees[owners]] = keys[1][order[first]]

    def cost_of(self, mine: Ints, committees: Ints) -> Floats:
        """What each of these pieces costs in each of these committees, as they are seated now."""
        centre = self.centre[committees]
        costs: Floats = self.costs.between[self.pieces.concept[mine][:, None], self.concept_of_cell[centre][None, :]]
        costs -= self.costs.district_step * (self.pieces.cell[mine][:, None] == centre[None, :])
        costs *= self.pieces.size[mine][:, None]
        if self.costs.today is not None:
            costs += self.costs.today.moving(mine, committees)
        return costs

    def distances(self) -> Floats:
        """The summed distance of each piece's organizations to the centre of their committee."""
        own = self.centre[self.committee]
        costs: Floats = self.costs.between[self.pieces.concept, self.concept_of_cell[own]]
        costs -= self.costs.district_step * (self.pieces.cell == own)
        costs *= self.pieces.size
        return costs

    def objective(self) -> float:
        """The total cost of the layout, moves included, sizes not."""
        moves = self.costs.today.cost_of(self.committee) if self.costs.today is not None else 0.0
        return float(self.distances().sum()) + moves

    def terms(self) -> int:
        """How many times a concept is under a committee: the fewer, the shorter the remits."""
        return len(np.unique(self.pieces.concept * len(self.centre) + self.committee))

    def outside(self) -> int:
        """Organizations too many or too few, over all committees."""
        filled = np.bincount(self.committee, self.pieces.size, minlength=len(self.centre))
        return int(self._excess(filled).sum())

    def _penalty(self, size: Floats | Ints) -> Floats:
        """One organization too many or too few outweighs any distance and any move."""
        return self.heavy * self._excess(size)

    def _excess(self, size: Floats | Ints) -> Floats:
        excess = np.maximum(0, size - self.sizes.most) + np.maximum(0, self.sizes.least - size)
        return excess.astype(np.float64)

    def _items(self, mine: Ints, committees: Ints) -> _Items:
        local = np.searchsorted(committees, self.committee[mine])
        costs = self.cost_of(mine, committees)
        free = np.flatnonzero(self.pieces.cell[mine] != self.centre[self.committee[mine]])
        origin = np.zeros(len(mine), dtype=np.int64) if self.costs.today is None else self.costs.today.origin[mine]
        alike = np.stack([local, self.pieces.concept[mine], self.pieces.size[mine], origin])[:, free]
        _, single = np.unique(alike, axis=1, return_index=True)
        _, which, counts = np.unique(alike[:2], axis=1, return_inverse=True, return_counts=True)
        order = np.argsort(which, kind="stable")
        blocks = (
            [block for block in np.split(free[order], np.cumsum(counts)[:-1]) if len(block) > 1] if len(free) else []
        )
        members = [free[[place]] for place in single] + blocks
        sizes = np.array([self.pieces.size[mine[group]].sum() for group in members], dtype=np.int64)
        sums = np.concatenate([costs[free[single]], *[costs[group].sum(axis=0)[None, :] for group in blocks]])
        firsts = np.array([group[0] for group in members], dtype=np.int64)
        concept, where = self.pieces.concept[mine[firsts]], local[firsts]
        held = np.zeros((len(self.costs.between), len(committees)))
        np.add.at(held, (self.pieces.concept[mine], local), self.pieces.size[mine])
        comes = A_TERM * (held[concept] == 0)
        goes = A_TERM * (held[concept, where] == sizes)
        return _Items(where, concept, sizes, sums, [mine[group] for group in members], comes, goes)

    def _step(self, mine: Ints, committees: Ints) -> bool:
        items = self._items(mine, committees)
        if not items.pieces:
            return False
        filled = np.bincount(
            np.searchsorted(committees, self.committee[mine]), self.pieces.size[mine], minlength=len(committees)
        )
        moves = self._shifts(items, filled) + self._swaps(items, filled)
        moves.sort()
        used: set[int] = set()
        for _, one, other, target in moves:
            source = int(items.committee[one])
            if source in used or target in used:
                continue
            used |= {source, target}
            self.committee[items.pieces[one]] = committees[target]
            if other >= 0:
                self.committee[items.pieces[other]] = committees[source]
        return bool(used)

    def _shifts(self, items: _Items, filled: Floats) -> list[tuple[float, int, int, int]]:
        own = np.arange(len(items.size)), items.committee
        change = items.costs - items.costs[own][:, None] + items.comes - items.goes[:, None]
        change += self._penalty(filled[None, :] + items.size[:, None]) - self._penalty(filled)[None, :]
        leaving = filled[items.committee]
        change += (self._penalty(leaving - items.size) - self._penalty(leaving))[:, None]
        change[own] = 0.0
        rows, columns = np.nonzero(change < -ENOUGH)
        return [(float(change[r, c]), int(r), -1, int(c)) for r, c in zip(rows, columns, strict=True)]

    def _swaps(self, items: _Items, filled: Floats) -> list[tuple[float, int, int, int]]:
        there = items.costs[:, items.committee]
        own = np.diagonal(there)
        change = there - own[:, None] + items.comes[:, items.committee] - items.goes[:, None]
        change += items.goes[:, None] * (items.concept[:, None] == items.concept[None, :])
        change = change + change.T
        gain = items.size[None, :] - items.size[:, None]
        size = filled[items.committee]
        after = self._penalty(size[:, None] + gain) - self._penalty(size)[:, None]
        change += after + after.T
        change[items.committee[:, None] == items.committee[None, :]] = 0.0
        rows, columns = np.nonzero(np.triu(change < -ENOUGH))
        if len(rows) > 4000:
            best = np.argpartition(change[rows, columns], 4000)[:4000]
            rows, columns = rows[best], columns[best]
        return [
            (float(change[r, c]), int(r), int(c), int(items.committee[c])) for r, c in zip(rows, columns, strict=True)
        ]
