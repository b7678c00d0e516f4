"""Cases in words: each state, each line of the file, each way of bringing a paper."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from umbel.casework.models import Case
from umbel.casework.queries import rules_of
from umbel.casework.states import Again, CaseState, Paper, ServiceChannel
from umbel.web.shortcuts import language
from umbel.web.templatetags.umbel import day, yes_no


def states() -> dict[str, tuple[str, str]]:
    """Each state: its words, and how its tag looks."""
    return {
        CaseState.OPENED: (_("opened"), ""),
        CaseState.NOTICED: (_("notice sent"), ""),
        CaseState.REPLY: (_("time to reply"), "warn"),
        CaseState.CONSIDERED: (_("with the decider"), "warn"),
        CaseState.DECIDED: (_("decided, to be served"), "warn"),
        CaseState.APPEALABLE: (_("can be appealed"), "warn"),
        CaseState.APPEALED: (_("appealed"), "warn"),
        CaseState.FINAL: (_("final"), "bad"),
        CaseState.CLOSED: (_("closed, no measure"), "good"),
        CaseState.REVERSED: (_("reversed on appeal"), "good"),
        CaseState.ENDED: (_("ended"), ""),
    }


def state_of(case: Case) -> tuple[str, str]:
    """How a case stands; advice and reminders are simply sent."""
    if case.state == CaseState.FINAL and not case.adverse:
        return _("sent"), ""
    return states()[case.state]


def steps() -> dict[str, str]:
    """Each line of the file."""
    return {
        "open": _("The case was opened"),
        "give": _("Sent to the organization"),
        "send-notice": _("Notice sent"),
        "try-service": _("Another way of bringing the paper"),
        "prove-service": _("The paper was served, and the time runs"),
        "acknowledge": _("The organization confirmed receipt"),
        "reply": _("Reply of the organization"),
        "set-hearing": _("Invitation to a hearing"),
        "hear": _("Hearing"),
        "ask-for-language": _("The paper was asked for in another language"),
        "consider": _("What was said was weighed"),
        "decide": _("Decision"),
        "decide-nothing": _("Decision: no measure"),
        "drop": _("Dropped"),
        "begin-again": _("Began again, about the organization it merged into"),
        "appeal": _("Appeal"),
        "become-final": _("Not appealed in time: final"),
        "uphold": _("Appeal decided: the decision stands"),
        "reverse": _("Appeal upheld: the decision falls"),
        "fall": _("The decision it rested on was reversed: it falls"),
        "end": _("The measure ended"),
        "answer": _("The organization’s answer"),
        "plan-remedy": _("A step of remedy was set"),
        "show-remedy": _("A step of remedy was shown"),
        "accept-remedy": _("Ruling on a step of remedy"),
        "order-interim": _("Interim measure"),
        "object-to-interim": _("Objection to the interim measure"),
        "rule-on-interim": _("Ruling on the interim measure"),
        "end-interim": _("The interim measure ended"),
        "recuse": _("A conflict was declared"),
        "suspend": _("The appeal is late: the effect is suspended"),
        "hand-over": _("Handed over to another body"),
    }


def again() -> dict[str, str]:
    """Why a case began again with another round."""
    return {
        Again.MERGER: _("Its organization merged into another, to which nothing had been said yet."),
        Again.LANGUAGE: _("The organization asked for the notice in another language, so that its time began again."),
    }


DAYS = {"until", "served", "due", "held", "counts_as_served_on", "tried"}
"""Details that are days."""


def details() -> dict[str, str]:
    """What a line holds beside its words."""
    return {
        "rule": _("Rule"),
        "facts": _("Facts"),
        "set_aside": _("Set aside, and why"),
        "of_the_reply": _("Of the reply"),
        "until": _("Until"),
        "served": _("Served on"),
        "due": _("Due by"),
        "held": _("Held on"),
        "what": _("What is ordered"),
        "counts_as_served_on": _("Counts as served on"),
        "tried": _("Tried on"),
        "paper": _("Which paper"),
        "channel": pgettext("channel", "By"),
        "delivered": _("Handed over"),
        "hearing": _("Asks to be heard in person"),
        "nothing_more": _("Has nothing to add"),
        "language": _("Language"),
        "withheld": _("Not published"),
        "met": _("The step is met"),
        "stands": _("The interim measure stands"),
        "with": _("Fell with"),
    }


RULED = {"delivered", "met", "stands"}
"""Details whose “no” is told as well."""


def told(case: Case, key: str, value: Any) -> str:
    """A detail in words; empty where it says nothing."""
    if value is False and key not in RULED:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if key in DAYS and value:
        return day(date.fromisoformat(value))
    known: dict[str, dict[Any, str]] = {
        "paper": {Paper.NOTICE: _("the notice"), Paper.DECISION: _("the decision")},
        "channel": channels(),
        "language": {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES},
        "withheld": {row.code: row.title.in_language(language()) for row in rules_of(case).withholding_grounds},
    }
    return str(known.get(key, {}).get(value, value or ""))


def channels() -> dict[str, str]:
    """Each way of bringing a paper."""
    return {
        ServiceChannel.SITE: _("on this site"),
        ServiceChannel.POST: _("by post"),
        ServiceChannel.IN_PERSON: _("in person"),
        ServiceChannel.PUBLICATION: _("by publication"),
    }
