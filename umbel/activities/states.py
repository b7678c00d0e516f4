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


ACT_SENTENCES = {
    "activities:generate-obligations": {
        "en": "Generated what is due to {subject}.",
        "zh-hans": "生成了“{subject}”的应办事项。",
    },
    "activities:replace-obligations": {
        "en": "Other rules for {subject} from {from}: {taken_back} duties ahead taken back, {added} added.",
        "zh-hans": "“{subject}”的新规则自{from}起施行：撤回预先生成的应办事项{taken_back}项，新增{added}项。",
    },
    "activities:report": {
        "en": "Reported an activity: {subject}.",
        "zh-hans": "上报了活动：{subject}。",
    },
    "activities:hand-in-again": {
        "en": "Completed the returned report {subject} and handed it in again.",
        "zh-hans": "补充并重新提交了活动报告：{subject}。",
    },
    "activities:correct": {
        "en": "Corrected the report {subject}.",
        "zh-hans": "更正了活动报告：{subject}。",
    },
    "activities:withdraw": {
        "en": "Took back the report {subject}.",
        "zh-hans": "撤回了活动报告：{subject}。",
    },
    "activities:find": {
        "en": "Found on the report {subject}, for {body}.",
        "zh-hans": "代表{body}核验了活动报告：{subject}。",
    },
    "activities:record-silences": {
        "en": "Recorded that {subject} let its time pass for reports, which count as accepted.",
        "zh-hans": "记录“{subject}”逾期未核验的活动报告，视为采信。",
    },
    "activities:ask-to-look-again": {
        "en": "Asked for another look at the report {subject}.",
        "zh-hans": "申请复查活动报告：{subject}。",
    },
    "activities:look-again": {
        "en": "Looked again at the report {subject}.",
        "zh-hans": "复查了活动报告：{subject}。",
    },
    "activities:extend": {
        "en": "Gave more time, for {subject}.",
        "zh-hans": "以“{subject}”的名义延长了期限。",
    },
    "activities:hand-in": {
        "en": "Handed in what was due: {subject}.",
        "zh-hans": "报送了应交材料：{subject}。",
    },
    "activities:commit-draw": {
        "en": "Bound the seed of a draw of visits, for {subject}.",
        "zh-hans": "为“{subject}”的走访抽签封存了种子。",
    },
    "activities:draw": {
        "en": "Drew {count} visits by lot, for {subject}.",
        "zh-hans": "为“{subject}”抽出了{count}次走访。",
    },
    "activities:visit": {
        "en": "Reported on a visit to {subject}, for {body}.",
        "zh-hans": "代表{body}提交了对“{subject}”的走访报告。",
    },
    "activities:answer-visit": {
        "en": "Answered the report on the visit to {subject}.",
        "zh-hans": "答复了对“{subject}”的走访报告。",
    },
    "activities:drop-visit": {
        "en": "Dropped the visit to {subject}.",
        "zh-hans": "取消了对“{subject}”的走访。",
    },
    "activities:rule-on-sign": {
        "en": "Ruled on a sign pointed out in the report {subject}.",
        "zh-hans": "对活动报告“{subject}”中提示的迹象作出判断。",
    },
    "activities:enter-records": {
        "en": "Entered activities, findings and filings of {subject}.",
        "zh-hans": "录入了“{subject}”的活动、核验结论与报送材料。",
    },
}
