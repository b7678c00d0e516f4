"""One report: what it says, what was found on it and by whom, and what may be done next."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.activities import acts
from umbel.activities.models import Activity
from umbel.activities.permissions import check_may_find, check_may_look_again, check_may_report, may_rule
from umbel.activities.queries import pack_in_force, reported
from umbel.activities.states import ActivityState, Finding, Ruling, SignKind
from umbel.audit.models import Entry
from umbel.audit.queries import entries_about
from umbel.audit.sentences import sentence_for
from umbel.errors import NotFound, UmbelError
from umbel.structure.permissions import may_read_file
from umbel.web.asking import language, problems_in, say, show, signed_in, titled, today_of, typed, viewer_of, why_not
from umbel.web.desk.lists import REPORTS
from umbel.web.desk.place import Place, place_of
from umbel.web.desk.rows import spoken
from umbel.web.sign_words import SIGNS
from umbel.web.structure.files import finding_words
from umbel.web.viewing import UmbelRequest

LONGEST_KEY = 19
FINDINGS = {"accept": Finding.ACCEPTED, "return": Finding.RETURNED, "not-accept": Finding.NOT_ACCEPTED}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: UmbelRequest, number: int) -> HttpResponse:
    """One report, for those who may read the organization's file."""
    found = _found(request, number)
    place = place_of(request, REPORTS, str(number))
    if request.method != "POST":
        return _page(request, found, place)
    act = request.POST.get("act", "")
    try:
        sentence = _do(request, found, act)
    except UmbelError as refused:
        return _page(request, _found(request, number), place, problems_in(refused, field=f"{act}-reasons"), tried=act)
    say(request, sentence)
    if place is not None:
        return HttpResponseRedirect(place.after_act(str(number), request.POST.get("next", "")))
    return redirect("activity", number)


def _found(request: UmbelRequest, number: int) -> Activity:
    rows = Activity.objects.select_related("organization", "obligation", "undertaking", "filed_by", "look__decided_by")
    found = rows.filter(pk=number).first()
    if found is None or not may_read_file(viewer_of(request), found.organization, today_of(request)):
        raise NotFound(_("There is no report here that your role may read."))
    return found


def _do(request: UmbelRequest, found: Activity, act: str) -> str:
    common: dict[str, Any] = {"activity": found, "on": today_of(request), "by": viewer_of(request)}
    reasons = typed(request, "reasons")
    if act in FINDINGS:
        acts.find(finding=FINDINGS[act], reasons=reasons, **common)
        return {
            "accept": _("The report is accepted."),
            "return": _("The report went back, with what is missing."),
            "not-accept": _("The report is not accepted. The organization was told why, and what it can do."),
        }[act]
    if act == "withdraw":
        acts.withdraw(reasons=reasons, **common)
        return _("The report is taken back. It stays on the file and counts for nothing.")
    if act == "ask":
        acts.ask_to_look_again(grounds=reasons, **common)
        return _("Someone who did not make the finding will look at it again.")
    if act in {"uphold", "reverse"}:
        acts.look_again(reverses=act == "reverse", reasons=reasons, **common)
        return _("The finding was reversed.") if act == "reverse" else _("The finding was upheld.")
    if act in {Ruling.RIGHT, Ruling.WRONG}:
        return _rule(request, found, Ruling(act), reasons)
    raise NotFound(_("Nothing by that name can be done with a report."))


def _rule(request: UmbelRequest, found: Activity, ruling: Ruling, reasons: str) -> str:
    key = request.POST.get("sign", "")
    sign = found.signs.filter(pk=int(key)).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
    if sign is None:
        raise NotFound(_("There is no such sign in this report."))
    acts.rule_on_sign(sign=sign, ruling=ruling, reasons=reasons, on=today_of(request), by=viewer_of(request))
    return _("Your ruling is on the file. How often such signs are wrong is counted.")


def _page(
    request: UmbelRequest, found: Activity, place: Place | None, problems: list[Any] | None = None, tried: str = ""
) -> HttpResponse:
    on, viewer, pack = today_of(request), viewer_of(request), pack_in_force()
    state = ActivityState(found.state)
    findings = list(found.verifications.select_related("body", "found_by").order_by("found_on", "pk"))
    stage = _stage(request, found)
    own = viewer.organization_id == found.organization_id and not why_not(check_may_report, viewer, found.organization)
    kind = next((item.title for item in pack.activity_kinds if item.code == found.kind), None) if pack else None
    context = {
        "activity": found,
        "file": titled(found.organization_id, on),
        "title": f"{capfirst(kind.in_language(language()) if kind else found.kind)}, {spoken(found.held_on)}",
        "titles": {item.code: item.title for item in pack.requirements} if pack else {},
        "known": reported(on).filter(pk=found.pk).values_list("found", flat=True).first() or "pending",
        "words": finding_words(),
        "findings": findings,
        "was_returned": any(row.finding == Finding.RETURNED for row in findings),
        "evidence": list(found.evidence.select_related("document").order_by("pk")),
        "signs": [(row, *SIGNS[SignKind(row.kind)]) for row in found.signs.select_related("other", "ruled_by")],
        "may_rule": may_rule(viewer, found, on),
        "corrections": [_compared(row) for row in found.corrections.select_related("made_by").order_by("-pk")],
        "look": getattr(found, "look", None),
        "is_late": state == ActivityState.REPORTED and found.verify_by is not None and found.verify_by < on,
        "stage": stage,
        "own": own,
        "may_correct": own and state in {ActivityState.REPORTED, ActivityState.ACCEPTED},
        "may_hand_in_again": own and state == ActivityState.RETURNED,
        "may_withdraw": own and state in {ActivityState.REPORTED, ActivityState.RETURNED},
        "may_ask": own and state == ActivityState.NOT_ACCEPTED,
        "record": _record(found),
        "place": place,
        "tried": tried,
        "typed": {"reasons": typed(request, "reasons")},
    }
    return show(request, "activities/activity.html", context, problems)


def _stage(request: UmbelRequest, found: Activity) -> dict[str, str] | None:
    """What an officer does next with it, and why this viewer does not, if so."""
    checks = {
        ActivityState.REPORTED: ("find", _("Find on this report"), check_may_find),
        ActivityState.CONTESTED: ("look", _("Look at it again"), check_may_look_again),
    }
    viewer = viewer_of(request)
    if not viewer.is_officer or found.state not in checks:
        return None
    code, title, check = checks[ActivityState(found.state)]
    return {
        "code": code,
        "title": title,
        "why_not": why_not(check, viewer, found, today_of(request)),
        "template": f"activities/{code}.html",
    }


def _compared(row: Any) -> dict[str, Any]:
    """A correction as what differs: field, before, after."""
    names = {
        "kind": _("Kind"),
        "held_on": _("Held on"),
        "head_count": _("People present"),
        "summary": _("What was done"),
        "place": _("Where"),
        "outcome": _("What came of it"),
        "obligation": _("What it answers"),
        "undertaking": _("What it answers"),
        "evidence": _("Evidence"),
    }
    lines = [
        (title, _plain(row.before.get(name)), _plain(row.after.get(name)))
        for name, title in names.items()
        if row.before.get(name) != row.after.get(name)
    ]
    return {"row": row, "lines": lines}


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    return "—" if value in (None, "") else str(value)


def _record(found: Activity) -> list[tuple[Entry, str]]:
    """The acts on this report, the latest first: each with its receipt."""
    spoken = (get_language() or "en").lower()
    rows = entries_about("activity", str(found.pk)).filter(act__startswith="activities:")
    return [(entry, sentence_for(entry, spoken)) for entry in rows]
