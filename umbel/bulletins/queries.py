"""Who a bulletin is for, how far it has come at each tier, and what waits for someone."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from umbel.accounts.permissions import Permission, Viewer
from umbel.bulletins.models import Bulletin, Copy, Relay
from umbel.bulletins.states import Asks, Audience
from umbel.evaluation.models import ProposedGrade
from umbel.evaluation.queries.grades import latest_cycle
from umbel.structure.models import Body, Concept, District, Particulars, Placement
from umbel.structure.queries import Annotated, current_particulars, in_force
from umbel.structure.states import TierCode


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a bulletin has come. `whole` counts everyone it is for; the others are parts of it."""

    whole: int = 0
    reached: int = 0
    opened: int = 0
    acknowledged: int = 0
    overdue: int = 0
    unreachable: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(self)))


def audience(
    body: Body, on: date, *, concept: Concept | None = None, district: District | None = None, grade: str = ""
) -> Annotated:
    """Particulars of the organizations a bulletin of `body` is for on a day, each with the `body_id` it is under."""
    rows = current_particulars(on)
    if body.tier == TierCode.JOINT:
        rows = rows.filter(body_id=body.pk)
    if concept:
        rows = rows.filter(concept__path__startswith=concept.path)
    if district:
        rows = rows.filter(district=district)
    if grade:
        cycle = latest_cycle()
        graded = ProposedGrade.objects.filter(cycle=cycle, grade=grade) if cycle else ProposedGrade.objects.none()
        rows = rows.filter(organization_id__in=graded.values("organization_id"))
    return rows


def coverage_by_committee(bulletin: Bulletin, on: date) -> dict[int | None, Coverage]:
    """Relay number -> how far it has come there; None for those whom nobody supervises."""
    late = Q(acknowledged_on__isnull=True, reached_on__isnull=False)
    overdue = late if bulletin.due_on and bulletin.due_on < on and bulletin.asks != Asks.NOTHING else Q(pk__in=[])
    counted = (
        bulletin.copies.order_by()
        .values_list("relay")
        .annotate(
            whole=Count("pk"),
            reached=Count("reached_on"),
            opened=Count("opened_on"),
            acknowledged=Count("acknowledged_on"),
            overdue=Count("pk", filter=overdue),
            unreachable=Count("pk", filter=Q(is_unreachable=True)),
        )
    )
    return {relay: Coverage(*counts) for relay, *counts in counted}


def total(parts: Iterable[Coverage]) -> Coverage:
    """All tiers below together."""
    return sum(parts, start=Coverage())


def readable_bulletins(viewer: Viewer) -> QuerySet[Bulletin]:
    """Those the viewer sent, passes on or received; the apex and its auditors read all."""
    rows = Bulletin.objects.select_related("body").order_by("-sent_on", "-pk")
    if viewer.has(Permission.READ_EVERY_FILE):
        return rows
    if viewer.body_id is not None:
        through = Relay.objects.filter(body_id=viewer.body_id).values("bulletin_id")
        return rows.filter(Q(body_id=viewer.body_id) | Q(pk__in=through))
    reached = Copy.objects.filter(organization_id=viewer.organization_id or 0, reached_on__isnull=False)
    return rows.filter(pk__in=reached.values("bulletin_id"))


def waiting_for_relay(viewer: Viewer, _on: date) -> Annotated:
    """Bulletins that wait for the viewer's committee."""
    rows = Relay.objects.filter(body_id=viewer.body_id or 0, passed_on__isnull=True, bulletin__withdrawn_on=None)
    return rows.select_related("bulletin", "bulletin__body").annotate(
        due=F("due_on"),
        since=F("bulletin__sent_on"),
        name_en=F("bulletin__title_en"),
        name_zh=F("bulletin__title_zh"),
    )


def waiting_for_acknowledgement(viewer: Viewer, _on: date) -> Annotated:
    """Bulletins that wait for the viewer's organization."""
    rows = Copy.objects.filter(
        organization_id=viewer.organization_id or 0,
        reached_on__isnull=False,
        acknowledged_on__isnull=True,
        bulletin__withdrawn_on=None,
        bulletin__asks=Asks.ACKNOWLEDGEMENT,
    )
    return rows.select_related("bulletin", "bulletin__body").annotate(
        due=F("bulletin__due_on"),
        since=F("reached_on"),
        name_en=F("bulletin__title_en"),
        name_zh=F("bulletin__title_zh"),
    )


def supervisors(on: date, organizations: Iterable[int]) -> dict[int, int]:
    """Organization -> the committee it is placed under on a day."""
    rows = Placement.objects.filter(in_force(on), organization_id__in=organizations)
    return dict(rows.values_list("organization_id", "body_id"))


def copies_of(bulletin: Bulletin, relay: Relay | None = None) -> Annotated:
    """Copies with the names of their organizations as they are called today, those not acknowledged first."""
    named = Particulars.objects.filter(
        until_on__isnull=True, organization_id__in=bulletin.copies.values("organization")
    )
    rows = Copy.objects.filter(bulletin=bulletin, organization__particulars__in=named)
    if relay is not None:
        rows = rows.filter(relay=relay)
    return rows.annotate(
        name_en=F("organization__particulars__name_en"), name_zh=F("organization__particulars__name_zh")
    ).order_by(F("acknowledged_on").asc(nulls_first=True), F("opened_on").asc(nulls_first=True), "organization_id")


def is_for_committees(bulletin: Bulletin) -> bool:
    """Whether it ends at the joint committees."""
    return bulletin.audience == Audience.COMMITTEES
