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


ACT_SENTENCES = {
    "commitments:make": {
        "en": "{made_by} made a commitment for {subject}: {title}.",
        "zh-hans": "{made_by}为“{subject}”作出承诺：{title}。",
    },
    "commitments:enter-into-force": {
        "en": "The commitment of {subject} entered into force: {title}.",
        "zh-hans": "“{subject}”的承诺生效：{title}。",
    },
    "commitments:withdraw": {
        "en": "The commitment given with {subject} lapsed with it: {title}.",
        "zh-hans": "随“{subject}”作出的承诺一并失效：{title}。",
    },
    "commitments:propose": {
        "en": "Proposed to vary or end the commitment of {subject}: {title}.",
        "zh-hans": "提议变更或终止“{subject}”的承诺：{title}。",
    },
    "commitments:agree": {
        "en": "Agreed to the proposal on the commitment of {subject}: {title}.",
        "zh-hans": "同意关于“{subject}”承诺的提议：{title}。",
    },
    "commitments:decline": {
        "en": "Declined the proposal on the commitment of {subject}: {title}.",
        "zh-hans": "不同意关于“{subject}”承诺的提议：{title}。",
    },
    "commitments:withdraw-proposal": {
        "en": "Withdrew the proposal on the commitment of {subject}: {title}.",
        "zh-hans": "撤回了关于“{subject}”承诺的提议：{title}。",
    },
    "commitments:answer": {
        "en": "Evidence was given for an undertaking of {subject}: {title}.",
        "zh-hans": "就“{subject}”的一项承诺事项提交了证明：{title}。",
    },
    "commitments:end-with": {
        "en": "The commitment of {subject} ended as it left the register: {title}.",
        "zh-hans": "“{subject}”注销，其承诺随之终止：{title}。",
    },
}
