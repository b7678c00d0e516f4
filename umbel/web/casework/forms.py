"""The form of each step of a case: when it is offered, to whom, and what it asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from umbel.accounts.permissions import Viewer
from umbel.casework.models import Case
from umbel.casework.permissions import (
    check_may_decide,
    check_may_end,
    check_may_hear,
    check_may_order,
    check_may_recuse,
    check_may_speak,
    check_may_work,
)
from umbel.casework.queries import rung_of
from umbel.casework.states import AGAINST, CASE, OPEN, CaseState
from umbel.structure.queries import letter_languages
from umbel.web.fields import Choice, Day, Files, Key, Options, Text, Yes
from umbel.web.forms import ActForm
from umbel.web.viewing import UmbelRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Check = Callable[[Viewer, Case, date], None]
S = CaseState


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step that someone can take."""

    act: str
    title: "_StrPromise"
    button: "_StrPromise"
    check: Check
    states: tuple[CaseState, ...]
    fields: Mapping[str, forms.Field] = field(default_factory=dict)
    hint: "_StrPromise | str" = ""
    main: bool = True
    """Whether it is what comes next, and stands open; the others are folded."""
    only: Callable[[Case], bool] = bool

    @property
    def is_of_organization(self) -> bool:
        """Whether it is a step of the organization's own side."""
        return self.check is _speaks

    def is_offered(self, case: Case) -> bool:
        """Whether the case stands where this step is taken."""
        return case.state in self.states and self.only(case)

    def form(self, request: UmbelRequest | None, options: Mapping[str, Options]) -> ActForm:
        """What it asks, filled in as it was sent; `options` are those of its choices."""
        made = ActForm(request, act=self.act, fields=self.fields)
        for name in options.keys() & self.fields.keys():
            made.offer(name, options[name])
        return made


def _speaks(viewer: Viewer, case: Case, _on: date) -> None:
    check_may_speak(viewer, case)


def _recuses(viewer: Viewer, case: Case, _on: date) -> None:
    check_may_recuse(viewer, case)


def _has_interim(case: Case) -> bool:
    return hasattr(case, "interim") and case.interim.ended_on is None


def _has_other_languages(case: Case) -> bool:
    return any(language != case.language for language in letter_languages())


def _from(*steps: str) -> tuple[CaseState, ...]:
    return tuple(CaseState(row.source) for row in CASE.steps if row.name in steps)


REASONS = Text(_("Reasons"), _("Both sides rest on them."))
RECEIPT = Files(_("What shows it, such as a receipt"))
FILES = Files(_("Files"))

