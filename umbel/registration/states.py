"""The states of an application and of a change request, their tables of steps, and words for each side of the desk."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from umbel.workflow import Step, Workflow


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_ASKED = "more-asked"
    EXAMINATION = "examination"
    READY = "ready"
    REGISTERED = "registered"
    REFUSED = "refused"
    REVIEW = "review"
    UPHELD = "refusal-upheld"
    WITHDRAWN = "withdrawn"


A = ApplicationState

APPLICATION = Workflow(
    states=ApplicationState,
    steps=[
        Step("submit", A.DRAFT, A.SUBMITTED),
        Step("ask-for-more", A.SUBMITTED, A.MORE_ASKED),
        Step("send-more", A.MORE_ASKED, A.SUBMITTED),
        Step("go-on", A.MORE_ASKED, A.EXAMINATION),
        Step("accept-as-complete", A.SUBMITTED, A.EXAMINATION),
        Step("conclude", A.EXAMINATION, A.READY),
        Step("register", A.READY, A.REGISTERED),
        Step("refuse", A.READY, A.REFUSED),
        Step("ask-for-review", A.REFUSED, A.REVIEW),
        Step("uphold", A.REVIEW, A.UPHELD),
        Step("reverse", A.REVIEW, A.REGISTERED),
        Step("withdraw", A.DRAFT, A.WITHDRAWN),
        Step("withdraw", A.SUBMITTED, A.WITHDRAWN),
        Step("withdraw", A.MORE_ASKED, A.WITHDRAWN),
        Step("withdraw", A.EXAMINATION, A.WITHDRAWN),
        Step("withdraw", A.READY, A.WITHDRAWN),
    ],
)

OPEN = (A.SUBMITTED, A.MORE_ASKED, A.EXAMINATION, A.READY, A.REVIEW)
"""Applications that wait for somebody."""

FOR_APPLICANT = {
    A.DRAFT: _("Not submitted yet"),
    A.SUBMITTED: _("Submitted: being checked for completeness"),
    A.MORE_ASKED: _("Something is missing: please send it"),
    A.EXAMINATION: _("Being examined"),
    A.READY: _("Waiting for the decision"),
    A.REGISTERED: pgettext_lazy("state", "Registered"),
    A.REFUSED: _("Refused"),
    A.REVIEW: _("The refusal is being reviewed"),
    A.UPHELD: _("Refused; the review upheld it"),
    A.WITHDRAWN: _("Withdrawn by you"),
}
FOR_OFFICER = {
    A.DRAFT: _("Draft"),
    A.SUBMITTED: _("Check completeness"),
    A.MORE_ASKED: _("Waiting for the applicant"),
    A.EXAMINATION: _("Examine"),
    A.READY: _("Decide"),
    A.REGISTERED: pgettext_lazy("state", "Registered"),
    A.REFUSED: _("Refused"),
    A.REVIEW: _("Under review"),
    A.UPHELD: _("Refusal upheld"),
    A.WITHDRAWN: _("Withdrawn"),
}


class Position(StrEnum):
    """What a supervising body says about an application."""

    NO_OBJECTION = "no-objection"
    OBJECTION = "objection"
    SILENCE = "silence"
    """Its time passed without a word: recorded as silence, and counted as no objection."""


class Outcome(StrEnum):
    """How a decision or a review ended."""

    REGISTERED = "registered"
    WITH_CONDITIONS = "registered-with-conditions"
    GRANTED = "granted"
    """Of a change."""
    REFUSED = "refused"
    UPHELD = "upheld"
    REVERSED = "reversed"


class ChangeKind(StrEnum):
    """What a change request would change."""

    NAME = "name"
    FIELD = "field"
    DISTRICT = "district"
    OFFICE_HOLDERS = "office-holders"
    TRANSFER = "transfer"
    MERGER = "merger"
    SPLIT = "split"
    DISSOLUTION = "dissolution"


class ChangeState(StrEnum):
    """Where a change request stands."""

    REQUESTED = "requested"
    CARRIED_OUT = "carried-out"
    REFUSED = "refused"
    REVIEW = "review"
    UPHELD = "refusal-upheld"
    WITHDRAWN = "withdrawn"


C = ChangeState

CHANGE = Workflow(
    states=ChangeState,
    steps=[
        Step("carry-out", C.REQUESTED, C.CARRIED_OUT),
        Step("refuse", C.REQUESTED, C.REFUSED),
        Step("withdraw", C.REQUESTED, C.WITHDRAWN),
        Step("ask-for-review", C.REFUSED, C.REVIEW),
        Step("uphold", C.REVIEW, C.UPHELD),
        Step("reverse", C.REVIEW, C.CARRIED_OUT),
    ],
)

TOUCHES_REMIT = {ChangeKind.FIELD, ChangeKind.DISTRICT}
"""Changes by which another committee's remit may come to fit."""

CHANGE_TITLES = {
    ChangeKind.NAME: _("Change of name"),
    ChangeKind.FIELD: _("Change of field"),
    ChangeKind.DISTRICT: _("Change of district"),
    ChangeKind.OFFICE_HOLDERS: _("Change of office-holders"),
    ChangeKind.TRANSFER: _("Transfer to another joint committee"),
    ChangeKind.MERGER: _("Merger into another organization"),
    ChangeKind.SPLIT: _("Split: part becomes an organization of its own"),
    ChangeKind.DISSOLUTION: _("Dissolution"),
}
CHANGE_STATES = {
    C.REQUESTED: _("Waiting for the decision"),
    C.CARRIED_OUT: _("Carried out"),
    C.REFUSED: _("Refused"),
    C.REVIEW: _("The refusal is being reviewed"),
    C.UPHELD: _("Refused; the review upheld it"),
    C.WITHDRAWN: _("Withdrawn"),
}
