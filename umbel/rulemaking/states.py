"""The states of a draft of rules as one table, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.words import Message
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
    "begin-draft": Message("Began the draft of rules {subject}."),
    "revise": Message("Changed the draft of rules {subject}."),
    "run": Message("Tried the draft of rules {subject} on frozen facts."),
    "open-consultation": Message("Opened the consultation on {subject} until {until}."),
    "comment": Message("Commented on the draft of rules {subject}."),
    "reopen": Message("Took {subject} back to be drafted anew."),
    "adopt": Message("Adopted the rules {subject}, in force from {from}."),
    "withdraw": Message("Withdrew the draft of rules {subject}."),
}
ACT_SENTENCES = {f"rulemaking:{code}": said for code, said in _SUBJECT.items()}
