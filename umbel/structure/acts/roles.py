"""Giving and ending roles, and inviting people to hold one."""

import hashlib
import secrets
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from umbel.accounts.acts import open_account
from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Seat, Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotAllowed, NotFound, NotNow
from umbel.structure.models import Body, Invitation, Organization, RoleHolding
from umbel.structure.names import cut
from umbel.structure.permissions import check_may_give_role
from umbel.structure.table_of_acts import StructureAct

INVITATION_DAYS = 14
SAMPLES = "demo.invalid"
SINCE = date(2016, 12, 1)


@whole()
def give_role(
    *,
    account: User,
    role: Role,
    on: date,
    by: Viewer | Actor,
    body: Body | None = None,
    organization: Organization | None = None,
) -> RoleHolding:
    """Give an account a role from a day on, at the place where it is held. Nobody gives one to themselves.
    Who runs a command on the server may give any, for the first administrator.
    """
    check_place(role, body, organization)
    if isinstance(by, Viewer):
        check_may_give_role(by, role, organization)
        if by.user_id == account.pk:
            raise NotAllowed(_("Nobody gives a role to themselves. Ask another administrator."))
    if RoleHolding.objects.filter(
        account=account, role=role, body=body, organization=organization, until_on=None
    ).exists():
        raise NotNow(_("%(name)s holds this role here already.") % {"name": account})
    actor = by.actor
    holding = RoleHolding.objects.create(
        account=account, role=role, body=body, organization=organization, from_on=on, given_by=cut(actor.label, 120)
    )
    _record(StructureAct.GIVE_ROLE, holding, actor, on)
    return holding


@whole()
def end_role(*, holding: RoleHolding, on: date, by: Viewer | Actor) -> RoleHolding:
    """End a role on a day; from then on its holder neither reads nor acts in it."""
    if isinstance(by, Viewer):
        check_may_give_role(by, Role(holding.role), holding.organization)
    if holding.until_on is not None:
        raise NotNow(_("This role ended on %(day)s already.") % {"day": holding.until_on})
    _end(holding, on, by.actor)
    return holding


@whole()
def end_roles_at(*, body: Body, on: date, by: Actor) -> int:
    """End every role held at a body that is dissolved, those that would end or begin later too. Returns how many."""
    held = RoleHolding.objects.filter(Q(until_on=None) | Q(until_on__gt=on), body=body).order_by("pk")
    for holding in held.select_related("account", "body"):
        _end(holding, on, by)
    return len(held)


@whole()
def invite(
    *,
    email: str,
    role: Role,
    on: date,
    by: Viewer | Actor,
    body: Body | None = None,
    organization: Organization | None = None,
) -> tuple[Invitation, str]:
    """Invite whoever reads this address to hold a role. Returns the invitation and the token for its link, which is
    not kept: only its hash is.
    """
    email = email.strip().lower()
    check_place(role, body, organization)
    if isinstance(by, Viewer):
        check_may_give_role(by, role, organization)
        if User.objects.filter(pk=by.account_id, email__iexact=email).exists():
            raise NotAllowed(_("Nobody gives a role to themselves. Ask another administrator."))
    token = secrets.token_urlsafe(32)
    actor = by.actor
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        body=body,
        organization=organization,
        token_hash=_hash(token),
        invited_by=cut(actor.label, 120),
        inviter_id=by.user_id if isinstance(by, Viewer) else None,
        invited_on=on,
        expires_on=on + timedelta(days=INVITATION_DAYS),
    )
    audit.record(
        StructureAct.INVITE,
        by=actor,
        about=_about(invitation),
        data={"role": role.value, "on": str(on), "expires": str(invitation.expires_on)},
    )
    return invitation, token


def find_invitation(token: str, on: date) -> Invitation:
    """The open invitation with this token. Raises NotFound for one that is unknown, used, withdrawn or too old."""
    found = Invitation.objects.filter(token_hash=_hash(token)).select_related("body", "organization").first()
    if found is None or found.accepted_on or found.withdrawn_on or found.expires_on <= on:
        raise NotFound(_("This invitation is no longer open. Ask whoever invited you for a new one."))
    return found


