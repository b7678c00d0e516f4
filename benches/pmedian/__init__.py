"""The capacitated p-median problem: p of the nodes become medians, each node is served whole by one of them.

The lower bound comes from a Lagrangian relaxation (each node may be served any number of times, at a price); its
medians start the search; and what the bound's reduced costs leave open is finished by HiGHS. The bound is proven
whenever it stops.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from benches.pmedian.bound import Relaxation
from benches.pmedian.exact import finish
from benches.pmedian.pool import Pool
from benches.pmedian.search import Instance, Solution, improve, replace, start_from
from umbel.errors import Problem
from umbel.remits.problem.classification import Ints
from umbel.remits.problem.sizes import Infeasible

EVERY = 15
QUIET = 400
WORSE = 1.01


@dataclass(frozen=True, slots=True)
class PMedianResult:
    """`medians` are columns of the cost matrix, `assignment` the median of each row.

    `status` is `optimal` (objective and bound meet), `feasible`, `infeasible` (proven: no solution exists) or
    `none-found`.
    """

    medians: Ints
    assignment: Ints
    objective: float
    bound: float
    gap: float
    seconds: float
    status: str


def capacitated_p_median(
    distances: ArrayLike,
    demands: ArrayLike,
    capacities: ArrayLike,
    p: int,
    *,
    time_limit: float = 10.0,
    seed: int = 0,
) -> PMedianResult:
    """Chooses p medians (columns) and serves each node (row) by one, within capacities, at the least total cost."""
    started = time.perf_counter()
    instance = _instance(distances, demands, capacities, p)
    deadline = started + time_limit
    relaxation = Relaxation(instance)
    best = _search(instance, relaxation, started + time_limit * 0.75, np.random.default_rng(seed))
    bound, proven = relaxation.bound, False
    if best is None or not _meets(best.cost, bound, instance):
        best, bound, proven = finish(instance, relaxation, best, deadline)
    if best is None:
        status = "infeasible" if proven else "none-found"
        nothing = np.full(instance.nodes, -1, dtype=np.int64)
        end = float("inf")
        return PMedianResult(nothing[:0], nothing, end, bound, end, time.perf_counter() - started, status)
    bound = best.cost if proven or _meets(best.cost, bound, instance) else min(bound, best.cost)
    gap = (best.cost - bound) / best.cost if best.cost > 0 else 0.0
    return PMedianResult(
        medians=np.sort(best.medians),
        assignment=best.medians[best.assignment],
        objective=best.cost,
        bound=bound,
        gap=gap,
        seconds=time.perf_counter() - started,
        status="optimal" if gap <= 1e-9 else "feasible",
    )


def _instance(distances: ArrayLike, demands: ArrayLike, capacities: ArrayLike, p: int) -> Instance:
    cost = np.asarray(distances, dtype=np.float64)
    if cost.ndim != 2 or not cost.size or not np.isfinite(cost).all() or (cost < 0).any():
        raise _refusal(
            "The distances must be a table of finite numbers, none below zero.", "distances", str(cost.shape)
        )
    demand = np.asarray(demands, dtype=np.float64)
    if demand.shape != (len(cost),) or not np.isfinite(demand).all() or (demand < 0).any():
        raise _refusal(f"There must be one demand of at least zero for each of {len(cost)} rows.", "demands", "")
    capacity = np.broadcast_to(np.asarray(capacities, dtype=np.float64), cost.shape[1:])
    if not 1 <= p <= cost.shape[1]:
        raise _refusal(f"There can be 1 to {cost.shape[1]} medians.", "p", str(p))
    largest = np.sort(capacity)[::-1][:p].sum()
    if largest < demand.sum():
        raise _refusal(
            f"The {p} largest capacities hold {largest:g}; the demands are {demand.sum():g}.", "capacities", ""
        )
    if demand.max() > capacity.max():
        raise _refusal(
            f"A demand of {demand.max():g} fits no capacity; the largest is {capacity.max():g}.", "demands", ""
        )
    return Instance(cost, demand, capacity, p)


def _refusal(sentence: str, field: str, found: str) -> Infeasible:
    return Infeasible("The p-median problem cannot be solved.", [Problem(sentence, field=field, found=found)])


def _meets(cost: float, bound: float, instance: Instance) -> bool:
    """Whether nothing can lie between the bound and this cost (whole costs admit only whole objectives)."""
    if instance.whole_costs:
        return cost <= math.ceil(bound - 1e-6) + 1e-9
    return cost <= bound * (1 + 1e-9) + 1e-9


def _search(
    instance: Instance, relaxation: Relaxation, deadline: float, random: np.random.Generator
) -> Solution | None:
    """Prices and solutions improve each other; the best solution is shaken; all the groups met are recombined."""
    best: Solution | None = None
    pool = Pool(instance)
    started, number = time.perf_counter(), 0
    half = started + (deadline - started) * 0.5
    while not relaxation.exhausted and time.perf_counter() < half and not _met(best, relaxation):
        medians = relaxation.step(best.cost if best else None)
        if number % EVERY == 0 or best is None:
            best = _better(best, _remembered(pool, improve(instance, start_from(instance, medians))))
        number += 1
    for end in (half + (deadline - half) * 0.4, half + (deadline - half) * 0.8):
        best = _shake(instance, best, pool, relaxation, deadline=end, random=random)
        if best is not None and not _met(best, relaxation):
            best = _better(best, pool.recombine(best, deadline - time.perf_counter()))
    return best


def _shake(
    instance: Instance,
    best: Solution | None,
    pool: Pool,
    relaxation: Relaxation,
    *,
    deadline: float,
    random: np.random.Generator,
) -> Solution | None:
    """Replaces a median or two at random, again and again, from the best solution or one nearly as good."""
    quiet, current = 0, best
    while current and quiet < QUIET and time.perf_counter() < deadline and not _met(best, relaxation):
        found = _remembered(pool, improve(instance, _shaken(instance, current, random)))
        if found and found.cost < current.cost * WORSE:
            current = found
        quiet = 0 if found and best and found.cost < best.cost else quiet + 1
        best = _better(best, found)
        if quiet % 20 == 19:
            current = best
    return best


def _remembered(pool: Pool, solution: Solution | None) -> Solution | None:
    if solution is not None:
        pool.add(solution)
    return solution


def _met(best: Solution | None, relaxation: Relaxation) -> bool:
    return best is not None and _meets(best.cost, relaxation.bound, relaxation.instance)


def _better(one: Solution | None, other: Solution | None) -> Solution | None:
    found = [solution for solution in (one, other) if solution is not None]
    return min(found, key=lambda solution: solution.cost, default=None)


def _shaken(instance: Instance, best: Solution, random: np.random.Generator) -> Solution:
    """One or two medians give way to others."""
    count = min(instance.p, int(random.integers(1, 3)), instance.places - instance.p)
    others = np.setdiff1d(np.arange(instance.places), best.medians)
    places = random.choice(instance.p, count, replace=False)
    return replace(instance, best, places, random.choice(others, count, replace=False))
