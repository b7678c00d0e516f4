"""Packs: the rules as people can read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.policy import find_pack, installed_packs
from umbel.policy.pack import Status
from umbel.web.dates import as_of
from umbel.web.policy.reading import chapters, examples


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Every installed pack."""
    return render(request, "policy/packs.html", {"as_of": as_of(request), "packs": installed_packs()})


@require_safe
def pack(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """One pack, every provision with where it comes from."""
    found = find_pack(code, version)
    statuses = [provision.status for provision in found.provisions]
    context = {
        "as_of": as_of(request),
        "pack": found,
        "chapters": chapters(found),
        "examples": examples(found),
        "sourced": statuses.count(Status.SOURCED),
        "assumed": statuses.count(Status.ASSUMED),
    }
    return render(request, "policy/pack.html", context)
