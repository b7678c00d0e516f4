"""From what was typed to the act: one function a step."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from umbel import outcomes
from umbel.casework import acts
from umbel.casework.acts import Attempt, Weighed
from umbel.casework.models import Case, RemedyStep
from umbel.casework.queries import rules_of
from umbel.casework.states import ServiceChannel
from umbel.errors import NotFound, NotNow, Problem, Problems
from umbel.web.asking import LONGEST_TEXT, today_of, typed, viewer_of
from umbel.web.viewing import UmbelRequest

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_KEY = 19


def moment_of(request: UmbelRequest, case: Case) -> datetime:
    """Now, in the time zone of the case; in a demo, this time of the day on which it stands still."""
    now = timezone.now().astimezone(ZoneInfo(rules_of(case).time_zone))
    day = today_of(request)
    return now if day == timezone.localdate() else datetime.combine(day, now.time(), tzinfo=now.tzinfo)


def take_step(request: UmbelRequest, case: Case, act: str) -> str:
    """Take the step that a form names. Returns the sentence that says so."""
    do = STEPS.get(act)
    if do is None:
        raise NotFound(_("Nothing by that name can be done with a case."))
    return do(request, case)


def _common(request: UmbelRequest, case: Case) -> dict[str, Any]:
    return {"case": case, "on": today_of(request), "by": viewer_of(request)}


def _words(request: UmbelRequest, name: str) -> str:
    said = typed(request, name)
    if len(said) > LONGEST_TEXT:
        sentence = _("Shorten it to %(most)d characters; it has %(many)d.")
        raise Problems("", [Problem(sentence % {"most": LONGEST_TEXT, "many": len(said)}, field=name)])
    return said


def _day(request: UmbelRequest, name: str) -> date:
    try:
        return date.fromisoformat(typed(request, name))
    except ValueError:
        raise Problems("", [Problem(_("Give a day."), field=name)]) from None


def _files(request: UmbelRequest) -> list[tuple[str, bytes]]:
    found = []
    for upload in request.FILES.getlist("files"):
        if (upload.size or 0) > LARGEST_FILE:
            raise NotNow(_("%(name)s is larger than 10 MB.") % {"name": upload.name})
        found.append((upload.name or "file", upload.read()))
    return found


def _give(request: UmbelRequest, case: Case) -> str:
    acts.give(**_common(request, case))
    return _("It was sent to the organization.")


def _send_notice(request: UmbelRequest, case: Case) -> str:
    acts.send_notice(**_common(request, case))
    return _("The notice was sent. The time to reply runs once it arrived.")


def _prove(request: UmbelRequest, case: Case) -> str:
    acts.prove_service(**_common(request, case))
    return _("The paper was served. The organization’s time runs.")


def _try(request: UmbelRequest, case: Case) -> str:
    channel = typed(request, "channel")
    attempt = Attempt(
        channel=ServiceChannel(channel) if channel in set(ServiceChannel) else ServiceChannel.SITE,
        delivered=bool(typed(request, "delivered")),
        detail=_words(request, "detail"),
        on=_day(request, "tried_on"),
    )
    acts.try_service(attempt=attempt, files=_files(request), **_common(request, case))
    return _("The attempt is on the file.")


def _publish(request: UmbelRequest, case: Case) -> str:
    acts.publish_paper(reasons=_words(request, "reasons"), **_common(request, case))
    return _("It is published that a paper waits.")


def _acknowledge(request: UmbelRequest, case: Case) -> str:
    acts.acknowledge(**_common(request, case))
    return _("Your receipt is on the file, and your time runs.")


def _reply(request: UmbelRequest, case: Case) -> str:
    acts.reply(
        case=case,
        text=_words(request, "text"),
        files=_files(request),
        hearing=bool(typed(request, "hearing")),
        nothing_more=bool(typed(request, "nothing_more")),
        at=moment_of(request, case),
        by=viewer_of(request),
    )
    return _("Your reply is on the file.")


def _language(request: UmbelRequest, case: Case) -> str:
    acts.ask_for_language(language=typed(request, "language"), **_common(request, case))
    return _("You get it in that language, and your time begins again with it.")


def _hear(request: UmbelRequest, case: Case) -> str:
    acts.hear(minutes=_words(request, "minutes"), **_common(request, case))
    return _("The hearing is on the file.")


def _set_hearing(request: UmbelRequest, case: Case) -> str:
    acts.set_hearing(held_on=_day(request, "held_on"), where=_words(request, "where"), **_common(request, case))
    return _("The organization is invited.")


def _consider(request: UmbelRequest, case: Case) -> str:
    weighed = Weighed(
        relied_on=_words(request, "relied_on"),
        set_aside=_words(request, "set_aside"),
        of_the_reply=_words(request, "of_the_reply"),
    )
    acts.consider(case=case, weighed=weighed, at=moment_of(request, case), by=viewer_of(request))
    return _("It is with the decider.")


def _decide(request: UmbelRequest, case: Case) -> str:
    common = _common(request, case)
    acts.decide(reasons=_words(request, "reasons"), withheld=typed(request, "withheld"), **common)
    return _("The decision was made and sent. Its time to appeal runs once it arrived.")


def _decide_nothing(request: UmbelRequest, case: Case) -> str:
    acts.decide_nothing(reasons=_words(request, "reasons"), **_common(request, case))
    return _("No measure is taken. The case is closed.")


def _appeal(request: UmbelRequest, case: Case) -> str:
    at, files = moment_of(request, case), _files(request)
    acts.appeal(case=case, grounds=_words(request, "grounds"), files=files, at=at, by=viewer_of(request))
    return _("Your appeal is with someone who had no part in the case.")


def _uphold(request: UmbelRequest, case: Case) -> str:
    outcomes.uphold_case(reasons=_words(request, "reasons"), **_common(request, case))
    return _("The decision was upheld.")


def _reverse(request: UmbelRequest, case: Case) -> str:
    acts.reverse(reasons=_words(request, "reasons"), **_common(request, case))
    return _("The decision was reversed, and what followed from it undone.")


def _answer(request: UmbelRequest, case: Case) -> str:
    acts.answer(text=_words(request, "text"), **_common(request, case))
    return _("Your answer stands beside it.")


def _plan(request: UmbelRequest, case: Case) -> str:
    acts.plan_remedy(what=_words(request, "what"), due_on=_day(request, "due_on"), **_common(request, case))
    return _("The step is set.")


def _remedy_step(request: UmbelRequest, case: Case) -> RemedyStep:
    key = request.POST.get("step", "")
    found = case.remedy.filter(pk=int(key)).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
    if found is None:
        raise NotFound(_("There is no such step of remedy in this case."))
    return found


def _show(request: UmbelRequest, case: Case) -> str:
    step = _remedy_step(request, case)
    shown, files = _words(request, "shown"), _files(request)
    acts.show_remedy(step=step, shown=shown, files=files, on=today_of(request), by=viewer_of(request))
    return _("It is on the file, and your committee looks at it.")


def _rule(request: UmbelRequest, case: Case, *, is_met: bool) -> str:
    acts.rule_on_remedy(
        step=_remedy_step(request, case),
        is_met=is_met,
        reasons=_words(request, "reasons"),
        on=today_of(request),
        by=viewer_of(request),
    )
    return _("Your ruling is on the file.")


def _end(request: UmbelRequest, case: Case) -> str:
    acts.end_early(reasons=_words(request, "reasons"), **_common(request, case))
    return _("The measure has ended.")


def _interim(request: UmbelRequest, case: Case) -> str:
    acts.order_interim(
        what=_words(request, "what"),
        reasons=_words(request, "reasons"),
        until_on=_day(request, "until_on"),
        **_common(request, case),
    )
    return _("The interim measure is ordered, and ends by itself.")


def _object(request: UmbelRequest, case: Case) -> str:
    acts.object_to_interim(grounds=_words(request, "grounds"), **_common(request, case))
    return _("Your objection is with someone who did not order it.")


def _rule_on_interim(request: UmbelRequest, case: Case, *, stands: bool) -> str:
    acts.rule_on_interim(stands=stands, reasons=_words(request, "reasons"), **_common(request, case))
    return _("Your ruling is on the file.")


def _drop(request: UmbelRequest, case: Case) -> str:
    acts.drop(reasons=_words(request, "reasons"), **_common(request, case))
    return _("The case is dropped. Nothing stays against the organization.")


def _recuse(request: UmbelRequest, case: Case) -> str:
    acts.recuse(reasons=_words(request, "reasons"), **_common(request, case))
    return _("You take no further step in this case.")


STEPS: dict[str, Callable[[UmbelRequest, Case], str]] = {
    "give": _give,
    "send-notice": _send_notice,
    "prove": _prove,
    "try": _try,
    "publish": _publish,
    "acknowledge": _acknowledge,
    "reply": _reply,
    "language": _language,
    "set-hearing": _set_hearing,
    "hear": _hear,
    "consider": _consider,
    "decide": _decide,
    "decide-nothing": _decide_nothing,
    "appeal": _appeal,
    "uphold": _uphold,
    "reverse": _reverse,
    "answer": _answer,
    "plan": _plan,
    "show": _show,
    "met": lambda request, case: _rule(request, case, is_met=True),
    "not-met": lambda request, case: _rule(request, case, is_met=False),
    "end": _end,
    "interim": _interim,
    "object": _object,
    "interim-stands": lambda request, case: _rule_on_interim(request, case, stands=True),
    "interim-ends": lambda request, case: _rule_on_interim(request, case, stands=False),
    "drop": _drop,
    "recuse": _recuse,
}
