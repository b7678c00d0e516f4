"""Findings, the fates of an obligation, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.words import Message
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


ACT_SENTENCES = {
    "activities:generate-obligations": Message("Generated what is due to {subject}."),
    "activities:replace-obligations": Message(
        "Other rules for {subject} from {from}: {taken_back} duties ahead taken back, {added} added."
    ),
    "activities:report": Message("Reported an activity: {subject}."),
    "activities:hand-in-again": Message("Completed the returned report {subject} and handed it in again."),
    "activities:correct": Message("Corrected the report {subject}."),
    "activities:withdraw": Message("Took back the report {subject}."),
    "activities:find": Message("Found on the report {subject}, for {body}."),
    "activities:record-silences": Message(
        "Recorded that {subject} let its time pass for reports, which count as accepted."
    ),
    "activities:ask-to-look-again": Message("Asked for another look at the report {subject}."),
    "activities:look-again": Message("Looked again at the report {subject}."),
    "activities:extend": Message("Gave more time, for {subject}."),
    "activities:hand-in": Message("Handed in what was due: {subject}."),
    "activities:commit-draw": Message("Bound the seed of a draw of visits, for {subject}."),
    "activities:draw": Message("Drew {count} visits by lot, for {subject}."),
    "activities:visit": Message("Reported on a visit to {subject}, for {body}."),
    "activities:answer-visit": Message("Answered the report on the visit to {subject}."),
    "activities:drop-visit": Message("Dropped the visit to {subject}."),
    "activities:rule-on-sign": Message("Ruled on a sign pointed out in the report {subject}."),
    "activities:enter-records": Message("Entered activities, findings and filings of {subject}."),
}
