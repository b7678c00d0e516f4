"""The appeal, to someone who had no part in the case, and what becomes of a decision by it."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.casework import letters
from umbel.casework.acts import correspondence
from umbel.casework.acts.effects import suspend, take_effect, undo
from umbel.casework.acts.ending import ask_to_end
from umbel.casework.models import Case
from umbel.casework.permissions import check_may_hear, check_may_speak
from umbel.casework.queries import is_in_time, last_day, rests_on_nothing, rules_of, rung_of, subject_of
from umbel.casework.states import CASE, CaseState
from umbel.casework.table_of_acts import CaseAct
from umbel.documents.acts import add_document, write_document
from umbel.errors import NotNow, need
from umbel.notices.said import Said
from umbel.words import Message


@whole()
def appeal(*, case: Case, grounds: str, at: datetime, by: Viewer, files: Sequence[tuple[str, bytes]] = ()) -> Case:
    """The organization appeals, in time, in its own words. `at` is a moment with its time zone."""
    check_may_speak(by, case)
    case = locked(case)
    state = CASE.check_step("appeal", case.state)
    assert case.round.appeal_until is not None
    if not is_in_time(case, case.round.appeal_until, at):
        raise NotNow(
            _("An appeal could be made until the end of %(day)s (%(zone)s). Your answer can stand beside it.")
            % {"day": last_day(case, case.round.appeal_until), "zone": rules_of(case).time_zone}
        )
    need(grounds, _("Say what you think is wrong with the decision, in your own words."), "grounds")
    on = at.astimezone(ZoneInfo(rules_of(case).time_zone)).date()
    case.round.appealed_on, case.round.appeal_grounds = on, grounds.strip()
    case.round.save()
    case.state = state
    case.save()
    papers = [
        add_document(subject=subject_of(case), kind="appeal", name=name, content=content, by=by.actor)
        for name, content in files
    ]
    correspondence.about(case).stop_by_day("appeal-request", on)
    deadline = correspondence.term(case, rung_of(case).appeal_decision_days or 0, on, Message("the appeal was made"))
    correspondence.about(case).clock("appeal", correspondence.reviewers(), deadline)
    said = Said(
        title=Message("An appeal to decide: {reference}"),
        text=Message("Read the file, and uphold the decision or reverse it, with reasons."),
    )
    correspondence.tell_office(case, correspondence.reviewers(), "appeal", said, by)
    correspondence.write(
        case,
        CaseAct.APPEAL,
        on,
        by,
        side=correspondence.ORGANIZATION,
        words=case.round.appeal_grounds,
        data={"due": str(deadline.on)},
        documents=papers,
    )
    return case


@whole()
def uphold_on_appeal(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """The decision stands and is final, for written reasons."""
    case = _heard(case, "uphold", reasons, on, by)
    case.save()
    if case.effective_on is None:
        take_effect(case, on)
    _tell_of_appeal(case, on, by, reversed_=False)
    ask_to_end(case, on, by)
    return case


@whole()
def reverse(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """The appeal is upheld. Everything that followed from the decision is undone, and everyone who was sent anything
    about it is told so.
    """
    case = _heard(case, "reverse", reasons, on, by)
    undo(case, on)
    case.save()
    _tell_of_appeal(case, on, by, reversed_=True)
    _correct_everyone(case, by)
    _let_fall(case, on, by)
    return case


def _let_fall(case: Case, on: date, by: Viewer) -> None:
    """A graver measure that was allowed only because this one came before it falls with it, and so on up the ladder."""
    decided = (CaseState.DECIDED, CaseState.APPEALABLE, CaseState.APPEALED, CaseState.FINAL)
    later = Case.objects.filter(organization=case.organization, adverse=True, state__in=decided).order_by("pk")
    for row in later:
        if case.rung not in rung_of(row).after or not rests_on_nothing(row):
            continue
        fallen = locked(row)
        fallen.state = CASE.check_step("fall", fallen.state)
        undo(fallen, on)
        reversed_ = Message("{reference} was reversed on appeal.").filled(reference=case.reference)
        fallen.why_ended = correspondence.for_the_file(fallen, reversed_)
        fallen.save()
        correspondence.about(fallen).lift(on)
        correspondence.write(fallen, CaseAct.FALL, on, by, words=fallen.why_ended, data={"with": case.reference})
        correspondence.tell_organization(fallen, "fallen", FALLEN.filled(why=reversed_), by)
        _correct_everyone(fallen, by)
        _let_fall(fallen, on, by)


def _heard(case: Case, step: str, reasons: str, on: date, by: Viewer) -> Case:
    check_may_hear(by, case, on)
    case = locked(case)
    check_may_hear(by, case, on)
    case.state = CASE.check_step(step, case.state)
    need(reasons, _("Give the reasons: both sides rest on them."), "reasons")
    heard = case.round
    heard.heard_by_id, heard.appeal_decided_on, heard.appeal_reasons = by.account_id, on, reasons.strip()
    heard.save()
    correspondence.about(case).stop_by_day("appeal", on)
    return case


def _tell_of_appeal(case: Case, on: date, by: Viewer, *, reversed_: bool) -> None:
    case = locked(case)
    paper = write_document(
        subject=subject_of(case),
        kind="appeal-decision",
        name=f"{case.reference}-appeal.pdf",
        content=letters.appeal(case, reversed_=reversed_),
        by=by.actor,
    )
    title = (
        Message("The decision was reversed: {reference}")
        if reversed_
        else Message("The decision was upheld: {reference}")
    )
    said = Said(title, correspondence.AS_WRITTEN.filled(words=case.round.appeal_reasons))
    correspondence.tell_organization(case, "appeal-decided", said, by, document=paper)
    correspondence.write(
        case,
        CaseAct.REVERSE if reversed_ else CaseAct.UPHOLD,
        on,
        by,
        words=case.round.appeal_reasons,
        documents=[paper],
    )


def _correct_everyone(case: Case, by: Viewer) -> None:
    own = correspondence.the_organization(case)
    for party in correspondence.everyone_told(case):
        if party != own:
            correspondence.tell_office(case, party, "reversed", REVERSED, by)


REVERSED = Said(
    title=Message("Reversed: {reference}"),
    text=Message("The decision you were told of counts as never made: rely on it no longer."),
)
FALLEN = Said(
    title=Message("The decision falls: {reference}"),
    text=Message("{why} The decision you were told of counts as never made: rely on it no longer."),
)


def note_times(*, on: date, by: Actor = correspondence.CLOCK) -> int:
    """Record that a time passed: a reply that did not come, an appeal that was not made, a measure that ran out. None
    of it is a decision: those were made by people before. Safe to run twice. Returns how many cases it concerned.
    """
    states = [CaseState.REPLY, CaseState.APPEALABLE, CaseState.APPEALED]
    return sum(
        _note(key, on, by) for key in Case.objects.filter(state__in=states).order_by("pk").values_list("pk", flat=True)
    )


@whole()
def _note(key: int, on: date, by: Actor) -> int:
    case = Case.objects.select_for_update(of=("self",)).select_related("organization", "body", "round").get(pk=key)
    now = case.round
    if case.state == CaseState.REPLY and now.reply_until and last_day(case, now.reply_until) < on:
        return _time_to_consider(case, on)
    if case.state == CaseState.APPEALABLE and now.appeal_until and last_day(case, now.appeal_until) < on:
        case.state = CASE.check_step("become-final", case.state)
        case.save()
        correspondence.about(case).stop_by_day("appeal-request", on)
        if case.effective_on is None:
            take_effect(case, on)
        said = Said(Message("The decision is final: {reference}"), letters.standing_words(case))
        correspondence.tell_organization(case, "final", said, by)
        correspondence.write(case, CaseAct.BECOME_FINAL, on, by)
        ask_to_end(case, on, by)
        return 1
    if case.state == CaseState.APPEALED and case.effective_on is not None:
        return _suspend_if_late(case, on, by)
    return 0


def _suspend_if_late(case: Case, on: date, by: Actor) -> int:
    """An appeal that is not decided in its time suspends what already has effect: a supervisor's silence never counts
    against the organization.
    """
    if not correspondence.about(case).running("appeal").filter(due_on__lt=on).exists():
        return 0
    suspend(case, on)
    case.save()
    case.round.appeal_suspends = True
    case.round.save()
    correspondence.write(case, CaseAct.SUSPEND, on, by)
    said = Said(
        title=Message("The effect is suspended: {reference}"),
        text=Message("Your appeal was not decided in its time."),
    )
    correspondence.tell_organization(case, "suspended", said, by)
    return 1


def _time_to_consider(case: Case, on: date) -> int:
    correspondence.about(case).stop_by_day("reply", on)
    if correspondence.about(case).running("consider").exists():
        return 0
    correspondence.office_clock(case, "consider", correspondence.supervisors(case), on)
    return 1
