"""The design with every organization free to go alone: a small integer programme whose optimum no design can beat.

Distances grow with the level of the lowest shared concept, so an organization placed outside its own concept climbs the
tree to the concept it shares with its committee and comes down free of charge. One variable for what climbs out of a
concept and one for what comes down into it say everything that a table of all pairs would. What is relaxed: cells may
be divided at will. The answer is both the proven lower bound and the plan (how many committees sit in each concept,
how many of its organizations stay, and at which level the others meet a committee).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from umbel.remits.problem.cells import Cells
from umbel.remits.problem.classification import Floats, Ints, Tree
from umbel.remits.problem.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Plan:
    """For each occupied concept the committees centred on it, the organizations that stay and those that come.

    `parent` and `matched` say where in the tree those that leave a concept meet a committee; the last node is the top.
    """

    concepts: Ints
    seats: Ints
    own: Floats
    coming: Floats
    parent: Ints
    matched: Floats
    bound: float


@dataclass(frozen=True, slots=True)
class _Links:
    """The tree as the programme sees it: a leaf under each occupied concept, then the concepts above them."""

    parent: Ints
    climb: Floats
    leaves: int


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Kinds of seat: the concept, the members whom the seat saves the district step, the fewest there, how many."""

    concept: Ints
    saved: Ints
    least: Ints
    number: Ints


def make_plan(tree: Tree, cells: Cells, sizes: Sizes, district_step: float, time_limit: float) -> Plan:
    """Solves the relaxed design; the bound is proven even when the time runs out."""
    concepts, of = np.unique(cells.concept, return_inverse=True)
    links = _links(tree, concepts)
    kinds = _seat_kinds(cells, of, sizes)
    programme = _programme(links, cells, of, sizes, kinds=kinds, district_step=district_step)
    answer = milp(options={"time_limit": time_limit, "mip_rel_gap": 1e-4}, **programme)
    constant = district_step * cells.members
    leaves, nodes = links.leaves, len(links.parent)
    if answer.x is None:
        return _apportioned(concepts, links, np.bincount(of, cells.size), sizes)
    up, down = answer.x[:nodes], answer.x[nodes : 2 * nodes]
    seats = np.rint(answer.x[2 * nodes : 2 * nodes + leaves]).astype(np.int64)
    bound = constant + (answer.fun if answer.mip_dual_bound is None else answer.mip_dual_bound)
    return Plan(
        concepts=concepts,
        seats=seats,
        own=np.bincount(of, cells.size) - up[:leaves],
        coming=down[:leaves],
        parent=links.parent,
        matched=np.bincount(links.parent, up, minlength=nodes + 1) - np.append(up, 0.0),
        bound=max(0.0, bound - 1e-6 * abs(bound)),
    )


def _apportioned(concepts: Ints, links: _Links, have: Floats, sizes: Sizes) -> Plan:
    """A plan for when no time was left to make one: committees in proportion to the organizations of a concept."""
    quota = have * sizes.committees / have.sum()
    seats = np.floor(quota).astype(np.int64)
    seats[np.argsort(seats - quota, kind="stable")[: sizes.committees - seats.sum()]] += 1
    own = np.minimum(have, seats * sizes.most)
    coming = np.maximum(0.0, seats * (have.sum() / sizes.committees) - have)
    matched = np.full(len(links.parent) + 1, np.inf)
    return Plan(concepts, seats, own, coming, links.parent, matched, 0.0)


def _links(tree: Tree, concepts: Ints) -> _Links:
    """A concept at the very bottom has nothing under it to share with, so its leaf hangs from the concept above."""
    paths = [[node for node in tree.path(int(concept)) if tree.depth[node] < tree.height] for concept in concepts]
    above = sorted({node for path in paths for node in path}, reverse=True)
    number = {node: len(concepts) + place for place, node in enumerate(above)}
    top = len(concepts) + len(above)
    parent = [number[path[0]] if path else top for path in paths]
    parent += [number.get(int(tree.parent[node]), top) for node in above]
    level = np.zeros(top + 1)
    level[len(concepts) : top] = tree.height - tree.depth[above]
    level[top] = tree.height
    parents = np.array(parent, dtype=np.int64)
    return _Links(parents, level[parents] - level[:top], len(concepts))


def _seat_kinds(cells: Cells, of: Ints, sizes: Sizes) -> _Kinds:
    """The seats there are in each concept: one in each whole cell, many in a cell that committees share.

    A committee seated in a whole cell holds at least that cell; those that share one may hold as little as any.
    """
    small = cells.size <= sizes.most
    concept, saved, number = [of[small]], [cells.size[small]], [np.ones(small.sum(), dtype=np.int64)]
    least = [np.maximum(cells.size[small], sizes.least)]
    for cell in np.flatnonzero(~small):
        full, rest = divmod(int(cells.size[cell]), sizes.most)
        partly = 1 if rest else 0
        concept.append(np.full(3, of[cell]))
        saved.append(np.array([sizes.most, rest, 0]))
        number.append(np.array([full, partly, int(cells.size[cell]) - full - partly]))
        least.append(np.full(3, sizes.least))
    keys = np.stack([np.concatenate(concept), np.concatenate(saved), np.concatenate(least)])
    kinds, inverse = np.unique(keys, axis=1, return_inverse=True)
    return _Kinds(kinds[0], kinds[1], kinds[2], np.bincount(inverse, np.concatenate(number)).astype(np.int64))


