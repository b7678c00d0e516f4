"""Where the rules see a ground for a case: a list for those who may bring one. Nothing follows from it by itself."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import Permission, check_has
from umbel.casework.models import Case
from umbel.casework.states import OPEN
from umbel.errors import NotFound
from umbel.evaluation import queries as evaluation
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.evaluation.states import WITH_GRADES
from umbel.policy.pack import Label, Pack
from umbel.structure.models import Particulars
from umbel.web.asking import language, show, signed_in, viewer_of
from umbel.web.paging import page_of


@signed_in
@require_safe
def grounds(request: HttpRequest, code: str) -> HttpResponse:
    """The organizations of the viewer's committee (of every one, for the apex) with a ground, and the way to a case."""
    viewer = viewer_of(request)
    check_has(viewer, Permission.BRING_CASES)
    cycle = evaluation.cycles().filter(code=code, state__in=WITH_GRADES).first()
    if cycle is None:
        raise NotFound(_("There is no cycle %(code)s.") % {"code": code})
    rows = ProposedGrade.objects.filter(cycle=cycle, organization__ended_on=None).exclude(grounds=[])
    rows = rows.filter(body_id=viewer.body_id) if viewer.body_id else rows
    pages = page_of(request, rows.defer("figures").select_related("body").order_by("total", "organization_id"))
    context = {"cycle": cycle, "pages": pages, "rows": _shown(cycle, list(pages.object_list))}
    return show(request, "evaluation/grounds.html", context)


def _shown(cycle: Cycle, grades: list[ProposedGrade]) -> list[dict[str, Any]]:
    keys = [grade.organization_id for grade in grades]
    standing = Particulars.objects.filter(organization__in=keys).order_by("organization_id", "from_on")
    names = {row.organization_id: str(row) for row in standing}
    open_cases = {
        case.organization_id: case.reference
        for case in Case.objects.filter(organization__in=keys, adverse=True, state__in=OPEN).order_by("pk")
    }
    pack = evaluation.pinned_pack(cycle)
    labels = {label.code: label for label in pack.labels}
    return [
        {
            "grade": grade,
            "name": names.get(grade.organization_id, ""),
            "labels": [labels[code] for code in grade.grounds if code in labels],
            "open": open_cases.get(grade.organization_id, ""),
            "way": _way(cycle, grade, [labels[code] for code in grade.grounds if code in labels], pack),
        }
        for grade in grades
    ]


def _way(cycle: Cycle, grade: ProposedGrade, labels: list[Label], pack: Pack) -> str:
    """The form that opens a case, with what the rules say filled in for the officer to read and change."""
    said = language()
    facts = _("Evaluation %(code)s: %(total)s points, proposed grade %(grade)s.")
    filled = {
        "ground": "; ".join(label.title.in_language(said) for label in labels),
        "rule": ", ".join(f"{pack.id} {pack.version}, {label.code}: {label.ground}" for label in labels),
        "facts": facts % {"code": cycle.code, "total": grade.total, "grade": grade.grade},
    }
    return f"{reverse('case-new', args=[grade.organization_id])}?{urlencode(filled)}"
