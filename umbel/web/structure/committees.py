"""A joint committee: its remit, its figures, and its organizations with what needs attention first."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.register.rows import Fates
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.register.listings import PLACED
from umbel.web.structure.listings import ATTENTION, reads_all_of
from umbel.web.viewing import UmbelRequest


@require_safe
def committee(request: UmbelRequest, code: str) -> HttpResponseBase:
    """What a committee answers for, how it stands, and how fast it works itself."""
    day = as_of(request)
    body = public.committee(code, day.day)
    distribution = public.distribution(day.day)
    listing = ATTENTION if reads_all_of(request.viewer, body) else PLACED
    found = listing.asked(request, body=body, distribution=distribution)
    if file := found.file():
        return file
    context = {
        "as_of": day,
        "body": body,
        "fates": public.fates_by_committee(day.day, body.id).get(body.id, Fates()),
        "supervision": public.supervision(day.day, body.id),
        "distribution": distribution,
        "counts": distribution.by_committee.get(body.id, {}) if distribution else {},
        "list": found,
    }
    return render(request, "structure/committee.html", context)


@require_safe
def placements(request: UmbelRequest, code: str) -> HttpResponse:
    """Which organizations came under the committee and left it, through time."""
    day = as_of(request)
    body = public.committee(code, day.day)
    context = {"as_of": day, "body": body, "pages": page_of(request, public.Changes(body, day.day))}
    return render(request, "structure/committee_placements.html", context)
