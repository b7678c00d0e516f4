"""Remedy, the organization's answer beside a publication, and the end of a measure."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.casework.acts import correspondence
from umbel.casework.acts.effects import finish
from umbel.casework.models import Case, RemedyStep
from umbel.casework.permissions import check_may_end, check_may_speak, check_may_work
from umbel.casework.queries import subject_of
from umbel.casework.states import AGAINST, CASE, CaseState
from umbel.casework.table_of_acts import CaseAct
from umbel.documents.acts import add_document
from umbel.errors import NotNow, need
from umbel.notices.models import Clock
from umbel.notices.said import Said
from umbel.notices.states import ClockState
from umbel.words import Message


@whole()
def answer(*, case: Case, text: str, on: date, by: Viewer) -> Case:
    """Put the organization's own words beside what is published of the case, or beside advice; the last ones count."""
    check_may_speak(by, case)
    case = locked(case)
    if case.state not in AGAINST:
        raise NotNow(_("There is no decision yet that your words could stand beside."))
    need(text, _("Write your answer in your own words."), "text")
    case.answer = text.strip()
    case.save()
    correspondence.write(case, CaseAct.ANSWER, on, by, side=correspondence.ORGANIZATION, words=case.answer)
    return case


@whole()
def plan_remedy(*, case: Case, what: str, due_on: date, on: date, by: Viewer) -> RemedyStep:
    """Set one dated step; when all are met the measure can end early."""
    check_may_work(by, case, on)
    case = locked(case)
    if not case.adverse or case.state not in (CaseState.APPEALABLE, CaseState.FINAL):
        raise NotNow(_("A remedy follows a decision that has been served."))
    if correspondence.about(case).running("end").exists():
        raise NotNow(_("Every step of remedy is met: the measure is to be ended, and no step is added."))
    need(what, _("Say what is to be done."), "what")
    if due_on <= on:
        raise NotNow(_("Choose a day after today."), field="due_on")
    made = RemedyStep.objects.create(case=case, what=what.strip(), due_on=due_on)
    correspondence.write(case, CaseAct.PLAN_REMEDY, on, by, words=made.what, data={"due": str(due_on)})
    said = Said(
        title=Message("A step of remedy: {reference}"),
        text=Message("{step} ({day})").filled(step=made.what, day=due_on),
    )
    correspondence.tell_organization(case, "remedy", said, by)
    return made


@whole()
def show_remedy(
    *, step: RemedyStep, shown: str, on: date, by: Viewer, files: Sequence[tuple[str, bytes]] = ()
) -> RemedyStep:
    """The organization says, with what shows it, that a step is done."""
    check_may_speak(by, step.case)
    case = locked(step.case)
    if step.is_met:
        raise NotNow(_("This step counts as met already."))
    need(shown, _("Say what was done, and what shows it."), "shown")
    step.shown, step.shown_on = shown.strip(), on
    step.ruled_on = step.ruled_by = None
    step.ruling = ""
    step.save()
    papers = [
        add_document(subject=subject_of(case), kind="remedy", name=name, content=content, by=by.actor)
        for name, content in files
    ]
    correspondence.write(
        case,
        CaseAct.SHOW_REMEDY,
        on,
        by,
        side=correspondence.ORGANIZATION,
        words=step.shown,
        data={"step": step.pk},
        documents=papers,
    )
    said = Said(
        title=Message("A step of remedy was shown: {reference}"),
        text=correspondence.AS_WRITTEN.filled(words=step.shown),
    )
    correspondence.tell_office(case, correspondence.supervisors(case), "remedy-shown", said, by)
    return step


