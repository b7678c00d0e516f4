"""`umbel account`: the first administrator, invited by whoever runs the server."""

import click
from django.conf import settings

from umbel.accounts.permissions import Role
from umbel.audit.actors import Actor
from umbel.cli.commands import CommandRow, LazyGroup
from umbel.cli.database import require_records
from umbel.cli.screen import say, show
from umbel.errors import NotFound
from umbel.structure.acts.roles import invite as send_invitation
from umbel.structure.models import Body, Organization
from umbel.structure.queries import today
from umbel.structure.states import TierCode

ACCOUNT_COMMANDS = {
    "invite": CommandRow("umbel.cli.accounts:invite", "Invite someone to a role, such as the first administrator."),
}


@click.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role not in {Role.PUBLIC, Role.APPLICANT}]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
    help="The role, as the page /roles/ lists them.",
)
@click.option("--committee", default="", metavar="CODE", help="The joint committee at which it is held.")
@click.option("--organization", type=int, metavar="NUMBER", help="The organization at which it is held.")
def invite(*, email: str, role: str, committee: str, organization: int | None) -> None:
    """Invite whoever reads EMAIL to hold a role, and print the link that takes it up.

    The link works once, for two weeks, and only for an account with this address. Hand it over yourself: nothing is
    sent from here. Administrators invite everyone else on the site, at /roles/holders/.

    \b
    Examples:
        umbel account invite someone@example.org
        umbel account invite officer@example.org --role joint-officer --committee JC-07

    Next: open the link; officers set up a second factor right after.
    """
    require_records()
    body = Body.objects.filter(tier=TierCode.JOINT, code=committee).first() if committee else None
    found = Organization.objects.filter(pk=organization).first() if organization else None
    if committee and body is None:
        raise NotFound(f"There is no joint committee with the code {committee}. /federation/ lists them.")
    if organization and found is None:
        raise NotFound(f"There is no organization with the number {organization}.")
    invitation, token = send_invitation(
        email=email, role=Role(role), body=body, organization=found, on=today(), by=Actor.command_line()
    )
    show(f"{settings.UMBEL_ADDRESS}/invitation/{token}/")
    say(f"{email} may take up the role {role} until {invitation.expires_on}.")


@click.group(cls=LazyGroup, table=ACCOUNT_COMMANDS)
def account() -> None:
    """Invite people to hold roles."""
