"""Findings, the fates of an obligation, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class Finding(StrEnum):
    """What the joint committee found on an activity."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    NOT_ACCEPTED = "not-accepted"


class ActivityState(StrEnum):
    """Where a report is on its way to a finding."""

    REPORTED = "reported"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"
    CONTESTED = "contested"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


S = ActivityState
ACTIVITY = Workflow(
    ActivityState,
    [
        Step("accept", S.REPORTED, S.ACCEPTED),
        Step("return", S.REPORTED, S.RETURNED),
        Step("not-accept", S.REPORTED, S.NOT_ACCEPTED),
        Step("hand-in-again", S.RETURNED, S.REPORTED),
        Step("correct", S.REPORTED, S.REPORTED),
        Step("correct", S.ACCEPTED, S.REPORTED),
        Step("ask-to-look-again", S.NOT_ACCEPTED, S.CONTESTED),
        Step("uphold", S.CONTESTED, S.UPHELD),
        Step("reverse", S.CONTESTED, S.ACCEPTED),
        Step("withdraw", S.REPORTED, S.WITHDRAWN),
        Step("withdraw", S.RETURNED, S.WITHDRAWN),
    ],
)
"""A report is returned once. Silence past the committee's time accepts it by the step `accept`."""


STATE_AFTER = {
    Finding.ACCEPTED: ActivityState.ACCEPTED,
    Finding.RETURNED: ActivityState.RETURNED,
    Finding.NOT_ACCEPTED: ActivityState.NOT_ACCEPTED,
}


class LookOutcome(StrEnum):
    """How another look at a report ended."""

    UPHELD = "upheld"
    REVERSED = "reversed"


class Source(StrEnum):
    """How a report came in."""

    PAGE = "page"
    SPREADSHEET = "spreadsheet"
    API = "api"
    REGISTER = "register"
    """Imported with a register."""


class SignKind(StrEnum):
    """What may show that a report is thin. It points something out; a person decides."""

    REPEATED_TEXT = "repeated-text"
    SAME_PHOTOGRAPH = "same-photograph"
    SAME_HEAD_COUNTS = "same-head-counts"
    ONE_DAY = "one-day"


class Ruling(StrEnum):
    """What a person found a sign to be."""

    OPEN = ""
    RIGHT = "right"
    WRONG = "wrong"


PENDING = "pending"
"""An activity without a finding yet."""


class Fate(StrEnum):
    """What became of an obligation, as of a date: derived from records, never stored."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    OPEN = "open"