FORMS = (
    StepForm(
        "give",
        _("Send it"),
        _("Send it to the organization"),
        check_may_work,
        _from("give"),
        hint=_("It takes nothing from the organization, which can put an answer beside it."),
        only=lambda case: not case.adverse,
    ),
    StepForm(
        "send-notice",
        _("Send the notice"),
        _("Send the notice"),
        check_may_work,
        _from("send-notice"),
        hint=_("It says the ground, the rule, the facts and how to reply. The time begins once it arrived."),
        only=lambda case: case.adverse,
    ),
    StepForm(
        "prove",
        _("It arrived"),
        _("Let the time run"),
        check_may_work,
        (S.NOTICED, S.DECIDED),
        hint=_("The program looks for proof: opened on this site, handed over, or published for long enough."),
    ),
    StepForm(
        "try",
        _("Record another way of bringing it"),
        _("Record it"),
        check_may_work,
        (S.NOTICED, S.DECIDED),
        {
            "channel": Choice(pgettext("channel", "By")),
            "tried_on": Day(_("On")),
            "delivered": Yes(_("It was handed over")),
            "detail": Text(_("To whom and where, or why it failed"), rows=2),
            "files": RECEIPT,
        },
        main=False,
    ),
    StepForm(
        "publish",
        _("Publish that it waits"),
        _("Publish it"),
        check_may_work,
        (S.NOTICED, S.DECIDED),
        {"reasons": Text(_("What was tried, and why it cannot be handed over"), rows=2)},
        hint=_("Only after two ways have failed. It counts as served once the time that the rules give has passed."),
        main=False,
    ),
    StepForm(
        "acknowledge",
        _("Confirm that you have the paper"),
        _("We have it"),
        _speaks,
        (S.NOTICED, S.DECIDED),
        hint=_("Your time begins on the day you confirm. It also begins when you open the notice in your inbox."),
    ),
    StepForm(
        "reply",
        _("Reply"),
        _("Send the reply"),
        _speaks,
        (S.REPLY,),
        {
            "text": Text(
                _("In your own words"),
                _("As often as you like. What comes late is kept, and marked."),
                rows=8,
            ),
            "files": FILES,
            "hearing": Yes(_("We ask to be heard in person")),
            "nothing_more": Yes(_("We have nothing to add, so that nobody needs to wait")),
        },
    ),
    StepForm(
        "language",
        _("Ask for it in another language"),
        _("Ask for it"),
        _speaks,
        _from("ask-for-language"),
        {"language": Choice(_("Language"))},
        hint=_("Your time begins again with the paper in that language."),
        main=False,
        only=_has_other_languages,
    ),
    StepForm(
        "set-hearing",
        _("Invite it to a hearing"),
        _("Send the invitation"),
        check_may_work,
        (S.REPLY,),
        {
            "held_on": Day(_("On"), _("At least five working days from now.")),
            "where": Text(_("At what time and where, or by which link"), rows=2),
        },
        main=False,
        only=lambda case: rung_of(case).hearing != "none" and case.round.heard_on is None,
    ),
    StepForm(
        "hear",
        _("Record a hearing"),
        _("Keep the minutes"),
        check_may_work,
        (S.REPLY,),
        {"minutes": Text(_("What was said, or that nobody came"), _("The organization reads it."), rows=6)},
        main=False,
        only=lambda case: case.round.hearing_on is not None and case.round.heard_on is None,
    ),
    StepForm(
        "consider",
        _("Weigh what was said"),
        _("Hand it to the decider"),
        check_may_work,
        _from("consider"),
        {
            "relied_on": Text(_("Facts you rely on")),
            "set_aside": Text(_("Facts you set aside, and why"), _("“None” is an answer.")),
            "of_the_reply": Text(_("What you make of the reply"), _("Leave it empty where none came.")),
        },
        hint=_("Once the organization’s time is over. You propose nothing here: someone else decides."),
    ),
    StepForm(
        "decide",
        _("Decide"),
        _("Decide to take the measure"),
        check_may_decide,
        _from("decide"),
        {
            "reasons": Text(
                _("Reasons"),
                _("Both sides rest on them, and everyone reads them once the decision has effect. Name no person."),
            ),
            "withheld": Choice(_("Publication")),
        },
        hint=_("The decision is set as a letter and served; it says what an appeal does to its effect."),
    ),
    StepForm(
        "decide-nothing",
        _("Take no measure"),
        _("Take no measure"),
        check_may_decide,
        _from("decide-nothing"),
        {"reasons": REASONS},
        main=False,
    ),
    StepForm(
        "appeal",
        _("Appeal"),
        _("Appeal"),
        _speaks,
        _from("appeal"),
        {
            "grounds": Text(_("What is wrong with the decision?"), _("In your own words."), rows=8),
            "files": FILES,
        },
        hint=_("Someone who had no part in the case decides."),
    ),
    StepForm(
        "uphold",
        _("The decision stands"),
        _("Uphold the decision"),
        check_may_hear,
        _from("uphold"),
        {"reasons": REASONS},
    ),
    StepForm(
        "reverse",
        _("The decision falls"),
        _("Reverse the decision"),
        check_may_hear,
        _from("reverse"),
        {"reasons": REASONS},
        hint=_("Everything that followed from it is undone, and everyone who was told of it is told so."),
    ),
    StepForm(
        "answer",
        _("Your own words beside it"),
        _("Put them beside it"),
        _speaks,
        AGAINST,
        {"text": Text(_("Your answer"), _("It stands wherever the decision is published, for as long."))},
        main=False,
    ),
    StepForm(
        "plan",
        _("Set a step of remedy"),
        _("Set this step"),
        check_may_work,
        (S.APPEALABLE, S.FINAL),
        {"what": Text(_("What is to be done"), rows=2), "due_on": Day(pgettext("last day", "By"))},
        main=False,
        only=lambda case: case.adverse,
    ),
    StepForm(
        "end",
        _("End the measure early"),
        _("End it now"),
        check_may_end,
        _from("end"),
        {"reasons": REASONS},
        main=False,
        only=lambda case: case.adverse and case.ended_on is None,
    ),
    StepForm(
        "interim",
        _("Order an interim measure"),
        _("Order it"),
        check_may_order,
        (S.REPLY, S.CONSIDERED),
        {
            "what": Text(_("What is ordered"), rows=2),
            "reasons": Text(_("Why it cannot wait for the decision"), rows=2),
            "until_on": Day(_("Until"), _("At most 30 days; it ends by itself and is not renewed.")),
        },
        main=False,
        only=lambda case: not hasattr(case, "interim"),
    ),
    StepForm(
        "object",
        _("Object to the interim measure"),
        _("Object to it"),
        _speaks,
        (S.REPLY, S.CONSIDERED),
        {"grounds": Text(_("What is wrong with it?"), _("In your own words."))},
        hint=_("Someone else rules on it within five working days, or it ends."),
        main=False,
        only=lambda case: _has_interim(case) and case.interim.objected_on is None,
    ),
    StepForm(
        "interim-stands",
        _("The interim measure stands"),
        _("Let it stand"),
        check_may_hear,
        (S.REPLY, S.CONSIDERED),
        {"reasons": REASONS},
        only=lambda case: _has_interim(case) and case.interim.objected_on is not None and not case.interim.ruled_on,
    ),
    StepForm(
        "interim-ends",
        _("The interim measure ends"),
        _("End it now"),
        check_may_hear,
        (S.REPLY, S.CONSIDERED),
        {"reasons": REASONS},
        only=lambda case: _has_interim(case) and case.interim.objected_on is not None and not case.interim.ruled_on,
    ),
    StepForm(
        "drop",
        _("Drop the case"),
        _("Drop it"),
        check_may_work,
        _from("drop"),
        {"reasons": Text(_("Why?"), rows=2)},
        main=False,
    ),
    StepForm(
        "recuse",
        _("You have a conflict of interest"),
        _("Step back from this case"),
        _recuses,
        OPEN,
        {"reasons": Text(_("The conflict, in a few words"), rows=2)},
        main=False,
    ),
)


RULINGS = ("met", "not-met")


def remedy_form(request: UmbelRequest | None, case: Case, act: str, key: Any) -> ActForm:
    """What a step of a remedy is shown with (`act` is show) or ruled on (rule); `key` is that of the step."""
    missing = _("There is no such step of remedy in this case.")
    fields: dict[str, forms.Field] = {"step": Key(case.remedy.all(), missing=missing)}
    if act == "show":
        fields |= {"shown": Text(_("What was done, and what shows it"), rows=3), "files": Files(_("Files"))}
    else:
        fields |= {"reasons": Text(_("Your ruling, with reasons"), rows=2)}
    return ActForm(request, act=act, acts=RULINGS if act == "rule" else (), fields=fields, row=key)


def form_of(act: str) -> StepForm | None:
    """The form of a step; None when there is none of that name."""
    return next((form for form in FORMS if form.act == act), None)
