"""The cycles of the annual evaluation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.errors import NotFound
from umbel.evaluation import queries as evaluation
from umbel.evaluation.models import Cycle
from umbel.policy.pack import Pack
from umbel.structure.queries import bodies, classification_in_use, top_concepts
from umbel.structure.states import TierCode
from umbel.web.bands import band
from umbel.web.dates import as_of
from umbel.web.evaluation.charts import Bar, spread_svg
from umbel.web.evaluation.road import road_of, titles
from umbel.web.templatetags.umbel import words
from umbel.web.viewing import UmbelRequest

CHARTS = ("grades", "by-committee", "by-field")


@require_safe
def cycles(request: UmbelRequest) -> HttpResponse:
    """Every cycle, the latest first."""
    context = {"as_of": as_of(request), "cycles": evaluation.cycles().select_related("snapshot"), "states": titles()}
    return render(request, "evaluation/cycles.html", context)


@require_safe
def cycle(request: UmbelRequest, code: str) -> HttpResponse:
    """One cycle: its pinned pack, its frozen facts, and how its grades are spread."""
    found = _cycle(code)
    pack = evaluation.pinned_pack(found)
    grades = tuple(grade.code for grade in pack.grades)
    counts = evaluation.grade_counts(found)
    context = {
        "as_of": as_of(request),
        "cycle": found,
        "pack": pack,
        "state": titles().get(found.state, found.state),
        "grades": grades,
        "titles": [(grade, band(rank, len(pack.grades))) for rank, grade in enumerate(pack.grades, start=1)],
        "counts": counts,
        "graded": sum(counts.values()),
        "committees": by_committee(found),
        "fields": by_field(found),
        **road_of(request, found),
        "said": messages.get_messages(request),
    }
    return render(request, "evaluation/cycle.html", context)


@require_safe
def chart(_request: UmbelRequest, code: str, chart: str) -> HttpResponse:
    """One of a cycle's charts, drawn on the server; `?in=` says in which language."""
    if chart not in CHARTS:
        raise Http404
    found = _cycle(code)
    pack = evaluation.pinned_pack(found)
    made: dict[str, Any] = {"grades": by_grade, "by-committee": by_committee, "by-field": by_field}
    rows = by_grade(found, pack) if chart == "grades" else made[chart](found)
    drawn = spread_svg(tuple(rows), tuple(grade.code for grade in pack.grades), share=chart != "grades")
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def by_grade(found: Cycle, pack: Pack) -> list[Bar]:
    """One bar a grade."""
    counts = evaluation.grade_counts(found)
    return [
        Bar(f"{grade.code} · {words(grade.title)}", ((grade.code, counts.get(grade.code, 0)),)) for grade in pack.grades
    ]


def by_committee(found: Cycle) -> list[Bar]:
    """One bar a joint committee, as it stood on the cycle's date."""
    counts = evaluation.grades_by_body(found)
    standing = bodies(TierCode.JOINT, found.as_of)
    names = {body.pk: (body.code, body.short_name) for body in standing}
    bars = [
        Bar(name, tuple(counts[identity].items()), code)
        for identity, (code, name) in names.items()
        if identity in counts
    ]
    elsewhere = [tuple(counts[identity].items()) for identity in counts if identity not in names]
    return bars + [Bar(_("not placed"), row) for row in elsewhere]


def by_field(found: Cycle) -> list[Bar]:
    """One bar a field."""
    names = {row.code: row.names for row in top_concepts(classification_in_use())}
    counts = evaluation.grades_by_field(found)
    return [
        Bar(str(names.get(str(code), code or _("not classified"))), tuple(row.items()), code or "")
        for code, row in counts.items()
    ]


def _cycle(code: str) -> Cycle:
    found = evaluation.cycles().select_related("snapshot").filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no cycle %(code)s.") % {"code": code})
    return found
