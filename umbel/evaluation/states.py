"""The states of a cycle, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class CycleState(StrEnum):
    """Where a cycle stands. Review, confirmation and publication come after grades are proposed."""

    PLANNED = "planned"
    FROZEN = "frozen"
    PROPOSED = "proposed"


WORKFLOW = Workflow(
    states=CycleState,
    steps=[
        Step("freeze-facts", CycleState.PLANNED, CycleState.FROZEN),
        Step("propose-grades", CycleState.FROZEN, CycleState.PROPOSED),
    ],
)

ACT_SENTENCES = {
    "evaluation:plan": {"en": "Planned the cycle {subject}.", "zh-hans": "制定了评估周期“{subject}”。"},
    "evaluation:freeze-facts": {"en": "Froze the facts of {subject}.", "zh-hans": "冻结了“{subject}”的事实。"},
    "evaluation:propose-grades": {
        "en": "Computed the proposed grades of {subject}.",
        "zh-hans": "计算了“{subject}”的建议等次。",
    },
}
