"""Who sends bulletins, passes them on, reads and acknowledges them."""

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.bulletins.models import Bulletin, Copy, Relay
from umbel.bulletins.queries import readable_bulletins
from umbel.errors import NotAllowed
from umbel.structure.models import Body
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


may_send = twin_of(check_may_send)
may_withdraw = twin_of(check_may_withdraw)
may_relay = twin_of(check_may_relay)
may_acknowledge = twin_of(check_may_acknowledge)
