"""The form of each step of a case: when it is offered, to whom, and what it asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

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
from umbel.errors import NotNow
from umbel.structure.queries import letter_languages

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Check = Callable[[Viewer, Case, date], None]
S = CaseState


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `kind`: words, day, choice, yes, files."""

    name: str
    kind: str
    label: "_StrPromise"
    hint: "_StrPromise | str" = ""
    rows: int = 5


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step that someone can take."""

    act: str
    title: "_StrPromise"
    button: "_StrPromise"
    check: Check
    states: tuple[CaseState, ...]
    fields: tuple[Field, ...] = ()
    hint: "_StrPromise | str" = ""
    main: bool = True
    """Whether it is what comes next, and stands open; the others are folded."""
    only: Callable[[Case], bool] = bool

    @property
    def is_of_organization(self) -> bool:
        """Whether it is a step of the organization's own side."""
        return self.check is _speaks

    @property
    def takes_files(self) -> bool:
        return any(field.kind == "files" for field in self.fields)

    def is_offered(self, case: Case) -> bool:
        """Whether the case stands where this step is taken."""
        return case.state in self.states and self.only(case)


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


REASONS = Field("reasons", "words", _("Reasons"), _("Both sides rest on them."))
RECEIPT = Field("files", "files", _("What shows it, such as a receipt"), _("Up to 10 MB each."))
FILES = Field("files", "files", _("Files"), _("Up to 10 MB each."))

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
        (
            Field("channel", "choice", pgettext("channel", "By")),
            Field("tried_on", "day", _("On")),
            Field("delivered", "yes", _("It was handed over")),
            Field("detail", "words", _("To whom and where, or why it failed"), rows=2),
            RECEIPT,
        ),
        main=False,
    ),
    StepForm(
        "publish",
        _("Publish that it waits"),
        _("Publish it"),
        check_may_work,
        (S.NOTICED, S.DECIDED),
        (Field("reasons", "words", _("What was tried, and why it cannot be handed over"), rows=2),),
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
        (
            Field(
                "text",
                "words",
                _("In your own words"),
                _("As often as you like. What comes late is kept, and marked."),
                8,
            ),
            FILES,
            Field("hearing", "yes", _("We ask to be heard in person")),
            Field("nothing_more", "yes", _("We have nothing to add, so that nobody needs to wait")),
        ),
    ),
    StepForm(
        "language",
        _("Ask for it in another language"),
        _("Ask for it"),
        _speaks,
        _from("ask-for-language"),
        (Field("language", "choice", _("Language")),),
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
        (
            Field("held_on", "day", _("On"), _("At least five working days from now.")),
            Field("where", "words", _("At what time and where, or by which link"), rows=2),
        ),
        main=False,
        only=lambda case: rung_of(case).hearing != "none" and case.heard_on is None,
    ),
    StepForm(
        "hear",
        _("Record a hearing"),
        _("Keep the minutes"),
        check_may_work,
        (S.REPLY,),
        (Field("minutes", "words", _("What was said, or that nobody came"), _("The organization reads it."), rows=6),),
        main=False,
        only=lambda case: case.hearing_on is not None and case.heard_on is None,
    ),
    StepForm(
        "consider",
        _("Weigh what was said"),
        _("Hand it to the decider"),
        check_may_work,
        _from("consider"),
        (
            Field("relied_on", "words", _("Facts you rely on")),
            Field("set_aside", "words", _("Facts you set aside, and why"), _("“None” is an answer.")),
            Field("of_the_reply", "words", _("What you make of the reply"), _("Leave it empty where none came.")),
        ),
        hint=_("Once the organization’s time is over. You propose nothing here: someone else decides."),
    ),
    StepForm(
        "decide",
        _("Decide"),
        _("Decide to take the measure"),
        check_may_decide,
        _from("decide"),
        (
            Field(
                "reasons",
                "words",
                _("Reasons"),
                _("Both sides rest on them, and everyone reads them once the decision has effect. Name no person."),
            ),
            Field("withheld", "choice", _("Publication")),
        ),
        hint=_("The decision is set as a letter and served; it says what an appeal does to its effect."),
    ),
    StepForm(
        "decide-nothing",
        _("Take no measure"),
        _("Take no measure"),
        check_may_decide,
        _from("decide-nothing"),
        (REASONS,),
        main=False,
    ),
    StepForm(
        "appeal",
        _("Appeal"),
        _("Appeal"),
        _speaks,
        _from("appeal"),
        (
            Field("grounds", "words", _("What is wrong with the decision?"), _("In your own words."), 8),
            FILES,
        ),
        hint=_("Someone who had no part in the case decides."),
    ),
    StepForm(
        "uphold",
        _("The decision stands"),
        _("Uphold the decision"),
        check_may_hear,
        _from("uphold"),
        (REASONS,),
    ),
    StepForm(
        "reverse",
        _("The decision falls"),
        _("Reverse the decision"),
        check_may_hear,
        _from("reverse"),
        (REASONS,),
        hint=_("Everything that followed from it is undone, and everyone who was told of it is told so."),
    ),
    StepForm(
        "answer",
        _("Your own words beside it"),
        _("Put them beside it"),
        _speaks,
        AGAINST,
        (Field("text", "words", _("Your answer"), _("It stands wherever the decision is published, for as long.")),),
        main=False,
    ),
    StepForm(
        "plan",
        _("Set a step of remedy"),
        _("Set this step"),
        check_may_work,
        (S.APPEALABLE, S.FINAL),
        (Field("what", "words", _("What is to be done"), rows=2), Field("due_on", "day", pgettext("last day", "By"))),
        main=False,
        only=lambda case: case.adverse,
    ),
    StepForm(
        "end",
        _("End the measure early"),
        _("End it now"),
        check_may_end,
        _from("end"),
        (REASONS,),
        main=False,
        only=lambda case: case.adverse and case.ended_on is None,
    ),
    StepForm(
        "interim",
        _("Order an interim measure"),
        _("Order it"),
        check_may_order,
        (S.REPLY, S.CONSIDERED),
        (
            Field("what", "words", _("What is ordered"), rows=2),
            Field("reasons", "words", _("Why it cannot wait for the decision"), rows=2),
            Field("until_on", "day", _("Until"), _("At most 30 days; it ends by itself and is not renewed.")),
        ),
        main=False,
        only=lambda case: not hasattr(case, "interim"),
    ),
    StepForm(
        "object",
        _("Object to the interim measure"),
        _("Object to it"),
        _speaks,
        (S.REPLY, S.CONSIDERED),
        (Field("grounds", "words", _("What is wrong with it?"), _("In your own words.")),),
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
        (REASONS,),
        only=lambda case: _has_interim(case) and case.interim.objected_on is not None and not case.interim.ruled_on,
    ),
    StepForm(
        "interim-ends",
        _("The interim measure ends"),
        _("End it now"),
        check_may_hear,
        (S.REPLY, S.CONSIDERED),
        (REASONS,),
        only=lambda case: _has_interim(case) and case.interim.objected_on is not None and not case.interim.ruled_on,
    ),
    StepForm(
        "drop",
        _("Drop the case"),
        _("Drop it"),
        check_may_work,
        _from("drop"),
        (Field("reasons", "words", _("Why?"), rows=2),),
        main=False,
    ),
    StepForm(
        "recuse",
        _("You have a conflict of interest"),
        _("Step back from this case"),
        _recuses,
        OPEN,
        (Field("reasons", "words", _("The conflict, in a few words"), rows=2),),
        main=False,
    ),
)


def form_of(act: str) -> StepForm:
    """The form of an act. Raises NotNow when there is none of that name."""
    found = next((form for form in FORMS if form.act == act), None)
    if found is None:
        raise NotNow(str(_("Nothing by that name can be done with a case.")))
    return found
