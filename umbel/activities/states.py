"""Findings, the fates of an obligation, and the sentences of the acts of this piece."""

from enum import StrEnum


class Finding(StrEnum):
    """What the joint committee found on an activity."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    NOT_ACCEPTED = "not-accepted"


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
