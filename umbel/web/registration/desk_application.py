"""The officer's page of one application: its whole file, what may be done now, and the next one of the list."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.audit.queries import entries_about
from umbel.errors import NotAllowed, NotFound, Problem, Problems, UmbelError
from umbel.registration.models import Application
from umbel.registration.queries import readable_applications
from umbel.registration.queries.desks import Rows
from umbel.web.asking import say, show, signed_in, today_of, viewer_of
from umbel.web.desk.place import Place, place_of
from umbel.web.desk.rows import name_in
from umbel.web.registration.desk_acts import DeskAct, Doing, condition_rows, find_act, stages_of
from umbel.web.registration.desk_shown import (
    checks_of,
    choices_of,
    file_of,
    last_act,
    record_of,
    with_all,
)
from umbel.web.viewing import UmbelRequest

LABELS = {
    "items": gettext_lazy("What is missing"),
    "findings": gettext_lazy("Findings"),
    "reasons": gettext_lazy("Reasons"),
    "facts_relied_on": gettext_lazy("Facts relied on"),
    "facts_set_aside": gettext_lazy("Facts set aside, and why"),
    "number": gettext_lazy("Number"),
}
"""What a person may have typed, in the order in which it is given back to them."""


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
    request: UmbelRequest, found: Application, place: Place | None, problems: list[Problem] | None = None, **more: Any
) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    opinions = list(found.opinions.select_related("body", "given_by"))
    stages = stages_of(found, opinions, viewer, on)
    context = file_of(found, opinions, on) | {
        "stages": stages,
        "may_recuse": any(not stage.why_not for stage in stages),
        "place": place,
        "query": place.query if place else "",
        "tried": "",
        "typed": {},
        "condition_rows": condition_rows(request.POST if request.method == "POST" else QueryDict()),
    }
    if any(stage.code == "placement" and not stage.why_not for stage in stages):
        context |= choices_of(found, context["pack"], on)
    response = show(request, "desk/application.html", context | more, problems)
    response.status_code = more.get("status", response.status_code)
    return response


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
    act = find_act(request.POST.get("act", ""))
    if "another" in request.POST:
        return _page(request, found, place, tried=act.code, typed=request.POST, status=200)
    try:
        act.run(Doing(application=found, typed=request.POST, on=today_of(request), by=viewer_of(request)))
    except UmbelError as refused:
        return _refused(request, found, place, act, refused)
    say(request, f"{found.reference}: {act.done()}")
    return _onwards(request, found, place)


def _onwards(request: UmbelRequest, found: Application, place: Place | None) -> HttpResponse:
    """To the next application of the list; without a list, to this one as it stands now."""
    if place is None:
        return HttpResponseRedirect(reverse("desk-application", args=[found.reference]))
    target = place.after_act(found.reference, request.POST.get("next", ""))
    if target == place.list_address:
        say(request, _("That was the last one of this list."))
    return HttpResponseRedirect(target)


def _refused(
    request: UmbelRequest, found: Application, place: Place | None, act: DeskAct, refused: UmbelError
) -> HttpResponse:
    """Done before by the same person: go on. Still to be done: the form again. Dealt with by others: say by whom."""
    viewer, on = viewer_of(request), today_of(request)
    if _was_done(request, found, act):
        say(
            request,
            _("%(reference)s: you had done this already; it is on the record once.") % {"reference": found.reference},
        )
        return _onwards(request, found, place)
    now = _found(request, found.reference)
    opinions = list(now.opinions.select_related("body", "given_by"))
    still = {stage.code for stage in stages_of(now, opinions, viewer, on) if not stage.why_not}
    more: dict[str, Any] = {"tried": act.code, "typed": request.POST}
    if FORMS[act.code] in still or (act.code == "recuse" and still):
        problems = refused.problems if isinstance(refused, Problems) else [Problem(str(refused), field=act.words)]
        return _page(request, now, place, problems, **more)
    is_forbidden = isinstance(refused, NotAllowed)
    conflict = {
        "sentence": str(refused) if is_forbidden else _("Meanwhile this was dealt with. What you wrote was not used."),
        "last": None if is_forbidden else last_act(now),
        "written": written(request),
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
    mine = entries_about("application", str(found.pk)).filter(
        act=act.ledger, actor_kind="account", actor_id=str(viewer_of(request).user_id)
    )
    entry = mine.first()
    if entry is None:
        return False
    if not act.words:
        return True
    doing = Doing(application=found, typed=request.POST, on=today_of(request), by=viewer_of(request))
    said = doing.text(act.words)
    if act.code == "more":
        return bool([line.strip() for line in said.split("\n") if line.strip()] == entry.data.get("items"))
    return said in {"", entry.reasons.strip()}


def written(request: UmbelRequest) -> list[tuple[str, str]]:
    """Everything that was typed, to be copied."""
    typed = [(str(label), request.POST[name]) for name, label in LABELS.items() if request.POST.get(name, "").strip()]
    conditions = [
        (_("Condition"), f"{text} {day}".strip()) for _number, text, day in condition_rows(request.POST) if text or day
    ]
    return typed + conditions
