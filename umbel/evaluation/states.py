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
