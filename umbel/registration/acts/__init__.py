"""The only writers of applications and change requests."""

from umbel.registration.acts.applying import save_answers, send_more, start_application, submit, withdraw
from umbel.registration.acts.changing import (
    ask_for_change_review,
    carry_out_change,
    decide_change_review,
    refuse_change,
    request_change,
    withdraw_change,
)
from umbel.registration.acts.deciding import Ruled, recuse, refuse
from umbel.registration.acts.enclosing import enclose, pledge, take_out
from umbel.registration.acts.end_of_entry import end_with_entry, settle_ended
from umbel.registration.acts.examining import (
    accept_as_complete,
    ask_for_more,
    examine,
    give_opinion,
    go_on,
    record_silence,
    record_silences,
)
from umbel.registration.acts.placing import confirm_placement, place_within_remit
from umbel.registration.acts.reviewing import ask_for_review, uphold

__all__ = [
    "Ruled",
    "accept_as_complete",
    "ask_for_change_review",
    "ask_for_more",
    "ask_for_review",
    "carry_out_change",
    "confirm_placement",
    "decide_change_review",
    "enclose",
    "end_with_entry",
    "examine",
    "give_opinion",
    "go_on",
    "place_within_remit",
    "pledge",
    "record_silence",
    "record_silences",
    "recuse",
    "refuse",
    "refuse_change",
    "request_change",
    "save_answers",
    "send_more",
    "settle_ended",
    "start_application",
    "submit",
    "take_out",
    "uphold",
    "withdraw",
    "withdraw_change",
]
