"""Which committee covers which concept in which district: every pair has one, with or without organizations.

A pair without organizations belongs to the committee that holds most organizations of its concept; a concept without
organizations, to the committee that holds most of those under the nearest concept above it that has any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from umbel.errors import NotFound
from umbel.remits.problem.cells import Cells
from umbel.remits.problem.classification import Ints, Tree
from umbel.remits.wording.remit import Remit, RemitTerm

SHARED = -1


@dataclass(frozen=True, slots=True)
class Coverage:
    """The committee of each concept and district; a cell that several share is listed apart, fewest members first."""

    tree: Tree
    districts: tuple[str | None, ...]
    committee: Ints
    largest: Ints
    occupied: frozenset[int]
    shared: dict[tuple[int, int], tuple[int, ...]]

    def covering(self, concept: str, district: str | None) -> tuple[int, ...]:
        """The committees that cover this concept in this district: one, or those that share it."""
        if concept not in self.tree.index:
            raise NotFound(f"There is no concept {concept} in this design's classification.")
        row = self.tree.index[concept]
        if (district or None) not in self.districts:
            return (int(self.largest[row]),)
        column = self.districts.index(district or None)
        found = int(self.committee[row, column])
        return self.shared[row, column] if found == SHARED else (found,)


def cover(tree: Tree, cells: Cells, held: dict[tuple[int, int], int]) -> Coverage:
    """Extends what the committees hold (organizations by cell and committee) to every concept and district."""
    largest = _largest(tree, cells, held)
    table = np.repeat(largest[:, None], len(cells.districts), axis=1)
    holders: dict[int, list[tuple[int, int]]] = {}
    for (cell, committee), members in held.items():
        holders.setdefault(cell, []).append((members, committee))
    shared = {}
    for cell, found in holders.items():
        place = int(cells.concept[cell]), int(cells.district[cell])
        table[place] = found[0][1] if len(found) == 1 else SHARED
        if len(found) > 1:
            shared[place] = tuple(committee for _, committee in sorted(found))
    occupied = frozenset(cells.concept.tolist())
    return Coverage(tree, cells.districts, table, largest, occupied, shared)


def _largest(tree: Tree, cells: Cells, held: dict[tuple[int, int], int]) -> Ints:
    """For each concept the committee that holds most of it or, if it has no one, most of what is near it."""
    own: list[dict[int, int]] = [{} for _ in tree.codes]
    for (cell, committee), members in held.items():
        mine = own[int(cells.concept[cell])]
        mine[committee] = mine.get(committee, 0) + members
    below = [dict(mine) for mine in own]
    top: dict[int, int] = {}
    for node in range(len(tree.codes) - 1, -1, -1):
        above = below[tree.parent[node]] if tree.parent[node] >= 0 else top
        for committee, members in below[node].items():
            above[committee] = above.get(committee, 0) + members
    chosen = np.zeros(len(tree.codes), dtype=np.int64)
    for node in range(len(tree.codes)):
        near = own[node] or next((below[up] for up in tree.path(node) if below[up]), top)
        chosen[node] = max(near, key=lambda committee: (near[committee], -committee))
    return chosen


def word(coverage: Coverage, committees: int) -> list[Remit]:
    """Says each committee's remit in as few terms as the tree allows: a concept stands for all below it.

    A concept that has no organization and does not stand for others goes without saying.
    """
    terms: list[list[RemitTerm]] = [[] for _ in range(committees)]
    tree, table = coverage.tree, coverage.committee
    alike = _alike(tree, table)
    node = 0
    while node < len(tree.codes):
        below = int(tree.end[node]) > node + 1
        if alike[node]:
            if coverage.occupied.intersection(range(node, int(tree.end[node]))):
                _say(coverage, node, terms, narrower=True)
            node = int(tree.end[node])
            continue
        if node in coverage.occupied:
            _say(coverage, node, terms, narrower=not below)
        node += 1
    return [Remit(tuple(found)) for found in terms]


def _alike(tree: Tree, table: Ints) -> list[bool]:
    """Whether everything under a concept is divided just as the concept itself (a shared cell is like no other)."""
    alike = [True] * len(tree.codes)
    for node in range(len(tree.codes) - 1, -1, -1):
        lone = int(tree.end[node]) == node + 1
        alike[node] = alike[node] and (lone or not bool((table[node] == SHARED).any()))
        parent = int(tree.parent[node])
        if parent >= 0 and not (alike[node] and np.array_equal(table[node], table[parent])):
            alike[parent] = False
    return alike


def _say(coverage: Coverage, node: int, terms: list[list[RemitTerm]], *, narrower: bool) -> None:
    row, code = coverage.committee[node], coverage.tree.codes[node]
    for committee in dict.fromkeys(row.tolist()):
        if committee == SHARED:
            continue
        inside = row == committee
        terms[committee].append(RemitTerm(code, *_districts(coverage.districts, inside), narrower=narrower))
    for column in np.flatnonzero(row == SHARED).tolist():
        sharing = coverage.shared[node, column]
        for number, committee in enumerate(sorted(sharing), start=1):
            only = None if len(row) == 1 else (coverage.districts[column],)
            terms[committee].append(RemitTerm(code, only, narrower=narrower, part=(number, len(sharing))))


def _districts(
    districts: Sequence[str | None], inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[tuple[str | None, ...] | None, bool]:
    """All of them, those listed, or all but those listed, whichever is shortest."""
    if inside.all():
        return None, False
    outside = bool(inside.sum() > len(districts) * 0.6)
    chosen = inside != outside
    return tuple(district for district, is_chosen in zip(districts, chosen, strict=True) if is_chosen), outside
