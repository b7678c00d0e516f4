"""The only writers of cases: every step of due process, and what the passing of time brings."""

from umbel.casework.acts.appealing import appeal, reverse
from umbel.casework.acts.deciding import Weighed, consider, decide, decide_nothing, hear, reply, set_hearing
from umbel.casework.acts.ending import answer, end_early, plan_remedy, rule_on_remedy, show_remedy
from umbel.casework.acts.interim import object_to_interim, order_interim, rule_on_interim
from umbel.casework.acts.opening import drop, follow, give, open_case, recuse
from umbel.casework.acts.rounds import Ground
from umbel.casework.acts.serving import (
    Attempt,
    acknowledge,
    ask_for_language,
    prove_service,
    publish_paper,
    send_notice,
    try_service,
)

__all__ = [
    "Attempt",
    "Ground",
    "Weighed",
    "acknowledge",
    "answer",
    "appeal",
    "ask_for_language",
    "consider",
    "decide",
    "decide_nothing",
    "drop",
    "end_early",
    "follow",
    "give",
    "hear",
    "object_to_interim",
    "open_case",
    "order_interim",
    "plan_remedy",
    "prove_service",
    "publish_paper",
    "recuse",
    "reply",
    "reverse",
    "rule_on_interim",
    "rule_on_remedy",
    "send_notice",
    "set_hearing",
    "show_remedy",
    "try_service",
]
