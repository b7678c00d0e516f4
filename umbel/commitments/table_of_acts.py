"""The acts of commitments: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import ActCode, Hand, neutral
from umbel.words import Message

P = Permission


class CommitmentAct(ActCode):
    """Acts of `commitments`."""

    AGREE = neutral(
        "commitments:agree",
        Message("Agree to a proposal on a commitment", "act"),
        Message("Agreed to the proposal on the commitment of {subject}: {title}."),
        P.SUBMIT_FOR_ORGANIZATION,
        P.DECIDE_FOR_JOINT,
    )
    ANSWER = neutral(
        "commitments:answer",
        Message("Give evidence for an undertaking", "act"),
        Message("Evidence was given for an undertaking of {subject}: {title}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    DECLINE = neutral(
        "commitments:decline",
        Message("Decline a proposal on a commitment", "act"),
        Message("Declined the proposal on the commitment of {subject}: {title}."),
        P.SUBMIT_FOR_ORGANIZATION,
        P.DECIDE_FOR_JOINT,
    )
    END_WITH = neutral(
        "commitments:end-with",
        Message("End a commitment with its entry", "act"),
        Message("The commitment of {subject} ends with its entry: {title}."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    ENTER_INTO_FORCE = neutral(
        "commitments:enter-into-force",
        Message("Let a commitment enter into force", "act"),
        Message("The commitment of {subject} entered into force: {title}."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        Hand.PROGRAM,
    )
    MAKE = neutral(
        "commitments:make",
        Message("Make a commitment", "act"),
        Message("{made_by} made a commitment for {subject}: {title}."),
        P.APPLY,
        P.SUBMIT_FOR_ORGANIZATION,
    )
    PROPOSE = neutral(
        "commitments:propose",
        Message("Propose to vary or end a commitment", "act"),
        Message("Proposed to vary or end the commitment of {subject}: {title}."),
        P.SUBMIT_FOR_ORGANIZATION,
        P.DECIDE_FOR_JOINT,
    )
    WITHDRAW = neutral(
        "commitments:withdraw",
        Message("Let a commitment lapse with its application", "act"),
        Message("The commitment given with {subject} lapsed with it: {title}."),
        P.APPLY,
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        Hand.PROGRAM,
    )
    WITHDRAW_PROPOSAL = neutral(
        "commitments:withdraw-proposal",
        Message("Withdraw a proposal on a commitment", "act"),
        Message("Withdrew the proposal on the commitment of {subject}: {title}."),
        P.SUBMIT_FOR_ORGANIZATION,
        P.DECIDE_FOR_JOINT,
    )
