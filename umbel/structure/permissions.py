"""Who may read whose file, as of a date."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from umbel.accounts.permissions import ROLES, Permission, Role, Seat, Viewer, twin_of
from umbel.errors import NotAllowed
from umbel.policy import find_pack
from umbel.structure.models import Organization, Placement, RoleHolding
from umbel.structure.queries import federation, in_force
from umbel.structure.states import TierCode


def check_may_read_file(viewer: Viewer, organization: Organization, as_of: date) -> None:
    """An organization's whole file is read by itself, by the joint committee it was placed under on `as_of` (by
    every committee, where the pack says so), and by the apex body. Everyone else reads its entry in the register.
    """
    if reads_every_file(viewer):
        return
    if viewer.has(Permission.READ_OWN_FILE) and viewer.organization_id == organization.pk:
        return
    if viewer.has(Permission.READ_PLACED_FILES) and _placed(organization, viewer.body_id or 0, as_of):
        return
    raise NotAllowed(
        gettext(
            "Only the organization itself, the joint committee it is placed under and the apex body "
            "may read this part of its file."
        )
    )


may_read_file = twin_of(check_may_read_file)


def check_may_hold_keys(viewer: Viewer) -> None:
    """Those who act for an organization. What an officer does, the officer does in person, with a second factor."""
    if not viewer.is_signed_in or ROLES[viewer.role].held_at is not Seat.ORGANIZATION:
        raise NotAllowed(
            gettext("Keys are for the programs of an organization. What an officer does is done in person.")
        )


may_hold_keys = twin_of(check_may_hold_keys)


def reads_every_file(viewer: Viewer) -> bool:
    """The apex body, and the officers of joint committees where the pack in force lets them."""
    if viewer.has(Permission.READ_EVERY_FILE):
        return True
    here = federation() if viewer.has(Permission.READ_PLACED_FILES) else None
    return here is not None and find_pack(here.pack_id, here.pack_version).tiers[TierCode.JOINT].reads == "every"


def readable_files(viewer: Viewer, as_of: date) -> Q:
    """For `Organization`: those whose file the viewer may read on `as_of`; the same rule, for lists."""
    if reads_every_file(viewer):
        return Q()
    if viewer.has(Permission.READ_OWN_FILE):
        return Q(pk=viewer.organization_id)
    if viewer.has(Permission.READ_PLACED_FILES):
        return Q(
            pk__in=Placement.objects.filter(in_force(as_of), body_id=viewer.body_id or 0).values("organization_id")
        )
    return Q(pk__in=[])


def _placed(organization: Organization, body_id: int, as_of: date) -> bool:
    return organization.placements.filter(in_force(as_of), body_id=body_id).exists()


def check_may_give_role(viewer: Viewer, role: Role, organization: Organization | None) -> None:
    """An administrator gives every role; an organization's approver those at the organization."""
    if viewer.has(Permission.MANAGE_ROLES):
        return
    own = organization is not None and viewer.organization_id == organization.pk
    if own and ROLES[role].held_at is Seat.ORGANIZATION and viewer.has(Permission.SUBMIT_FOR_ORGANIZATION):
        return
    raise NotAllowed(gettext("Roles are given by an administrator; those at an organization also by its own approver."))


def check_no_role_at(account_id: int | None, organizations: Iterable[int | None], on: date) -> None:
    """Separation of duties: nobody decides on an organization where they hold a role themselves."""
    held = RoleHolding.objects.filter(in_force(on), account_id=account_id, organization_id__in=set(organizations))
    if account_id is not None and held.exists():
        raise NotAllowed(gettext("You hold a role in this organization, so someone else decides."))


may_give_role = twin_of(check_may_give_role)
