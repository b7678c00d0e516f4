"""What can be done with an application on the desk: the stages of its state, their checks, and the forms behind them.

The check that refuses an act is the check that closes its form and says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel import outcomes
from umbel.accounts.permissions import Viewer
from umbel.errors import NotFound, NotNow, Problem, Problems
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application, Opinion
from umbel.registration.permissions import (
    check_may_confirm_placement,
    check_may_decide,
    check_may_examine,
    check_may_give_opinion,
    check_may_hear_review,
)
from umbel.registration.queries.fitting import every_committee
from umbel.registration.states import ApplicationState, Position
from umbel.registration.table_of_acts import RegistrationAct
from umbel.web.registration.desk.forms import conditions_in
from umbel.web.shortcuts import why_not

A = ApplicationState
LINES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One try at an act: on what, by whom, when, with what was said in its form."""

    application: Application
    said: dict[str, Any]
    on: date
    by: Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAct:
    """One act: the form's name, the ledger's name for it, the field that holds its reasons, and how it is done."""

    code: str
    ledger: RegistrationAct
    words: str
    run: Callable[[Doing], object]
    done: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Something that can be done in a state: `why_not` says who does it instead, or why not now."""

    code: str
    title: str
    why_not: str
    opinion: Opinion | None = None

    @property
    def template(self) -> str:
        return f"desk/stages/{self.code}.html"


def stages_of(application: Application, opinions: list[Opinion], viewer: Viewer, on: date) -> list[Stage]:
    """What comes next with an application, whoever does it."""
    state = application.state
    if state == A.SUBMITTED:
        return [_stage("completeness", _("Check for completeness"), why_not(check_may_examine, viewer, application))]
    if state == A.MORE_ASKED:
        return [_stage("go-on", _("Go on without what was asked for"), _why_not_go_on(application, viewer, on))]
    if state in {A.EXAMINATION, A.READY}:
        return _in_parallel(application, opinions, viewer)
    if state == A.REGISTERED and application.placed_on is None:
        return [
            _stage(
                "placement", _("Confirm the joint committee"), why_not(check_may_confirm_placement, viewer, application)
            )
        ]
    if state == A.REVIEW:
        return [_stage("review", _("Decide the review"), why_not(check_may_hear_review, viewer, application.decision))]
    return []


def find_act(code: str) -> DeskAct:
    """The act of that name. Raises NotFound for any other."""
    found = next((act for act in ACTS if act.code == code), None)
    if found is None:
        raise NotFound(_("Nothing by that name can be done on the desk."))
    return found


def _stage(code: str, title: str, refused: str, opinion: Opinion | None = None) -> Stage:
    return Stage(code=code, title=title, why_not=refused, opinion=opinion)


def _why_not_go_on(application: Application, viewer: Viewer, on: date) -> str:
    refused = why_not(check_may_examine, viewer, application)
    if refused or on > application.request.due_on:
        return refused
    return _("The applicant has until %(day)s to send what was asked for.") % {"day": application.request.due_on}


def _in_parallel(application: Application, opinions: list[Opinion], viewer: Viewer) -> list[Stage]:
    """Examination and opinion run side by side; the opinion stays open, late, until the decision."""
    found = []
    if application.state == A.READY:
        found.append(_stage("decision", _("Decide"), why_not(check_may_decide, viewer, application)))
    elif application.examination.examined_on is None:
        found.append(_stage("examination", _("Examine"), why_not(check_may_examine, viewer, application)))
    found += [
        _stage("opinion", _("Give an opinion"), why_not(check_may_give_opinion, viewer, opinion), opinion)
        for opinion in opinions
        if opinion.given_on is None
    ]
    return sorted(found, key=lambda stage: bool(stage.why_not))


def _accept(doing: Doing) -> object:
    return acts.accept_as_complete(application=doing.application, on=doing.on, by=doing.by)


def _ask_for_more(doing: Doing) -> object:
    items = doing.said["items"].split("\n")[:LINES]
    return acts.ask_for_more(application=doing.application, items=items, on=doing.on, by=doing.by)


def _go_on(doing: Doing) -> object:
    return acts.go_on(application=doing.application, on=doing.on, by=doing.by)


def _examine(doing: Doing) -> object:
    recommends = doing.said["recommends"]
    if recommends not in {"yes", "no"}:
        raise _problems({"recommends": _("Choose what you recommend: it binds nobody.")})
    return acts.examine(
        application=doing.application,
        recommends=recommends == "yes",
        findings=doing.said["findings"],
        on=doing.on,
        by=doing.by,
    )


def _opine(doing: Doing) -> object:
    asked = doing.application.opinions
    opinion = asked.filter(body_id=doing.by.body_id or 0).first() or asked.first()
    if opinion is None:
        raise NotNow(_("No committee was asked for an opinion on this application."))
    position = doing.said["position"]
    if position not in {Position.OBJECTION, Position.NO_OBJECTION}:
        check_may_give_opinion(doing.by, opinion)
        raise _problems({"position": _("Choose whether your committee objects.")})
    return acts.give_opinion(
        opinion=opinion, position=Position(position), reasons=doing.said["reasons"], on=doing.on, by=doing.by
    )


def _register(doing: Doing) -> object:
    ruled = Ruled(
        reasons=doing.said["reasons"],
        conditions=_conditions(doing),
        number=doing.said["number"],
    )
    return outcomes.register(application=doing.application, ruled=ruled, on=doing.on, by=doing.by)


def _refuse(doing: Doing) -> object:
    ruled = Ruled(
        reasons=doing.said["reasons"],
        ground=doing.said["ground"],
        facts_relied_on=doing.said["facts_relied_on"],
        facts_set_aside=doing.said["facts_set_aside"],
    )
    return acts.refuse(application=doing.application, ruled=ruled, on=doing.on, by=doing.by)


def _place(doing: Doing) -> object:
    code = doing.said["other" if doing.said["body"] == "other" else "body"]
    bodies = {row.body.code: row.body for row in every_committee(doing.on)}
    if code not in bodies:
        check_may_confirm_placement(doing.by, doing.application)
        raise _problems({"body": _("Choose the joint committee.")})
    reasons = doing.said["reasons"]
    return acts.confirm_placement(
        application=doing.application, body=bodies[code], reasons=reasons, on=doing.on, by=doing.by
    )


def _uphold(doing: Doing) -> object:
    return acts.uphold(application=doing.application, reasons=doing.said["reasons"], on=doing.on, by=doing.by)


def _reverse(doing: Doing) -> object:
    return outcomes.register_on_review(
        application=doing.application, reasons=doing.said["reasons"], on=doing.on, by=doing.by
    )


def _recuse(doing: Doing) -> object:
    return acts.recuse(about=doing.application, reasons=doing.said["reasons"], on=doing.on, by=doing.by)


def _conditions(doing: Doing) -> tuple[tuple[str, date], ...]:
    found, wrong = conditions_in(doing.said, doing.on)
    if wrong:
        check_may_decide(doing.by, doing.application)
        raise _problems(wrong)
    return found


def _problems(wrong: dict[str, str]) -> Problems:
    return Problems(_("Something is missing."), [Problem(said, field=name) for name, said in wrong.items()])


def _act(
    code: str, ledger: RegistrationAct, words: str, run: Callable[[Doing], object], done: Callable[[], str]
) -> DeskAct:
    return DeskAct(code=code, ledger=ledger, words=words, run=run, done=done)


ACTS = (
    _act("accept", RegistrationAct.ACCEPT_AS_COMPLETE, "", _accept, lambda: _("Accepted as complete.")),
    _act(
        "more",
        RegistrationAct.ASK_FOR_MORE,
        "items",
        _ask_for_more,
        lambda: _("The applicant was asked for what is missing."),
    ),
    _act("go-on", RegistrationAct.GO_ON, "", _go_on, lambda: _("Its examination goes on with what there is.")),
    _act("examine", RegistrationAct.EXAMINE, "findings", _examine, lambda: _("Your findings are on the file.")),
    _act(
        "opinion",
        RegistrationAct.GIVE_OPINION,
        "reasons",
        _opine,
        lambda: _("The opinion of your committee is on the file."),
    ),
    _act("register", RegistrationAct.REGISTER, "reasons", _register, lambda: _("Registered.")),
    _act("refuse", RegistrationAct.REFUSE, "reasons", _refuse, lambda: _("Refused. The letter was sent.")),
    _act("place", RegistrationAct.CONFIRM_PLACEMENT, "reasons", _place, lambda: _("The placement is confirmed.")),
    _act(
        "uphold", RegistrationAct.UPHOLD, "reasons", _uphold, lambda: _("The refusal was upheld. The letter was sent.")
    ),
    _act(
        "reverse",
        RegistrationAct.REVERSE,
        "reasons",
        _reverse,
        lambda: _("The refusal was reversed: it is registered."),
    ),
    _act(
        "recuse",
        RegistrationAct.RECUSE,
        "reasons",
        _recuse,
        lambda: _("Your conflict of interest is declared; others go on."),
    ),
)
