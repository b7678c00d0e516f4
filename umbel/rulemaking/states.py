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
