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


_SUBJECT = {
    "open": ("Opened the case {subject}.", "立案：{subject}。"),
    "give": ("Gave {subject}.", "作出{subject}。"),
    "send-notice": ("Sent the notice of the case {subject}.", "发出案件通知书：{subject}。"),
    "try-service": ("Tried to hand over a paper of the case {subject}.", "送达案件文书：{subject}。"),
    "prove-service": ("Recorded that a paper of the case {subject} was served.", "确认案件文书已送达：{subject}。"),
    "acknowledge": ("Confirmed receipt of a paper of the case {subject}.", "签收案件文书：{subject}。"),
    "reply": ("Replied in the case {subject}.", "就案件提交陈述意见：{subject}。"),
    "set-hearing": ("Set the day of a hearing in the case {subject}.", "确定案件听证日期：{subject}。"),
    "hear": ("Recorded a hearing in the case {subject}.", "记录案件听证：{subject}。"),
    "ask-for-language": (
        "Asked for the paper of the case {subject} in another language.",
        "要求改用另一语言送达：{subject}。",
    ),
    "consider": ("Considered the case {subject}.", "审议案件：{subject}。"),
    "decide": ("Decided the case {subject}.", "就案件作出决定：{subject}。"),
    "decide-nothing": ("Decided to take no measure in the case {subject}.", "决定不采取措施：{subject}。"),
    "drop": ("Dropped the case {subject}.", "撤销案件：{subject}。"),
    "begin-again": ("Began the case {subject} again, with a fresh notice.", "案件重新开始，另行通知：{subject}。"),
    "appeal": ("Appealed against the decision in the case {subject}.", "对案件决定提出申诉：{subject}。"),
    "become-final": ("The decision in the case {subject} became final.", "案件决定生效：{subject}。"),
    "uphold": ("Upheld the decision in the case {subject}.", "维持案件决定：{subject}。"),
    "reverse": (
        "Reversed the decision in the case {subject}, and everything that followed from it.",
        "撤销案件决定及其全部后果：{subject}。",
    ),
    "fall": (
        "The decision in the case {subject} fell with the one it rested on.",
        "案件决定因其所依据的决定被撤销而失效：{subject}。",
    ),
    "end": ("What was decided in the case {subject} ended.", "案件决定的效力终止：{subject}。"),
    "answer": ("Put its own answer beside the publication of {subject}.", "在公示旁附上本组织的回应：{subject}。"),
    "plan-remedy": ("Set a step of remedy in the case {subject}.", "设定整改步骤：{subject}。"),
    "show-remedy": ("Showed what was done towards a step of remedy in {subject}.", "提交整改情况：{subject}。"),
    "accept-remedy": ("Ruled on a step of remedy in {subject}.", "认定整改步骤：{subject}。"),
    "order-interim": ("Ordered an interim measure in the case {subject}.", "采取临时措施：{subject}。"),
    "object-to-interim": (
        "Objected to the interim measure in the case {subject}.",
        "对案件的临时措施提出异议：{subject}。",
    ),
    "rule-on-interim": (
        "Ruled on the objection to the interim measure in the case {subject}.",
        "就临时措施异议作出决定：{subject}。",
    ),
    "end-interim": ("The interim measure in the case {subject} ended.", "案件的临时措施终止：{subject}。"),
    "recuse": ("Declared a conflict in the case {subject}.", "申报回避：{subject}。"),
    "suspend": (
        "Suspended the effect of {subject}: the appeal was not decided in its time.",
        "申诉逾期未决，暂停案件决定的效力：{subject}。",
    ),
    "hand-over": ("Handed the case {subject} over to another body.", "案件移交其他机构：{subject}。"),
}
ACT_SENTENCES = {f"casework:{code}": {"en": said[0], "zh-hans": said[1]} for code, said in _SUBJECT.items()}
