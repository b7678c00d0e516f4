"""The organization's reply, the weighing of it, and the decision by someone who prepared nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.casework.acts import correspondence
from umbel.casework.acts.effects import end_interim
from umbel.casework.acts.serving import serve_decision
from umbel.casework.models import Case, CaseStep
from umbel.casework.permissions import check_may_decide, check_may_speak, check_may_work
from umbel.casework.queries import is_in_time, last_day, rests_on_nothing, rules_of, rung_of, subject_of
from umbel.casework.states import CASE, CaseState
from umbel.casework.table_of_acts import CaseAct
from umbel.documents.acts import add_document
from umbel.errors import NotNow, Problem, Problems, need
from umbel.notices.said import Said
from umbel.policy.obligations import calendar_of
from umbel.words import Message

NO_REPLY = Message("The organization did not reply in its time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What became of everything that was said: the facts relied on, those set aside and why, and the reply."""

    relied_on: str
    set_aside: str
    of_the_reply: str = ""


@whole()
def reply(
    *,
    case: Case,
    text: str,
    at: datetime,
    by: Viewer,
    files: Sequence[tuple[str, bytes]] = (),
    hearing: bool = False,
    nothing_more: bool = False,
) -> CaseStep:
    """The organization's own words, with files; as often as it likes. One that comes after its time is kept and marked
    late, and is weighed like the others until the case has been considered. `at` is a moment with its time zone.
    """
    check_may_speak(by, case)
    case = locked(case)
    if case.state != CaseState.REPLY or case.round.reply_until is None:
        raise NotNow(_("A reply comes between the notice and the weighing of it. Now, answer the decision, or appeal."))
    need(text, _("Write your reply in your own words."), "text")
    in_time = is_in_time(case, case.round.reply_until, at)
    on = at.astimezone(_zone(case)).date()
    said_so_far = case.round
    said_so_far.replied_at = said_so_far.replied_at or at
    if in_time:
        said_so_far.asks_for_hearing |= hearing and rung_of(case).hearing != "none"
        said_so_far.nothing_more = nothing_more
    said_so_far.save()
    papers = [
        add_document(subject=subject_of(case), kind="reply", name=name, content=content, by=by.actor)
        for name, content in files
    ]
    correspondence.about(case).stop_by_day("reply", on)
    if case.round.nothing_more:
        correspondence.about(case).stop_by_day("consider", on)
        correspondence.office_clock(case, "consider", correspondence.supervisors(case), on)
    said = Said(
        title=Message("A reply came: {reference}"),
        text=Message("Read it, and weigh it once the time to reply is over."),
    )
    correspondence.tell_office(case, correspondence.supervisors(case), "replied", said, by)
    return correspondence.write(
        case,
        CaseAct.REPLY,
        on,
        by,
        side=correspondence.ORGANIZATION,
        words=text.strip(),
        data={"late": not in_time, "hearing": hearing, "nothing_more": nothing_more, "at": at.isoformat()},
        documents=papers,
    )


@whole()
def set_hearing(*, case: Case, held_on: date, where: str, on: date, by: Viewer) -> CaseStep:
    """Invite the organization to be heard: when and where, in good time; and again where the day moves."""
    check_may_work(by, case, on)
    case = locked(case)
    if case.state != CaseState.REPLY or rung_of(case).hearing == "none" or case.round.heard_on:
        raise NotNow(_("A hearing belongs between the notice and the weighing of what was said."))
    need(where, _("Say where, or by which link, and at what time."), "where")
    earliest = calendar_of(rules_of(case)).add_working_days(on, correspondence.days_for(case, "hearing-invitation"))
    if held_on < earliest:
        raise NotNow(
            _("The organization is told in good time: choose a day from %(day)s on.") % {"day": earliest},
            field="held_on",
        )
    case.round.hearing_on, case.round.hearing_where = held_on, where.strip()
    case.round.save()
    said = Said(
        title=Message("Hearing on {day}: {reference}"),
        text=Message("You are heard in person on {day}. {where}"),
    )
    correspondence.tell_organization(case, "hearing", said.filled(day=held_on, where=case.round.hearing_where), by)
    return correspondence.write(case, CaseAct.SET_HEARING, on, by, words=where.strip(), data={"held": str(held_on)})


@whole()
def hear(*, case: Case, minutes: str, on: date, by: Viewer) -> CaseStep:
    """What was said at the hearing to which the organization was invited (or that nobody came). It reads the minutes,
    and can reply to them.
    """
    check_may_work(by, case, on)
    case = locked(case)
    if case.state != CaseState.REPLY or case.round.heard_on:
        raise NotNow(_("A hearing belongs between the notice and the weighing of what was said."))
    if case.round.hearing_on is None or case.round.hearing_on > on:
        raise NotNow(_("Invite the organization first; the minutes are written once the day has come."))
    need(minutes, _("Write down what was said."), "minutes")
    case.round.heard_on = case.round.hearing_on
    case.round.save()
    said = Said(
        title=Message("Minutes of the hearing: {reference}"),
        text=Message("They are on the file. If something is wrong, reply."),
    )
    correspondence.tell_organization(case, "heard", said, by)
    return correspondence.write(
        case, CaseAct.HEAR, on, by, words=minutes.strip(), data={"held": str(case.round.heard_on)}
    )


