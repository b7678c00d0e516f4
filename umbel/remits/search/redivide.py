"""The best division of a few committees' cells among them, their centres staying: a small integer programme.

It sees exchanges of any length at once, which the search, moving one or two things at a time, cannot.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from umbel.remits.problem.classification import Floats, Ints
from umbel.remits.search.local_search import Search

NODES = 200


def redivide(search: Search, committees: Ints, seconds: float) -> bool:
    """Divides the cells of these committees anew, seats apart; True if it found an answer (never a worse one)."""
    mine = np.flatnonzero(np.isin(search.committee, committees))
    seated = _seats(search, mine)
    free = mine[~np.isin(mine, seated)]
    if not len(free):
        return False
    origin = np.zeros(len(free), dtype=np.int64) if search.costs.today is None else search.costs.today.origin[free]
    alike = np.stack([search.pieces.concept[free], search.pieces.size[free], origin, _own_seat(search, free)])
    kinds, first, kind, number = np.unique(alike, axis=1, return_index=True, return_inverse=True, return_counts=True)
    places = np.searchsorted(committees, search.committee[seated])
    taken = np.bincount(places, search.pieces.size[seated], len(committees))
    costs = search.cost_of(free[first], committees)
    limits = (search.sizes.least, search.sizes.most)
    answer = _divide(costs, kinds[1], number, taken=taken, limits=limits, seconds=seconds)
    if answer is None:
        return False
    for place in range(len(number)):
        search.committee[free[kind == place]] = committees[np.repeat(np.arange(len(committees)), answer[place])]
    return True


def _seats(search: Search, mine: Ints) -> Ints:
    """One piece of each committee's centre stays where it is."""
    at_centre = mine[search.pieces.cell[mine] == search.centre[search.committee[mine]]]
    first = np.unique(search.committee[at_centre], return_index=True)[1]
    seats: Ints = at_centre[first]
    return seats


def _own_seat(search: Search, free: Ints) -> Ints:
    """Parts of a shared cell that is some committee's centre are unlike other cells of its concept."""
    cell = search.pieces.cell[free]
    marked: Ints = np.where(np.isin(cell, search.centre), cell, np.int64(-1))
    return marked


def _divide(
    costs: Floats, size: Ints, number: Ints, *, taken: Floats, limits: tuple[int, int], seconds: float
) -> Ints | None:
    kinds, count = costs.shape
    row, column = (part.ravel() for part in np.indices(costs.shape))
    every = np.arange(kinds * count)
    all_placed = coo_array((np.ones(len(every)), (row, every)), shape=(kinds, len(every)))
    filled = coo_array((size[row].astype(float), (column, every)), shape=(count, len(every)))
    answer = milp(
        costs.ravel(),
        integrality=np.ones(len(every)),
        bounds=Bounds(0, number[row]),
        constraints=LinearConstraint(
            vstack([all_placed, filled]).tocsr(),
            np.concatenate([number, limits[0] - taken]),
            np.concatenate([number, limits[1] - taken]),
        ),
        options={"time_limit": seconds, "mip_rel_gap": 1e-4, "node_limit": NODES},
    )
    return None if answer.x is None else np.rint(answer.x).astype(np.int64).reshape(costs.shape)
