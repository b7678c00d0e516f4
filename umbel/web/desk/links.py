"""Where a role goes from its desk."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Role, Viewer
from umbel.web.desk.rows import address


@dataclass(frozen=True, slots=True)
class Link:
    """A page beside the desk, and what it is for."""

    address: str
    title: str
    about: str


def links_for(viewer: Viewer) -> list[Link]:
    """The pages a role works with, those that this installation has."""
    return [link for link in _wanted(viewer) if link.address]


def _wanted(viewer: Viewer) -> list[Link]:
    found = []
    if viewer.has(Permission.APPLY):
        found.append(Link(address("apply"), _("Apply"), _("Begin the registration of an organization.")))
        found.append(Link(address("applications"), _("Your applications"), _("Everything you applied for.")))
    if viewer.has(Permission.READ_OWN_FILE):
        found.append(
            Link(
                address("organization-file", viewer.organization_id),
                _("The whole file"),
                _("What your supervisor sees."),
            )
        )
        found.append(
            Link(
                address("organization-changes", viewer.organization_id),
                _("Changes"),
                _("Ask for a change to your entry, or its end."),
            )
        )
    if viewer.has(Permission.APPLY):
        found.append(Link(address("deadlines"), _("Deadlines"), _("All of them, and a calendar to subscribe to.")))
    if viewer.has(Permission.SEND_BULLETINS) or viewer.has(Permission.READ_OWN_FILE):
        found.append(Link(address("bulletins"), _("Bulletins"), _("What comes down the tiers, and who has it.")))
        found.append(Link(address("calls"), _("Returns"), _("What goes up the tiers, and what is missing.")))
        found.append(Link(address("visits"), _("Visits"), _("Drawn by lot, with the organization’s answer.")))
    if viewer.has(Permission.MANAGE_ROLES):
        found.append(Link(address("roles"), _("Roles"), _("What each role may do.")))
        found.append(
            Link(address("role-holders"), _("Who holds a role"), _("Invite officers, give roles and end them."))
        )
    if viewer.has(Permission.READ_OUTGOING_MAIL):
        found.append(Link(address("mail"), _("Outgoing mail"), _("What was sent, to whom, and whether it arrived.")))
    if viewer.has(Permission.EDIT_PACKS):
        found.append(Link(address("packs"), _("Rules"), _("The packs that are installed, in words.")))
    if viewer.role == Role.AUDITOR:
        found.append(Link(address("ledger"), _("Ledger"), _("Every act, with its receipt.")))
        found.append(Link(address("cycles"), _("Evaluation"), _("Every cycle, its rules and what it proposed.")))
    if viewer.is_officer:
        found.append(
            Link(address("pace"), _("How time is kept"), _("How fast the registrar and the committees answer."))
        )
    return found
