"""The only writers of the evaluation."""

from umbel.evaluation.acts.freezing import freeze_facts
from umbel.evaluation.acts.judging import assess, correct_fact, decide_objection, judge, object_to, read_again
from umbel.evaluation.acts.planning import plan
from umbel.evaluation.acts.proposing import propose_grades
from umbel.evaluation.acts.reviewing import (
    begin_review,
    close,
    confirm,
    end_review,
    open_self_assessment,
    publish,
    send_back,
    submit_review,
)

__all__ = [
    "assess",
    "begin_review",
    "close",
    "confirm",
    "correct_fact",
    "decide_objection",
    "end_review",
    "freeze_facts",
    "judge",
    "object_to",
    "open_self_assessment",
    "plan",
    "propose_grades",
    "publish",
    "read_again",
    "send_back",
    "submit_review",
]
