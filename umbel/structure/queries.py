"""Questions about the federation. Every answer about a span of dates takes `as_of`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, timedelta, tzinfo
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from umbel.accounts.models import User
from umbel.accounts.permissions import Role, Viewer
from umbel.errors import NotFound
from umbel.policy import find_pack
from umbel.structure.fields import text_in
from umbel.structure.models import (
    AccessKey,
    Body,
    Classification,
    Concept,
    Federation,
    Invitation,
    Organization,
    Particulars,
    Placement,
    Remit,
    RoleHolding,
    RulesInForce,
)
from umbel.structure.states import TierCode
from umbel.words import SOURCE, UNKNOWN, spoken

type Annotated = QuerySet[Any]
"""Rows with what a query adds to them, which the model's own type does not know; its docstring says what."""


EARLIEST_DAY = timedelta(hours=14)
"""A day begins nowhere earlier than this before it begins in UTC."""
BEGINNING = 2
"""Of how many of the newest rules it is asked whether their day has begun."""
_present: ContextVar[Federation | None] = ContextVar("umbel_federation", default=None)


def federation() -> Federation | None:
    """This installation with the rules that are in force today, or None before it is founded."""
    return _present.get() or _under_its_rules()


def _under_its_rules() -> Federation | None:
    """Rules come into force when their day begins in the time zone that they name: by then it has begun somewhere."""
    begun_somewhere = (timezone.now() + EARLIEST_DAY).astimezone(UTC).date()
    newest = RulesInForce.objects.filter(from_on__lte=Coalesce(OuterRef("stands_on"), Value(begun_somewhere)))
    names = ("pack_id", "pack_version", "pack_hash", "from_on")
    since = {
        f"since_{name}_{number}": Subquery(newest.order_by("-from_on", "-pk").values(name)[number : number + 1])
        for name in names
        for number in range(BEGINNING)
    }
    here = Federation.objects.annotate(**since).first()
    for number in range(BEGINNING):
        newer: list[Any] = [getattr(here, f"since_{name}_{number}", None) for name in names]
        if here is None or newer[0] is None:
            break
        pack_id, version, pack_hash, from_on = newer
        if here.stands_on or from_on <= timezone.localdate(timezone=_zone_of(pack_id, version)):
            here.pack_id, here.pack_version, here.pack_hash = pack_id, version, pack_hash
            break
    return here


def time_zone(of: Federation | None = None) -> tzinfo:
    """The time zone of the rules in force, in which days begin and moments are shown; before a federation is founded,
    and where its rules are not at hand, that of the settings.
    """
    here = of or federation()
    return _zone_of(here.pack_id, here.pack_version) if here else timezone.get_default_timezone()


def _zone_of(pack_id: str, version: str) -> tzinfo:
    try:
        return ZoneInfo(find_pack(pack_id, version).time_zone)
    except NotFound:
        return timezone.get_default_timezone()


def languages() -> tuple[str, ...]:
    """What people here read, by the rules in force, the federation's own language first. Before it is founded, every
    language that the program speaks.
    """
    here = federation()
    return find_pack(here.pack_id, here.pack_version).languages if here else spoken()


def letter_languages() -> tuple[str, ...]:
    """The languages in which letters and the papers of cases are written: the federation's that the program speaks."""
    return tuple(tag for tag in languages() if tag in spoken()) or spoken()


def written_for(reader: str) -> str:
    """The language in which somebody is written to who reads `reader`: that, where letters are written in it."""
    found = letter_languages()
    return reader if reader in found else found[0]


def language_of(organization: Organization, on: date) -> str:
    """The language in which an organization is written to: that of its approver, where letters are written in it."""
    held = RoleHolding.objects.filter(in_force(on), organization=organization, role=Role.ORGANIZATION_APPROVER)
    account = User.objects.filter(pk__in=held.values("account")).order_by("pk").first()
    return written_for(account.language if account else "")


def says_in_any(field: str, word: str) -> Q:
    """Rows whose words hold a text, in whatever language they were written."""
    return reduce(or_, (Q(**{f"{field}__{tag}__icontains": word}) for tag in _written_somehow()))


def by_name(field: str = "names") -> Any:
    """What lists are ordered by: the name in the reader's language, or in one there is."""
    own = get_language() or SOURCE
    return text_in(field, own, *(tag for tag in _written_somehow() if tag != own))


def _written_somehow() -> tuple[str, ...]:
    """Every language in which the record may say something: the federation's, those the program writes in, none."""
    return tuple(dict.fromkeys((*languages(), *spoken(), UNKNOWN)))


def rules_to_come(on: date) -> list[RulesInForce]:
    """Versions that were adopted and take effect after `on`, in order; of two for one day only the later."""
    rows = RulesInForce.objects.filter(from_on__gt=on).order_by("from_on", "pk")
    return list({row.from_on: row for row in rows}.values())


def rules_on(day: date) -> tuple[str, str] | None:
    """Id and version of the rules that were in force on a day, or None before the federation is founded."""
    newest = RulesInForce.objects.filter(from_on__lte=day).order_by("-from_on", "-pk").first()
    if newest is not None:
        return newest.pack_id, newest.pack_version
    founded = Federation.objects.first()
    return (founded.pack_id, founded.pack_version) if founded else None


def put_in_force_on(pack_id: str, version: str) -> date | None:
    """The first day under a version that was adopted here; None where it never was, such as the one founded under."""
    rows = RulesInForce.objects.filter(pack_id=pack_id, pack_version=version).order_by("from_on")
    return rows.values_list("from_on", flat=True).first()


