"""How a commitment and a proposal to change it stand, with their tables of steps, and the act sentences."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class CommitmentState(StrEnum):
    """How a commitment stands."""

    MADE = "made"
    """Given with an application that is not decided yet."""
    IN_FORCE = "in-force"
    REPLACED = "replaced"
    """A new one was made: of another wording, renewed, or varied."""
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    """The application it was given with did not lead to registration."""


COMMITMENT = Workflow(
    states=CommitmentState,
    steps=[
        Step("enter-into-force", CommitmentState.MADE, CommitmentState.IN_FORCE),
        Step("replace", CommitmentState.MADE, CommitmentState.REPLACED),
        Step("withdraw", CommitmentState.MADE, CommitmentState.WITHDRAWN),
        Step("replace", CommitmentState.IN_FORCE, CommitmentState.REPLACED),
        Step("end", CommitmentState.IN_FORCE, CommitmentState.ENDED),
    ],
)


class ProposalState(StrEnum):
    """How a proposal to vary or end a commitment stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


PROPOSAL = Workflow(
    states=ProposalState,
    steps=[
        Step("agree", ProposalState.PROPOSED, ProposalState.AGREED),
        Step("decline", ProposalState.PROPOSED, ProposalState.DECLINED),
        Step("withdraw", ProposalState.PROPOSED, ProposalState.WITHDRAWN),
    ],
)


class Side(StrEnum):
    """The two sides of a commitment."""

    ORGANIZATION = "organization"
    SUPERVISOR = "supervisor"
