"""Solutions of the capacitated p-median problem: assignment by regret, then shifts, swaps and new medians."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from umbel.remits.problem.classification import Floats, Ints

HEAVY = 1e4
MANY = 2500
TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Instance:
    """Cost of serving each node (row) from each place (column), demands, capacities and the number of medians."""

    cost: Floats
    demand: Floats
    capacity: Floats
    p: int

    @property
    def nodes(self) -> int:
        """How many are served."""
        return len(self.cost)

    @property
    def places(self) -> int:
        """How many places a median could be."""
        return int(self.cost.shape[1])

    @property
    def whole_costs(self) -> bool:
        """Whether every objective is a whole number."""
        return bool((self.cost == np.rint(self.cost)).all())


@dataclass(frozen=True, slots=True)
class Solution:
    """Medians (columns), the place in `medians` that serves each node, and the cost."""

    medians: Ints
    assignment: Ints
    cost: float


def start_from(instance: Instance, medians: Ints) -> Solution:
    """Serves the nodes that would lose most by their second choice first; where nothing has room, the least full."""
    cost, demand = instance.cost[:, medians], instance.demand
    room = instance.capacity[medians].copy()
    near = np.argsort(cost, axis=1, kind="stable")
    second = cost[np.arange(len(cost)), near[:, min(1, len(medians) - 1)]]
    regret = second - cost[np.arange(len(cost)), near[:, 0]]
    assignment = np.zeros(instance.nodes, dtype=np.int64)
    for node in np.lexsort((-demand, -regret)).tolist():
        fits = near[node][room[near[node]] >= demand[node]]
        place = int(fits[0]) if len(fits) else int(np.argmax(room))
        assignment[node] = place
        room[place] -= demand[node]
    return Solution(medians, assignment, float(cost[np.arange(instance.nodes), assignment].sum()))


def replace(instance: Instance, solution: Solution, places: Ints, medians: Ints) -> Solution:
    """Puts new medians in these places; their nodes go to the nearest median, whatever room it has."""
    changed, assignment = solution.medians.copy(), solution.assignment.copy()
    changed[places] = medians
    loose = np.flatnonzero(np.isin(assignment, places))
    assignment[loose] = np.argmin(instance.cost[np.ix_(loose, changed)], axis=1)
    return Solution(changed, assignment, np.inf)


def improve(instance: Instance, solution: Solution) -> Solution | None:
    """Descends until no shift, swap or new median helps; None if capacities could not be kept."""
    medians, assignment = solution.medians.copy(), solution.assignment.copy()
    while True:
        _descend(instance, medians, assignment)
        if not _recentre(instance, medians, assignment):
            break
    load = np.bincount(assignment, instance.demand, minlength=len(medians))
    if (load > instance.capacity[medians] + 1e-9).any():
        return None
    cost = instance.cost[np.arange(instance.nodes), medians[assignment]].sum()
    return Solution(medians, assignment, float(cost))


def _descend(instance: Instance, medians: Ints, assignment: Ints) -> None:
    cost, demand = instance.cost[:, medians], instance.demand
    capacity, every = instance.capacity[medians], np.arange(instance.nodes)
    heavy = HEAVY * (1.0 + cost.max())
    while True:
        load = np.bincount(assignment, demand, minlength=len(medians))
        spare = capacity - load
        relief = np.maximum(0, -spare)[assignment] - np.maximum(0, -(spare[assignment] + demand))
        shift = cost - (cost[every, assignment] + heavy * relief)[:, None]
        shift += heavy * (np.maximum(0, demand[:, None] - spare) - np.maximum(0, -spare))
        shift[every, assignment] = 0.0
        nodes, places = np.nonzero(shift < -TINY)
        moves = list(
            zip(shift[nodes, places].tolist(), nodes.tolist(), [-1] * len(nodes), places.tolist(), strict=True)
        )
        moves += _swaps(cost, demand, assignment, spare=spare, heavy=heavy)
        if not moves:
            return
        _apply(sorted(moves), assignment)


def _apply(moves: list[tuple[float, int, int, int]], assignment: Ints) -> None:
    """The best moves first, each median touched once."""
    touched: set[int] = set()
    for _, node, other, target in moves:
        source = int(assignment[node])
        if source in touched or target in touched:
            continue
        touched |= {source, target}
        assignment[node] = target
        if other >= 0:
            assignment[other] = source


def _swaps(
    cost: Floats, demand: Floats, assignment: Ints, *, spare: Floats, heavy: float
) -> list[tuple[float, int, int, int]]:
    """Exchanges that help; among very many nodes only those served far from their nearest are tried."""
    nodes = np.arange(len(cost))
    if len(nodes) > MANY:
        nodes = np.argsort(cost.min(axis=1) - cost[nodes, assignment], kind="stable")[:MANY]
    own, size = assignment[nodes], demand[nodes]
    there = cost[np.ix_(nodes, own)]
    left = spare[own]
    change = there - np.diagonal(there)[:, None]
    change += heavy * (np.maximum(0, size[None, :] - (left + size)[:, None]) - np.maximum(0, -left)[:, None])
    change = change + change.T
    one, other = np.nonzero(np.triu(change < -TINY))
    apart = own[one] != own[other]
    one, other = one[apart], other[apart]
    gain = change[one, other]
    best = np.argsort(gain, kind="stable")[:50]
    one, other = one[best], other[best]
    target = assignment[nodes[other]]
    return list(zip(gain[best].tolist(), nodes[one].tolist(), nodes[other].tolist(), target.tolist(), strict=True))


def _recentre(instance: Instance, medians: Ints, assignment: Ints) -> bool:
    """Moves each median to the free place from which its nodes cost least; True if any moved."""
    moved = False
    for place in range(len(medians)):
        mine = assignment == place
        total = instance.cost[mine].sum(axis=0)
        free = instance.capacity + 1e-9 >= instance.demand[mine].sum()
        free[np.delete(medians, place)] = False
        best = int(np.argmin(np.where(free, total, np.inf)))
        if free[best] and total[best] < total[medians[place]] - 1e-9:
            medians[place] = best
            moved = True
    return moved
