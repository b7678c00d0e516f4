"""The page of one change request for officers: before and after, the decision, the review, and the next one."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.audit.models import Entry
from umbel.audit.queries import entries_about
from umbel.audit.sentences import sentence_for
from umbel.errors import NotAllowed, NotFound, Problem, Problems, UmbelError
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import ChangeRequest
from umbel.registration.permissions import check_may_decide_change, check_may_review_change
from umbel.registration.queries.changes import left_outside, takes_effect_on
from umbel.registration.queries.desks import Rows, find_queue
from umbel.registration.states import CHANGE_STATES, CHANGE_TITLES, ChangeKind, ChangeState
from umbel.web.asking import say, show, signed_in, today_of, typed, viewer_of, why_not
from umbel.web.desk.place import Place, place_of
from umbel.web.desk.rows import name_in
from umbel.web.registration.change_forms import compared
from umbel.web.registration.desk_application import written
from umbel.web.registration.desk_shown import ground_options, rules_if_any
from umbel.web.viewing import UmbelRequest

LEDGER = {
    "grant": "registration:carry-out-change",
    "refuse": "registration:refuse-change",
    "uphold": "registration:uphold-change-refusal",
    "reverse": "registration:carry-out-change",
    "recuse": "registration:recuse",
}
FORMS = {"grant": "decision", "refuse": "decision", "uphold": "review", "reverse": "review", "recuse": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: UmbelRequest, reference: str) -> HttpResponse:
    """One change request, with what may be decided about it."""
    found = _found(request, reference)
    place = place_of(request, Rows.CHANGES, reference)
    if request.method == "POST":
        return _do(request, found, place)
    return _page(request, found, place)


def _found(request: UmbelRequest, reference: str) -> ChangeRequest:
    viewer = viewer_of(request)
    readable = find_queue("all-changes")
    assert readable is not None
    rows = readable.rows(viewer, today_of(request)).select_related("reviewed_by")
    found: ChangeRequest | None = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no change request by this reference that you may read."))
    if not viewer.is_officer:
        raise NotFound(_("This page is for officers. Your request has a page of its own under “Changes”."))
    return found


def stage_of(request: UmbelRequest, found: ChangeRequest) -> dict[str, str] | None:
    """What comes next with it, and why this viewer does not do it, if so."""
    checks = {
        ChangeState.REQUESTED: ("decision", _("Decide"), check_may_decide_change),
        ChangeState.REVIEW: ("review", _("Decide the review"), check_may_review_change),
    }
    if found.state not in checks:
        return None
    code, title, check = checks[ChangeState(found.state)]
    refused = why_not(check, viewer_of(request), found, today_of(request))
    return {"code": code, "title": title, "why_not": refused, "template": f"desk/stages/change_{code}.html"}


def _page(
    request: UmbelRequest, found: ChangeRequest, place: Place | None, problems: list[Problem] | None = None, **more: Any
) -> HttpResponse:
    on = today_of(request)
    pack = rules_if_any(found)
    context = {
        "change": found,
        "name": name_in(found),
        "title": CHANGE_TITLES[ChangeKind(found.kind)],
        "state": CHANGE_STATES[ChangeState(found.state)],
        "compared": compared(found, pack, on) if pack else [],
        "outside": left_outside(found, on),
        "since": takes_effect_on(found),
        "stage": stage_of(request, found),
        "is_late": found.state == ChangeState.REQUESTED and found.due_on < on,
        "grounds": ground_options(pack),
        "record": _record(found),
        "place": place,
        "tried": "",
        "typed": {},
    }
    response = show(request, "desk/change.html", context | more, problems)
    response.status_code = more.get("status", response.status_code)
    return response


def _do(request: UmbelRequest, found: ChangeRequest, place: Place | None) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in LEDGER:
        raise NotFound(_("Nothing by that name can be done on the desk."))
    try:
        _run(request, found, act)
    except UmbelError as refused:
        return _refused(request, found, place, act, refused)
    done = {
        "grant": _("Granted and carried out."),
        "refuse": _("Refused. The letter was sent."),
        "uphold": _("The refusal was upheld."),
        "reverse": _("The refusal was reversed, and the change carried out."),
        "recuse": _("Your conflict of interest is declared; others go on."),
    }
    say(request, f"{found.reference}: {done[act]}")
    return _onwards(request, found, place)


def _run(request: UmbelRequest, found: ChangeRequest, act: str) -> None:
    common: dict[str, Any] = {"on": today_of(request), "by": viewer_of(request)}
    reasons = typed(request, "reasons")
    if act == "recuse":
        acts.recuse(about=found, reasons=reasons, **common)
    elif act in {"uphold", "reverse"}:
        acts.decide_change_review(change=found, reverses=act == "reverse", reasons=reasons, **common)
    else:
        ruled = Ruled(
            reasons=reasons,
            ground=typed(request, "ground")[:80],
            facts_relied_on=typed(request, "facts_relied_on"),
            facts_set_aside=typed(request, "facts_set_aside"),
        )
        rule = acts.carry_out_change if act == "grant" else acts.refuse_change
        rule(change=found, ruled=ruled, **common)


def _onwards(request: UmbelRequest, found: ChangeRequest, place: Place | None) -> HttpResponse:
    if place is None:
        return HttpResponseRedirect(reverse("desk-change", args=[found.reference]))
    target = place.after_act(found.reference, request.POST.get("next", ""))
    if target == place.list_address:
        say(request, _("That was the last one of this list."))
    return HttpResponseRedirect(target)


def _refused(
    request: UmbelRequest, found: ChangeRequest, place: Place | None, act: str, refused: UmbelError
) -> HttpResponse:
    """Done before by the same person: go on. Still to be done: the form again. Dealt with by others: say by whom."""
    if _was_done(request, found, act):
        say(
            request,
            _("%(reference)s: you had done this already; it is on the record once.") % {"reference": found.reference},
        )
        return _onwards(request, found, place)
    now = _found(request, found.reference)
    stage = stage_of(request, now)
    if stage and not stage["why_not"] and FORMS[act] in {"", stage["code"]}:
        problems = refused.problems if isinstance(refused, Problems) else [Problem(str(refused), field="reasons")]
        return _page(request, now, place, problems, tried=act, typed=request.POST)
    is_forbidden = isinstance(refused, NotAllowed)
    record = _record(now)
    conflict = {
        "sentence": str(refused) if is_forbidden else _("Meanwhile this was dealt with. What you wrote was not used."),
        "last": record[0] if record and not is_forbidden else None,
        "written": written(request),
    }
    return _page(request, now, place, conflict=conflict, status=403 if is_forbidden else 409)


def _was_done(request: UmbelRequest, found: ChangeRequest, act: str) -> bool:
    mine = [
        entry
        for entry, _sentence in _record(found)
        if (entry.act, entry.actor_kind, entry.actor_id) == (LEDGER[act], "account", str(viewer_of(request).user_id))
    ]
    return any(typed(request, "reasons") in {"", entry.reasons.strip()} for entry in mine)


def _record(found: ChangeRequest) -> list[tuple[Entry, str]]:
    """The acts on this request, the latest first."""
    spoken = (get_language() or "en").lower()
    rows = entries_about("organization", str(found.organization_id)).filter(
        act__startswith="registration:", data__reference=found.reference
    )
    return [(entry, sentence_for(entry, spoken)) for entry in rows]
