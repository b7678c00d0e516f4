"""Sending notices and delivering them, opening them, and starting and stopping deadlines."""

from umbel.notices.acts.clocks import (
    let_pass,
    lift_clocks,
    move_clocks,
    start_clock,
    start_many_on,
    start_on,
    stop_clock,
)
from umbel.notices.acts.delivering import deliver_waiting, quiet
from umbel.notices.acts.reading import open_notice, renew_feed
from umbel.notices.acts.reminders import send_reminders
from umbel.notices.acts.sending import send_notice, send_to_many
from umbel.notices.states import Party

__all__ = [
    "Party",
    "deliver_waiting",
    "let_pass",
    "lift_clocks",
    "move_clocks",
    "open_notice",
    "quiet",
    "renew_feed",
    "send_notice",
    "send_reminders",
    "send_to_many",
    "start_clock",
    "start_many_on",
    "start_on",
    "stop_clock",
]
