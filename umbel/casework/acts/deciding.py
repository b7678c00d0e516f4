"""The organization's reply, the weighing of it, and the decision by someone who prepared nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.casework.acts import telling
from umbel.casework.acts.opening import need
from umbel.casework.acts.serving import serve_decision
from umbel.casework.models import LONGEST_INTERIM, Case, CaseStep, Interim
from umbel.casework.permissions import check_may_decide, check_may_order, check_may_speak, check_may_work
from umbel.casework.queries import is_in_time, last_day, rules_of, rung_of, subject_of
from umbel.casework.states import CASE, UNDECIDED, CaseState
from umbel.documents.acts import add_document
from umbel.errors import NotNow, Problem, Problems

NO_REPLY = "The organization did not reply in its time. 该组织未在期限内提出陈述意见。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What became of everything that was said: the facts relied on, those set aside and why, and the reply."""

    relied_on: str
    set_aside: str
    of_the_reply: str = ""


@transaction.atomic
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
    case = telling.locked(case)
    if case.state != CaseState.REPLY or case.reply_until is None:
        raise NotNow(_("A reply comes between the notice and the weighing of it. Now, answer the decision, or appeal."))
    need(text, _("Write your reply in your own words."))
    in_time = is_in_time(case, case.reply_until, at)
    on = at.astimezone(_zone(case)).date()
    case.replied_at = case.replied_at or at
    if in_time:
        case.asks_for_hearing = case.asks_for_hearing or (hearing and rung_of(case).hearing != "none")
        case.nothing_more = nothing_more
    case.save()
    papers = [
        add_document(subject=subject_of(case), kind="reply", name=name, content=content, by=by.actor)
        for name, content in files
    ]
    telling.stop(case, "reply", on)
    if case.nothing_more:
        telling.stop(case, "consider", on)
        telling.office_clock(case, "consider", telling.supervisors(case), on)
    said = {
        "en": (f"A reply came: {case.reference}", "Read it, and weigh it once the time to reply is over."),
        "zh-hans": (f"已收到陈述意见：{case.reference}", "请查阅，并在陈述期限届满后予以审议。"),
    }
    telling.tell_office(case, telling.supervisors(case), "replied", said, by)
    return telling.write(
        case,
        "reply",
        on,
        by,
        side=telling.ORGANIZATION,
        words=text.strip(),
        data={"late": not in_time, "hearing": hearing, "nothing_more": nothing_more, "at": at.isoformat()},
        documents=papers,
    )


@transaction.atomic
def hear(*, case: Case, held_on: date, minutes: str, on: date, by: Viewer) -> CaseStep:
    """What was said at a hearing, in the words that both sides have seen."""
    check_may_work(by, case, on)
    case = telling.locked(case)
    if case.state != CaseState.REPLY:
        raise NotNow(_("A hearing belongs between the notice and the weighing of what was said."))
    need(minutes, _("Write down what was said."))
    if held_on > on or (case.served_on and held_on < case.served_on):
        raise NotNow(_("The day of the hearing lies between the service of the notice and today."))
    case.heard_on = held_on
    case.save()
    return telling.write(case, "hear", on, by, words=minutes.strip(), data={"held": str(held_on)})


@transaction.atomic
def consider(*, case: Case, weighed: Weighed, at: datetime, by: Viewer) -> Case:
    """Weigh everything in writing, once the organization's time is over (or it said that it has nothing to add) and it
    was heard where it asked to be.
    """
    on = at.astimezone(_zone(case)).date()
    check_may_work(by, case, on)
    case = telling.locked(case)
    state = CASE.check_step("consider", case.state)
    assert case.reply_until is not None
    if not case.nothing_more and is_in_time(case, case.reply_until, at):
        raise NotNow(
            _("The organization can reply until the end of %(day)s.") % {"day": last_day(case, case.reply_until)}
        )
    if (case.asks_for_hearing or rung_of(case).hearing == "always") and case.heard_on is None:
        raise NotNow(_("The organization is to be heard first. Record the hearing."))
    replied = case.replied_at is not None
    missing = [
        Problem(sentence, field=name)
        for name, text, sentence in (
            ("relied_on", weighed.relied_on, _("Say which facts you rely on.")),
            ("set_aside", weighed.set_aside, _("Say which facts you set aside, and why; “none” is an answer.")),
            ("of_the_reply", weighed.of_the_reply if replied else NO_REPLY, _("Say what you make of the reply.")),
        )
        if not text.strip()
    ]
    if missing:
        raise Problems(_("It was not kept: something is left to write."), missing)
    case.state, case.considered_by_id, case.considered_on = state, by.account_id, on
    case.facts_relied_on, case.facts_set_aside = weighed.relied_on.strip(), weighed.set_aside.strip()
    case.of_the_reply = weighed.of_the_reply.strip() if replied else NO_REPLY
    case.save()
    telling.stop(case, "consider", on)
    telling.office_clock(case, "decide", telling.deciders(case), on)
    said = {
        "en": (
            f"A case to decide: {case.reference}",
            "It was weighed by others. Decide with reasons, or take no measure.",
        ),
        "zh-hans": (f"请就案件作出决定：{case.reference}", "案件已由他人审议。请说明理由作出决定，或决定不采取措施。"),
    }
    telling.tell_office(case, telling.deciders(case), "considered", said, by)
    telling.write(
        case,
        "consider",
        on,
        by,
        words=case.facts_relied_on,
        data={"set_aside": case.facts_set_aside, "of_the_reply": case.of_the_reply},
    )
    return case


