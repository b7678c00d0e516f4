"""How long a step may take: what a pack says, and what is usual where it does not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from umbel.policy.provisions import Entry, Place, Status
from umbel.words import Words

USUAL_TIMES = "usual_times.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTime(Entry):
    """How long a step may take, such as `verification`: a supervisor's silence past it counts as assent."""

    working_days: int


@cache
def usual_times() -> tuple[DueTime, ...]:
    """The times that hold where a pack states none, from `usual_times.toml`."""
    with (Path(__file__).parent / USUAL_TIMES).open("rb") as file:
        entries = tomllib.load(file)["due_time"]
    return tuple(
        DueTime(
            code=entry["id"],
            title=Words(entry["title"]),
            working_days=entry["working_days"],
            status=Status.ASSUMED,
            reason=entry["reason"],
            place=Place(file=USUAL_TIMES, line=1, column=1, key=entry["id"]),
        )
        for entry in entries
    )
