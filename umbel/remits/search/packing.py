"""Turns the plan into whole cells in committees: exact fillings by subset sums, field by field, then up the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from umbel.remits.problem.cells import Cells
from umbel.remits.problem.classification import Ints
from umbel.remits.problem.plan import Plan
from umbel.remits.problem.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is placed: whole cells, and the parts of cells larger than a committee.

    `concept` numbers the occupied concepts; `of` is each organization's piece.
    """

    cell: Ints
    concept: Ints
    size: Ints
    of: Ints

    def __len__(self) -> int:
        return len(self.size)


@dataclass(slots=True)
class Layout:
    """Which committee each piece is in, and the cell at the centre of each committee."""

    committee: Ints
    centre: Ints


def cut(cells: Cells, concept: Ints, sizes: Sizes, origin: Ints | None = None) -> Pieces:
    """Cells of at most the largest size stay whole; a larger one falls into small parts that committees may share.

    `origin` (each organization's committee today) keeps the parts of a shared cell from mixing where they come from.
    """
    owner: list[int] = []
    size: list[int] = []
    of = np.zeros(cells.members, dtype=np.int64)
    from_where = np.zeros(cells.members, dtype=np.int64) if origin is None else origin
    order = np.lexsort((from_where, cells.of))
    ends = np.cumsum(cells.size)
    for cell, end in enumerate(ends.tolist()):
        mine = order[end - cells.size[cell] : end]
        runs = np.unique(from_where[mine], return_counts=True)[1].tolist() if len(mine) > sizes.most else []
        parts = [part for run in runs for part in _parts(run, sizes.most)] or [len(mine)]
        of[mine] = np.repeat(np.arange(len(size), len(size) + len(parts)), parts)
        owner += [cell] * len(parts)
        size += parts
    cell_of = np.array(owner, dtype=np.int64)
    return Pieces(cell_of, concept[cell_of], np.array(size, dtype=np.int64), of)


