"""What a bulletin asks for, and the sentences of the acts of this piece."""

from enum import StrEnum


class Asks(StrEnum):
    """What a bulletin asks of those it is for."""

    NOTHING = "nothing"
    ACKNOWLEDGEMENT = "acknowledgement"
    RETURN = "return"


class Audience(StrEnum):
    """Which tier a bulletin is for."""

    ORGANIZATIONS = "organizations"
    COMMITTEES = "committees"


ACT_SENTENCES = {
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
