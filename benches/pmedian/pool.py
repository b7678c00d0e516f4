"""The groups of every solution met, recombined: HiGHS chooses p of them that hold each node once, at the least cost."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from benches.pmedian.search import Instance, Solution
from umbel.remits.problem.classification import Ints

ENOUGH = 4000


class Pool:
    """Groups of nodes with the median that serves them cheapest."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.groups: dict[bytes, tuple[float, int, Ints]] = {}

    def add(self, solution: Solution) -> None:
        """Remembers the groups of a solution."""
        for place, median in enumerate(solution.medians.tolist()):
            nodes = np.flatnonzero(solution.assignment == place)
            cost = float(self.instance.cost[nodes, median].sum())
            key = nodes.tobytes()
            if len(nodes) and (key not in self.groups or cost < self.groups[key][0]):
                self.groups[key] = cost, median, nodes

    def recombine(self, best: Solution, seconds: float) -> Solution:
        """The best choice of groups, or the solution given if no better one is found in time."""
        groups = sorted(self.groups.values(), key=lambda group: group[0] / len(group[2]))[:ENOUGH]
        if seconds < 0.1 or len(groups) <= self.instance.p:
            return best
        cost = np.array([group[0] for group in groups])
        ends = np.cumsum([len(group[2]) for group in groups])
        nodes = np.concatenate([group[2] for group in groups])
        once = csc_array((np.ones(len(nodes)), nodes, np.append(0, ends)), shape=(self.instance.nodes, len(groups)))
        answer = milp(
            cost,
            integrality=np.ones(len(groups)),
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(once, 1, 1),
                LinearConstraint(np.ones((1, len(groups))), self.instance.p, self.instance.p),
            ],
            options={"time_limit": seconds, "mip_rel_gap": 1e-9},
        )
        if answer.x is None or answer.fun >= best.cost - 1e-7:
            return best
        return self._solution([groups[place] for place in np.flatnonzero(answer.x > 0.5)], best)

    def _solution(self, chosen: list[tuple[float, int, Ints]], best: Solution) -> Solution:
        medians = np.array([median for _, median, _ in chosen], dtype=np.int64)
        if len(set(medians.tolist())) < len(medians):
            return best
        assignment = np.zeros(self.instance.nodes, dtype=np.int64)
        for place, (_, _, nodes) in enumerate(chosen):
            assignment[nodes] = place
        return Solution(medians, assignment, sum(cost for cost, _, _ in chosen))
