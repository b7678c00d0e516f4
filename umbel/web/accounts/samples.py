"""The sample accounts of a demo: anyone takes one by one click. No other installation has this page."""

from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Seat
from umbel.register import queries as public
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Body, Organization
from umbel.structure.states import TierCode
from umbel.web.accounts.backend import BACKEND
from umbel.web.viewing import UmbelRequest

SHORT = {"apex": Role.APEX_OFFICER, "joint": Role.JOINT_OFFICER, "organization": Role.ORGANIZATION_APPROVER}
"""How the seats of the three tiers are called in short."""


@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: UmbelRequest) -> HttpResponse:
    """Choose as whom to look at the demo."""
    viewing = request.viewing
    if not viewing.may_view_as:
        return HttpResponseNotFound(render(request, "404.html").content)
    if request.method != "POST":
        return render(request, "accounts/view_as.html", _choices(request) | {"problem": ""})
    seat = request.POST.get("seat", "")
    if seat == Role.PUBLIC:
        logout(request)
        return _back(request)
    account = _account(request, seat)
    if account is None:
        problem = _("Nobody was found by that name or number. Choose one, or copy an identifier from the register.")
        return render(request, "accounts/view_as.html", _choices(request) | {"problem": problem}, status=422)
    if viewing.account:
        logout(request)  # not before: a form that was kept for whoever signs in lives in this session
    login(request, account, backend=BACKEND)
    return _back(request)


def _choices(request: UmbelRequest) -> dict[str, Any]:
    given = [(role, row) for role, row in ROLES.items() if role is not Role.PUBLIC]
    return {
        "committees": public.choices(request.viewing.today).committees,
        "everywhere": [(role, row) for role, row in given if row.held_at in {Seat.FEDERATION, Seat.NOWHERE}],
        "joint": [(role, row) for role, row in given if row.held_at is Seat.JOINT],
        "own": [(role, row) for role, row in given if row.held_at is Seat.ORGANIZATION],
    }


def _account(request: UmbelRequest, seat: str) -> User | None:
    """The sample account of a seat: `apex`, `joint:J01`, `organization:3`, or any role with its place."""
    name, _colon, place = seat.partition(":")
    known = SHORT.get(name) or (Role(name) if name in set(Role) else None)
    if known is None or known is Role.PUBLIC:
        return None
    held_at = ROLES[known].held_at
    if held_at is Seat.JOINT:
        code = place or request.POST.get("committee", "")
        body = Body.objects.filter(tier=TierCode.JOINT, code=code).first()
        return sample_account(role=known, body=body) if body else None
    if held_at is Seat.ORGANIZATION:
        number = place or _number(request)
        found = Organization.objects.filter(pk=int(number[:18])).first() if number.isdecimal() else None
        return sample_account(role=known, organization=found) if found else None
    return sample_account(role=known)


def _number(request: UmbelRequest) -> str:
    """The organization named by an identifier or a name, when exactly one fits."""
    written = request.POST.get("organization", "").strip()
    found = public.search(public.SearchTerms(text=written), request.viewing.today)[:2] if written else []
    return str(found[0].id) if len(found) == 1 else ""


def _back(request: UmbelRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if safe else "/")