@whole()
def accept_invitation(*, token: str, account: User, on: date) -> RoleHolding:
    """The invited account takes the role up; an invitation is used once, by the address it was sent to."""
    invitation = find_invitation(token, on)
    if invitation.email != account.email.lower():
        raise NotAllowed(_("This invitation was sent to another address. Sign in with that address to accept it."))
    if invitation.inviter_id == account.pk:
        raise NotAllowed(_("Nobody gives a role to themselves. Ask another administrator."))
    if not Invitation.objects.filter(pk=invitation.pk, accepted_on=None).update(accepted_on=on):
        raise NotFound(_("This invitation is no longer open. Ask whoever invited you for a new one."))
    return give_role(
        account=account,
        role=Role(invitation.role),
        body=invitation.body,
        organization=invitation.organization,
        on=on,
        by=_inviter(invitation),
    )


@whole()
def withdraw_invitation(*, invitation: Invitation, on: date, by: Viewer | Actor) -> Invitation:
    """Take an invitation back before it is taken up."""
    if isinstance(by, Viewer):
        check_may_give_role(by, Role(invitation.role), invitation.organization)
    if invitation.accepted_on or invitation.withdrawn_on:
        raise NotNow(_("This invitation is no longer open."))
    invitation.withdrawn_on = on
    invitation.save(update_fields=["withdrawn_on"])
    audit.record(
        StructureAct.WITHDRAW_INVITATION,
        by=by.actor,
        about=_about(invitation),
        data={"role": invitation.role, "on": str(on)},
    )
    return invitation


@whole()
def sample_account(*, role: Role, body: Body | None = None, organization: Organization | None = None) -> User:
    """The demo's sample account for a role at a place, made when it is first asked for."""
    place = body.code if body else str(organization.pk) if organization else ""
    address = "-".join(filter(None, (role.value, place))).lower() + f"@{SAMPLES}"
    if found := User.objects.filter(email=address, is_sample=True).first():
        return found
    with override("en"):
        title = str(ROLES[role].title)
    name = f"Sample {title[0].lower()}{title[1:]}" + (f" {place}" if place else "")
    account = open_account(email=address, name=name, is_sample=True)
    if ROLES[role].held_at is not Seat.NOWHERE:
        on = min(SINCE, body.established_on) if body else SINCE
        give_role(account=account, role=role, body=body, organization=organization, on=on, by=Actor.program("demo"))
    return account


def check_place(role: Role, body: Body | None, organization: Organization | None) -> None:
    """Raises NotNow when the role is not held at such a place."""
    wanted = ROLES[role].held_at
    given = Seat.JOINT if body else Seat.ORGANIZATION if organization else Seat.FEDERATION
    if wanted is not given or (body and organization):
        raise NotNow(_("%(role)s is not held there.") % {"role": ROLES[role].title})


def place_of(held: RoleHolding | Invitation) -> str:
    """Where a role is held, by name; empty for the federation."""
    if held.body:
        return str(held.body)
    if held.organization:
        standing = held.organization.particulars.order_by("-from_on").first()
        return str(standing or held.organization.pk)
    return ""


def _end(holding: RoleHolding, on: date, by: Actor) -> None:
    holding.until_on = max(on, holding.from_on)
    holding.save(update_fields=["until_on"])
    _record(StructureAct.END_ROLE, holding, by, on)


def _about(invitation: Invitation) -> Subject:
    return Subject(SubjectKind.INVITATION, str(invitation.pk), f"{invitation.role} {place_of(invitation)}".strip())


def _inviter(invitation: Invitation) -> Actor:
    """Whoever sent the invitation gives the role that is taken up."""
    if invitation.inviter_id is None:
        return Actor.command_line()
    return Actor.account(str(invitation.inviter_id), invitation.invited_by)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(act: StructureAct, holding: RoleHolding, by: Actor, on: date) -> None:
    audit.record(
        act,
        by=by,
        about=Subject(SubjectKind.ACCOUNT, str(holding.account_id), str(holding.account)),
        body=Subject(SubjectKind.BODY, str(holding.body_id), str(holding.body)) if holding.body else None,
        data={"role": holding.role, "place": place_of(holding), "on": str(on)},
    )
