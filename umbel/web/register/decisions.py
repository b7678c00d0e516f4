"""Adverse decisions in effect and papers that wait, for everyone. Search engines are told to keep none of it, and
caches not to: what has vanished here must not live on elsewhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file
from umbel.web.dates import as_of
from umbel.web.register.listings import DECISIONS, PAPERS
from umbel.web.shortcuts import viewer_of
from umbel.web.viewing import UmbelRequest


def vanishing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Nobody keeps what this page shows."""

    @wraps(view)
    def answered(request: UmbelRequest, *args: Any, **named: Any) -> HttpResponseBase:
        return unkept(view(request, *args, **named))

    return answered


def unkept[Answer: HttpResponseBase](response: Answer) -> Answer:
    """An answer that neither a search engine nor a cache keeps."""
    response["X-Robots-Tag"] = "noindex, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@vanishing
def decisions(request: UmbelRequest) -> HttpResponseBase:
    """The list, narrowed by field, committee and measure."""
    day = as_of(request)
    found = DECISIONS.asked(request, choices=public.choices(day.day), measures=public.measures(day.day))
    if file := found.file():
        return file
    context = {
        "as_of": day,
        "list": found,
        "withheld": public.withheld(day.day),
        "papers": public.papers(day.day).count(),
    }
    return render(request, "register/decisions.html", context)


@require_safe
@vanishing
def decision(request: UmbelRequest, reference: str) -> HttpResponse:
    """One decision, with its reasons and the organization's answer side by side, and when it vanishes."""
    day = as_of(request)
    found = public.decision(reference, day.day)
    readable = may_read_file(viewer_of(request), Organization(pk=found.organization), day.day)
    return render(request, "register/decision.html", {"as_of": day, "decision": found, "readable": readable})


@require_safe
@vanishing
def papers(request: UmbelRequest) -> HttpResponseBase:
    """Papers that could not be handed over: for whom, since when, and when each counts as served."""
    found = PAPERS.asked(request)
    return found.file() or render(request, "register/papers.html", {"as_of": as_of(request), "list": found})
