"""Figures over the whole federation, counted again for every reader while that is quick, and kept once it is not.

At 3,000 organizations all are counted for every reader. At 100,000 some take half a minute: those are kept, shown with
the moment they were counted, and counted again in the background. `umbel clocks` counts them every day.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any

from django.core.cache import caches
from django.tasks import task
from django.utils import timezone

from umbel.register.queries.committees import committees
from umbel.register.queries.deciding import deciding
from umbel.register.queries.figures import fates_by_committee, supervision
from umbel.register.queries.glance import glance
from umbel.register.queries.supervising import supervisors

COUNTS: dict[str, Callable[[date], Any]] = {
    "committees": committees,
    "deciding": deciding,
    "fates": fates_by_committee,
    "glance": glance,
    "supervision": supervision,
    "supervisors": supervisors,
}
QUICK = timedelta(milliseconds=400)
"""What takes less is counted for every reader."""
PATIENCE = 60
"""Figures are kept for so many times as long as it took to count them."""
AT_MOST = timedelta(hours=6)
LONGEST = timedelta(days=40)
CLOSE = timedelta(days=3)
"""Until a day's figures are counted, those of a day so near are shown, with their date."""
A_WAIT, WAITS = timedelta(milliseconds=200), 5
"""How long those wait who ask for figures that another reader's request is counting for the first time."""
TURN = timedelta(minutes=30)
"""How long one recount may take before another is asked for."""
_quick: set[str] = set()
"""What this process has found to be quick: it is counted without asking whether others count it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Figures with the day they are of, and when and in what time they were counted."""

    value: Any
    as_of: date
    at: datetime
    took: timedelta
    is_kept: bool = False
    """Whether they were counted before, so that the page says when."""


def figures(name: str, as_of: date) -> Kept | None:
    """One of COUNTS for a day. Slow ones may be some time old, or of a day close by, while they are counted again in
    the background; None when that day was never counted and counting it would keep the reader waiting.
    """
    stored: dict[str, Kept] = caches["figures"].get_many([_key(name, as_of), _key(name)])
    found, latest = stored.get(_key(name, as_of)), stored.get(_key(name))
    if found is not None:
        if timezone.now() - found.at > min(found.took * PATIENCE, AT_MOST):
            _later(name, as_of)
        return replace(found, is_kept=True)
    if latest is None:
        return _first(name, as_of)
    _later(name, as_of)
    return replace(latest, is_kept=True) if abs(as_of - latest.as_of) <= CLOSE else None


def _first(name: str, as_of: date) -> Kept | None:
    """Count what is not kept. Unless it is known to be quick one reader does; those who come meanwhile wait a little,
    and are told: many who count at once would keep the whole database busy.
    """
    if name in _quick:
        return count(name, as_of)
    if caches["figures"].add(_key(name, "first"), 1, TURN.total_seconds()):
        try:
            return count(name, as_of)
        finally:
            caches["figures"].delete(_key(name, "first"))
    for _turn in range(WAITS):
        time.sleep(A_WAIT.total_seconds())
        found: Kept | None = caches["figures"].get(_key(name, as_of))
        if found is not None:
            return replace(found, is_kept=True)
        if caches["figures"].get(_key(name, "first")) is None:
            return count(name, as_of)  # it was quick, so that nothing is kept
    return None


def count(name: str, as_of: date) -> Kept:
    """Count now, and keep what took long."""
    start = time.perf_counter()
    value = COUNTS[name](as_of)
    found = Kept(value, as_of, timezone.now(), timedelta(seconds=time.perf_counter() - start))
    if found.took > QUICK:
        _quick.discard(name)
        caches["figures"].set_many({_key(name, as_of): found, _key(name): found}, LONGEST.total_seconds())
    else:
        _quick.add(name)
    return found


def count_all(as_of: date) -> list[str]:
    """Count all figures of a day. Returns those that are kept because they take long."""
    return [name for name in COUNTS if count(name, as_of).took > QUICK]


@task()
def count_again(name: str, on: str) -> None:
    """Count in the background; what has become quick is not kept any longer."""
    as_of = date.fromisoformat(on)
    if count(name, as_of).took <= QUICK:
        caches["figures"].delete_many([_key(name, as_of), _key(name)])
    caches["figures"].delete(_key(name, "waits", on))


def _later(name: str, as_of: date) -> None:
    if caches["figures"].add(_key(name, "waits", as_of), 1, TURN.total_seconds()):
        count_again.enqueue(name, as_of.isoformat())


def _key(name: str, *more: object) -> str:
    """With the version: what another one kept may have another shape."""
    return ":".join(["figures", version("umbel"), name, *map(str, more)])
