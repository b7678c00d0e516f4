"""Reporting by spreadsheet: download it, fill it in, send it, and see each row filed."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.accounts.permissions import Viewer
from umbel.activities import acts, spreadsheet
from umbel.activities.models import Upload
from umbel.activities.permissions import check_may_report
from umbel.activities.queries import pack_in_force
from umbel.errors import NotFound, Problem
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file
from umbel.web.activities.report_form import may_answer
from umbel.web.fields import Files, contents
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, own_organization, show, signed_in, titled, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: UmbelRequest, number: int) -> HttpResponse:
    """Send a filled-in sheet: everything that is wrong with it is shown by cell, and nothing is filed."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_report(viewer, Organization(pk=number))
    form = SheetForm(request)
    organization = Organization.objects.get(pk=number)
    if form.runs(lambda said: _keep(organization, said, viewer, on)):
        return redirect("upload-progress", form.made.pk)
    in_cells = [problem for problem in form.elsewhere if problem.row]
    problems = form.problems
    if in_cells:
        said = _("%(many)d cells are not right yet. Nothing was filed.") % {"many": len(in_cells)}
        problems = [Problem(said, field="file")]
    context = {"file": own_organization(request), "in_cells": in_cells, "number": number, "form": form}
    return show(request, "activities/upload.html", context, problems)


class SheetForm(ActForm):
    """A sheet that was filled in."""

    file = Files(
        gettext_lazy("Your sheet (XLSX or CSV)"),
        gettext_lazy("Up to 5 MB. A sheet of reports holds no pictures; send those later."),
        multiple=False,
        accept=".xlsx, .csv",
        missing=gettext_lazy("Choose the sheet you filled in."),
        largest=spreadsheet.MOST_BYTES,
    )


def _keep(organization: Organization, said: dict[str, Any], viewer: Viewer, on: date) -> Upload:
    name, content = contents(said["file"])[0]
    lines = spreadsheet.read(
        name, content, organization=organization, obligations=may_answer(organization.pk, on), pack=_pack(), on=on
    )
    rows = [(line.number, line.report) for line in lines]
    return acts.keep_upload(organization=organization, name=name, rows=rows, language=language(), by=viewer)


@signed_in
@require_safe
def download(request: UmbelRequest, number: int) -> HttpResponse:
    """The sheet, with one row for each obligation that waits for an activity."""
    check_may_report(viewer_of(request), Organization(pk=number))
    content = spreadsheet.template(_pack(), may_answer(number, today_of(request)), language())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="activities.xlsx"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: UmbelRequest, number: int) -> HttpResponse:
    """What the sheet holds, and how far its filing is."""
    kept = Upload.objects.select_related("organization", "made_by").filter(pk=number).first()
    if kept is None or not may_read_file(viewer_of(request), kept.organization, today_of(request)):
        raise NotFound(_("There is no sheet here that your role may read."))
    if request.method == "POST":
        acts.file_upload(upload=kept, on=today_of(request), by=viewer_of(request))
        return redirect("upload-progress", number)
    rows = list(kept.rows.select_related("activity").order_by("number"))
    done = sum(1 for row in rows if row.activity_id or row.why_not)
    pack = _pack()
    context = {
        "upload": kept,
        "file": titled(kept.organization_id, today_of(request)),
        "rows": rows[:500],
        "kinds": {kind.code: kind.title for kind in pack.activity_kinds},
        "total": len(rows),
        "done": done,
        "known": sum(row.was_known for row in rows),
        "refused": [row for row in rows if row.why_not],
        "is_running": kept.filed_on is not None and done < len(rows),
        "own": kept.made_by_id == viewer_of(request).user_id,
    }
    only = "activities/parts/progress.html" if request.headers.get("HX-Request") else "activities/progress.html"
    return show(request, only, context)


def _pack() -> Pack:
    pack = pack_in_force()
    if pack is None:
        raise NotFound(_("No rules are in force here yet, so nothing can be reported."))
    return pack