@whole()
def rule_on_remedy(*, step: RemedyStep, is_met: bool, reasons: str, on: date, by: Viewer) -> RemedyStep:
    """Say whether a step that was shown is met, with reasons."""
    check_may_work(by, step.case, on)
    case = locked(step.case)
    step.refresh_from_db()
    if step.is_met:
        raise NotNow(_("This step counts as met already."))
    if step.shown_on is None:
        raise NotNow(_("The organization has not shown this step yet."))
    need(reasons, _("Give the reasons: both sides rest on them."), "reasons")
    step.is_met, step.ruling, step.ruled_on, step.ruled_by_id = is_met, reasons.strip(), on, by.account_id
    step.save()
    correspondence.write(case, CaseAct.ACCEPT_REMEDY, on, by, words=step.ruling, data={"step": step.pk, "met": is_met})
    title = (
        Message("Your step of remedy is met: {reference}")
        if is_met
        else Message("Your step of remedy is not met yet: {reference}")
    )
    said = Said(title, correspondence.AS_WRITTEN.filled(words=step.ruling))
    correspondence.tell_organization(case, "remedy-ruled", said, by)
    ask_to_end(case, on, by)
    return step


def ask_to_end(case: Case, on: date, by: Viewer | Actor) -> None:
    """Where every step is met and the decision is final, a decider ends the measure, or it ends when their time has
    passed in silence.
    """
    is_done = case.remedy.exists() and not case.remedy.filter(is_met=False).exists()
    is_final = case.state == CaseState.FINAL and case.ended_on is None
    if is_done and is_final and not correspondence.about(case).running("end").exists():
        correspondence.office_clock(case, "end", correspondence.deciders(case), on)
        said = Said(
            title=Message("Every step of remedy is met: {reference}"),
            text=Message("End the measure; in silence it ends by itself."),
        )
        correspondence.tell_office(case, correspondence.deciders(case), "remedy-met", said, by)


@whole()
def end_early(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """End a measure before its time, as must be done when every step of remedy is met. Nothing adverse follows, so it
    may be whoever decided it.
    """
    check_may_end(by, case, on)
    case = locked(case)
    case.state = CASE.check_step("end", case.state)
    need(reasons, _("Say why it ends: both sides rest on it."), "reasons")
    finish(case, on, reasons.strip())
    case.save()
    correspondence.about(case).stop_by_day("end", on)
    correspondence.about(case).lift(on)
    correspondence.write(case, CaseAct.END, on, by, words=case.why_ended)
    correspondence.tell_organization(
        case, "ended", Said(ENDED, correspondence.AS_WRITTEN.filled(words=case.why_ended)), by
    )
    return case


def expire(*, on: date, by: Actor = correspondence.CLOCK) -> int:
    """End every measure whose time is over, and every one whose remedy is done while nobody ended it in time. Safe to
    run twice. Returns how many.
    """
    asked = Clock.objects.filter(code="casework:end", state=ClockState.RUNNING, due_on__lt=on)
    over = Q(ends_on__lte=on) | Q(pk__in=[int(key) for key in asked.values_list("subject_id", flat=True)])
    rows = Case.objects.filter(over, state=CaseState.FINAL).order_by("pk")
    return sum(_expire(key, on, by) for key in rows.values_list("pk", flat=True))


@whole()
def _expire(key: int, on: date, by: Actor) -> int:
    case = Case.objects.select_for_update(of=("self",)).select_related("organization", "body", "round").get(pk=key)
    in_silence = correspondence.about(case).running("end").filter(due_on__lt=on).exists()
    is_over = case.ends_on is not None and case.ends_on <= on
    if case.state != CaseState.FINAL or not (is_over or in_silence):
        return 0
    case.state = CASE.check_step("end", case.state)
    why = TIME_OVER if is_over else REMEDY_DONE
    finish(case, case.ends_on if is_over and case.ends_on else on, correspondence.for_the_file(case, why))
    case.save()
    correspondence.about(case).stop_by_day("end", on)
    correspondence.about(case).lift(on)
    correspondence.write(case, CaseAct.END, on, by, words=case.why_ended)
    correspondence.tell_organization(case, "ended", Said(ENDED, why), by)
    return 1


ENDED = Message("The measure has ended: {reference}")
TIME_OVER = Message("Its time is over.")
REMEDY_DONE = Message("Every step of remedy is met, and nobody ended it in time.")
