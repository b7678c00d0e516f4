"""From what was typed to the act: one function a step."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from umbel import outcomes
from umbel.casework import acts
from umbel.casework.acts import Attempt, Weighed
from umbel.casework.models import Case
from umbel.casework.queries import rules_of
from umbel.casework.states import ServiceChannel
from umbel.web.fields import contents
from umbel.web.shortcuts import today_of, viewer_of
from umbel.web.viewing import UmbelRequest

type Said = dict[str, Any]
"""What was said in a form."""


def moment_of(request: UmbelRequest, case: Case) -> datetime:
    """Now, in the time zone of the case; in a demo, this time of the day on which it stands still."""
    now = timezone.now().astimezone(ZoneInfo(rules_of(case).time_zone))
    day = today_of(request)
    return now if day == now.date() else datetime.combine(day, now.time(), tzinfo=now.tzinfo)


def take_step(request: UmbelRequest, case: Case, act: str, said: Said) -> str:
    """Take the step that a form names, with what was said in it. Returns the sentence that says so."""
    return STEPS[act](request, case, said)


def _common(request: UmbelRequest, case: Case) -> dict[str, Any]:
    return {"case": case, "on": today_of(request), "by": viewer_of(request)}


def _give(request: UmbelRequest, case: Case, _said: Said) -> str:
    acts.give(**_common(request, case))
    return _("It was sent to the organization.")


def _send_notice(request: UmbelRequest, case: Case, _said: Said) -> str:
    acts.send_notice(**_common(request, case))
    return _("The notice was sent. The time to reply runs once it arrived.")


def _prove(request: UmbelRequest, case: Case, _said: Said) -> str:
    acts.prove_service(**_common(request, case))
    return _("The paper was served. The organization’s time runs.")


def _try(request: UmbelRequest, case: Case, said: Said) -> str:
    channel = said["channel"]
    attempt = Attempt(
        channel=ServiceChannel(channel) if channel in set(ServiceChannel) else ServiceChannel.SITE,
        delivered=said["delivered"],
        detail=said["detail"],
        on=said["tried_on"],
    )
    acts.try_service(attempt=attempt, files=contents(said["files"]), **_common(request, case))
    return _("The attempt is on the file.")


def _publish(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.publish_paper(reasons=said["reasons"], **_common(request, case))
    return _("It is published that a paper waits.")


def _acknowledge(request: UmbelRequest, case: Case, _said: Said) -> str:
    acts.acknowledge(**_common(request, case))
    return _("Your receipt is on the file, and your time runs.")


def _reply(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.reply(
        case=case,
        text=said["text"],
        files=contents(said["files"]),
        hearing=said["hearing"],
        nothing_more=said["nothing_more"],
        at=moment_of(request, case),
        by=viewer_of(request),
    )
    return _("Your reply is on the file.")


def _language(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.ask_for_language(language=said["language"], **_common(request, case))
    return _("You get it in that language, and your time begins again with it.")


def _hear(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.hear(minutes=said["minutes"], **_common(request, case))
    return _("The hearing is on the file.")


def _set_hearing(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.set_hearing(held_on=said["held_on"], where=said["where"], **_common(request, case))
    return _("The organization is invited.")


def _consider(request: UmbelRequest, case: Case, said: Said) -> str:
    weighed = Weighed(
        relied_on=said["relied_on"],
        set_aside=said["set_aside"],
        of_the_reply=said["of_the_reply"],
    )
    acts.consider(case=case, weighed=weighed, at=moment_of(request, case), by=viewer_of(request))
    return _("It is with the decider.")


def _decide(request: UmbelRequest, case: Case, said: Said) -> str:
    common = _common(request, case)
    acts.decide(reasons=said["reasons"], withheld=said["withheld"], **common)
    return _("The decision was made and sent. Its time to appeal runs once it arrived.")


def _decide_nothing(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.decide_nothing(reasons=said["reasons"], **_common(request, case))
    return _("No measure is taken. The case is closed.")


def _appeal(request: UmbelRequest, case: Case, said: Said) -> str:
    at, files = moment_of(request, case), contents(said["files"])
    acts.appeal(case=case, grounds=said["grounds"], files=files, at=at, by=viewer_of(request))
    return _("Your appeal is with someone who had no part in the case.")


def _uphold(request: UmbelRequest, case: Case, said: Said) -> str:
    outcomes.uphold_case(reasons=said["reasons"], **_common(request, case))
    return _("The decision was upheld.")


def _reverse(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.reverse(reasons=said["reasons"], **_common(request, case))
    return _("The decision was reversed, and what followed from it undone.")


def _answer(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.answer(text=said["text"], **_common(request, case))
    return _("Your answer stands beside it.")


def _plan(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.plan_remedy(what=said["what"], due_on=said["due_on"], **_common(request, case))
    return _("The step is set.")


def _show(request: UmbelRequest, _case: Case, said: Said) -> str:
    acts.show_remedy(
        step=said["step"],
        shown=said["shown"],
        files=contents(said["files"]),
        on=today_of(request),
        by=viewer_of(request),
    )
    return _("It is on the file, and your committee looks at it.")


def _rule(request: UmbelRequest, _case: Case, said: Said, *, is_met: bool) -> str:
    acts.rule_on_remedy(
        step=said["step"],
        is_met=is_met,
        reasons=said["reasons"],
        on=today_of(request),
        by=viewer_of(request),
    )
    return _("Your ruling is on the file.")


def _end(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.end_early(reasons=said["reasons"], **_common(request, case))
    return _("The measure has ended.")


def _interim(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.order_interim(
        what=said["what"],
        reasons=said["reasons"],
        until_on=said["until_on"],
        **_common(request, case),
    )
    return _("The interim measure is ordered, and ends by itself.")


def _object(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.object_to_interim(grounds=said["grounds"], **_common(request, case))
    return _("Your objection is with someone who did not order it.")


def _rule_on_interim(request: UmbelRequest, case: Case, said: Said, *, stands: bool) -> str:
    acts.rule_on_interim(stands=stands, reasons=said["reasons"], **_common(request, case))
    return _("Your ruling is on the file.")


def _drop(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.drop(reasons=said["reasons"], **_common(request, case))
    return _("The case is dropped. Nothing stays against the organization.")


def _recuse(request: UmbelRequest, case: Case, said: Said) -> str:
    acts.recuse(reasons=said["reasons"], **_common(request, case))
    return _("You take no further step in this case.")


STEPS: dict[str, Callable[[UmbelRequest, Case, Said], str]] = {
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
    "met": lambda *given: _rule(*given, is_met=True),
    "not-met": lambda *given: _rule(*given, is_met=False),
    "end": _end,
    "interim": _interim,
    "object": _object,
    "interim-stands": lambda *given: _rule_on_interim(*given, stands=True),
    "interim-ends": lambda *given: _rule_on_interim(*given, stands=False),
    "drop": _drop,
    "recuse": _recuse,
}
