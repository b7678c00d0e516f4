"""The steps of due process as one table, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.workflow import Step, Workflow


class CaseState(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    """A ground was noted; the organization has not been told yet."""
    NOTICED = "noticed"
    """The notice went out; nothing proves yet that it arrived."""
    REPLY = "reply"
    """It was served: the time to reply runs, or has run out."""
    CONSIDERED = "considered"
    """What was said was weighed in writing, by someone who will not decide."""
    DECIDED = "decided"
    """Decided against the organization; nothing proves yet that the decision arrived."""
    APPEALABLE = "appealable"
    APPEALED = "appealed"
    FINAL = "final"
    CLOSED = "closed"
    """Ended with nothing held against the organization."""
    REVERSED = "reversed"
    """The appeal was upheld, here or in the case this one rested on: everything that followed is undone."""
    ENDED = "ended"
    """What was decided has run out, or was ended early."""


S = CaseState
CASE = Workflow(
    states=CaseState,
    steps=[
        Step("give", S.OPENED, S.FINAL),
        Step("send-notice", S.OPENED, S.NOTICED),
        Step("prove-notice", S.NOTICED, S.REPLY),
        Step("consider", S.REPLY, S.CONSIDERED),
        Step("decide", S.CONSIDERED, S.DECIDED),
        Step("prove-decision", S.DECIDED, S.APPEALABLE),
        Step("appeal", S.APPEALABLE, S.APPEALED),
        Step("become-final", S.APPEALABLE, S.FINAL),
        Step("uphold", S.APPEALED, S.FINAL),
        Step("reverse", S.APPEALED, S.REVERSED),
        Step("fall", S.DECIDED, S.REVERSED),
        Step("fall", S.APPEALABLE, S.REVERSED),
        Step("fall", S.APPEALED, S.REVERSED),
        Step("fall", S.FINAL, S.REVERSED),
        Step("end", S.FINAL, S.ENDED),
        Step("decide-nothing", S.CONSIDERED, S.CLOSED),
        Step("drop", S.OPENED, S.CLOSED),
        Step("drop", S.NOTICED, S.CLOSED),
        Step("drop", S.REPLY, S.CLOSED),
        Step("drop", S.CONSIDERED, S.CLOSED),
        Step("ask-for-language", S.REPLY, S.OPENED),
        Step("ask-for-language", S.APPEALABLE, S.DECIDED),
        Step("begin-again", S.NOTICED, S.OPENED),
        Step("begin-again", S.REPLY, S.OPENED),
        Step("begin-again", S.CONSIDERED, S.OPENED),
    ],
)
UNDECIDED = (S.OPENED, S.NOTICED, S.REPLY, S.CONSIDERED)
OPEN = (*UNDECIDED, S.DECIDED, S.APPEALABLE, S.APPEALED)
"""States in which somebody still has to do something."""
AGAINST = (S.DECIDED, S.APPEALABLE, S.APPEALED, S.FINAL, S.ENDED)
"""States of a case that was decided against the organization and not reversed."""


class Paper(StrEnum):
    """What has to arrive before the next step can be taken."""

    NOTICE = "notice"
    DECISION = "decision"


class Again(StrEnum):
    """Why a case began again with another round."""

    MERGER = "merger"
    """Its organization merged into another, to which nothing had been said yet."""
    LANGUAGE = "language"
    """The organization asked for the notice in another language: its whole time begins again with that paper."""


class ServiceChannel(StrEnum):
    """How a paper was brought."""

    SITE = "site"
    POST = "post"
    IN_PERSON = "in-person"
    PUBLICATION = "publication"
    """Substituted service: on the public page, when it could not be handed over; it has its own clock."""


class ServiceOutcome(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Effect(StrEnum):
    """What a rung does."""

    RECORD = "record"
    LABEL = "label"
    DOWNGRADE = "downgrade"
    """The published grade counts as another one, from a day to a day."""
    REMOVAL = "removal"
