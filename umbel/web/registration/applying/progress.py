"""How far an application is: the tasks of a draft, and the stages of one that was submitted."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from umbel.documents.models import Document
from umbel.documents.queries import documents_of
from umbel.documents.states import Origin
from umbel.errors import Problem, Problems
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.policy.pack import DocumentKind, Pack, Question
from umbel.registration.acts.applying import check_complete
from umbel.registration.models import Application, Opinion
from umbel.registration.queries import Duplicate, subject_of
from umbel.registration.states import ApplicationState, Position

A = ApplicationState


@dataclass(frozen=True, slots=True)
class Task:
    """A question, and whether it is answered: `done`, `started` or `new`."""

    question: Question
    status: str
    problems: tuple[str, ...] = ()


class When(StrEnum):
    """Where a stage stands in time."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step on the way, on one side of the desk."""

    title: str
    side: str
    when: When
    on: date | None = None
    due_on: date | None = None
    deadline: str = ""
    """The deadline in a sentence, while it runs."""
    notes: list[str] = field(default_factory=list)
    is_overdue: bool = False


def problems_of(application: Application, pack: Pack, on: date, alike: list[Duplicate] | None = None) -> list[Problem]:
    """Everything that keeps it from being submitted; each names its question."""
    try:
        check_complete(application, pack, on, alike)
    except Problems as refused:
        return refused.problems
    return []


def tasks(application: Application, pack: Pack, problems: list[Problem]) -> list[Task]:
    """Every question in the pack's order, with how far its answer is."""
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.field, []).append(problem.message)
    begun = _begun(application, pack, wrong)
    return [
        Task(
            question,
            "done" if question.code not in wrong else "started" if begun.get(question.code) else "new",
            tuple(wrong.get(question.code, ())),
        )
        for question in pack.questions
    ]


def handed_in(application: Application) -> list[Document]:
    """The documents enclosed with it, in the order in which they came."""
    about = subject_of(application)
    return list(documents_of(about.kind, about.id).filter(origin=Origin.HANDED_IN).order_by("pk"))


def kinds_for(pack: Pack, organization_class: str) -> list[DocumentKind]:
    """The documents asked of a class of organization; of every class while none is chosen."""
    if not organization_class:
        return list(pack.document_kinds)
    return [kind for kind in pack.document_kinds if not kind.classes or organization_class in kind.classes]


def _begun(application: Application, pack: Pack, wrong: dict[str, list[str]]) -> dict[str, bool]:
    chosen = application.organization_class
    wanted = [kind for kind in pack.document_kinds if kind.required and (not kind.classes or chosen in kind.classes)]
    return {
        "name": bool(application.name or application.identifier),
        "class": bool(application.organization_class),
        "field": application.concept_id is not None,
        "district": application.district_id is not None,
        "purposes": bool(application.purposes),
        "office-holders": bool(application.office_holders),
        "documents": len(wrong.get("documents", ())) < len(wanted),
        "commitments": len(wrong.get("commitments", ())) < len(pack.commitments),
    }


def stages(application: Application, on: date, *, mine: bool) -> list[Stage]:
    """From submission to placement, each with its side, its day and its due date."""
    if application.submitted_on is None:
        return []
    about, applicant = subject_of(application), _("You") if mine else _("The applicant")
    rows = Clock.objects.filter(subject_kind=about.kind, subject_id=about.id).order_by("pk")
    clocks = {clock.code.partition(":")[2]: clock for clock in rows}
    request = getattr(application, "request", None)
    examination = getattr(application, "examination", None)
    found = [
        Stage(title=_("Submitted"), side=applicant, when=When.DONE, on=application.submitted_on),
        _completeness(application, clocks, examination, on),
    ]
    if request:
        sent = request.answered_on
        late = [] if sent or application.state == A.MORE_ASKED else [_("Nothing was sent in time; it went on without.")]
        found.append(
            Stage(
                title=_("What was missing is sent"),
                side=applicant,
                when=When.NOW if application.state == A.MORE_ASKED else When.DONE,
                on=sent,
                notes=late,
                **_due(clocks.get("more-information"), request.due_on, on),
            )
        )
    found.append(_examined(application, clocks, examination, on))
    found += _opinions(application, clocks, on)
    found.append(_decided(application, clocks, on))
    found += _after(application, clocks, on)
    return [stage for stage in found if application.state != A.WITHDRAWN or stage.when == When.DONE]


