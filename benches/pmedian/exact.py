"""What the Lagrangian bound leaves open, finished by HiGHS: medians and services too dear for a better solution go."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from benches.pmedian.bound import Relaxation
from benches.pmedian.search import Instance, Solution
from umbel.remits.problem.classification import Ints

MOST_COLUMNS = 60_000


def finish(
    instance: Instance, relaxation: Relaxation, best: Solution | None, deadline: float
) -> tuple[Solution | None, float, bool]:
    """The best solution, the bound, and whether that settles it (nothing better, or nothing at all, exists)."""
    limit = best.cost if best else np.inf
    places = _places(instance, relaxation, limit)
    left = deadline - time.perf_counter()
    if left < 0.05 or len(places) * instance.nodes > 20 * MOST_COLUMNS:
        return best, relaxation.bound, False
    rows, columns = _services(instance, relaxation, places, limit)
    if len(rows) > MOST_COLUMNS:
        return best, relaxation.bound, False
    answer = _solve(instance, places, rows, columns, limit=limit, seconds=left)
    if answer.status == 2:
        return best, best.cost if best else np.inf, True
    bound = max(relaxation.bound, min(limit, answer.mip_dual_bound if answer.mip_dual_bound is not None else -np.inf))
    if answer.x is None:
        return best, bound, False
    chosen = answer.x[: len(rows)] > 0.5
    assignment = np.zeros(instance.nodes, dtype=np.int64)
    assignment[rows[chosen]] = columns[chosen]
    found = Solution(places, assignment, float(instance.cost[rows[chosen], places[columns[chosen]]].sum()))
    opened = np.flatnonzero(answer.x[len(rows) :] > 0.5)
    number = np.zeros(len(places), dtype=np.int64)
    number[opened] = np.arange(len(opened))
    found = Solution(places[opened], number[assignment], found.cost)
    better = found if best is None or found.cost < best.cost else best
    return better, bound, answer.status == 0


def _places(instance: Instance, relaxation: Relaxation, limit: float) -> Ints:
    """Places that may hold a median of a solution better than the limit."""
    earned = np.sort(relaxation.earnings)[::-1]
    worst = earned[instance.p - 1]
    return np.flatnonzero(relaxation.bound + np.maximum(0, worst - relaxation.earnings) < limit)


def _services(instance: Instance, relaxation: Relaxation, places: Ints, limit: float) -> tuple[Ints, Ints]:
    """Pairs (node, place) that fit and may be in a solution better than the limit.

    Serving a node above its price costs a median at least the difference; if that alone closes the gap, it is out.
    """
    excess = instance.cost[:, places] - relaxation.prices[:, None]
    open_cost = np.maximum(0, np.sort(relaxation.earnings)[::-1][instance.p - 1] - relaxation.earnings[places])
    possible = relaxation.bound + open_cost[None, :] + np.maximum(0, excess) < limit
    possible &= instance.demand[:, None] <= instance.capacity[places][None, :]
    rows, columns = np.nonzero(possible)
    return rows.astype(np.int64), columns.astype(np.int64)


def _solve(instance: Instance, places: Ints, rows: Ints, columns: Ints, *, limit: float, seconds: float) -> Any:
    count, width = len(rows), len(rows) + len(places)
    pair, median = np.arange(count), count + np.arange(len(places))
    once = coo_array((np.ones(count), (rows, pair)), shape=(instance.nodes, width))
    held = coo_array(
        (
            np.concatenate([instance.demand[rows], -instance.capacity[places]]),
            (np.concatenate([columns, np.arange(len(places))]), np.concatenate([pair, median])),
        ),
        shape=(len(places), width),
    )
    linked = coo_array(
        (np.repeat([1.0, -1.0], count), (np.tile(pair, 2), np.concatenate([pair, median[columns]]))),
        shape=(count, width),
    )
    number = coo_array((np.ones(len(places)), (np.zeros(len(places), dtype=np.int64), median)), shape=(1, width))
    cost = np.concatenate([instance.cost[rows, places[columns]], np.zeros(len(places))])
    constraints = [
        LinearConstraint(once.tocsr(), 1, 1),
        LinearConstraint(held.tocsr(), -np.inf, 0),
        LinearConstraint(linked.tocsr(), -np.inf, 0),
        LinearConstraint(number.tocsr(), instance.p, instance.p),
    ]
    if np.isfinite(limit):
        below = limit - (1 - 1e-6 if instance.whole_costs else 0.0)
        constraints.append(LinearConstraint(coo_array(cost[None, :]).tocsr(), -np.inf, below))
    options = {"time_limit": seconds, "mip_rel_gap": 1e-9}
    return milp(cost, integrality=np.ones(width), bounds=Bounds(0, 1), constraints=constraints, options=options)
