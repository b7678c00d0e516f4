"""An organization's file: its entry for everyone; what is due, done and proposed for those who may read it."""

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from umbel.activities import queries as activity_queries
from umbel.activities.permissions import may_report
from umbel.casework.permissions import may_open
from umbel.errors import NotFound
from umbel.evaluation import queries as evaluation
from umbel.evaluation.models import ProposedGrade
from umbel.evaluation.queries.grades import published_grades
from umbel.evaluation.states import WITH_GRADES
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.register import queries as public
from umbel.register.rows import Fates, PublicFile
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file, may_read_file
from umbel.web.bands import band
from umbel.web.dates import AsOf, as_of
from umbel.web.register.decisions import unkept
from umbel.web.shortcuts import viewer_of
from umbel.web.structure.columns import attribute_words, column_words
from umbel.web.structure.file_listings import ACTIVITIES, FINDINGS
from umbel.web.templatetags.umbel import words
from umbel.web.viewing import UmbelRequest

YEAR = timedelta(days=365)


@require_safe
def organization(request: UmbelRequest, number: int) -> HttpResponse:
    """The entry in the register; with what is due and proposed in brief, for those who may read the file."""
    day = as_of(request)
    file = public.public_file(number, day.day)
    readable = may_read_file(request.viewer, Organization(pk=number), day.day)
    context = {"as_of": day, "file": file, "readable": readable, "here": "entry"}
    context["published"] = published_grades(number, day.day)
    context["measures"], context["papers"] = public.against(number, day.day)
    viewer = viewer_of(request)
    if not day.chosen and not file.ended_on:
        context["may_open_case"] = viewer.is_signed_in and may_open(viewer, Organization(pk=number), day.day)
    if readable:
        fates = activity_queries.obligations(day.day).filter(organization=number, from_on__lte=day.day).order_by()
        context["fates"] = Fates(**dict(fates.values_list("fate").annotate(many=Count("pk"))))
        context["proposed"] = _latest_grade(number, day)
    response = render(request, "structure/organization.html", context)
    return unkept(response) if context["measures"] or context["papers"] else response


@require_safe
def activities(request: UmbelRequest, number: int) -> HttpResponseBase:
    """What the organization reported, and what was found on it."""
    day, file = readable_file(request, number)
    found = ACTIVITIES.asked(
        request, number=number, titles=requirement_titles(request), kinds=_kinds(request), findings=FINDINGS
    )
    context = {
        "as_of": day,
        "file": file,
        "here": "activities",
        "list": found,
        "pace": activity_queries.pace_for(number, day.day - YEAR, day.day),
        "may_report": not day.chosen and not file.ended_on and may_report(viewer_of(request), Organization(pk=number)),
    }
    return found.file() or render(request, "structure/activities.html", context)


@require_safe
def grade(request: UmbelRequest, number: int, cycle: str = "") -> HttpResponse:
    """The proposed grade, with everything it rests on."""
    day, file = readable_file(request, number)
    proposed = _grade_in(number, cycle, day) if cycle else _latest_grade(number, day)
    context: dict[str, Any] = {"as_of": day, "file": file, "here": "grade", "proposed": proposed}
    if proposed:
        pack = evaluation.pinned_pack(proposed.cycle)
        explained = evaluation.explanation(proposed, (get_language() or "en").lower())
        context |= {
            "cycle": proposed.cycle,
            "pack": pack,
            "told": explained.explanation,
            "next": explained.next_grade,
            "rank": band([grade.code for grade in pack.grades].index(proposed.grade) + 1, len(pack.grades)),
            "measures": {measure.code for measure in pack.measures},
            "attributes": attribute_words(),
            "bands": {item.code: words(item.name) for item in pack.size_bands},
        }
    return render(request, "structure/grade.html", context)


@require_safe
def records(request: UmbelRequest, number: int, cycle: str, measure: str) -> HttpResponse:
    """The frozen records that one measure of the organization was counted from."""
    day, file = readable_file(request, number)
    proposed = _grade_in(number, cycle, day)
    pack = evaluation.pinned_pack(proposed.cycle)
    rule = next((item for item in pack.measures if item.code == measure), None)
    if rule is None:
        raise NotFound(gettext("The rules of this cycle know no measure by that name."))
    rows = evaluation.records_behind(proposed, measure)
    context = {
        "as_of": day,
        "file": file,
        "here": "grade",
        "cycle": proposed.cycle,
        "measure": rule,
        "columns": [name for name in rows[0] if name != "organization"] if rows else [],
        "rows": rows,
        "titles": column_words(),
        "value": proposed.figures.get(f"m_{measure}"),
    }
    return render(request, "structure/records.html", context)


def readable_file(request: UmbelRequest, number: int) -> tuple[AsOf, PublicFile]:
    """The day and the entry, for those who may read the file; refuses everyone else."""
    day = as_of(request)
    check_may_read_file(request.viewer, Organization(pk=number), day.day)
    return day, public.public_file(number, day.day)


def _pack(request: UmbelRequest) -> Pack:
    federation = request.viewing.federation
    assert federation is not None, "an organization was found"
    return find_pack(federation.pack_id, federation.pack_version)


def requirement_titles(request: UmbelRequest) -> dict[str, Any]:
    return {item.code: item.title for item in _pack(request).requirements}


def _kinds(request: UmbelRequest) -> dict[str, Any]:
    return {item.code: item.title for item in _pack(request).activity_kinds}


def _grades(number: int) -> Any:
    found = ProposedGrade.objects.filter(organization=number, cycle__state__in=WITH_GRADES)
    return found.select_related("cycle", "cycle__snapshot").order_by("-cycle__from_on", "-cycle__pk")


def _latest_grade(number: int, day: AsOf) -> ProposedGrade | None:
    found: ProposedGrade | None = _grades(number).filter(cycle__as_of__lte=day.day).first()
    return found


def _grade_in(number: int, cycle: str, day: AsOf) -> ProposedGrade:
    """As the record stood on the day: a file read of an earlier day shows no later grade."""
    found: ProposedGrade | None = _grades(number).filter(cycle__code=cycle, cycle__as_of__lte=day.day).first()
    if found is None:
        raise NotFound(gettext("No grade was proposed for this organization in that cycle."))
    return found
