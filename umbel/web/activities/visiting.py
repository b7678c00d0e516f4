"""Visits drawn by lot: the draws in public, each visit with the organization's own answer beside the report."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel import outcomes
from umbel.activities import acts, lots
from umbel.activities.acts.visits import LONGEST
from umbel.activities.models import Draw, Visit
from umbel.activities.permissions import may_answer_visit, may_draw, may_report_visit
from umbel.activities.queries import pack_in_force, readable_visits
from umbel.errors import NotFound
from umbel.structure.models import Body
from umbel.structure.permissions import reads_every_file
from umbel.web.activities.listings import VISITS
from umbel.web.desk.rows import spoken
from umbel.web.fields import Day, Text
from umbel.web.forms import ActForm
from umbel.web.paging import page_of
from umbel.web.shortcuts import say, show, signed_in, titled, today_of, viewer_of
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
def visits(request: UmbelRequest) -> HttpResponseBase:
    """The visits the viewer may read, those to be made first."""
    found = VISITS.asked(request)
    return found.file() or show(request, "activities/visits.html", {"list": found})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: UmbelRequest, number: int) -> HttpResponse:
    """One visit: the committee's report, and the organization's answer beside it."""
    found = readable_visits(viewer_of(request)).select_related("organization", "reported_by").filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no visit here that your role may read."))
    if request.method != "POST":
        return _page(request, found)
    form = _form(request, found, request.POST.get("act", ""), today_of(request))
    if not form.runs(lambda said: _do(request, found, form.act, said), field="text"):
        return _page(request, found, form)
    say(request, form.made)
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


def _form(request: UmbelRequest | None, found: Visit, act: str, on: date) -> ActForm:
    """What is asked before something is done with a visit. Raises NotFound where nothing is done under that name."""
    if act == "report":
        fields: dict[str, forms.Field] = {
            "visited_on": Day(_("When was the visit made?")),
            "text": Text(
                _("What was seen"),
                _("The organization reads it and answers beside it. Nobody is named."),
                rows=8,
                longest=LONGEST,
            ),
        }
    elif act == "answer":
        until = spoken(found.answer_by) if found.answer_by else "—"
        fields = {
            "text": Text(
                _("Your answer, by %(day)s. It stays beside the report.") % {"day": until}, rows=6, longest=LONGEST
            )
        }
    elif act == "drop":
        fields = {"text": Text(_("Why?"), rows=2)}
    else:
        raise NotFound(_("Nothing by that name can be done with a visit."))
    return ActForm(request, act=act, fields=fields, initial={"visited_on": on})


def _do(request: UmbelRequest, found: Visit, act: str, said: dict[str, Any]) -> str:
    on, viewer, text = today_of(request), viewer_of(request), said["text"]
    if act == "report":
        acts.report_visit(visit=found, visited_on=said["visited_on"], seen=text, on=on, by=viewer)
        return _("The report is filed, and the organization was told.")
    if act == "answer":
        acts.answer_visit(visit=found, answer=text, on=on, by=viewer)
        return _("Your answer stands beside the report.")
    acts.drop_visit(visit=found, reasons=text, on=on, by=viewer)
    return _("The visit is dropped.")


def _page(request: UmbelRequest, found: Visit, sent: ActForm | None = None) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    open_still = found.reported_on is None and found.dropped_on is None
    context: dict[str, Any] = {
        "visit": found,
        "file": titled(found.organization_id, on),
        "may_report": open_still and may_report_visit(viewer, found, on),
        "may_answer": found.reported_on and not found.answered_on and may_answer_visit(viewer, found),
        "forms": {
            act: sent if sent and sent.act == act else _form(None, found, act, on)
            for act in ("report", "answer", "drop")
        },
    }
    return show(request, "activities/visit.html", context, sent.problems if sent else None)
