"""A joint committee: its remit, its figures, and its organizations with what needs attention first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import Permission, Viewer
from umbel.evaluation.queries import ORDERS, with_attention
from umbel.register import queries as public
from umbel.register.queries import SearchTerms
from umbel.register.rows import Committee, Distribution, Fates
from umbel.structure.models import Placement
from umbel.structure.permissions import reads_every_file
from umbel.structure.queries import current_particulars, in_force, says_in_any
from umbel.web.dates import AsOf, as_of
from umbel.web.paging import page_of
from umbel.web.register.views import columns
from umbel.web.viewing import UmbelRequest


@require_safe
def committee(request: UmbelRequest, code: str) -> HttpResponse:
    """What a committee answers for, how it stands, and how fast it works itself."""
    day = as_of(request)
    body = public.committee(code, day.day)
    distribution = public.distribution(day.day)
    context = {
        "as_of": day,
        "body": body,
        "fates": public.fates_by_committee(day.day, body.id).get(body.id, Fates()),
        "supervision": public.supervision(day.day, body.id),
        "distribution": distribution,
        "counts": distribution.by_committee.get(body.id, {}) if distribution else {},
        "whole": reads_all_of(request.viewer, body),
    }
    lists = working_list if context["whole"] else public_list
    return render(request, "structure/committee.html", context | lists(request, day, body, distribution))


@require_safe
def placements(request: UmbelRequest, code: str) -> HttpResponse:
    """Which organizations came under the committee and left it, through time."""
    day = as_of(request)
    body = public.committee(code, day.day)
    context = {"as_of": day, "body": body, "pages": page_of(request, public.Changes(body, day.day))}
    return render(request, "structure/committee_placements.html", context)


def reads_all_of(viewer: Viewer, body: Committee) -> bool:
    """Whether the viewer reads the files of all that are placed under the committee."""
    return reads_every_file(viewer) or (viewer.has(Permission.READ_PLACED_FILES) and viewer.body_id == body.id)


def working_list(
    request: UmbelRequest, day: AsOf, body: Committee, distribution: Distribution | None
) -> dict[str, Any]:
    """The committee's organizations with what needs attention, narrowed and sorted in the database."""
    asked = request.GET
    grades = distribution.grades if distribution else ()
    placed = Placement.objects.filter(in_force(day.day), body_id=body.id).values("organization_id")
    rows = with_attention(
        current_particulars(day.day).filter(organization__in=placed),
        day.day,
        distribution.cycle if distribution else "",
        grades,
    )
    for word in asked.get("q", "").replace("\0", "").split()[:8]:
        rows = rows.filter(says_in_any("names", word))
    if asked.get("grade") in grades:
        rows = rows.filter(grade=asked["grade"])
    if asked.get("only") == "missed":
        rows = rows.filter(missed__gt=0)
    sort = asked.get("sort") if asked.get("sort") in ORDERS else "attention"
    return {
        "pages": page_of(request, rows.order_by(*ORDERS[str(sort)], "sort_name", "pk")),
        "sort": sort,
        "grade": asked.get("grade", ""),
        "only": asked.get("only", ""),
        "text": asked.get("q", ""),
        "grades": grades,
        "sorts": (
            ("attention", _("what needs attention first")),
            ("missed", _("most overdue")),
            ("grade", _("best grade")),
            ("silence", _("longest silence")),
            ("name", _("name")),
        ),
    }


def public_list(
    request: UmbelRequest, day: AsOf, body: Committee, _distribution: Distribution | None
) -> dict[str, Any]:
    """The committee's organizations as the register shows them."""
    sort = request.GET.get("sort", "name")
    terms = SearchTerms(committee=body.code, sort=sort.removeprefix("-"), descending=sort.startswith("-"))
    return {"pages": page_of(request, public.search(terms, day.day)), "terms": terms, "columns": columns()}
