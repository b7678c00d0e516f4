"""Who may read a notice, and whose opening of it is its receipt."""

from datetime import date

from django.utils.translation import gettext

from umbel.accounts.permissions import Role, Viewer, twin_of
from umbel.errors import NotAllowed
from umbel.notices.models import Notice
from umbel.notices.queries import accounts_of, parties_of
from umbel.notices.states import Party, PartyKind
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file


def check_may_read_notice(viewer: Viewer, notice: Notice, on: date) -> None:
    """A notice is read by whom it is for, by the accounts it was sent to and by auditors; one to an organization
    also by whoever reads that organization's file.
    """
    if viewer.is_signed_in and (
        viewer.role is Role.AUDITOR or is_addressed(viewer, notice, on) or _was_sent_to(viewer, notice)
    ):
        return
    organization = _organization(notice)
    if organization and may_read_file(viewer, organization, on):
        return
    raise NotAllowed(
        gettext("Only whom a notice is for, auditors, and whoever reads the organization's file may read it.")
    )


may_read_notice = twin_of(check_may_read_notice)


def is_addressed(viewer: Viewer, notice: Notice, on: date) -> bool:
    """Whether the viewer belongs to whom the notice is for, in this role or in another that they hold."""
    party = party_of(notice)
    return viewer.is_signed_in and (
        party in parties_of(viewer) or accounts_of(party, on).filter(pk=viewer.user_id or 0).exists()
    )


def party_of(notice: Notice) -> Party:
    """Whom the notice is for."""
    return Party(PartyKind(notice.party_kind), notice.party_id)


def _was_sent_to(viewer: Viewer, notice: Notice) -> bool:
    return notice.attempts.filter(account_id=viewer.user_id).exists()


def _organization(notice: Notice) -> Organization | None:
    if notice.party_kind != PartyKind.ORGANIZATION or not notice.party_id.isdecimal():
        return None
    return Organization.objects.filter(pk=int(notice.party_id)).first()
