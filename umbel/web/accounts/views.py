"""The table of roles, the role one acts in, and giving, ending and accepting roles."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from umbel.accounts.acts import open_account
from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Permission, Role, Seat
from umbel.errors import NotAllowed, Problem, Problems
from umbel.structure.acts.roles import (
    accept_invitation,
    end_role,
    find_invitation,
    invite,
    place_of,
    withdraw_invitation,
)
from umbel.structure.models import Body, Invitation, Organization, RoleHolding
from umbel.structure.permissions import check_may_give_role, may_hold_keys
from umbel.structure.queries import open_invitations
from umbel.structure.states import TierCode
from umbel.web.accounts.backend import BACKEND
from umbel.web.accounts.forms import InviteForm, TakeUpForm
from umbel.web.accounts.listings import HOLDERS
from umbel.web.fields import is_key
from umbel.web.kept_forms import sign_in_first
from umbel.web.viewing import SEAT, UmbelRequest

MOST_INVITATIONS = 50


@require_safe
def roles(request: UmbelRequest) -> HttpResponse:
    """Who may do what, as one table in prose."""
    return render(request, "accounts/roles.html", {"roles": list(ROLES.items())})


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: UmbelRequest) -> HttpResponse:
    """Choose in which of one's roles one acts."""
    viewing = request.viewing
    if viewing.account is None:
        raise NotAllowed
    if request.method == "POST":
        chosen = request.POST.get("holding", "")
        if chosen in {str(held.pk) for held in viewing.holdings}:
            request.session[SEAT] = int(chosen)
        return redirect("desk")
    held = [(holding, ROLES[Role(holding.role)], place_of(holding)) for holding in viewing.holdings]
    return render(
        request,
        "accounts/seat.html",
        {"held": held, "chosen": viewing.viewer, "may_hold_keys": may_hold_keys(viewing.viewer)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def holders(request: UmbelRequest) -> HttpResponseBase:
    """Who holds which role; administrators see everyone, an organization's approver its own people."""
    viewing = request.viewing
    viewer = viewing.viewer
    organization = viewing.organization
    manages = viewer.has(Permission.MANAGE_ROLES)
    found = HOLDERS.asked(request, organization=organization)
    form = InviteForm(request)
    offered = [
        (role, row.title)
        for role, row in ROLES.items()
        if row.held_at is Seat.ORGANIZATION or (manages and row.held_at is not Seat.NOWHERE)
    ]
    form.offer("role", offered)
    if not manages:
        del form.fields["place"]
    if form.runs(lambda said: _invite(request, said), field="email"):
        messages.success(request, _("The invitation was sent to %(email)s.") % {"email": form.said["email"]})
        return redirect("role-holders")
    if file := found.file():
        return file
    context = {
        "list": found,
        "invitations": _open_invitations(viewing.today, None if manages else organization),
        "form": form,
        "problems": form.problems,
        "titles": {role.value: row.title for role, row in ROLES.items()},
    }
    return render(request, "accounts/holders.html", context, status=422 if form.problems else 200)


@require_POST
def end(request: UmbelRequest, number: int) -> HttpResponse:
    """End a role from today."""
    viewing = request.viewing
    holding = RoleHolding.objects.filter(pk=number).select_related("organization", "account").first()
    check_may_give_role(
        viewing.viewer, Role(holding.role) if holding else Role.AUDITOR, holding.organization if holding else None
    )
    held = get_object_or_404(RoleHolding, pk=number)
    end_role(holding=held, on=viewing.today, by=viewing.viewer)
    messages.success(request, _("The role ended today."))
    return redirect("role-holders")


@require_POST
def withdraw(request: UmbelRequest, number: int) -> HttpResponse:
    """Take an invitation back."""
    viewing = request.viewing
    found = Invitation.objects.filter(pk=number).select_related("body", "organization").first()
    check_may_give_role(
        viewing.viewer, Role(found.role) if found else Role.AUDITOR, found.organization if found else None
    )
    held = get_object_or_404(Invitation, pk=number)
    withdraw_invitation(invitation=held, on=viewing.today, by=viewing.viewer)
    messages.success(request, _("The invitation was withdrawn; its link opens nothing now."))
    return redirect("role-holders")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: UmbelRequest, token: str) -> HttpResponse:
    """Take up a role one was invited to; a new account chooses its name and password here."""
    viewing = request.viewing
    found = find_invitation(token, viewing.today)
    existing = User.objects.filter(email__iexact=found.email).first()
    context: dict[str, Any] = {
        "invitation": found,
        "row": ROLES[Role(found.role)],
        "place": place_of(found),
        "existing": existing,
    }
    context["someone_else"] = viewing.account if viewing.account and viewing.account != existing else None
    if request.method == "POST":
        if context["someone_else"]:
            raise NotAllowed(
                _("You are signed in as someone else. Sign out, then open the link of the invitation again.")
            )
        if existing and viewing.account is None:
            return sign_in_first(request)
        if existing:
            accept_invitation(token=token, account=existing, on=viewing.today)
            return redirect("desk")
    form = context["form"] = TakeUpForm(request)
    if form.runs(lambda said: _take_up(request, found.email, said, viewing.today, token), field="name"):
        return redirect("desk")
    context["problems"] = form.problems
    return render(request, "accounts/invitation.html", context, status=422 if form.problems else 200)


def _open_invitations(on: date, organization: Organization | None) -> list[Invitation]:
    """Those still open, of one organization or of all; the page shows the latest."""
    found = open_invitations(on)
    return list((found.filter(organization=organization) if organization else found)[:MOST_INVITATIONS])


def _take_up(request: UmbelRequest, email: str, said: dict[str, str], on: date, token: str) -> None:
    """Open an account for whoever was invited, and give it the role."""
    try:
        validate_password(said["password"], User(email=email, name=said["name"]))
    except ValidationError as refused:
        raise Problems("", [Problem(message, field="password") for message in refused.messages]) from refused
    with transaction.atomic():
        account = open_account(email=email, password=said["password"], name=said["name"])
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
        accept_invitation(token=token, account=account, on=on)
    login(request, account, backend=BACKEND)


def _invite(request: UmbelRequest, said: dict[str, Any]) -> None:
    """Invite whoever was named, by e-mail."""
    viewing, role = request.viewing, Role(said["role"])
    row, place = ROLES[role], said.get("place", "")
    body = organization = None
    if row.held_at is Seat.JOINT:
        body = Body.objects.filter(tier=TierCode.JOINT, code=place).first()
    elif row.held_at is Seat.ORGANIZATION:
        number = place if "place" in said else str(viewing.viewer.organization_id)
        organization = Organization.objects.filter(pk=int(number)).first() if is_key(number) else None
    if row.held_at in {Seat.JOINT, Seat.ORGANIZATION} and not (body or organization):
        message = _("Write the code of the committee, or the number of the organization.")
        raise Problems("", [Problem(message, field="place")])
    _made, token = invite(
        email=said["email"],
        role=role,
        on=viewing.today,
        by=viewing.viewer,
        body=body,
        organization=organization,
    )
    address = request.build_absolute_uri(reverse("invitation", args=[token]))
    send_mail(
        _("You are invited to a role"),
        _("%(name)s invites you to be: %(role)s.\n\nTake it up within two weeks:\n%(address)s\n")
        % {"name": viewing.viewer.label, "role": row.title, "address": address},
        None,
        [said["email"]],
    )
