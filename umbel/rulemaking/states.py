"""The states of a draft of rules as one table, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFTING = "drafting"
    CONSULTATION = "consultation"
    """Everyone reads it, and organizations comment; it is not changed meanwhile."""
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"


S = DraftState
WORKFLOW = Workflow(
    states=DraftState,
    steps=[
        Step("open-consultation", S.DRAFTING, S.CONSULTATION),
        Step("reopen", S.CONSULTATION, S.DRAFTING),
        Step("adopt", S.CONSULTATION, S.ADOPTED),
        Step("withdraw", S.DRAFTING, S.WITHDRAWN),
        Step("withdraw", S.CONSULTATION, S.WITHDRAWN),
    ],
)

_SUBJECT = {
    "begin-draft": ("Began the draft of rules {subject}.", "开始起草规则：{subject}。"),
    "revise": ("Changed the draft of rules {subject}.", "修改了规则草案：{subject}。"),
    "run": ("Tried the draft of rules {subject} on frozen facts.", "以冻结事实试算规则草案：{subject}。"),
    "open-consultation": ("Opened the consultation on {subject} until {until}.", "就{subject}征求意见，截至{until}。"),
    "comment": ("Commented on the draft of rules {subject}.", "对规则草案提出意见：{subject}。"),
    "reopen": ("Took {subject} back to be drafted anew.", "收回{subject}，重新起草。"),
    "adopt": ("Adopted the rules {subject}, in force from {from}.", "通过规则{subject}，自{from}起施行。"),
    "withdraw": ("Withdrew the draft of rules {subject}.", "撤回规则草案：{subject}。"),
}
ACT_SENTENCES = {f"rulemaking:{code}": {"en": said[0], "zh-hans": said[1]} for code, said in _SUBJECT.items()}
