"""From a first layout to the best found: descents in windows of neighbouring committees, then seeded kicks."""

from __future__ import annotations

import time

import numpy as np

from umbel.remits.classification import Ints
from umbel.remits.packing import Layout
from umbel.remits.search import Search

WINDOW = 100
KICKED = 12
PATIENCE = 150


def polish(search: Search, bound: float, deadline: float, seed: int) -> None:
    """Improves in place until the bound is met, patience ends or time is up."""
    everyone = np.arange(len(search.centre), dtype=np.int64)
    rematch(search)
    _descend(search, everyone, deadline)
    if rematch(search):
        _descend(search, everyone, deadline)
    if len(everyone) > 1:
        _kick(search, bound, deadline, seed)
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
    """Sizes first, then the objective."""
    return search.outside(), search.objective()


def _descend(search: Search, everyone: Ints, deadline: float) -> None:
    if len(everyone) <= WINDOW:
        search.improve(everyone, deadline)
        return
    order = np.argsort(search.centre, kind="stable")
    for start in range(0, len(order), WINDOW // 2):
        search.improve(np.sort(order[start : start + WINDOW]), deadline)


def _kick(search: Search, bound: float, deadline: float, seed: int) -> None:
    """Disturbs a few neighbouring committees, descends again there, and keeps what is better."""
    random = np.random.default_rng(seed)
    outside, best = rank(search)
    quiet = 0
    while quiet < PATIENCE and time.perf_counter() < deadline and (outside or best > bound * 1.0005 + 1e-9):
        window = _window(search, random, troubled=outside > 0)
        kept = Layout(search.committee.copy(), search.centre.copy())
        _disturb(search, window, random)
        search.improve(window, deadline)
        found = rank(search)
        if found <= (outside, best):
            quiet = 0 if found < (outside, best - 1e-9) else quiet + 1
            outside, best = found
        else:
            search.committee, search.centre = kept.committee, kept.centre
            quiet += 1


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
