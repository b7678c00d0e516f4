"""Adverse decisions in effect and papers that wait, for everyone. Search engines are told to keep none of it, and
caches not to: what has vanished here must not live on elsewhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.register.queries.decisions import DecisionTerms
from umbel.register.rows import Decision
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file
from umbel.web.asking import viewer_of
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.register.views import committee_options
from umbel.web.tables import as_file
from umbel.web.viewing import UmbelRequest


def vanishing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nobody keeps what this page shows."""

    @wraps(view)
    def answered(request: UmbelRequest, *args: Any, **named: Any) -> HttpResponse:
        return unkept(view(request, *args, **named))

    return answered


def unkept(response: HttpResponse) -> HttpResponse:
    """An answer that neither a search engine nor a cache keeps."""
    response["X-Robots-Tag"] = "noindex, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@vanishing
def decisions(request: UmbelRequest) -> HttpResponse:
    """The list, narrowed by field, committee and measure; as page, CSV and XLSX."""
    day, terms = as_of(request), _terms(request)
    choices = public.choices(day.day)
    found = public.decisions(terms, day.day)
    if file := as_file(request, "decisions", _headings(), map(_line, found[:])):
        return file
    context = {
        "as_of": day,
        "terms": terms,
        "pages": page_of(request, found),
        "choices": choices,
        "committees": committee_options(choices),
        "measures": public.measures(day.day),
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
def papers(request: UmbelRequest) -> HttpResponse:
    """Papers that could not be handed over: for whom, since when, and when each counts as served."""
    day = as_of(request)
    return render(request, "register/papers.html", {"as_of": day, "pages": page_of(request, public.papers(day.day))})


def _terms(request: UmbelRequest) -> DecisionTerms:
    asked = request.GET
    field, committee, measure = (
        asked.get(name, "").replace("\0", "").strip()[:80] for name in ("field", "committee", "measure")
    )
    return DecisionTerms(field=field, committee=committee, measure=measure)


def _headings() -> list[str]:
    return [
        _("Case"), _("Organization"), _("Name"), _("Measure"), _("Decided by"), _("Decided on"), _("In effect since"),
        _("Ends by itself on"), _("Vanishes on"), _("Appeal running since"), _("Can be appealed until"), _("Rule"),
        _("Reasons"), _("What the organization says"),
    ]  # fmt: skip


def _line(row: Decision) -> tuple[Any, ...]:
    return (
        row.reference,
        row.organization,
        row.name,
        row.measure,
        row.body or _("the apex body"),
        row.decided_on,
        row.since,
        row.ends_on,
        row.vanishes_on,
        row.appealed_on,
        row.appeal_until,
        row.rule,
        row.reasons,
        row.answer,
    )
