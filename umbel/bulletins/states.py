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

ACT_SENTENCES = {
    "bulletins:call": {
        "en": "Called for the return {subject}.",
        "zh-hans": "布置了报表“{subject}”。",
    },
    "bulletins:submit": {
        "en": "Submitted the return {subject}.",
        "zh-hans": "提交了报表“{subject}”。",
    },
    "bulletins:return": {
        "en": "Sent the return {subject} back, with what is wrong.",
        "zh-hans": "退回了报表“{subject}”，并写明问题。",
    },
    "bulletins:forward": {
        "en": "Forwarded {count} returns of {subject}, for {body}.",
        "zh-hans": "{body}上报了“{subject}”的{count}份报表。",
    },
    "bulletins:send-back": {
        "en": "Sent the forwarded return {subject} back, with what is wrong.",
        "zh-hans": "将已上报的报表“{subject}”退回，并写明问题。",
    },
    "bulletins:accept": {
        "en": "Accepted {count} returns of {subject}.",
        "zh-hans": "接收了“{subject}”的{count}份报表。",
    },
    "bulletins:close": {
        "en": "Closed the return {subject}.",
        "zh-hans": "结束了报表“{subject}”。",
    },
    "bulletins:send": {
        "en": "Sent the bulletin {subject}, from {body}.",
        "zh-hans": "以{body}名义发出了通报“{subject}”。",
    },
    "bulletins:relay": {
        "en": "Passed the bulletin {subject} on, for {body}.",
        "zh-hans": "{body}转发了通报“{subject}”。",
    },
    "bulletins:pass-on": {
        "en": "Let the bulletin {subject} pass on, as the time of {body} was over.",
        "zh-hans": "{body}逾期未转发，通报“{subject}”自动下达。",
    },
    "bulletins:deliver": {
        "en": "Delivered the bulletin {subject} to {count} organizations.",
        "zh-hans": "通报“{subject}”已送达{count}个组织。",
    },
    "bulletins:acknowledge": {
        "en": "Acknowledged the bulletin {subject}.",
        "zh-hans": "确认收悉通报“{subject}”。",
    },
    "bulletins:escalate": {
        "en": "Told {body} who has not acknowledged the bulletin {subject}.",
        "zh-hans": "已告知{body}哪些组织未确认收悉通报“{subject}”。",
    },
    "bulletins:withdraw": {
        "en": "Withdrew the bulletin {subject}.",
        "zh-hans": "撤回了通报“{subject}”。",
    },
}
