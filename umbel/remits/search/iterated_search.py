"""From a first layout to the best found: descents among neighbouring committees, then seeded repetition."""

from __future__ import annotations

import time

import numpy as np

from umbel.remits.problem.classification import Ints
from umbel.remits.search.local_search import A_TERM, Search
from umbel.remits.search.packing import Layout
from umbel.remits.search.redivide import redivide

WINDOW = 100
KICKED = 12
PATIENCE = 60
DISTURBED = 0.4
EVEN = 0.01
FAR, NEAR = 0.01, 0.005


def polish(search: Search, bound: float, deadline: float, seed: int) -> None:
    """Improves in place until the bound is met, patience ends or time is up."""
    everyone = np.arange(len(search.centre), dtype=np.int64)
    rematch(search)
    _descend(search, everyone, deadline)
    if rematch(search):
        _descend(search, everyone, deadline)
    if len(everyone) > 1:
        _repeat(search, bound, deadline, seed)
    rematch(search)


def rematch(search: Search) -> bool:
    """Lets the new committees continue the old ones as well as can be; True if fewer organizations move."""
    today = search.costs.today
    if today is None:
        return False
    before = today.moves(search.committee)
    today.match(search.committee, len(search.centre))
    return today.moves(search.committee) < before


def rank(search: Search) -> tuple[int, float]:
    """Sizes first, then the objective, then the length of the remits."""
    return search.outside(), search.objective() + A_TERM * search.terms()


def _descend(search: Search, everyone: Ints, deadline: float) -> None:
    if len(everyone) <= WINDOW:
        search.improve(everyone, deadline)
        return
    order = np.argsort(search.centre, kind="stable")
    for start in range(0, len(order), WINDOW // 2):
        search.improve(np.sort(order[start : start + WINDOW]), deadline)


def _repeat(search: Search, bound: float, deadline: float, seed: int) -> None:
    """Divides a few neighbouring committees anew, or disturbs them and descends again, and keeps what is better."""
    random = np.random.default_rng(seed)
    best = rank(search)
    quiet = 0
    while not _enough(search, bound, quiet) and time.perf_counter() < deadline:
        window = _window(search, random, troubled=best[0] > 0)
        kept = Layout(search.committee.copy(), search.centre.copy())
        if random.random() < DISTURBED:
            _disturb(search, window, random)
        else:
            redivide(search, window, deadline - time.perf_counter())
        search.improve(window, deadline)
        found = rank(search)
        quiet = 0 if found < (best[0], best[1] - EVEN) else quiet + 1
        if found <= best:
            best = found
        else:
            search.committee, search.centre = kept.committee, kept.centre


def _enough(search: Search, bound: float, quiet: int) -> bool:
    """The nearer the bound, the sooner it is enough; sizes outside the range are never enough."""
    if search.outside():
        return quiet >= 10 * PATIENCE
    above = search.objective() - bound
    patience = PATIENCE if above > FAR * bound else PATIENCE // 3 if above > NEAR * bound else PATIENCE // 8
    return quiet >= patience or above <= EVEN


def _window(search: Search, random: np.random.Generator, *, troubled: bool) -> Ints:
    """A committee (one of the wrong size, if any) with the nearest others and a few from anywhere."""
    count = len(search.centre)
    if troubled:
        filled = np.bincount(search.committee, search.pieces.size, minlength=count)
        wrong = np.flatnonzero((filled > search.sizes.most) | (filled < search.sizes.least))
        middle = int(random.choice(wrong))
    else:
        middle = int(random.integers(count))
    concepts = search.concept_of_cell[search.centre]
    near = search.costs.between[concepts[middle]][concepts] + random.random(count) * 0.5
    near[middle] = -1.0
    chosen = np.argsort(near, kind="stable")[:KICKED]
    far = random.integers(count, size=KICKED // 3)
    return np.unique(np.concatenate([chosen, far]))


def _disturb(search: Search, window: Ints, random: np.random.Generator) -> None:
    mine = np.flatnonzero(np.isin(search.committee, window))
    mine = mine[search.pieces.cell[mine] != search.centre[search.committee[mine]]]
    if len(mine):
        some = random.choice(mine, size=min(len(mine), int(random.integers(2, 6))), replace=False)
        search.committee[some] = random.choice(window, size=len(some))