def _parts(members: int, most: int) -> list[int]:
    large = max(1, most // 6)
    count = members * 3 // 4 // large
    return [large] * count + [1] * (members - large * count)


def pack(pieces: Pieces, plan: Plan, sizes: Sizes) -> Layout:
    """Seats the committees where the plan says and fills them; what fits nowhere goes where there is most room."""
    return _Packer(pieces, plan, sizes).run()


class _Packer:
    def __init__(self, pieces: Pieces, plan: Plan, sizes: Sizes) -> None:
        self.pieces, self.plan, self.sizes = pieces, plan, sizes
        self.size: list[int] = pieces.size.tolist()
        self.committee = np.full(len(pieces), -1, dtype=np.int64)
        self.centre: list[int] = []
        self.filled: list[int] = []
        self.need: list[int] = []
        cells, first, parts = np.unique(pieces.cell, return_index=True, return_counts=True)
        self.first = dict(zip(cells.tolist(), first.tolist(), strict=True))
        self.parts = dict(zip(cells.tolist(), parts.tolist(), strict=True))

    def run(self) -> Layout:
        order = np.lexsort((-self.pieces.size, self.pieces.concept))
        starts = np.searchsorted(self.pieces.concept[order], np.arange(len(self.plan.concepts) + 1))
        pools: list[list[int]] = [[] for _ in range(len(self.plan.parent) + 1)]
        bins: list[list[int]] = [[] for _ in range(len(self.plan.parent) + 1)]
        for concept in range(len(self.plan.concepts)):
            mine = order[starts[concept] : starts[concept + 1]].tolist()
            first = len(self.centre)
            pools[concept] = self._settle(concept, mine)
            bins[concept] = [number for number in range(first, len(self.centre)) if self.need[number] > 0]
        for node, parent in enumerate(self.plan.parent.tolist()):
            if node >= len(self.plan.concepts):
                pools[node] = self._match(pools[node], bins[node], self.plan.matched[node])
            pools[parent] += pools[node]
            bins[parent] += [number for number in bins[node] if self.need[number] > 0]
            pools[node] = []
        self._rest(self._match(pools[-1], bins[-1], float("inf")))
        return Layout(self.committee, np.array(self.centre, dtype=np.int64))

    def _settle(self, concept: int, mine: list[int]) -> list[int]:
        """Fills the committees centred on a concept with its own; returns what the plan sends away."""
        seats = int(self.plan.seats[concept])
        if seats == 0:
            return mine
        total = sum(self.size[piece] for piece in mine)
        chosen = self._seats(mine, seats)
        cells = [cell for _, cell in chosen]
        whole = {self.first[cell] for cell in cells if self.parts[cell] == 1}
        others = [piece for piece in mine if piece not in whole]
        away = round(total - float(self.plan.own[concept]))
        leaving = set(self._leaving(others, set(cells), away))
        others = [piece for piece in others if piece not in leaving]
        wishes = self._wishes(chosen, round(total - away + float(self.plan.coming[concept])))
        first = len(self.centre)
        short = 0
        for cell, wish in zip(cells, wishes, strict=True):
            wanted = min(self.sizes.most, wish + short)
            self._open(cell, wanted, others)
            self._take(others, subset(others, self.size, wanted - self.filled[-1]))
            self.need[-1] = wish - self.filled[-1]
            short += wish - self.filled[-1]
        leaving.update(self._squeeze(others, first))
        return [piece for piece in mine if piece in leaving]

    def _wishes(self, seats: list[tuple[int, int]], total: int) -> list[int]:
        """A size for each committee of a concept (best seats first): alike, but none smaller than its seat.

        Where that would starve the last ones, the committees that share a cell hold less of it.
        """
        wishes = _levelled([members for members, _ in seats], total)
        if min(wishes) >= self.sizes.least:
            return wishes
        return _levelled([members if self.parts[cell] == 1 else 0 for members, cell in seats], total)

    def _squeeze(self, others: list[int], first: int) -> list[int]:
        """What the subsets left over goes where it fits best among the concept's own; the rest leaves."""
        left = []
        for piece in others:
            after = [filled + self.size[piece] for filled in self.filled[first:]]
            fits = [size for size in after if size <= self.sizes.most]
            if fits:
                self._fill(first + after.index(max(fits)), [piece])
            else:
                left.append(piece)
        return left

    def _seats(self, mine: list[int], seats: int) -> list[tuple[int, int]]:
        """The cells that seat most members; one too large for a committee seats several."""
        members: dict[int, int] = {}
        for piece in mine:
            cell = int(self.pieces.cell[piece])
            members[cell] = members.get(cell, 0) + self.size[piece]
        most = self.sizes.most
        offers = [(min(most, size - start), cell) for cell, size in members.items() for start in range(0, size, most)]
        offers += [(0, cell) for cell, size in members.items() if size > most for _ in range(seats)]
        return sorted(offers, key=lambda offer: -offer[0])[:seats]

    def _leaving(self, others: list[int], seated: set[int], away: int) -> list[int]:
        if away <= 0:
            return []
        unseated = [piece for piece in others if int(self.pieces.cell[piece]) not in seated]
        enough = sum(self.size[piece] for piece in unseated) >= away
        return subset(unseated if enough else others, self.size, away)

    def _open(self, cell: int, wanted: int, others: list[int]) -> None:
        """Seats a committee in a cell, or in as much of a shared one as it is to hold."""
        self.centre.append(cell)
        self.filled.append(0)
        self.need.append(0)
        if self.parts[cell] == 1:
            self._fill(len(self.centre) - 1, [self.first[cell]])
            return
        parts = [piece for piece in others if int(self.pieces.cell[piece]) == cell]
        self._take(others, subset(parts, self.size, wanted) or parts[-1:] or others[:1])

    def _take(self, others: list[int], chosen: list[int]) -> None:
        """The newest committee takes these pieces from those left."""
        self._fill(len(self.centre) - 1, list(chosen))
        taken = set(chosen)
        others[:] = [piece for piece in others if piece not in taken]

    def _fill(self, number: int, chosen: Sequence[int]) -> None:
        added = sum(self.size[piece] for piece in chosen)
        self.committee[list(chosen)] = number
        self.filled[number] += added
        self.need[number] -= added

    def _match(self, pool: list[int], bins: list[int], matched: float) -> list[int]:
        """Fills committees below this concept from organizations below it: whole fields first, then cells."""
        for number in sorted(bins, key=lambda place: -self.need[place]):
            wanted = min(self.need[number], round(min(matched, 1e9)))
            if wanted <= 0 or not pool:
                continue
            chosen = self._choose(pool, wanted)
            self._fill(number, chosen)
            matched -= sum(self.size[piece] for piece in chosen)
            taken = set(chosen)
            pool = [piece for piece in pool if piece not in taken]
        return pool

    def _choose(self, pool: list[int], wanted: int) -> list[int]:
        groups: dict[int, list[int]] = {}
        for piece in pool:
            groups.setdefault(int(self.pieces.concept[piece]), []).append(piece)
        weights = {concept: sum(self.size[piece] for piece in group) for concept, group in groups.items()}
        whole = subset(sorted(groups, key=lambda concept: -weights[concept]), weights, wanted)
        if sum(weights[concept] for concept in whole) == wanted:
            return [piece for concept in whole for piece in groups[concept]]
        return subset(sorted(pool, key=lambda piece: -self.size[piece]), self.size, wanted)

    def _rest(self, pool: list[int]) -> None:
        for piece in sorted(pool, key=lambda piece: -self.size[piece]):
            number = int(np.argmin(self.filled))
            self._fill(number, [piece])


def subset(items: Sequence[int], weight: Sequence[int] | dict[int, int], wanted: int) -> list[int]:
    """The items (heaviest first) whose weights come closest to the wanted sum from below, heavy ones preferred."""
    if wanted <= 0:
        return []
    light = [item for item in reversed(items) if weight[item] <= wanted]
    reached, window = [1], (1 << (wanted + 1)) - 1
    for item in light:
        reached.append(reached[-1] | (reached[-1] << weight[item]) & window)
    left = reached[-1].bit_length() - 1
    chosen = []
    for place in range(len(light) - 1, -1, -1):
        item = light[place]
        if left >= weight[item] and reached[place] >> (left - weight[item]) & 1:
            chosen.append(item)
            left -= weight[item]
    return chosen


def _levelled(least: list[int], total: int) -> list[int]:
    """Shares of a total, none below its least, the others as equal as can be."""
    order = sorted(range(len(least)), key=lambda place: -least[place])
    shares = [0] * len(least)
    left = total
    for rank, place in enumerate(order):
        even = -(-left // (len(order) - rank))
        shares[place] = max(least[place], even) if rank < len(order) - 1 else left
        left -= shares[place]
    return shares