def _is_to_be_heard(case: Case) -> bool:
    """Whether it asked for a hearing, was invited to one, or always has one."""
    return case.round.asks_for_hearing or case.round.hearing_on is not None or rung_of(case).hearing == "always"


@whole()
def consider(*, case: Case, weighed: Weighed, at: datetime, by: Viewer) -> Case:
    """Weigh everything in writing, once the organization's time is over (or it said that it has nothing to add) and it
    was heard where it asked to be.
    """
    on = at.astimezone(_zone(case)).date()
    check_may_work(by, case, on)
    case = locked(case)
    state = CASE.check_step("consider", case.state)
    now = case.round
    assert now.reply_until is not None
    if not now.nothing_more and is_in_time(case, now.reply_until, at):
        raise NotNow(
            _("The organization can reply until the end of %(day)s.") % {"day": last_day(case, now.reply_until)}
        )
    if now.heard_on is None and _is_to_be_heard(case):
        raise NotNow(_("The organization is to be heard first. Record the hearing."))
    of_the_reply = weighed.of_the_reply if now.replied_at else correspondence.for_the_file(case, NO_REPLY)
    missing = [
        Problem(sentence, field=name)
        for name, text, sentence in (
            ("relied_on", weighed.relied_on, _("Say which facts you rely on.")),
            ("set_aside", weighed.set_aside, _("Say which facts you set aside, and why; “none” is an answer.")),
            ("of_the_reply", of_the_reply, _("Say what you make of the reply.")),
        )
        if not text.strip()
    ]
    if missing:
        raise Problems(_("It was not kept: something is left to write."), missing)
    now.considered_by_id, now.considered_on = by.account_id, on
    now.facts_relied_on, now.facts_set_aside = weighed.relied_on.strip(), weighed.set_aside.strip()
    now.of_the_reply = of_the_reply.strip()
    now.save()
    case.state = state
    case.save()
    correspondence.about(case).stop_by_day("consider", on)
    correspondence.office_clock(case, "decide", correspondence.deciders(case), on)
    said = Said(
        title=Message("A case to decide: {reference}"),
        text=Message("It was weighed by others. Decide with reasons, or take no measure."),
    )
    correspondence.tell_office(case, correspondence.deciders(case), "considered", said, by)
    correspondence.write(
        case,
        CaseAct.CONSIDER,
        on,
        by,
        words=now.facts_relied_on,
        data={"set_aside": now.facts_set_aside, "of_the_reply": now.of_the_reply},
    )
    return case


@whole()
def decide(*, case: Case, reasons: str, withheld: str = "", on: date, by: Viewer) -> Case:
    """Decide against the organization, in writing. It has effect when it is served, or once no appeal is open any
    more, as the rung says; the decision itself says which. `withheld` names the pack's ground for not publishing it.
    """
    check_may_decide(by, case, on)
    case = locked(case)
    check_may_decide(by, case, on)
    case.state = CASE.check_step("decide", case.state)
    if rests_on_nothing(case):
        raise NotNow(
            _("What this measure had to follow was reversed, or an appeal holds it up. Take no measure, or drop it.")
        )
    need(reasons, _("Give the reasons: both sides rest on them."), "reasons")
    known = {ground.code for ground in rules_of(case).withholding_grounds}
    if withheld and withheld not in known:
        raise NotNow(_("Publication is withheld only on one of: %(grounds)s.") % {"grounds": ", ".join(sorted(known))})
    case.round.withheld_ground, case.round.appeal_suspends = withheld, rung_of(case).appeal_suspends
    _sign(case, reasons, on, by)
    case.save()
    correspondence.about(case).stop_by_day("decide", on)
    correspondence.about(case).stop_by_day("interim", on)
    end_interim(case, on)
    case = locked(case)
    paper = serve_decision(case, on, by)
    correspondence.write(
        case, CaseAct.DECIDE, on, by, words=case.round.reasons, data={"withheld": withheld}, documents=[paper]
    )
    return case


@whole()
def decide_nothing(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """Decide that no measure is taken. The case ends, and nothing stays against the organization."""
    check_may_decide(by, case, on)
    case = locked(case)
    check_may_decide(by, case, on)
    case.state = CASE.check_step("decide-nothing", case.state)
    need(reasons, _("Give the reasons: both sides rest on them."), "reasons")
    _sign(case, reasons, on, by)
    case.ended_on, case.why_ended = on, reasons.strip()
    case.save()
    correspondence.about(case).lift(on)
    end_interim(case, on)
    said = Said(
        title=Message("No measure is taken: {reference}"),
        text=Message("Nothing is held against you. Reasons: {reasons}").filled(reasons=case.round.reasons),
    )
    correspondence.tell_organization(case, "no-measure", said, by)
    correspondence.write(case, CaseAct.DECIDE_NOTHING, on, by, words=case.round.reasons)
    return case


def _sign(case: Case, reasons: str, on: date, by: Viewer) -> None:
    made = case.round
    made.decided_by_id, made.decided_on, made.reasons = by.account_id, on, reasons.strip()
    made.save()


def _zone(case: Case) -> ZoneInfo:
    return ZoneInfo(rules_of(case).time_zone)
