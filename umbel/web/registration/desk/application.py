"""The officer's page of one application: its whole file, what may be done now, and the next one of the list."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.audit.queries import entries_about
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotAllowed, NotFound, Problems, UmbelError
from umbel.registration.models import Application
from umbel.registration.queries import readable_applications
from umbel.registration.queries.desks import Rows
from umbel.registration.queries.fitting import every_committee
from umbel.registration.states import ApplicationState
from umbel.web.desk.place import Place, onwards, place_of
from umbel.web.desk.rows import name_in
from umbel.web.fields import plain
from umbel.web.forms import ActForm
from umbel.web.registration.desk.acts import DeskAct, Doing, find_act, stages_of
from umbel.web.registration.desk.forms import OF_APPLICATION, Offered, condition_rows, desk_form, desk_forms, written
from umbel.web.registration.desk.shown import (
    checks_of,
    choices_of,
    file_of,
    ground_options,
    last_act,
    record_of,
    rules_if_any,
    with_all,
)
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application(request: UmbelRequest, reference: str) -> HttpResponse:
    """The file of one application. `?list=…` keeps the list it was opened from; `?part=` shows one part alone."""
    found = _found(request, reference)
    part = request.GET.get("part", "")
    if part in PARTS and request.method != "POST":
        return _part(request, found, part)
    place = place_of(request, Rows.APPLICATIONS, reference)
    if request.method == "POST":
        return _do(request, found, place)
    return _page(request, found, place)


def _found(request: UmbelRequest, reference: str) -> Application:
    viewer = viewer_of(request)
    rows = with_all(readable_applications(viewer))
    found: Application | None = rows.filter(reference=reference, submitted_on__isnull=False).first()
    if found is None:
        raise NotFound(_("There is no application by this reference that you may read."))
    if not viewer.is_officer:
        raise NotFound(
            _("This page is for officers. Your application has a page of its own under “Your applications”.")
        )
    return found


def _page(
    request: UmbelRequest, found: Application, place: Place | None, sent: ActForm | None = None, **more: Any
) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    opinions = list(found.opinions.select_related("body", "given_by"))
    stages = stages_of(found, opinions, viewer, on)
    context = file_of(found, opinions, on) | {
        "stages": stages,
        "may_recuse": any(not stage.why_not for stage in stages),
        "place": place,
        "query": place.query if place else "",
        "forms": (asked := desk_forms(OF_APPLICATION, _offered(found, on), sent)),
        "condition_rows": condition_rows(asked["register"]),
    }
    if any(stage.code == "placement" and not stage.why_not for stage in stages):
        context |= choices_of(found, context["pack"], on)
    response = show(request, "desk/application.html", context | more, sent.problems if sent else None)
    response.status_code = more.get("status", response.status_code)
    return response


def _offered(found: Application, on: date) -> Offered:
    """What can be chosen in the forms: the rules on which it can be refused, and, once it is registered, committees."""
    grounds = {"refuse": {"ground": ground_options(rules_if_any(found))}}
    if found.state != ApplicationState.REGISTERED:
        return grounds
    every = [(row.body.code, str(row.body.name)) for row in every_committee(on)]
    return grounds | {"place": {"body": [*every, ("other", "")], "other": every}}


def _part(request: UmbelRequest, found: Application, part: str) -> HttpResponse:
    """A part of the page that is fetched after it; a page of its own for those without scripts."""
    context = PARTS[part](request, found) | {"part": part, "application": found, "query": _list_query(request)}
    htmx = request.htmx
    return render(request, f"desk/parts/{part}.html" if htmx else "desk/part.html", context)


def _checks(request: UmbelRequest, found: Application) -> dict[str, Any]:
    return checks_of(found, today_of(request))


def _record(_request: UmbelRequest, found: Application) -> dict[str, Any]:
    return {"record": record_of(found), "name": name_in(found)}


PARTS = {"checks": _checks, "record": _record}


def _list_query(request: UmbelRequest) -> str:
    kept = request.GET.copy()
    kept.pop("part", None)
    return kept.urlencode()


def _do(request: UmbelRequest, found: Application, place: Place | None) -> HttpResponse:
    act, on = find_act(request.POST.get("act", "")), today_of(request)
    offered = _offered(found, on)
    form = desk_form(request, OF_APPLICATION, act.code, offered)
    if "another" in request.POST:
        typed = {field.name: field.value() for field in form}
        return _page(request, found, place, _with_another(form, typed), status=200)
    try:
        if not form.is_valid():
            raise _why_invalid(request, found, act)
        act.run(Doing(application=found, said=form.cleaned_data, on=on, by=viewer_of(request)))
    except UmbelError as refused:
        return _refused(request, found, place, act=act, form=form, refused=refused)
    say(request, f"{found.reference}: {act.done()}")
    return onwards(request, place, found.reference, page="desk-application")


def _with_another(form: ActForm, typed: dict[str, Any]) -> ActForm:
    """The form with one condition more, and nothing said of what is wrong yet."""
    return ActForm(act=form.act, fields=form.fields, initial=typed)


def _why_invalid(request: UmbelRequest, found: Application, act: DeskAct) -> UmbelError:
    """A form that cannot be read: whoever may not act, or not now, is told that first."""
    viewer, on = viewer_of(request), today_of(request)
    opinions = list(found.opinions.select_related("body", "given_by"))
    stages = [row for row in stages_of(found, opinions, viewer, on) if row.code == FORMS[act.code]]
    closed = next((row.why_not for row in stages if row.why_not), "")
    return NotAllowed(closed) if closed else Problems("", [])


def _refused(
    request: UmbelRequest,
    found: Application,
    place: Place | None,
    *,
    act: DeskAct,
    form: ActForm,
    refused: UmbelError,
) -> HttpResponse:
    """Done before by the same person: go on. Still to be done: the form again. Dealt with by others: say by whom."""
    viewer, on = viewer_of(request), today_of(request)
    if _was_done(request, found, act):
        say(
            request,
            _("%(reference)s: you had done this already; it is on the record once.") % {"reference": found.reference},
        )
        return onwards(request, place, found.reference, page="desk-application")
    now = _found(request, found.reference)
    opinions = list(now.opinions.select_related("body", "given_by"))
    still = {stage.code for stage in stages_of(now, opinions, viewer, on) if not stage.why_not}
    if FORMS[act.code] in still or (act.code == "recuse" and still):
        form.refuse(refused, act.words, forbids=False)
        return _page(request, now, place, form)
    is_forbidden = isinstance(refused, NotAllowed)
    conflict = {
        "sentence": str(refused) if is_forbidden else _("Meanwhile this was dealt with. What you wrote was not used."),
        "last": None if is_forbidden else last_act(now),
        "written": written(form),
    }
    return _page(request, now, place, conflict=conflict, status=403 if is_forbidden else 409)


FORMS = {
    "accept": "completeness",
    "more": "completeness",
    "go-on": "go-on",
    "examine": "examination",
    "opinion": "opinion",
    "register": "decision",
    "refuse": "decision",
    "place": "placement",
    "uphold": "review",
    "reverse": "review",
    "recuse": "",
}
"""The stage in which an act's form stands."""


def _was_done(request: UmbelRequest, found: Application, act: DeskAct) -> bool:
    """Whether this account did this very thing before, in the same words: a double click, or the back button."""
    mine = entries_about(SubjectKind.APPLICATION, str(found.pk)).filter(
        act=act.ledger, actor_kind="account", actor_id=str(viewer_of(request).user_id)
    )
    entry = mine.first()
    if entry is None:
        return False
    if not act.words:
        return True
    said = plain(request.POST.get(act.words, ""))
    if act.code == "more":
        return bool([line.strip() for line in said.split("\n") if line.strip()] == entry.data.get("items"))
    return said in {"", entry.reasons.strip()}
