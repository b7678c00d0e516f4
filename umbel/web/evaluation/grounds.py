"""Where the rules see a ground for a case: a list for those who may bring one. Nothing follows from it by itself."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import Permission, check_has
from umbel.casework.models import Case
from umbel.casework.states import OPEN
from umbel.errors import NotFound
from umbel.evaluation import queries as evaluation
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.evaluation.queries.explaining import holding, typed
from umbel.evaluation.queries.standing import Row, restood
from umbel.evaluation.states import WITH_GRADES
from umbel.rubric import Condition, Explanation, Ground
from umbel.structure.models import Particulars
from umbel.web.paging import page_of
from umbel.web.shortcuts import language, show, signed_in, viewer_of
from umbel.web.viewing import UmbelRequest


@dataclass(frozen=True, slots=True)
class Line:
    """One organization with a reason to look."""

    grade: ProposedGrade
    name: str
    told: Explanation
    """With its grounds and standing conditions as they stand now."""
    open: str
    """Reference of an adverse case about it that is open already."""
    ways: list[tuple[str, str]]
    """For each reason its title, and the form that opens a case with what the rules say filled in."""


@signed_in
@require_safe
def grounds(request: UmbelRequest, code: str) -> HttpResponse:
    """The organizations of the viewer's committee (of every one, for the apex) with a ground, and the way to a case."""
    viewer = viewer_of(request)
    check_has(viewer, Permission.BRING_CASES)
    cycle = evaluation.cycles().select_related("snapshot").filter(code=code, state__in=WITH_GRADES).first()
    if cycle is None:
        raise NotFound(_("There is no cycle %(code)s.") % {"code": code})
    again = restood(cycle)
    rows = ProposedGrade.objects.filter(_with_reasons(again), cycle=cycle, organization__ended_on=None)
    rows = rows.filter(body_id=viewer.body_id) if viewer.body_id else rows
    pages = page_of(request, rows.select_related("body").order_by("total", "organization_id"))
    context = {"cycle": cycle, "pages": pages, "rows": _shown(cycle, list(pages.object_list), again)}
    return show(request, "evaluation/grounds.html", context)


def _with_reasons(again: dict[int, Row]) -> Q:
    """Those with a reason as things stand: as proposed, or as it became by what was found or put right since."""
    now = [key for key, row in again.items() if holding(row, "g_") or holding(row, "s_")]
    proposed = ~Q(grounds=[]) | ~Q(conditions=[])
    return (proposed & ~Q(organization__in=again)) | Q(organization__in=now)


def _shown(cycle: Cycle, grades: list[ProposedGrade], again: dict[int, Row]) -> list[Line]:
    keys = [grade.organization_id for grade in grades]
    standing = Particulars.objects.filter(organization__in=keys).order_by("organization_id", "from_on")
    names = {row.organization_id: str(row) for row in standing}
    open_cases = {
        case.organization_id: case.reference
        for case in Case.objects.filter(organization__in=keys, adverse=True, state__in=OPEN).order_by("pk")
    }
    rubric, said, lines = evaluation.pinned_rubric(cycle), language(), []
    for grade in grades:
        row = again.get(grade.organization_id) or typed(grade.figures)
        told = rubric.explain(row, language=said)
        name, known = names.get(grade.organization_id, ""), open_cases.get(grade.organization_id, "")
        lines.append(Line(grade, name, told, known, _ways(cycle, told)))
    return lines


def _ways(cycle: Cycle, told: Explanation) -> list[tuple[str, str]]:
    pack = evaluation.pinned_pack(cycle)
    rules = {("label", row.code): row.ground for row in pack.labels}
    rules |= {("condition", row.code): row.when for row in pack.standing_conditions}
    rungs = {row.label: row.code for row in pack.rungs if row.label}
    named: list[tuple[Ground | Condition, str, str]] = [(row, "label", rungs.get(row.code, "")) for row in told.grounds]
    named += [(row, "condition", row.rung) for row in told.conditions]
    return [(row.title, _way(cycle, told, row, rules[kind, row.code], rung)) for row, kind, rung in named]


def _way(cycle: Cycle, told: Explanation, reason: Ground | Condition, rule: str, rung: str) -> str:
    """The form that opens a case, with what the rules say filled in for the officer to read and change."""
    facts = _("Evaluation %(code)s: %(total)s points, proposed grade %(grade)s. %(sentence)s.") % {
        "code": cycle.code,
        "total": told.total,
        "grade": told.grade,
        "sentence": reason.sentence,
    }
    filled: dict[str, Any] = {
        "ground": reason.title,
        "rule": f"{cycle.pack_id} {cycle.pack_version}, {reason.code}: {rule}",
        "facts": facts,
        "rung": rung,
    }
    return f"{reverse('case-new', args=[told.organization])}?{urlencode(filled)}"
