"""Who holds which role."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from umbel.accounts.permissions import ROLES, Permission, Role
from umbel.structure.models import RoleHolding
from umbel.structure.permissions import check_may_give_role
from umbel.structure.queries import in_force
from umbel.web.lists import Asked, Column, Listing


def manages(asked: Asked) -> bool:
    """Whether the viewer sees everyone, and not only the people of their organization."""
    return asked.viewer.has(Permission.MANAGE_ROLES)


def check_gives_roles(asked: Asked) -> None:
    """Administrators, and an organization's approver for its own people."""
    if not manages(asked):
        check_may_give_role(asked.viewer, Role.ORGANIZATION_EDITOR, asked.of["organization"])


def holdings(asked: Asked) -> Any:
    """Roles that are held today."""
    rows = RoleHolding.objects.filter(in_force(asked.today)).select_related("account", "body", "organization")
    rows = rows if manages(asked) else rows.filter(organization=asked.of["organization"])
    return rows.order_by("role", "account__name", "pk")


def place(row: RoleHolding) -> Any:
    """Where a role is held, for a file: the committee, the number of the organization, or nothing."""
    return row.body.names if row.body else row.organization_id


HOLDERS = Listing(
    code="holders",
    name="roles",
    title=_("Who holds which role"),
    columns=(
        Column("account", _("Account"), lambda row: str(row.account), sort="account__name"),
        Column("role", _("Role"), lambda row: ROLES[Role(row.role)].title, cell=True),
        Column("place", _("Where"), place, page=False),
        Column("since", _("Since"), "from_on", sort="from_on", nowrap=True),
        Column("given_by", _("Given by"), "given_by"),
        Column("end", _("End it"), "", cell=True, hidden=True, file=False),
    ),
    rows=holdings,
    allowed=check_gives_roles,
    empty=_("Nobody holds a role here yet."),
    cells="accounts/cells/holding.html",
)
