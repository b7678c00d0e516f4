"""The best design of a small register, found the long way: every pair of cell and centre is a variable."""

from __future__ import annotations

from collections import Counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from tests.remits.registers import FIELDS
from umbel.remits.problem.classification import plant


def best_design(organizations, committees, size_range, district_step=0.25, **_ignored):
    """Its objective, or None when these sizes would divide a cell. Cells above the maximum divide freely."""
    cells = sorted(Counter((c, d) for _, c, d in organizations).items(), key=str)
    places, counts = [], []
    for place, number in cells:
        parts = [number] if number <= size_range[1] else [1] * number
        places += [place] * len(parts)
        counts += parts
    return _solve(_distances(places, district_step), np.array(counts, float), committees, size_range)


def _distances(places, district_step):
    tree = plant(FIELDS)
    concepts = np.array([tree.index[concept] for concept, _ in places])
    far = tree.distances(concepts)
    same = concepts[:, None] == concepts[None, :]
    elsewhere = np.array([[one != other for other in places] for one in places])
    return np.where(same, district_step * elsewhere, far)


def _solve(far, counts, committees, size_range):
    """Variable i * n + j: piece i is in the committee centred on piece j; n * n + j: there is such a committee."""
    n = len(counts)
    i, j = (part.ravel() for part in np.indices((n, n)))
    pair, centre, every = np.arange(n * n), n * n + np.arange(n), np.arange(n)
    shape = (n, n * n + n)
    once = coo_array((np.ones(n * n), (i, pair)), shape=shape)
    sits = coo_array(
        (np.r_[np.ones(n), -np.ones(n)], (np.r_[every, every], np.r_[every * n + every, centre])), shape=shape
    )
    least, most = (
        coo_array((np.r_[counts[i], np.full(n, -float(size))], (np.r_[j, every], np.r_[pair, centre])), shape=shape)
        for size in size_range
    )
    number = coo_array((np.ones(n), (np.zeros(n, int), centre)), shape=(1, n * n + n))
    answer = milp(
        np.r_[far.ravel() * counts[i], np.zeros(n)],
        integrality=np.ones(n * n + n),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(once.tocsr(), 1, 1),
            LinearConstraint(sits.tocsr(), 0, np.inf),
            LinearConstraint(least.tocsr(), 0, np.inf),
            LinearConstraint(most.tocsr(), -np.inf, 0),
            LinearConstraint(number.tocsr(), committees, committees),
        ],
    )
    return None if answer.x is None else answer.fun
