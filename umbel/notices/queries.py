"""Whose a notice or a deadline is, and how deadlines were kept."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Seat, Viewer
from umbel.audit.actors import Subject
from umbel.notices.models import CalendarFeed, Clock, Notice
from umbel.notices.states import ClockState, Party, PartyKind
from umbel.structure.models import RoleHolding
from umbel.structure.queries import holdings_of, in_force

WRITTEN_TO = {
    PartyKind.ORGANIZATION: (Role.ORGANIZATION_APPROVER, Role.ORGANIZATION_SECRETARY),
    PartyKind.BODY: (Role.JOINT_OFFICER, Role.JOINT_CHAIR),
}
"""The roles at an organization or a committee that its e-mails go to."""


def accounts_of(party: Party, on: date) -> QuerySet[User]:
    """The accounts that something for a party is sent to on a day."""
    accounts = User.objects.filter(is_active=True).order_by("pk")
    if party.kind is PartyKind.ROLE:
        held = Q(role=party.id)
    elif not party.id.isdecimal():
        return accounts.none()
    elif party.kind is PartyKind.ACCOUNT:
        return accounts.filter(pk=int(party.id))
    else:
        held = Q(role__in=WRITTEN_TO[party.kind], **{f"{party.kind}_id": int(party.id)})
    return accounts.filter(pk__in=RoleHolding.objects.filter(held, in_force(on)).values("account"))


def accounts_of_each(parties: Sequence[Party], on: date) -> dict[str, list[User]]:
    """The accounts that something is sent to, for many organizations or many committees: number -> accounts."""
    found: dict[str, list[User]] = {}
    for kind, roles in WRITTEN_TO.items():
        wanted = [int(party.id) for party in parties if party.kind is kind]
        held = RoleHolding.objects.filter(
            in_force(on), role__in=roles, account__is_active=True, **{f"{kind}_id__in": wanted}
        )
        for holding in held.select_related("account").order_by("account_id") if wanted else ():
            accounts = found.setdefault(str(getattr(holding, f"{kind}_id")), [])
            if holding.account not in accounts:
                accounts.append(holding.account)
    return found


def parties_of(viewer: Viewer) -> list[Party]:
    """What the viewer belongs to in the role they look in: their account, and where the role is held."""
    if viewer.user_id is None:
        return []
    return [Party.account(viewer.user_id), *_seat(viewer.role, viewer.organization_id, viewer.body_id)]


def parties_of_account(account_id: int, on: date) -> list[Party]:
    """What an account belongs to on a day by all the roles it holds."""
    held = [
        party
        for holding in holdings_of(account_id, on)
        for party in _seat(Role(holding.role), holding.organization_id, holding.body_id)
    ]
    return [Party.account(account_id), *dict.fromkeys(held)]


def _seat(role: Role, organization_id: int | None, body_id: int | None) -> list[Party]:
    if organization_id is not None:
        return [Party.organization(organization_id)]
    if body_id is not None:
        return [Party.body(body_id)]
    return [Party.role(role)] if ROLES[role].held_at is Seat.FEDERATION else []


def is_for(parties: list[Party]) -> Q:
    """Notices and clocks of any of the parties."""
    return reduce(or_, (Q(party_kind=party.kind, party_id=party.id) for party in parties), Q(pk__in=[]))


def inbox(viewer: Viewer) -> QuerySet[Notice]:
    """The notices for the viewer, the newest first."""
    return Notice.objects.filter(is_for(parties_of(viewer))).order_by("-sent_at", "-pk")


def unread_count(viewer: Viewer) -> int:
    """How many of them nobody has opened yet."""
    return inbox(viewer).filter(received_at=None).order_by().count()


def clocks_of(viewer: Viewer) -> QuerySet[Clock]:
    """The deadlines that run for the viewer, the nearest first."""
    return running_clocks(parties_of(viewer))


def running_clocks(parties: list[Party]) -> QuerySet[Clock]:
    """The deadlines that run for any of the parties, the nearest first."""
    return Clock.objects.filter(is_for(parties), state=ClockState.RUNNING).order_by("due_on", "pk")


def running_about(about: Subject, code: str) -> QuerySet[Clock]:
    """The deadlines of that code that run about a subject."""
    return Clock.objects.filter(subject_kind=about.kind, subject_id=about.id, code=code, state=ClockState.RUNNING)


def paths_of(clocks: Iterable[Clock], parties: list[Party]) -> dict[tuple[str, str], str]:
    """Where the parties can act on the subjects of the clocks, by kind and number of the subject: the pages that
    the last notices to them led to.
    """
    subjects = {(clock.subject_kind, clock.subject_id) for clock in clocks}
    told = Notice.objects.filter(is_for(parties), subject_id__in={key for _kind, key in subjects}).exclude(path="")
    rows = told.order_by("pk").values_list("subject_kind", "subject_id", "path")
    return {(kind, key): path for kind, key, path in rows if (kind, key) in subjects}


def feed_of(account_id: int) -> CalendarFeed | None:
    """The calendar feed of an account, if it has made one."""
    return CalendarFeed.objects.filter(account_id=account_id).first()
