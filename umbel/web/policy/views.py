"""Packs: the rules as people can read them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.policy import find_pack, installed_packs
from umbel.policy.changes import pack_changes
from umbel.policy.duties import hours_of
from umbel.policy.pack import Status
from umbel.register.queries.duties import change_of_duties
from umbel.rulemaking.permissions import may_read_lab
from umbel.structure.queries import federation, rules_to_come
from umbel.web.dates import as_of
from umbel.web.policy.reading import chapters, examples
from umbel.web.shortcuts import language, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@require_safe
def packs(request: UmbelRequest) -> HttpResponse:
    """Every installed pack."""
    context = {
        "as_of": as_of(request),
        "packs": installed_packs(),
        "to_come": rules_to_come(today_of(request)),
        "may_read_lab": may_read_lab(viewer_of(request)),
    }
    return render(request, "policy/packs.html", context)


@require_safe
def pack(request: UmbelRequest, code: str, version: str) -> HttpResponse:
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
        "others": [other for other in installed_packs() if other.content_hash != found.content_hash],
    }
    return render(request, "policy/pack.html", context)


@require_safe
def duties(request: UmbelRequest, code: str, version: str) -> HttpResponse:
    """What would change for the organizations on the register if this pack took effect: duties, hours, and the rest of
    its rules. Anyone sees it beforehand.
    """
    new, here, day = find_pack(code, version), federation(), as_of(request)
    wanted, _at, of = request.GET.get("against", "").partition("@")
    standing = find_pack(here.pack_id, here.pack_version) if here else new
    old = find_pack(wanted, of or None) if wanted else standing
    change = change_of_duties(old, new, day.day)
    before, after = hours_of(change.duties)
    bands = {band.code: band.name for pack in (old, new) for band in pack.size_bands}
    context = {
        "as_of": day,
        "old": old,
        "new": new,
        "change": change,
        "hours": (before, after, after - before),
        "bands": bands,
        "lines": pack_changes(old, new, language()) if old.id == new.id else [],
    }
    return render(request, "policy/duties.html", context)
