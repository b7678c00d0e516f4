"""Questions about what is due and what was done, as of a date."""

from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from umbel.activities.models import Activity, Filing, Obligation, Verification
from umbel.activities.states import Fate, Finding
from umbel.errors import NotFound
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack
from umbel.structure.queries import Annotated, federation


def _reported(as_of: date) -> QuerySet[Activity]:
    """Activities reported by `as_of` for the obligation of the outer query."""
    return Activity.objects.filter(obligation=OuterRef("pk"), reported_on__lte=as_of)


def silent_since(pack: Pack | None, as_of: date) -> date:
    """Reports of this day or earlier have outlived the time the pack gives a committee to verify them;
    the earliest date there is where it gives none.
    """
    days = next((time.working_days for time in pack.due_times if time.code == "verification"), None) if pack else None
    if pack is None or days is None:
        return date.min
    calendar, day = calendar_of(pack), as_of
    while calendar.add_working_days(day, days) >= as_of:
        day -= timedelta(days=1)
    return day


def pack_in_force() -> Pack | None:
    """The federation's pack, or None where there is no federation or its pack is not at hand."""
    here = federation()
    try:
        return find_pack(here.pack_id, here.pack_version) if here else None
    except NotFound:
        return None


def _accepted(as_of: date, silent: date) -> Q:
    """Accepted by a finding, or by the silence of a committee whose time had run out."""
    waiting = Q(verification__isnull=True) | Q(verification__found_on__gt=as_of)
    return Q(verification__finding=Finding.ACCEPTED, verification__found_on__lte=as_of) | (
        waiting & Q(reported_on__lte=silent)
    )


def _refused(as_of: date) -> Q:
    return Q(verification__found_on__lte=as_of) & ~Q(verification__finding=Finding.ACCEPTED)


def _count(activities: QuerySet[Activity]) -> Coalesce:
    counted = activities.order_by().values("obligation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _fulfilled_on(as_of: date, silent: date) -> Subquery:
    """The day on which the last of the `minimum` accepted activities was reported: the
    organization's own date, so that a slow verification never makes it late.
    """
    earlier = (
        Activity.objects.filter(_accepted(as_of, silent), obligation=OuterRef("obligation"), reported_on__lte=as_of)
        .filter(
            Q(reported_on__lt=OuterRef("reported_on")) | Q(reported_on=OuterRef("reported_on"), pk__lte=OuterRef("pk"))
        )
        .order_by()
        .values("obligation")
        .annotate(n=Count("pk"))
        .values("n")
    )
    ranked = (
        _reported(as_of).filter(_accepted(as_of, silent)).annotate(rank=Subquery(earlier, output_field=IntegerField()))
    )
    return Subquery(ranked.filter(rank=OuterRef("minimum")).values("reported_on")[:1])


def obligations(as_of: date, pack: Pack | None = None) -> Annotated:
    """Obligations as of a date, each with `met_on` and its one `fate`; times of `pack`, or of the pack in force.

    An obligation whose reports still wait for the committee's finding is open, not missed, and met once
    the committee's own time has run out: the silence of a supervisor never counts against the organization.
    """
    silent = silent_since(pack or pack_in_force(), as_of)
    filed = Filing.objects.filter(obligation=OuterRef("pk"), received_on__lte=as_of).values("received_on")[:1]
    waiting = _count(_reported(as_of).exclude(_refused(as_of)))
    return Obligation.objects.annotate(
        standing_reports=waiting,
        met_on=Case(When(kind="filing", then=Subquery(filed)), default=_fulfilled_on(as_of, silent)),
    ).annotate(
        fate=Case(
            When(met_on__isnull=False, met_on__lte=F("due_on"), then=Value(Fate.MET.value)),
            When(met_on__isnull=False, then=Value(Fate.LATE.value)),
            When(due_on__gte=as_of, then=Value(Fate.OPEN.value)),
            When(kind="activity", standing_reports__gte=F("minimum"), then=Value(Fate.OPEN.value)),
            default=Value(Fate.MISSED.value),
            output_field=CharField(),
        )
    )


def missed_obligations(as_of: date) -> Annotated:
    """Obligations whose due date passed without what was due."""
    return obligations(as_of).filter(fate=Fate.MISSED)


def activities_of(organization_id: int, as_of: date) -> QuerySet[Activity]:
    """Activities reported by `as_of`, the latest first, each with its obligation, evidence and finding."""
    return (
        Activity.objects.filter(organization_id=organization_id, reported_on__lte=as_of)
        .select_related("obligation", "verification", "verification__body")
        .prefetch_related("evidence")
        .order_by("-held_on", "-pk")
    )


def findings_by(body_id: int, as_of: date) -> QuerySet[Verification]:
    """Findings a joint committee made by `as_of`, with the report each is about."""
    return Verification.objects.filter(body_id=body_id, found_on__lte=as_of).select_related("activity")
