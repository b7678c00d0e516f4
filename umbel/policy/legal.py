"""What the law beside a pack says of its decisions: printed in letters only where the pack states it."""

from __future__ import annotations

from dataclasses import dataclass

from umbel.policy.provisions import Entry
from umbel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews(Entry):
    """What holds for every review and appeal inside the federation."""

    code: str = "reviews"
    registrar: Words | None = None
    """The name of the office that decides on registrations, as its letters call it."""
    free_of_charge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideAppeal(Entry):
    """A way to somebody outside the federation, such as a court: to whom, until when, and what its clock does."""

    code: str = "outside-appeal"
    body: Words
    days: int
    """Calendar days."""
    starts: Words
    """What its time is counted from: "the day on which the decision reached you"."""
    waits_for_review: bool
    """Whether its time stands still while a review inside the federation is being decided."""