@transaction.atomic
def decide(*, case: Case, reasons: str, withheld: str = "", on: date, by: Viewer) -> Case:
    """Decide against the organization, in writing. It has effect when it is served, or once no appeal is open any
    more, as the rung says; the decision itself says which. `withheld` names the pack's ground for not publishing it.
    """
    check_may_decide(by, case, on)
    case = telling.locked(case)
    check_may_decide(by, case, on)
    case.state = CASE.check_step("decide", case.state)
    need(reasons, _("Give the reasons: both sides rest on them."))
    known = {ground.code for ground in rules_of(case).withholding_grounds}
    if withheld and withheld not in known:
        raise NotNow(_("Publication is withheld only on one of: %(grounds)s.") % {"grounds": ", ".join(sorted(known))})
    case.decided_by_id, case.decided_on, case.reasons = by.account_id, on, reasons.strip()
    case.withheld_ground, case.appeal_suspends = withheld, rung_of(case).appeal_suspends
    case.save()
    telling.stop(case, "decide", on)
    case = telling.locked(case)
    paper = serve_decision(case, on, by)
    telling.write(case, "decide", on, by, words=case.reasons, data={"withheld": withheld}, documents=[paper])
    return case


@transaction.atomic
def decide_nothing(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """Decide that no measure is taken. The case ends, and nothing stays against the organization."""
    check_may_decide(by, case, on)
    case = telling.locked(case)
    check_may_decide(by, case, on)
    case.state = CASE.check_step("decide-nothing", case.state)
    need(reasons, _("Give the reasons: both sides rest on them."))
    case.decided_by_id, case.decided_on, case.reasons = by.account_id, on, reasons.strip()
    case.ended_on, case.why_ended = on, reasons.strip()
    case.save()
    telling.lift(case, on)
    said = {
        "en": (f"No measure is taken: {case.reference}", f"Nothing is held against you. Reasons: {case.reasons}"),
        "zh-hans": (f"决定不采取措施：{case.reference}", f"对贵组织不采取任何措施。理由：{case.reasons}"),
    }
    telling.tell_organization(case, "no-measure", said, by)
    telling.write(case, "decide-nothing", on, by, words=case.reasons)
    return case


@transaction.atomic
def order_interim(*, case: Case, what: str, reasons: str, until_on: date, on: date, by: Viewer) -> Interim:
    """A measure for the time until the decision: once a case, for at most 30 days, over by itself."""
    check_may_order(by, case, on)
    case = telling.locked(case)
    if case.state not in UNDECIDED or case.state == CaseState.OPENED:
        raise NotNow(_("An interim measure belongs between the notice and the decision."))
    if Interim.objects.filter(case=case).exists():
        raise NotNow(_("There was one in this case already: it is not renewed."))
    need(what, _("Say what is ordered."))
    need(reasons, _("Say why it cannot wait for the decision."))
    if not on < until_on <= on + LONGEST_INTERIM:
        raise NotNow(
            _("It ends by itself after at most 30 days: choose a day up to %(day)s.") % {"day": on + LONGEST_INTERIM}
        )
    made = Interim.objects.create(
        case=case,
        what=what.strip(),
        reasons=reasons.strip(),
        from_on=on,
        until_on=until_on,
        ordered_by_id=by.account_id,
    )
    said = {
        "en": (f"Interim measure until {until_on}: {case.reference}", f"{made.what}\n\n{made.reasons}"),
        "zh-hans": (f"临时措施，至{until_on}止：{case.reference}", f"{made.what}\n\n{made.reasons}"),
    }
    telling.tell_organization(case, "interim", said, by)
    telling.write(case, "order-interim", on, by, words=made.reasons, data={"what": made.what, "until": str(until_on)})
    return made


def _zone(case: Case) -> ZoneInfo:
    return ZoneInfo(rules_of(case).time_zone)
