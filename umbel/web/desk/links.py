"""Where a role goes from its desk."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from umbel.accounts.permissions import Permission, Role, Viewer
from umbel.web.desk.rows import address

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Link:
    """A page beside the desk, and what it is for."""

    address: str
    title: str
    about: str


type Row = tuple[tuple[Permission, ...], str, "_StrPromise", "_StrPromise"]

P = Permission
UP_AND_DOWN = (P.SEND_BULLETINS, P.READ_OWN_FILE)
CASES = (P.BRING_CASES, P.HEAR_REVIEWS, P.READ_OWN_FILE, P.READ_EVERY_FILE)
LAB = (P.EDIT_PACKS, P.RUN_CYCLES, P.READ_EVERY_FILE)
EVALUATION = (P.RUN_CYCLES, P.VERIFY_ACTIVITIES)
OF_ORGANIZATION = {"organization-file", "organization-changes", "organization-grade"}
PAGES: tuple[Row, ...] = (
    ((P.APPLY,), "apply", _("Apply"), _("Begin the registration of an organization.")),
    ((P.APPLY,), "applications", _("Your applications"), _("Everything you applied for.")),
    ((P.READ_OWN_FILE,), "organization-file", _("The whole file"), _("What your supervisor sees.")),
    ((P.READ_OWN_FILE,), "organization-grade", _("Your grade"), _("What was proposed, and the reason for each point.")),
    ((P.READ_OWN_FILE,), "organization-changes", _("Changes"), _("Ask for a change to your entry, or its end.")),
    ((P.APPLY,), "deadlines", _("Deadlines"), _("All of them, and a calendar to subscribe to.")),
    ((P.VERIFY_ACTIVITIES,), "calling", _("Whom to call"), _("Who needs a call this week, and why.")),
    ((P.READ_EVERY_FILE,), "glance", _("At a glance"), _("The federation in figures, and its trend.")),
    (UP_AND_DOWN, "bulletins", _("Bulletins"), _("What comes down the tiers, and who has it.")),
    (UP_AND_DOWN, "calls", _("Returns"), _("What goes up the tiers, and what is missing.")),
    (EVALUATION, "cycles", _("Evaluation"), _("Where the year’s evaluation stands, and its next step.")),
    (CASES, "cases", _("Cases"), _("What may be held against an organization, and what it says.")),
    (UP_AND_DOWN, "visits", _("Visits"), _("Drawn by lot, with the organization’s answer.")),
    ((P.MANAGE_ROLES,), "roles", _("Roles"), _("What each role may do.")),
    ((P.MANAGE_ROLES,), "role-holders", _("Who holds a role"), _("Invite officers, give roles and end them.")),
    ((P.READ_OUTGOING_MAIL,), "mail", _("Outgoing mail"), _("What was sent, to whom, and whether it arrived.")),
    (LAB, "lab", _("Policy lab"), _("Try other rules on the whole register; nothing real moves.")),
    ((*UP_AND_DOWN, P.EDIT_PACKS), "consultations", _("Consultations"), _("Drafts of rules, and comments on them.")),
    ((P.EDIT_PACKS,), "packs", _("Rules"), _("The packs that are installed, in words.")),
)
"""Who works with a page (any of the permissions), the page, its title and what it is for."""

FOR_AUDITORS = (
    ("ledger", _("Ledger"), _("Every act, with its receipt.")),
    ("cycles", _("Evaluation"), _("Every cycle, its rules and what it proposed.")),
)


def links_for(viewer: Viewer) -> list[Link]:
    """The pages a role works with, those that this installation has."""
    wanted = [(name, title, about) for needs, name, title, about in PAGES if any(map(viewer.has, needs))]
    if viewer.role == Role.AUDITOR:
        wanted += FOR_AUDITORS
    if viewer.is_officer:
        wanted.append(("pace", _("How time is kept"), _("How fast the registrar and the committees answer.")))
    links = [Link(_address(name, viewer), str(title), str(about)) for name, title, about in wanted]
    return [link for link in links if link.address]


def _address(name: str, viewer: Viewer) -> str:
    return address(name, viewer.organization_id) if name in OF_ORGANIZATION else address(name)
