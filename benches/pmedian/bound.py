"""The Lagrangian bound of the capacitated p-median problem.

A price is paid for each node; a median serves whichever nodes earn most within its capacity (a knapsack), and the p
medians that earn most open. Prices less earnings never exceed the cost of a real solution; a subgradient raises them
towards it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benches.pmedian.search import Instance
from umbel.remits.problem.classification import Floats, Ints

Served = Callable[[Ints], Floats]
TABLE_LIMIT = 4_000_000
PATIENCE = 25


class Relaxation:
    """Prices under improvement; `bound` is the best proven so far, `prices` and `earnings` are those that proved it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        nearest = np.sort(instance.cost, axis=1)
        self.current = nearest[:, : max(2, 2 * instance.places // (3 * instance.p))].mean(axis=1)
        self.prices = self.current
        self.earnings: Floats = np.zeros(instance.places)
        self.bound = -np.inf
        self.pace = 2.0
        self.exact = False
        self.quiet = 0
        largest = instance.capacity.max()
        whole = np.array_equal(instance.demand, np.rint(instance.demand))
        self.sharpen = bool(whole and instance.places * (np.floor(largest) + 1) * instance.nodes <= 60 * TABLE_LIMIT)

    @property
    def exhausted(self) -> bool:
        """Whether more steps are not worth their time."""
        return self.pace < 0.005 and self.exact == self.sharpen

    def _turn_exact(self) -> None:
        """First steps are cheap; when they stall, whole knapsacks go further."""
        self.exact, self.pace, self.quiet, self.current = True, 0.5, 0, self.prices.copy()

    def step(self, cost: float | None) -> Ints:
        """One step of the prices; returns the medians that are best at the prices before it."""
        if self.sharpen and not self.exact and self.pace < 0.1:
            self._turn_exact()
        earnings, served = self._table() if self.exact else self._fractions()
        medians = np.argsort(-earnings, kind="stable")[: self.instance.p]
        bound = float(self.current.sum() - earnings[medians].sum())
        if bound > self.bound + 1e-9 * abs(bound):
            self.bound, self.prices, self.earnings, self.quiet = bound, self.current.copy(), earnings, 0
        else:
            self.quiet += 1
        if self.quiet >= PATIENCE:
            self.pace, self.quiet, self.current = self.pace / 2, 0, self.prices.copy()
        slope = 1.0 - served(medians)
        length = float(slope @ slope)
        target = cost if cost is not None else 1.2 * abs(bound) + 1.0
        if length > 0:
            self.current = self.current + self.pace * max(target - bound, 1e-3) / length * slope
        return medians

    def _gains(self) -> Floats:
        gains: Floats = np.maximum(self.current[:, None] - self.instance.cost, 0.0)
        return gains

    def _table(self) -> tuple[Floats, Served]:
        """All knapsacks at once, exactly, by dynamic programming over whole demands."""
        gains, demand = self._gains(), np.rint(self.instance.demand).astype(np.int64)
        room = np.floor(self.instance.capacity).astype(np.int64)
        useful = np.flatnonzero(gains.any(axis=1))
        best = np.zeros((int(room.max()) + 1, self.instance.places))
        with_it = np.empty_like(best)
        for node in useful.tolist():
            fits = len(best) - int(demand[node])
            if fits > 0:
                np.add(best[:fits], gains[node], out=with_it[:fits])
                np.maximum(best[-fits:], with_it[:fits], out=best[-fits:])

        def served(medians: Ints) -> Floats:
            return _chosen(gains[:, medians], demand, room[medians])

        return best[room, np.arange(self.instance.places)], served

    def _fractions(self) -> tuple[Floats, Served]:
        """Knapsacks whose last node may be served in part: a little weaker, for any demands."""
        gains, demand = self._gains(), self.instance.demand
        worth = gains / np.maximum(demand, 1e-12)[:, None]
        order = np.argsort(-worth, axis=0, kind="stable")
        before = np.cumsum(demand[order], axis=0) - demand[order]
        room = self.instance.capacity[None, :] - before
        share = np.clip(room / np.maximum(demand[order], 1e-12), 0.0, 1.0)
        share[np.take_along_axis(gains, order, axis=0) <= 0] = 0.0
        earnings = (share * np.take_along_axis(gains, order, axis=0)).sum(axis=0)

        def served(medians: Ints) -> Floats:
            count = np.zeros(self.instance.nodes)
            np.add.at(count, order[:, medians].ravel(), share[:, medians].ravel())
            return count

        return earnings, served


def _chosen(gains: Floats, demand: Ints, room: Ints) -> Floats:
    """How many of these knapsacks take each node in their best filling."""
    useful = np.flatnonzero(gains.any(axis=1))
    best = np.zeros((int(room.max()) + 1, gains.shape[1]))
    taken = np.zeros((len(useful), *best.shape), dtype=bool)
    for place, node in enumerate(useful.tolist()):
        fits = len(best) - int(demand[node])
        if fits > 0:
            with_it = best[:fits] + gains[node]
            np.greater(with_it, best[-fits:], out=taken[place, -fits:])
            np.maximum(best[-fits:], with_it, out=best[-fits:])
    left, columns, count = room.copy(), np.arange(len(room)), np.zeros(len(demand))
    for place in range(len(useful) - 1, -1, -1):
        took = taken[place, left, columns]
        left -= demand[useful[place]] * took
        count[useful[place]] = took.sum()
    return count
