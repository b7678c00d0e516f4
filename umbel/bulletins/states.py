"""What a bulletin asks for, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class Asks(StrEnum):
    """What a bulletin asks of those it is for."""

    NOTHING = "nothing"
    ACKNOWLEDGEMENT = "acknowledgement"
    RETURN = "return"


class Audience(StrEnum):
    """Which tier a bulletin is for."""

    ORGANIZATIONS = "organizations"
    COMMITTEES = "committees"


class ReturnState(StrEnum):
    """Where one organization's return is on its way up."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    CLOSED = "closed"


S = ReturnState
RETURN = Workflow(
    ReturnState,
    [
        Step("save", S.DRAFT, S.DRAFT),
        Step("save", S.RETURNED, S.RETURNED),
        Step("submit", S.DRAFT, S.SUBMITTED),
        Step("submit", S.RETURNED, S.SUBMITTED),
        Step("return", S.SUBMITTED, S.RETURNED),
        Step("forward", S.SUBMITTED, S.FORWARDED),
        Step("send-back", S.FORWARDED, S.RETURNED),
        Step("accept", S.FORWARDED, S.ACCEPTED),
        Step("send-back", S.ACCEPTED, S.RETURNED),
        Step("close", S.DRAFT, S.CLOSED),
        Step("close", S.SUBMITTED, S.CLOSED),
        Step("close", S.RETURNED, S.CLOSED),
        Step("close", S.FORWARDED, S.CLOSED),
        Step("close", S.ACCEPTED, S.CLOSED),
    ],
)
"""What is forwarded is frozen below: only sending it back lets the organization write again. Closing ends a call."""

WITH_COMMITTEE = (ReturnState.SUBMITTED, ReturnState.FORWARDED, ReturnState.ACCEPTED)
"""States whose figures a joint committee counts."""
WITH_APEX = (ReturnState.FORWARDED, ReturnState.ACCEPTED)
"""States whose figures the apex counts."""
