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


PENDING = "pending"
"""An activity without a finding yet."""


class Fate(StrEnum):
    """What became of an obligation, as of a date: derived from records, never stored."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    OPEN = "open"


ACT_SENTENCES = {
    "activities:generate-obligations": {
        "en": "Generated what is due to {subject}.",
        "zh-hans": "生成了“{subject}”的应办事项。",
    },
    "activities:enter-records": {
        "en": "Entered activities, findings and filings of {subject}.",
        "zh-hans": "录入了“{subject}”的活动、核验结论与报送材料。",
    },
}
