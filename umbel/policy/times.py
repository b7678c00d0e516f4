"""How long a step may take: what a pack says, and what is usual where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from umbel.policy.provisions import Entry, Place, Status
from umbel.words import Message, in_each, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTime(Entry):
    """How long a step may take, such as `verification`: a supervisor's silence past it counts as assent."""

    working_days: int


USUAL: tuple[tuple[str, int, Message, Message], ...] = (
    (
        "resubmission",
        15,
        Message("Completing a returned report"),
        Message("Three weeks let a part-time secretary find a missing photograph or the minutes."),
    ),
    (
        "look-request",
        20,
        Message("Asking for another look at a report that was not accepted"),
        Message("As long as a committee has for its finding."),
    ),
    (
        "look",
        20,
        Message("Another look at a report that was not accepted"),
        Message("As long as a committee has for its finding."),
    ),
    (
        "visit-answer",
        15,
        Message("An organization's answer to the report on a visit"),
        Message("As long as for completing a returned report."),
    ),
    (
        "case-step",
        20,
        Message("A supervisor's own step of a case"),
        Message("A month lets a committee meet once; counted among the figures of supervisors."),
    ),
    (
        "hearing-invitation",
        5,
        Message("Between the invitation to a hearing and the hearing, at least"),
        Message("A week lets a volunteer board send someone prepared."),
    ),
    (
        "interim-objection",
        5,
        Message("Ruling on an objection to an interim measure, which ends in silence"),
        Message("It acts before anything is decided, so that it is ruled on within a week."),
    ),
    (
        "bulletin-relay",
        5,
        Message("A committee's time to pass on a bulletin"),
        Message("Within a week it is passed on without the committee's note."),
    ),
    (
        "consultation",
        20,
        Message("A consultation on other rules, at least"),
        Message("A month lets an organization's board meet once."),
    ),
    (
        "reminder",
        3,
        Message("Before its last day, a deadline is reminded of"),
        Message("Late enough to be read as urgent, early enough to act."),
    ),
    (
        "verification",
        20,
        Message("A joint committee's finding on a reported activity"),
        Message("A committee of about 50 organizations reads some 60 reports a quarter."),
    ),
)
"""Code, working days, what the step is, and why so long. A pack states its own by a `[[due_time]]` with the same id."""


@cache
def usual_times() -> tuple[DueTime, ...]:
    """The times that hold where a pack states none, in every language of the program. They are assumed, and the page of
    every pack shows them.
    """
    return tuple(
        DueTime(
            code=code,
            title=in_each(spoken(), title),
            working_days=days,
            status=Status.ASSUMED,
            reason=in_each(spoken(), reason),
            place=Place(file="", line=1, column=1, key=code),
        )
        for code, days, title, reason in USUAL
    )