def hold_rules() -> None:
    """Within a transaction: nobody puts other rules in force until it is over. To be called before anything is
    recorded, so that two who wait never wait for each other.
    """
    list(Federation.objects.select_for_update().values_list("pk"))


@contextmanager
def federation_at_hand(of: Federation | None) -> Iterator[None]:
    """While one request is answered, `federation` is asked for once."""
    token = _present.set(of)
    try:
        yield
    finally:
        _present.reset(token)


def today(of: Federation | None = None) -> date:
    """The day by which things are due or overdue: today, or the day on which a demo stands still."""
    here = of or federation()
    return here.stands_on if here and here.stands_on else timezone.localdate(timezone=time_zone(here))


def in_force(as_of: Any, prefix: str = "") -> Q:
    """Rows whose span holds the day `as_of` (a date or an expression); `prefix` such as `placements__`."""
    return Q(**{f"{prefix}from_on__lte": as_of}) & (
        Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gt": as_of})
    )


def on_the_register(as_of: date) -> Q:
    """Organizations that were registered and had not ended on `as_of`."""
    return (Q(registered_on__isnull=True) | Q(registered_on__lte=as_of)) & (
        Q(ended_on__isnull=True) | Q(ended_on__gt=as_of)
    )


def _particulars(as_of: date) -> QuerySet[Particulars]:
    return Particulars.objects.filter(in_force(as_of), organization=OuterRef("pk")).order_by("-from_on")


def _placements(as_of: date) -> QuerySet[Placement]:
    return Placement.objects.filter(in_force(as_of), organization=OuterRef("pk"))


def organizations(as_of: date) -> Annotated:
    """Organizations as they stood on `as_of`, each with `names`, `concept_id`,
    `district_id`, `size`, `particulars_id` and the `body_id` of its joint committee (or None).
    """
    particulars, placement = _particulars(as_of), _placements(as_of)
    return Organization.objects.annotate(
        particulars_id=Subquery(particulars.values("pk")[:1]),
        names=Subquery(particulars.values("names")[:1]),
        concept_id=Subquery(particulars.values("concept_id")[:1]),
        district_id=Subquery(particulars.values("district_id")[:1]),
        size=Subquery(particulars.values("size")[:1]),
        body_id=Subquery(placement.values("body_id")[:1]),
    )


def current_particulars(as_of: date) -> Annotated:
    """Particulars in force on `as_of` of organizations on the register that day: one row each, the base
    of lists. Joined with concept, district and organization; `body_id` is the joint committee's.
    """
    placement = Placement.objects.filter(in_force(as_of), organization=OuterRef("organization_id"))
    registered = on_the_register(as_of)
    prefixed = Q(organization__in=Organization.objects.filter(registered))
    return (
        Particulars.objects.filter(in_force(as_of))
        .filter(prefixed)
        .select_related("organization", "concept", "district")
        .annotate(body_id=Subquery(placement.values("body_id")[:1]))
    )


def bodies(tier: TierCode, as_of: date) -> QuerySet[Body]:
    """Bodies of a tier that existed on `as_of`, by code."""
    return Body.objects.filter(
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=as_of), tier=tier, established_on__lte=as_of
    ).order_by("code")


def joint_committees(as_of: date) -> Annotated:
    """Joint committees on `as_of`, each with `organization_count`: how many are placed under it."""
    placed = Q(placements__from_on__lte=as_of) & (
        Q(placements__until_on__isnull=True) | Q(placements__until_on__gt=as_of)
    )
    return bodies(TierCode.JOINT, as_of).annotate(organization_count=Count("placements", filter=placed))


def apex(as_of: date) -> Body | None:
    """The apex body on `as_of`."""
    return bodies(TierCode.APEX, as_of).first()


def remits(as_of: date) -> QuerySet[Remit]:
    """Lines of remits in force on `as_of`, with their concept and district."""
    return Remit.objects.filter(in_force(as_of)).select_related("concept", "district").order_by("concept__path")


def placement_of(organization: Organization, as_of: date) -> Placement | None:
    """Where the organization was placed on `as_of`."""
    return organization.placements.filter(in_force(as_of)).select_related("body").first()


def placement_history(organization: Organization) -> QuerySet[Placement]:
    """Every placement of the organization, the latest first."""
    return organization.placements.select_related("body").order_by("-from_on")


def classification_in_use() -> Classification | None:
    """The classification the federation's organizations are placed by."""
    return Classification.objects.order_by("pk").first()


def top_concepts(classification: Classification | None) -> QuerySet[Concept]:
    """The top of the tree: the fields that lists and charts group by."""
    return Concept.objects.filter(classification=classification, depth=1).order_by("code")


def holdings_of(account_id: int, on: date) -> Annotated:
    """The roles an account holds on a day, with their places, the oldest first."""
    return (
        RoleHolding.objects.filter(in_force(on), account_id=account_id)
        .select_related("body", "organization")
        .order_by("pk")
    )


def open_keys(viewer: Viewer, on: date) -> QuerySet[AccessKey]:
    """The viewer's own keys at the organization they act for, the latest first."""
    return AccessKey.objects.filter(
        withdrawn_on=None,
        ends_on__gt=on,
        holding__account_id=viewer.account_id,
        holding__organization_id=viewer.organization_id or 0,
    ).order_by("-pk")


def open_invitations(on: date) -> QuerySet[Invitation]:
    """Invitations that can still be taken up, the latest first."""
    return (
        Invitation.objects.filter(accepted_on=None, withdrawn_on=None, expires_on__gt=on)
        .select_related("body", "organization")
        .order_by("-pk")
    )
