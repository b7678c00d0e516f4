"""The page of one change request for officers: before and after, the decision, the review, and the next one."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.audit.models import Entry
from umbel.audit.queries import entries_about
from umbel.audit.sentences import sentence_for
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotAllowed, NotFound, Problem, Problems, UmbelError
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import ChangeRequest
from umbel.registration.permissions import (
    check_may_decide_change,
    check_may_place_within_remit,
    check_may_review_change,
)
from umbel.registration.queries.changes import fitting_after, left_outside, takes_effect_on
from umbel.registration.queries.desks import Rows, find_queue
from umbel.registration.states import CHANGE_STATES, CHANGE_TITLES, ChangeKind, ChangeState
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.queries import joint_committees
from umbel.web.desk.place import Place, onwards, place_of
from umbel.web.desk.rows import name_in
from umbel.web.fields import plain
from umbel.web.forms import ActForm
from umbel.web.registration.changes.forms import compared
from umbel.web.registration.desk.forms import OF_CHANGE, Offered, desk_form, desk_forms, written
from umbel.web.registration.desk.shown import ground_options, rules_if_any
from umbel.web.shortcuts import language, say, show, signed_in, today_of, viewer_of, why_not
from umbel.web.viewing import UmbelRequest

LEDGER = {
    "grant": RegistrationAct.CARRY_OUT_CHANGE,
    "refuse": RegistrationAct.REFUSE_CHANGE,
    "uphold": RegistrationAct.UPHOLD_CHANGE_REFUSAL,
    "reverse": RegistrationAct.CARRY_OUT_CHANGE,
    "recuse": RegistrationAct.RECUSE,
    "place": RegistrationAct.PLACE_WITHIN_REMIT,
}
FORMS = {
    "grant": "decision",
    "refuse": "decision",
    "uphold": "review",
    "reverse": "review",
    "place": "placement",
    "recuse": "",
}


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
    rows = readable.rows(viewer, today_of(request))
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
    viewer, on = viewer_of(request), today_of(request)
    if left_outside(found, on):
        checks[ChangeState.CARRIED_OUT] = ("placement", _("Place it within a remit"), check_may_place_within_remit)
    if found.state not in checks:
        return None
    code, title, check = checks[ChangeState(found.state)]
    refused = why_not(check, viewer, found, on)
    if code == "placement" and not refused and not fitting_after(found, on):
        refused = _("No joint committee's remit covers its field and district.")
    return {"code": code, "title": title, "why_not": refused, "template": f"desk/stages/change_{code}.html"}


def _page(
    request: UmbelRequest, found: ChangeRequest, place: Place | None, sent: ActForm | None = None, **more: Any
) -> HttpResponse:
    on = today_of(request)
    pack, outside = rules_if_any(found), left_outside(found, on)
    context = {
        "change": found,
        "name": name_in(found),
        "title": CHANGE_TITLES[ChangeKind(found.kind)],
        "state": CHANGE_STATES[ChangeState(found.state)],
        "compared": compared(found, pack, on) if pack else [],
        "outside": outside,
        "since": takes_effect_on(found),
        "stage": stage_of(request, found),
        "is_late": found.state == ChangeState.REQUESTED and found.due_on < on,
        "forms": desk_forms(OF_CHANGE, _offered(found, on), sent),
        "record": _record(found),
        "place": place,
    }
    response = show(request, "desk/change.html", context | more, sent.problems if sent else None)
    response.status_code = more.get("status", response.status_code)
    return response


def _offered(found: ChangeRequest, on: date) -> Offered:
    """What can be chosen in the forms: the rules on which it can be refused, and the committees whose remit fits."""
    fitting = fitting_after(found, on) if left_outside(found, on) else []
    return {
        "refuse": {"ground": ground_options(rules_if_any(found))},
        "place": {"body": [(fit.body.code, str(fit.body.name), fit.why(language())) for fit in fitting]},
    }


def _do(request: UmbelRequest, found: ChangeRequest, place: Place | None) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in LEDGER:
        raise NotFound(_("Nothing by that name can be done on the desk."))
    offered = _offered(found, today_of(request))
    if act == "place":  # whichever it is: the act says who may place it, and why it may not be there
        every = [(body.code, str(body.name)) for body in joint_committees(today_of(request))]
        offered = {**offered, "place": {"body": every}}
    form = desk_form(request, OF_CHANGE, act, offered)
    try:
        if not form.is_valid():
            raise _why_invalid(request, found, act)
        _run(request, found, act, form.cleaned_data)
    except UmbelError as refused:
        return _refused(request, found, place, act=act, form=form, refused=refused)
    done = {
        "grant": _("Granted and carried out."),
        "refuse": _("Refused. The letter was sent."),
        "uphold": _("The refusal was upheld."),
        "reverse": _("The refusal was reversed, and the change carried out."),
        "place": _("Placed. The organization and both committees were told, with your reasons."),
        "recuse": _("Your conflict of interest is declared; others go on."),
    }
    say(request, f"{found.reference}: {done[act]}")
    return onwards(request, place, found.reference, page="desk-change")


def _why_invalid(request: UmbelRequest, found: ChangeRequest, act: str) -> UmbelError:
    """A form that cannot be read: whoever may not act is told that first."""
    stage = stage_of(request, found)
    closed = stage["why_not"] if stage and stage["code"] == FORMS[act] else ""
    return NotAllowed(closed) if closed else Problems("", [])


def _run(request: UmbelRequest, found: ChangeRequest, act: str, said: dict[str, Any]) -> None:
    common: dict[str, Any] = {"on": today_of(request), "by": viewer_of(request)}
    reasons = said["reasons"]
    if act == "recuse":
        acts.recuse(about=found, reasons=reasons, **common)
    elif act == "place":
        body = joint_committees(today_of(request)).filter(code=said["body"]).first()
        if body is None:
            raise Problems("", [Problem(_("Choose the joint committee."), field="body")])
        acts.place_within_remit(change=found, body=body, reasons=reasons, **common)
    elif act in {"uphold", "reverse"}:
        acts.decide_change_review(change=found, reverses=act == "reverse", reasons=reasons, **common)
    else:
        ruled = Ruled(
            reasons=reasons,
            ground=said.get("ground", ""),
            facts_relied_on=said.get("facts_relied_on", ""),
            facts_set_aside=said.get("facts_set_aside", ""),
        )
        rule = acts.carry_out_change if act == "grant" else acts.refuse_change
        rule(change=found, ruled=ruled, **common)


def _refused(
    request: UmbelRequest,
    found: ChangeRequest,
    place: Place | None,
    *,
    act: str,
    form: ActForm,
    refused: UmbelError,
) -> HttpResponse:
    """Done before by the same person: go on. Still to be done: the form again. Dealt with by others: say by whom."""
    if _was_done(request, found, act):
        say(
            request,
            _("%(reference)s: you had done this already; it is on the record once.") % {"reference": found.reference},
        )
        return onwards(request, place, found.reference, page="desk-change")
    now = _found(request, found.reference)
    stage = stage_of(request, now)
    if stage and not stage["why_not"] and FORMS[act] in {"", stage["code"]}:
        form.refuse(refused, "reasons", forbids=False)
        for name, options in _offered(now, today_of(request)).get(form.act, {}).items():
            form.offer(name, options)
        return _page(request, now, place, form)
    is_forbidden = isinstance(refused, NotAllowed)
    record = _record(now)
    conflict = {
        "sentence": str(refused) if is_forbidden else _("Meanwhile this was dealt with. What you wrote was not used."),
        "last": record[0] if record and not is_forbidden else None,
        "written": written(form),
    }
    return _page(request, now, place, conflict=conflict, status=403 if is_forbidden else 409)


def _was_done(request: UmbelRequest, found: ChangeRequest, act: str) -> bool:
    mine = [
        entry
        for entry, _sentence in _record(found)
        if (entry.act, entry.actor_kind, entry.actor_id) == (LEDGER[act], "account", str(viewer_of(request).user_id))
    ]
    return any(plain(request.POST.get("reasons", "")) in {"", entry.reasons.strip()} for entry in mine)


def _record(found: ChangeRequest) -> list[tuple[Entry, str]]:
    """The acts on this request, the latest first."""
    spoken = (get_language() or "en").lower()
    rows = entries_about(SubjectKind.ORGANIZATION, str(found.organization_id)).filter(
        act__startswith="registration:", data__reference=found.reference
    )
    return [(entry, sentence_for(entry, spoken)) for entry in rows]
