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

ACT_SENTENCES = {
    "registration:submit": {
        "en": "Submitted the application of {subject}.",
        "zh-hans": "提交了“{subject}”的登记申请。",
    },
    "registration:withdraw": {
        "en": "Withdrew the application of {subject}.",
        "zh-hans": "撤回了“{subject}”的登记申请。",
    },
    "registration:ask-for-more": {
        "en": "Asked the applicants of {subject} for what was missing.",
        "zh-hans": "要求“{subject}”的申请人补正材料。",
    },
    "registration:send-more": {
        "en": "Sent what was missing in the application of {subject}.",
        "zh-hans": "补正了“{subject}”的登记申请材料。",
    },
    "registration:hand-over-opinion": {
        "en": "Handed on what a dissolved committee was asked about application {subject}.",
        "zh-hans": "将已撤销的联合委员会就登记申请{subject}的待复意见移交。",
    },
    "registration:go-on": {
        "en": "Went on with the application of {subject} without what had been asked for.",
        "zh-hans": "补正期限届满，“{subject}”的申请继续审查。",
    },
    "registration:accept-as-complete": {
        "en": "Found the application of {subject} complete and asked {body} for its opinion.",
        "zh-hans": "认定“{subject}”的申请材料齐全，并征求{body}的意见。",
    },
    "registration:examine": {
        "en": "Examined the application of {subject}.",
        "zh-hans": "完成了对“{subject}”登记申请的审查。",
    },
    "registration:give-opinion": {
        "en": "{body} gave its opinion on the application of {subject}.",
        "zh-hans": "{body}就“{subject}”的登记申请发表了意见。",
    },
    "registration:record-silence": {
        "en": "{body} let its time for an opinion on {subject} pass: recorded as silence, counted as no objection.",
        "zh-hans": "{body}逾期未就“{subject}”发表意见：记为沉默，视为无异议。",
    },
    "registration:recuse": {
        "en": "{actor} declared a conflict of interest in {subject} and takes no part.",
        "zh-hans": "{actor}声明与“{subject}”存在利益冲突，予以回避。",
    },
    "registration:register": {
        "en": "Decided to register {subject}.",
        "zh-hans": "决定准予“{subject}”登记。",
    },
    "registration:refuse": {
        "en": "Refused to register {subject}.",
        "zh-hans": "决定不予登记“{subject}”。",
    },
    "registration:ask-for-review": {
        "en": "Asked for a review of the refusal of {subject}.",
        "zh-hans": "就不予登记“{subject}”申请复核。",
    },
    "registration:uphold": {
        "en": "Upheld the refusal of {subject} on review.",
        "zh-hans": "经复核，维持对“{subject}”不予登记的决定。",
    },
    "registration:reverse": {
        "en": "Reversed the refusal of {subject} on review.",
        "zh-hans": "经复核，撤销对“{subject}”不予登记的决定。",
    },
    "registration:confirm-placement": {
        "en": "Confirmed under which joint committee {subject} is placed.",
        "zh-hans": "确认了“{subject}”所属的联合委员会。",
    },
    "registration:request-change": {
        "en": "Requested a change to the entry of {subject}.",
        "zh-hans": "申请变更“{subject}”的登记事项。",
    },
    "registration:withdraw-change": {
        "en": "Withdrew the requested change to the entry of {subject}.",
        "zh-hans": "撤回了“{subject}”的变更申请。",
    },
    "registration:lapse-change": {
        "en": "The requested change {reference} ended as {subject} left the register.",
        "zh-hans": "“{subject}”注销登记，变更申请{reference}随之终止。",
    },
    "registration:carry-out-change": {
        "en": "Granted and carried out the requested change to the entry of {subject}.",
        "zh-hans": "准予并办理了“{subject}”的变更。",
    },
    "registration:refuse-change": {
        "en": "Refused the requested change to the entry of {subject}.",
        "zh-hans": "决定不予变更“{subject}”的登记事项。",
    },
    "registration:ask-for-change-review": {
        "en": "Asked for a review of the refused change to the entry of {subject}.",
        "zh-hans": "就不予变更“{subject}”的决定申请复核。",
    },
    "registration:uphold-change-refusal": {
        "en": "Upheld the refusal of the change to the entry of {subject} on review.",
        "zh-hans": "经复核，维持对“{subject}”不予变更的决定。",
    },
}