def _completeness(application: Application, clocks: dict[str, Clock], examination: Any, on: date) -> Stage:
    clock = clocks.get("completeness")
    is_now = application.state == A.SUBMITTED
    began = clocks.get("examination")
    return Stage(
        title=_("Checked for completeness"),
        side=_("Registration authority"),
        when=When.NOW if is_now else When.DONE if examination or application.state == A.MORE_ASKED else When.LATER,
        on=None if is_now else began.started_on if began else clock.stopped_on if clock else None,
        **_due(clock, None, on),
    )


def _examined(application: Application, clocks: dict[str, Clock], examination: Any, on: date) -> Stage:
    notes = []
    if examination and examination.examined_on:
        said = _("It recommends registration.") if examination.recommends else _("It does not recommend registration.")
        notes = [said, examination.findings]
    done = bool(examination and examination.examined_on)
    waits = application.state == A.EXAMINATION and not done
    return Stage(
        title=_("Examined"),
        side=_("Registration authority"),
        when=When.DONE if done else When.NOW if waits else When.LATER,
        on=examination.examined_on if examination else None,
        notes=notes,
        **_due(clocks.get("examination"), examination.due_on if examination else None, on),
    )


def _opinions(application: Application, clocks: dict[str, Clock], on: date) -> list[Stage]:
    asked = list(application.opinions.select_related("body").order_by("pk"))
    if asked or not application.asked_why:
        return [_heard(application, clocks, opinion, on) for opinion in asked]
    why = str(application.asked_why)
    title, side = _("Opinion: no committee is asked"), _("Joint committee")
    return [Stage(title=title, side=side, when=When.DONE, notes=[why])]


def _heard(application: Application, clocks: dict[str, Clock], opinion: Opinion, on: date) -> Stage:
    notes = [str(application.asked_why)]
    if opinion.silent_on:
        notes.append(_("It let its time pass: recorded as silence, which counts as no objection."))
    if opinion.given_on:
        objects = opinion.position == Position.OBJECTION
        notes.append(_("It objects.") if objects else _("It has no objection."))
        if opinion.is_late:
            notes.append(_("The opinion came after its day."))
    if opinion.reasons:
        notes.append(opinion.reasons)
    waits = application.state == A.EXAMINATION and not opinion.position
    return Stage(
        title=_("Opinion given"),
        side=opinion.body.name,
        when=When.NOW if waits else When.DONE,
        on=opinion.given_on or opinion.silent_on,
        notes=[note for note in notes if note],
        **_due(clocks.get("opinion"), opinion.due_on, on),
    )


def _decided(application: Application, clocks: dict[str, Clock], on: date) -> Stage:
    decision = getattr(application, "decision", None)
    return Stage(
        title=_("Decided"),
        side=_("Registration authority"),
        when=When.NOW if application.state == A.READY else When.DONE if application.decided_on else When.LATER,
        on=decision.decided_on if decision else application.decided_on,
        **_due(clocks.get("decision"), application.target_on, on),
    )


def _after(application: Application, clocks: dict[str, Clock], on: date) -> list[Stage]:
    found = []
    decision = getattr(application, "decision", None)
    review = getattr(decision, "review", None) if decision else None
    if review:
        found.append(
            Stage(
                title=_("Reviewed"),
                side=_("Review office"),
                when=When.DONE if review.decided_on else When.NOW,
                on=review.decided_on,
                **_due(clocks.get("review"), review.due_on, on),
            )
        )
    if application.state not in {A.REFUSED, A.REVIEW, A.UPHELD, A.WITHDRAWN}:
        is_now = application.state == A.REGISTERED and not application.placed_on
        found.append(
            Stage(
                title=_("Placed under a joint committee"),
                side=_("Apex body"),
                when=When.DONE if application.placed_on else When.NOW if is_now else When.LATER,
                on=application.placed_on,
                **_due(clocks.get("placement"), None, on),
            )
        )
    return found


def _due(clock: Clock | None, due_on: date | None, on: date) -> dict[str, Any]:
    runs = clock is not None and clock.state == ClockState.RUNNING
    day = clock.due_on if clock else due_on
    said = ""
    if clock and runs:
        said = str(clock.sentence)
    return {"due_on": day, "deadline": said, "is_overdue": bool(runs and day and day < on)}
