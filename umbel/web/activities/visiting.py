"""Visits drawn by lot: the draws in public, each visit with the organization's own answer beside the report."""

import csv
from datetime import date
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel import outcomes
from umbel.activities import acts, lots
from umbel.activities.models import Draw, Visit
from umbel.activities.permissions import may_answer_visit, may_draw, may_report_visit
from umbel.activities.queries import pack_in_force, readable_visits
from umbel.errors import NotFound, NotNow, Problem, UmbelError
from umbel.structure.models import Body
from umbel.structure.permissions import reads_every_file
from umbel.web.asking import problems_in, say, show, signed_in, titled, today_of, typed, viewer_of
from umbel.web.paging import page_of
from umbel.web.viewing import UmbelRequest


@require_http_methods(["GET", "HEAD", "POST"])
def draws(request: UmbelRequest) -> HttpResponse:
    """Every draw: when its seed was bound, what it was, and how many it drew."""
    viewer = viewer_of(request)
    own = Body.objects.filter(pk=viewer.body_id or 0).first()
    may = own is not None and may_draw(viewer, own)
    waiting = Draw.objects.filter(body=own, drawn_on=None).first() if may else None
    if request.method == "POST":
        return _draw(request, own, waiting)
    pack = pack_in_force()
    pages = page_of(request, Draw.objects.select_related("body").order_by("-committed_on", "-pk"))
    for row in pages.object_list:
        row.fingerprint = lots.fingerprint(row.seed)
        row.drawn = sum(1 for lot in row.lots if lot[3])
    context = {"pages": pages, "may": may, "waiting": waiting, "sampling": pack.sampling if pack else None}
    return show(request, "activities/draws.html", context)


@require_safe
def draw_lots(request: UmbelRequest, number: int) -> HttpResponse:
    """Every lot of a draw as CSV; the chance, which tells a grade, only for those who read the files."""
    found = Draw.objects.filter(pk=number).exclude(drawn_on=None).first()
    if found is None:
        raise NotFound(_("There is no draw by this number, or it was not made yet."))
    viewer = viewer_of(request)
    reads = reads_every_file(viewer) or viewer.body_id == found.body_id
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(["organization", "lot", "drawn", "chance"])
    for key, chance, lot, drawn in found.lots:
        own = viewer.organization_id == key
        writer.writerow([key, lot, "yes" if drawn else "no", chance if reads or own else ""])
    response = HttpResponse(kept.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draw-{number}.csv"'
    return response


@signed_in
@require_safe
def visits(request: UmbelRequest) -> HttpResponse:
    """The visits the viewer may read, those to be made first."""
    pages = page_of(request, readable_visits(viewer_of(request)))
    rows = [(visit, titled(visit.organization_id, today_of(request))) for visit in pages.object_list]
    return show(request, "activities/visits.html", {"pages": pages, "rows": rows})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: UmbelRequest, number: int) -> HttpResponse:
    """One visit: the committee's report, and the organization's answer beside it."""
    found = readable_visits(viewer_of(request)).select_related("organization", "reported_by").filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no visit here that your role may read."))
    if request.method != "POST":
        return _page(request, found)
    try:
        say(request, _do(request, found, request.POST.get("act", "")))
    except UmbelError as refused:
        return _page(request, found, problems_in(refused, field=f"{request.POST.get('act', '')}-text"))
    return redirect("visit", number)


def _draw(request: UmbelRequest, own: Body | None, waiting: Draw | None) -> HttpResponse:
    on, viewer = today_of(request), viewer_of(request)
    if waiting is not None:
        made = outcomes.draw_visits(draw=waiting, on=on, by=viewer)
        say(request, _("Drawn: %(many)d visits.") % {"many": made.visits.count()})
    else:
        acts.commit_draw(body=own or Body(), on=on, by=viewer)
        say(request, _("The seed is bound: its hash is in the ledger. Now the draw can be made."))
    return redirect("draws")


def _do(request: UmbelRequest, found: Visit, act: str) -> str:
    on, viewer, text = today_of(request), viewer_of(request), typed(request, "text")
    if act == "report":
        try:
            visited_on = date.fromisoformat(typed(request, "visited_on"))
        except ValueError:
            raise NotNow(_("Write the day as year-month-day, such as 2026-03-31.")) from None
        acts.report_visit(visit=found, visited_on=visited_on, seen=text, on=on, by=viewer)
        return _("The report is filed, and the organization was told.")
    if act == "answer":
        acts.answer_visit(visit=found, answer=text, on=on, by=viewer)
        return _("Your answer stands beside the report.")
    if act == "drop":
        acts.drop_visit(visit=found, reasons=text, on=on, by=viewer)
        return _("The visit is dropped.")
    raise NotFound(_("Nothing by that name can be done with a visit."))


def _page(request: UmbelRequest, found: Visit, problems: list[Problem] | None = None) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    open_still = found.reported_on is None and found.dropped_on is None
    context = {
        "visit": found,
        "file": titled(found.organization_id, on),
        "may_report": open_still and may_report_visit(viewer, found, on),
        "may_answer": found.reported_on and not found.answered_on and may_answer_visit(viewer, found),
        "typed": {"text": typed(request, "text"), "visited_on": typed(request, "visited_on") or on.isoformat()},
        "tried": request.POST.get("act", ""),
    }
    return show(request, "activities/visit.html", context, problems)
