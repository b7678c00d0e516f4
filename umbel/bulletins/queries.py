"""Who a bulletin is for, how far it has come at each tier, and what waits for someone."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from umbel.accounts.permissions import Permission, Viewer
from umbel.bulletins.models import Bulletin, Call, Copy, Relay, Return
from umbel.bulletins.return_form import sums
from umbel.bulletins.states import Asks, ReturnState
from umbel.evaluation.queries.grades import grades_that_count
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
        graded = [organization for organization, counts_as in grades_that_count(on).items() if counts_as == grade]
        rows = rows.filter(organization_id__in=graded)
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
    rows = Bulletin.objects.select_related("body", "call").order_by("-sent_on", "-pk")
    if viewer.has(Permission.READ_EVERY_FILE):
        return rows
    if viewer.body_id is not None:
        through = Relay.objects.filter(body_id=viewer.body_id).values("bulletin_id")
        return rows.filter(Q(body_id=viewer.body_id) | Q(pk__in=through))
    reached = Copy.objects.filter(organization_id=viewer.organization_id or 0, reached_on__isnull=False)
    return rows.filter(pk__in=reached.values("bulletin_id"))


def readable_calls(viewer: Viewer) -> QuerySet[Call]:
    """Every call for officers; for an organization those that asked it."""
    found = Call.objects.order_by("-called_on", "-pk")
    if viewer.has(Permission.READ_EVERY_FILE) or viewer.has(Permission.READ_PLACED_FILES):
        return found
    return found.filter(returns__organization_id=viewer.organization_id or 0)


def waiting_for_relay(viewer: Viewer, _on: date) -> Annotated:
    """Bulletins that wait for the viewer's committee."""
    rows = Relay.objects.filter(body_id=viewer.body_id or 0, passed_on__isnull=True, bulletin__withdrawn_on=None)
    return rows.select_related("bulletin", "bulletin__body").annotate(
        due=F("due_on"),
        since=F("bulletin__sent_on"),
        names=F("bulletin__title"),
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
        names=F("bulletin__title"),
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
    return rows.annotate(names=F("organization__particulars__names")).order_by(
        F("acknowledged_on").asc(nulls_first=True), F("opened_on").asc(nulls_first=True), "organization_id"
    )


@dataclass(frozen=True, slots=True)
class Rolled:
    """What has come up so far from one committee, or from all: how many of how many, and the sums of what counts."""

    asked: int
    counted: int
    states: dict[str, int]
    sums: dict[str, tuple[Decimal, int]]

    @property
    def missing(self) -> int:
        return self.asked - self.counted


def rolled_up(call: Call, on: date, states: Collection[ReturnState]) -> dict[int | None, Rolled]:
    """Committee -> its roll-up as of today, over the returns in `states`; None for those under no committee."""
    day = call.closed_on or on
    placed = Placement.objects.filter(in_force(day), organization=OuterRef("organization_id")).values("body_id")[:1]
    rows = call.returns.annotate(under=Subquery(placed)).values_list("under", "state", "counted", "values")
    by_body: dict[int | None, list[tuple[str, dict[str, str]]]] = {}
    for under, state, counted, values in rows.iterator(chunk_size=2000):
        by_body.setdefault(under, []).append((counted if state == ReturnState.CLOSED else state, values))
    return {under: _rolled(call, found, states) for under, found in by_body.items()}


def _rolled(call: Call, rows: list[tuple[str, dict[str, str]]], states: Collection[ReturnState]) -> Rolled:
    counting = [values for state, values in rows if state in states]
    return Rolled(
        asked=len(rows),
        counted=len(counting),
        states=dict(Counter(state for state, _values in rows)),
        sums=sums(call.fields, counting),
    )


def all_of(parts: Iterable[Rolled]) -> Rolled:
    """The roll-ups of all committees together."""
    found, states = list(parts), Counter[str]()
    whole: dict[str, tuple[Decimal, int]] = {}
    for part in found:
        states.update(part.states)
        for code, (amount, many) in part.sums.items():
            before, so_far = whole.get(code, (Decimal(0), 0))
            whole[code] = (before + amount, so_far + many)
    return Rolled(sum(part.asked for part in found), sum(part.counted for part in found), dict(states), whole)


def returns_of(call: Call, viewer: Viewer, on: date) -> Annotated:
    """The returns of a call that the viewer may read, with the committee each is under and the name of its
    organization; those that are missing first.
    """
    day = call.closed_on or on
    placed = Placement.objects.filter(in_force(day), organization=OuterRef("organization_id")).values("body_id")[:1]
    known = Particulars.objects.filter(organization=OuterRef("organization_id")).order_by("-from_on")
    rows = call.returns.annotate(
        under=Subquery(placed),
        names=Subquery(known.values("names")[:1]),
    )
    if viewer.organization_id is not None:
        rows = rows.filter(organization_id=viewer.organization_id)
    elif viewer.body_id is not None:
        rows = rows.filter(under=viewer.body_id)
    elif not viewer.has(Permission.READ_EVERY_FILE):
        rows = rows.none()
    order = {state: place for place, state in enumerate(ReturnState)}
    return rows.annotate(
        place=Case(*(When(state=state, then=Value(place)) for state, place in order.items()), default=Value(9))
    ).order_by("place", "pk")


def waiting_for_review(viewer: Viewer, on: date) -> Annotated:
    """Submitted returns of the organizations placed under the viewer's committee."""
    placed = Placement.objects.filter(in_force(on), body_id=viewer.body_id or 0).values("organization_id")
    rows = Return.objects.filter(state=ReturnState.SUBMITTED, organization_id__in=placed, call__closed_on=None)
    return _for_desk(rows, F("call__review_by"))


def _for_desk(rows: QuerySet[Return], due: F) -> Annotated:
    known = Particulars.objects.filter(organization=OuterRef("organization_id")).order_by("-from_on")
    found: Annotated = rows.select_related("call").annotate(
        due=due,
        since=Coalesce(F("submitted_on"), F("call__called_on")),
        names=Subquery(known.values("names")[:1]),
    )
    return found
