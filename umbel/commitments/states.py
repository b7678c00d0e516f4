"""How a commitment and a proposal to change it stand, with their tables of steps, and the act sentences."""

from enum import StrEnum

from umbel.words import Message
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


ACT_SENTENCES = {
    "commitments:make": Message("{made_by} made a commitment for {subject}: {title}."),
    "commitments:enter-into-force": Message("The commitment of {subject} entered into force: {title}."),
    "commitments:withdraw": Message("The commitment given with {subject} lapsed with it: {title}."),
    "commitments:propose": Message("Proposed to vary or end the commitment of {subject}: {title}."),
    "commitments:agree": Message("Agreed to the proposal on the commitment of {subject}: {title}."),
    "commitments:decline": Message("Declined the proposal on the commitment of {subject}: {title}."),
    "commitments:withdraw-proposal": Message("Withdrew the proposal on the commitment of {subject}: {title}."),
    "commitments:answer": Message("Evidence was given for an undertaking of {subject}: {title}."),
    "commitments:end-with": Message("The commitment of {subject} ends with its entry: {title}."),
}