def _programme(
    links: _Links, cells: Cells, of: Ints, sizes: Sizes, *, kinds: _Kinds, district_step: float
) -> dict[str, object]:
    """Columns: what climbs out of each node, what comes down into it, the committees under it, seats of each kind."""
    concept, saved = kinds.concept, kinds.saved
    leaves, nodes = links.leaves, len(links.parent)
    leaf, node = np.arange(leaves), np.arange(nodes)
    under, kind = 2 * nodes + node, 3 * nodes + np.arange(len(concept))
    width = 3 * nodes + len(concept)
    have = _below(links, np.bincount(of, cells.size))
    cost, upper, integral = np.zeros(width), np.full(width, np.inf), np.zeros(width)
    cost[:nodes] = links.climb
    cost[:leaves] -= district_step
    cost[kind] = -district_step * saved
    upper[:nodes] = have
    upper[kind] = kinds.number
    integral[under] = 1
    fits = _rows(leaves, width, (concept, kind, 1.0), (leaf, under[:leaves], -1.0))
    stay = _rows(leaves, width, (leaf, leaf, -1.0), (concept, kind, -saved.astype(np.float64)))
    return {
        "c": cost,
        "bounds": Bounds(0, upper),
        "integrality": integral,
        "constraints": [
            *_flows(links, width, sizes),
            *_rounded(have, width, sizes),
            *_ranges(have, leaves, width, sizes=sizes, kinds=kinds),
            LinearConstraint(fits, 0, 0),
            LinearConstraint(stay, -have[:leaves], np.inf),
        ],
    }


def _below(links: _Links, own: Floats) -> Floats:
    """Organizations under each node; a parent is always numbered after what is below it."""
    have = np.zeros(len(links.parent) + 1)
    have[: links.leaves] = own
    for node, parent in enumerate(links.parent):
        have[parent] += have[node]
    return have[:-1]


def _flows(links: _Links, width: int, sizes: Sizes) -> list[LinearConstraint]:
    """What enters a node leaves it; committees under a node are those under its parts."""
    nodes, node = len(links.parent), np.arange(len(links.parent))
    inner, row, top = node[links.leaves :], links.parent - links.leaves, nodes - links.leaves
    down, under = nodes + node, 2 * nodes + node
    balance = _rows(
        top + 1,
        width,
        (row, node, 1.0),
        (row, down, -1.0),
        (inner - links.leaves, inner, -1.0),
        (inner - links.leaves, down[inner], 1.0),
    )
    adding = _rows(top + 1, width, (row, under, 1.0), (inner - links.leaves, under[inner], -1.0))
    all_committees = np.append(np.zeros(top), sizes.committees)
    return [LinearConstraint(balance, 0, 0), LinearConstraint(adding, all_committees, all_committees)]


def _ranges(have: Floats, leaves: int, width: int, *, sizes: Sizes, kinds: _Kinds) -> list[LinearConstraint]:
    """The organizations that end up in a concept's committees fit them."""
    nodes, leaf = len(have), np.arange(leaves)
    flows = ((leaf, leaf, -1.0), (leaf, nodes + leaf, 1.0))
    kind = 3 * nodes + np.arange(len(kinds.concept))
    least = _rows(leaves, width, *flows, (kinds.concept, kind, -kinds.least.astype(np.float64)))
    most = _rows(leaves, width, *flows, (leaf, 2 * nodes + leaf, -float(sizes.most)))
    own = have[:leaves]
    return [LinearConstraint(least, -own, np.inf), LinearConstraint(most, -np.inf, -own)]


def _rounded(have: Floats, width: int, sizes: Sizes) -> list[LinearConstraint]:
    """Whole committees only: what does not fill one must climb, what one lacks must come down (rounding cuts)."""
    nodes, node = len(have), np.arange(len(have))
    needed = np.ceil(have / sizes.most)
    over = have - sizes.most * (needed - 1)
    climbs = _rows(nodes, width, (node, node, 1.0), (node, 2 * nodes + node, over))
    filled = np.floor(have / sizes.least)
    lacking = sizes.least * (filled + 1) - have
    comes = _rows(nodes, width, (node, nodes + node, 1.0), (node, 2 * nodes + node, -lacking))
    return [LinearConstraint(climbs, over * needed, np.inf), LinearConstraint(comes, -lacking * filled, np.inf)]


def _rows(height: int, width: int, *parts: tuple[Ints, Ints, float | Floats]) -> coo_array:
    row = np.concatenate([part[0] for part in parts])
    column = np.concatenate([part[1] for part in parts])
    value = np.concatenate([np.broadcast_to(np.asarray(part[2], dtype=np.float64), part[0].shape) for part in parts])
    return coo_array((value, (row, column)), shape=(height, width)).tocsr()
