"""The states of a cycle as one table, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class CycleState(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    FROZEN = "frozen"
    PROPOSED = "proposed"
    """What the records say is computed; nobody has been asked yet."""
    SELF_ASSESSMENT = "self-assessment"
    REVIEW = "review"
    """The joint committees judge what the pack gives to judgement."""
    CONFIRMATION = "confirmation"
    OBJECTIONS = "objections"
    PUBLISHED = "published"
    CLOSED = "closed"


S = CycleState
WORKFLOW = Workflow(
    states=CycleState,
    steps=[
        Step("freeze-facts", S.PLANNED, S.FROZEN),
        Step("propose-grades", S.FROZEN, S.PROPOSED),
        Step("open-self-assessment", S.PROPOSED, S.SELF_ASSESSMENT),
        Step("begin-review", S.SELF_ASSESSMENT, S.REVIEW),
        Step("end-review", S.REVIEW, S.CONFIRMATION),
        Step("send-back", S.CONFIRMATION, S.REVIEW),
        Step("confirm", S.CONFIRMATION, S.OBJECTIONS),
        Step("publish", S.OBJECTIONS, S.PUBLISHED),
        Step("close", S.PUBLISHED, S.CLOSED),
    ],
)
WITH_GRADES = tuple(state for state in CycleState if state not in {S.PLANNED, S.FROZEN})
"""States of a cycle whose grades have been computed."""
IN_PUBLIC = (S.PUBLISHED, S.CLOSED)


class ReviewState(StrEnum):
    """How far a joint committee's review of its organizations is."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SENT_BACK = "sent-back"
    """The apex asks for another look, with reasons; it changes nothing itself."""


class ObjectionOutcome(StrEnum):
    """What became of an objection."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


_SUBJECT = {
    "plan": ("Planned the cycle {subject}.", "制定了评估周期“{subject}”。"),
    "freeze-facts": ("Froze the facts of {subject}.", "冻结了“{subject}”的事实。"),
    "propose-grades": ("Computed the proposed grades of {subject}.", "计算了“{subject}”的建议等次。"),
    "open-self-assessment": ("Opened the self-assessment of {subject}.", "开启了“{subject}”的自评。"),
    "assess": ("Assessed itself in {subject}.", "在“{subject}”中提交自评。"),
    "begin-review": ("Began the review of {subject}.", "开始了“{subject}”的委员会评议。"),
    "judge": ("Found points in {subject}.", "在“{subject}”中作出评议。"),
    "read-again": (
        "Read a file of {subject} as the second committee.",
        "作为第二委员会复评“{subject}”的一份档案。",
    ),
    "submit-review": ("Submitted the review of {subject}.", "提交了“{subject}”的评议。"),
    "end-review": ("Ended the review of {subject}.", "结束了“{subject}”的评议。"),
    "send-back": ("Sent a committee's findings in {subject} back.", "退回了“{subject}”中一个委员会的评议。"),
    "confirm": (
        "Confirmed the findings of {subject}; objections can be made.",
        "确认了“{subject}”的评议，进入异议期。",
    ),
    "object": ("Objected in {subject}.", "在“{subject}”中提出异议。"),
    "decide-objection": ("Decided an objection in {subject}.", "就“{subject}”中的异议作出决定。"),
    "correct-fact": ("Corrected a frozen fact of {subject}.", "更正了“{subject}”中一项冻结的事实。"),
    "publish": ("Published the grades of {subject}.", "公布了“{subject}”的等次。"),
    "close": ("Closed the cycle {subject}.", "结束了评估周期“{subject}”。"),
}
ACT_SENTENCES = {f"evaluation:{code}": {"en": said[0], "zh-hans": said[1]} for code, said in _SUBJECT.items()}
