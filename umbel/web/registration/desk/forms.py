"""What the desk asks for before an act: of an application, and of a request for a change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umbel.web.fields import Day, Line, Radios, Text, plain
from umbel.web.forms import VERDICT, VERDICTS, ActForm, Asked
from umbel.web.viewing import UmbelRequest

MOST_CONDITIONS = 12
LONGEST_NUMBER = 80
LEGEND = "govuk-fieldset__legend"

RECUSE = {
    "reasons": Text(
        _("What the conflict is, in a few words"),
        _("You take no further part; others deal with it. It is on the record."),
        rows=2,
    )
}
REFUSE = {
    "ground": Radios(_("The rule on which it is refused"), small=True, title=LEGEND),
    "facts_relied_on": Text(_("Facts relied on"), rows=4),
    "facts_set_aside": Text(
        _("Facts set aside, and why"),
        _("What speaks for the applicant and did not decide it; write that there are none if so."),
        rows=4,
    ),
    "reasons": Text(_("Reasons"), rows=4),
}
OF_APPLICATION: Asked = {
    "accept": {},
    "go-on": {},
    "more": {
        "items": Text(_("What is missing"), _("One line for each. It is asked only once, so list everything."), rows=6)
    },
    "examine": {
        "findings": Text(_("Findings"), _("What you checked and what you found: the decider rests on it."), rows=7),
        "recommends": Radios(
            _("You recommend"), options=[("yes", _("to register")), ("no", _("to refuse"))], small=True, title=LEGEND
        ),
    },
    "opinion": {
        "position": Radios(
            _("Your committee"),
            options=[("no-objection", _("has no objection")), ("objection", _("objects"))],
            small=True,
            title=LEGEND,
        ),
        "reasons": Text(_("Reasons"), _("An objection needs them: the decider has to weigh them."), rows=4),
    },
    "register": {
        "reasons": Text(_("Reasons for registering"), rows=4),
        "number": Line(_("Number"), _("Empty gives the next free one."), longest=LONGEST_NUMBER),
    },
    "refuse": REFUSE,
    "place": {
        "body": Radios(_("Joint committee")),
        "other": Radios(_("Which other committee")),
        "reasons": Text(_("Reasons"), _("Needed when you choose against the remit."), rows=3),
    },
    "uphold": VERDICT,
    "recuse": RECUSE,
}
OF_CHANGE: Asked = {
    "grant": {"reasons": Text(_("Reasons for granting"), rows=3)},
    "refuse": REFUSE,
    "place": {
        "body": Radios(_("Joint committee"), small=True),
        "reasons": Text(
            _("Reasons"),
            _("The organization and both committees read them, with the day from which it holds."),
            rows=3,
        ),
    },
    "uphold": VERDICT,
    "recuse": RECUSE,
}

type Offered = Mapping[str, Mapping[str, Any]]
"""Act -> field -> what can be chosen in it here."""


def desk_form(
    request: UmbelRequest | None, asked: Asked, act: str, offered: Offered, initial: Mapping[str, Any] | None = None
) -> ActForm:
    """What is asked before an act of the desk; what can be chosen is `offered`."""
    one = "uphold" if act in VERDICTS else act
    fields = dict(asked[one])
    if one == "register":
        fields |= _conditions(request.POST if request else QueryDict())
    form = ActForm(request, act=one, acts=VERDICTS if one == "uphold" else (), fields=fields, initial=initial)
    for name, options in offered.get(one, {}).items():
        form.offer(name, options)
    return form


def desk_forms(asked: Asked, offered: Offered, sent: ActForm | None = None) -> dict[str, ActForm]:
    """Every form of a page of the desk, as its template names them: the one that was sent as it was sent."""
    return {
        act.replace("-", "_"): sent if sent and sent.act == act else desk_form(None, asked, act, offered)
        for act in asked
    }


def _conditions(sent: QueryDict) -> dict[str, forms.Field]:
    """A row for each condition that was typed, and an empty one; two to begin with."""
    typed = [number for number in range(1, MOST_CONDITIONS + 1) if any(_condition(sent, number))]
    wanted = min(MOST_CONDITIONS, max(2, max(typed, default=0) + 1))
    fields: dict[str, forms.Field] = {}
    for number in range(1, wanted + 1):
        fields[f"condition-{number}"] = Line(_("What has to be done"), longest=500)
        fields[f"due-{number}"] = _DayOfCondition(_("To be met by"))
    return fields


def _condition(sent: QueryDict, number: int) -> tuple[str, str]:
    return plain(sent.get(f"condition-{number}", "")), plain(sent.get(f"due-{number}", ""))


class _DayOfCondition(Day):
    """The day of a condition: asked for only where there is a condition."""

    wrong = _("Give the day by which the condition is to be met.")

    def __init__(self, label: Any) -> None:
        super().__init__(label, required=False, wrong=self.wrong)


def conditions_in(said: Mapping[str, Any], on: date) -> tuple[tuple[tuple[str, date], ...], dict[str, str]]:
    """The conditions that were written, and what is wrong with them by field."""
    found, wrong = [], {}
    for number in range(1, MOST_CONDITIONS + 1):
        text, day = said.get(f"condition-{number}", ""), said.get(f"due-{number}")
        if text and day is None:
            wrong[f"due-{number}"] = str(_DayOfCondition.wrong)
        elif day and not text:
            wrong[f"condition-{number}"] = gettext("Write what the condition asks for.")
        elif day and day <= on:
            wrong[f"due-{number}"] = gettext("A condition is to be met on a day to come.")
        elif day:
            found.append((text, day))
    return tuple(found), wrong


def condition_rows(form: ActForm) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
    """The rows of the conditions: number, what, until when."""
    numbers = [number for number in range(1, MOST_CONDITIONS + 1) if f"condition-{number}" in form.fields]
    return [(number, form[f"condition-{number}"], form[f"due-{number}"]) for number in numbers]


def written(form: ActForm) -> list[tuple[str, str]]:
    """Everything that was typed, to be copied: what a reader calls it, and the words."""
    typed = [(str(field.label), plain(field.value())) for field in form if isinstance(field.field, Text | Line | Day)]
    return [(label, said) for label, said in typed if said]
