"""Who sends bulletins, passes them on, reads and acknowledges them."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.bulletins.models import Bulletin, Copy, Relay, Return
from umbel.bulletins.queries import readable_bulletins
from umbel.errors import NotAllowed
from umbel.structure.models import Body, Placement
from umbel.structure.queries import in_force
from umbel.structure.states import TierCode


def check_may_send(viewer: Viewer) -> None:
    """Officers of the apex, and of a joint committee to those placed under it."""
    check_has(viewer, Permission.SEND_BULLETINS)


def body_of(viewer: Viewer) -> Body:
    """The body in whose name the viewer writes."""
    check_may_send(viewer)
    return Body.objects.get(pk=viewer.body_id) if viewer.body_id else Body.objects.get(tier=TierCode.APEX)


def check_may_withdraw(viewer: Viewer, bulletin: Bulletin) -> None:
    """Whoever speaks for the body that sent it."""
    if body_of(viewer).pk != bulletin.body_id:
        raise NotAllowed(_("Only the body that sent a bulletin withdraws it."))


def check_may_relay(viewer: Viewer, relay: Relay) -> None:
    """Officers of the committee it goes through."""
    check_has(viewer, Permission.SEND_BULLETINS)
    if viewer.body_id != relay.body_id:
        raise NotAllowed(_("Another committee passes this on."))


def check_may_acknowledge(viewer: Viewer, copy: Copy) -> None:
    """Whoever acts for the organization."""
    check_has(viewer, Permission.REPORT_ACTIVITIES)
    if viewer.organization_id != copy.organization_id:
        raise NotAllowed(_("Each organization acknowledges for itself."))


def may_read(viewer: Viewer, bulletin: Bulletin) -> bool:
    """Senders, those it goes through and those it reached."""
    return readable_bulletins(viewer).filter(pk=bulletin.pk).exists()


def check_may_call(viewer: Viewer) -> None:
    """Officers of the apex."""
    check_has(viewer, Permission.SEND_BULLETINS)
    if viewer.body_id is not None:
        raise NotAllowed(_("Only the apex body calls for returns."))


check_may_accept = check_may_call


def check_may_fill(viewer: Viewer, row: Return) -> None:
    """Whoever acts for the organization drafts."""
    check_has(viewer, Permission.DRAFT_FOR_ORGANIZATION)
    if viewer.organization_id != row.organization_id:
        raise NotAllowed(_("This return is another organization's."))


def check_may_submit(viewer: Viewer, row: Return) -> None:
    """What speaks for the whole organization is submitted by its approver."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    check_may_fill(viewer, row)


def check_may_review(viewer: Viewer, organizations: Collection[int], on: date) -> None:
    """Officers of the committee that the organizations are placed under today; the apex for those under none."""
    check_has(viewer, Permission.SEND_BULLETINS)
    placed = dict(
        Placement.objects.filter(in_force(on), organization_id__in=organizations).values_list("organization", "body")
    )
    if any(placed.get(key) != viewer.body_id for key in organizations):
        raise NotAllowed(_("A committee reviews the returns of the organizations placed under it only."))


may_call = twin_of(check_may_call)
may_accept = twin_of(check_may_accept)
may_fill = twin_of(check_may_fill)
may_submit = twin_of(check_may_submit)
may_review = twin_of(check_may_review)
may_send = twin_of(check_may_send)
may_withdraw = twin_of(check_may_withdraw)
may_relay = twin_of(check_may_relay)
may_acknowledge = twin_of(check_may_acknowledge)
