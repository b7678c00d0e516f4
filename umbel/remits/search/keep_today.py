"""A layout that keeps today's committees, as far as their number allows."""

from __future__ import annotations

import numpy as np

from umbel.remits.problem.classification import Ints
from umbel.remits.problem.sizes import Sizes
from umbel.remits.search.continuity import Today
from umbel.remits.search.packing import Layout, Pieces


def keep(pieces: Pieces, today: Today, sizes: Sizes) -> Layout:
    """Every piece stays with most of its organizations; the smallest committees close if there are too many.

    Missing committees open beside the largest; newcomers go to the committee that holds most of their concept.
    """
    counts = today.counts
    main = np.where(today.placed > 0, np.asarray(counts.argmax(axis=1)).ravel(), -1)
    filled = np.bincount(main[main >= 0], pieces.size[main >= 0], minlength=len(today.names))
    kept = np.sort(np.argsort(-filled, kind="stable")[: sizes.committees])
    place = np.full(len(today.names) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    committee = place[main]
    _open(committee, pieces, len(kept), sizes.committees)
    _settle(committee, pieces, sizes)
    centre = _largest(committee, pieces, sizes.committees)
    return Layout(committee, centre)


def _open(committee: Ints, pieces: Pieces, there: int, wanted: int) -> None:
    """Half of the largest committee's pieces, the later ones in the classification, go to each new one."""
    for number in range(there, wanted):
        filled = np.bincount(committee[committee >= 0], pieces.size[committee >= 0], minlength=wanted)
        several = np.bincount(committee[committee >= 0], minlength=wanted) > 1
        mine = np.flatnonzero(committee == int(np.argmax(np.where(several, filled, -1))))
        half = int(np.searchsorted(np.cumsum(pieces.size[mine]), pieces.size[mine].sum() / 2))
        committee[mine[max(1, min(half, len(mine) - 1)) :]] = number


def _settle(committee: Ints, pieces: Pieces, sizes: Sizes) -> None:
    filled = np.bincount(committee[committee >= 0], pieces.size[committee >= 0], minlength=sizes.committees)
    for piece in np.flatnonzero(committee < 0).tolist():
        alike = committee[(pieces.concept == pieces.concept[piece]) & (committee >= 0)]
        room = filled + pieces.size[piece] <= sizes.most
        held = np.bincount(alike, minlength=sizes.committees) * room
        target = int(np.argmax(held)) if held.any() else int(np.argmin(filled))
        committee[piece] = target
        filled[target] += pieces.size[piece]


def _largest(committee: Ints, pieces: Pieces, committees: int) -> Ints:
    centre = np.full(committees, -1, dtype=np.int64)
    order = np.lexsort((pieces.size, committee))
    centre[committee[order]] = pieces.cell[order]
    return centre
