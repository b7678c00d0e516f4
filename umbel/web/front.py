"""The front page and the page about this site."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.policy import find_pack
from umbel.register import queries as public
from umbel.web.dates import as_of
from umbel.web.viewing import UmbelRequest


@require_safe
def front(request: UmbelRequest) -> HttpResponse:
    """What this federation is, in figures, with a search box."""
    day = as_of(request)
    federation = request.viewing.federation
    context: dict[str, Any] = {"as_of": day, "pack": None}
    if federation:
        context |= {
            "pack": find_pack(federation.pack_id, federation.pack_version),
            "overview": public.overview(day.day),
            "apex": public.apex(day.day),
            "distribution": public.distribution(day.day),
            "supervision": public.figures("supervision", day.day),
        }
    return render(request, "front.html", context)


@require_safe
def about(request: UmbelRequest) -> HttpResponse:
    """What this site is, and how it can be used by everyone."""
    return render(request, "about.html", {"as_of": as_of(request)})
