"""Questions about what is due and what was done, as of a date."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from statistics import median
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Greatest, RowNumber

from umbel.accounts.permissions import Permission, Viewer
from umbel.activities.models import Activity, Extension, Filing, Grant, Obligation, Verification, Visit
from umbel.activities.states import ActivityState, Fate, Finding
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotFound
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.policy import find_pack
from umbel.policy.obligations import Traits, calendar_of
from umbel.policy.pack import Pack, RequirementKind
from umbel.structure.models import Particulars, Placement
from umbel.structure.queries import Annotated, federation, in_force, rules_to_come


def reported(as_of: date) -> Annotated:
    """Activities reported by `as_of` and not withdrawn, each with `found`: the finding that stood on that day; none
    while it waits. The silence of a committee whose time had run out is an acceptance, which a finding against the
    report that comes later does not undo.
    """
    in_time = Q(finding=Finding.ACCEPTED) | Q(found_on__lte=Coalesce(OuterRef("verify_by"), date.max))
    standing = findings_standing(as_of).filter(in_time, activity=OuterRef("pk")).values("finding")[:1]
    return (
        Activity.objects.filter(reported_on__lte=as_of)
        .exclude(state=ActivityState.WITHDRAWN)
        .annotate(said=Subquery(standing))
        .annotate(
            found=Case(
                When(said__isnull=False, then=F("said")),
                When(verify_by__lt=as_of, then=Value(Finding.ACCEPTED.value)),
                output_field=CharField(null=True),
            )
        )
    )


def waiting_reports(as_of: date) -> Annotated:
    """Reports without a finding on a day. Past the committee's last day none waits: its silence is an acceptance; so
    only the latest are looked at.
    """
    in_time = Q(verify_by__gte=as_of) | Q(verify_by__isnull=True)
    return reported(as_of).filter(in_time, found__isnull=True)


def findings_standing(as_of: date) -> QuerySet[Verification]:
    """Findings made by `as_of` and not superseded by then: at most one an activity."""
    return Verification.objects.filter(Q(superseded_on__isnull=True) | Q(superseded_on__gt=as_of), found_on__lte=as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long an organization waited for the findings on what it reported in a stretch of time: days."""

    found: int
    median: float | None
    longest: int | None
    silent: int
    """Reports on which the committee let its time pass."""
    waiting: int


def pace_for(organization_id: int, since: date, as_of: date) -> Pace:
    """How its supervisors kept an organization waiting, over the reports filed after `since`."""
    standing = findings_standing(as_of).filter(activity=OuterRef("pk"), by_silence=False)
    rows = reported(as_of).filter(organization_id=organization_id, reported_on__gt=since).order_by()
    rows = rows.annotate(told_on=Subquery(standing.values("found_on")[:1]))
    taken, waiting, silent = list[int](), 0, 0
    for reported_on, found, told_on in rows.values_list("reported_on", "found", "told_on"):
        if told_on:
            taken.append((told_on - reported_on).days)
        waiting += found is None
        silent += bool(found and not told_on)
    return Pace(
        found=len(taken),
        median=median(taken) if taken else None,
        longest=max(taken, default=None),
        silent=silent,
        waiting=waiting,
    )


def verification_term(pack: Pack | None) -> Callable[[date], date | None]:
    """Day of a report -> the committee's last day for its finding, by the pack's calendar; none without a pack."""
    if pack is None:
        return lambda _on: None
    calendar, days = calendar_of(pack), pack.due_time("verification").working_days
    return cache(lambda on: calendar.add_working_days(on, days))


def pack_in_force() -> Pack | None:
    """The federation's pack, or None where there is no federation or its pack is not at hand."""
    here = federation()
    try:
        return find_pack(here.pack_id, here.pack_version) if here else None
    except NotFound:
        return None


def rules_between(on: date, until: date) -> Iterator[tuple[Pack, date, date | None]]:
    """The rules that periods beginning in [on, until) stand under: (pack, from its first day, until the day before
    which they must begin; none for the last).
    """
    pack = pack_in_force()
    for row in rules_to_come(on):
        if row.from_on >= until:
            break
        if pack is not None:
            yield pack, on, row.from_on
        pack, on = find_pack(row.pack_id, row.pack_version), row.from_on
    if pack is not None:
        yield pack, on, None


def _of_obligation(as_of: date) -> Annotated:
    return reported(as_of).filter(obligation=OuterRef("pk"))


def _count(activities: QuerySet[Activity]) -> Coalesce:
    counted = activities.order_by().values("obligation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _fulfilled_on(as_of: date) -> Subquery:
    """The day on which the last of the `minimum` accepted activities was reported: the
    organization's own date, so that a slow verification never makes it late.
    """
    in_order = Window(RowNumber(), order_by=["reported_on", "pk"])
    accepted = _of_obligation(as_of).filter(found=Finding.ACCEPTED).order_by().annotate(rank=in_order)
    return Subquery(accepted.filter(rank=OuterRef("minimum")).values("reported_on")[:1])


def _filed_on(as_of: date) -> Subquery:
    filed = Filing.objects.filter(obligation=OuterRef("pk"), received_on__lte=as_of)
    return Subquery(filed.values("received_on")[:1])


MET_ON: dict[RequirementKind, Callable[[date], Subquery]] = {
    RequirementKind.ACTIVITY: _fulfilled_on,
    RequirementKind.FILING: _filed_on,
}
"""For each kind of requirement: the day on which an obligation was met, as known on a date."""


def extended_until(as_of: date) -> Subquery:
    """For an obligation: the latest due date that an extension given by `as_of` gave it."""
    given = Extension.objects.filter(obligation=OuterRef("pk"), given_on__lte=as_of)
    return Subquery(given.order_by("-due_on").values("due_on")[:1])


def _still_owed(as_of: date) -> Q:
    ended = "organization__ended_on"
    return Q(**{f"{ended}__isnull": True}) | Q(**{f"{ended}__gt": as_of}) | Q(**{f"{ended}__gte": F("until_on")})


def obligations(as_of: date) -> Annotated:
    """Obligations as of a date, each with `due_by` (its due date, or a later one that was granted), `met_on`,
    `is_answered` (met, or reported in full and waiting for findings) and its one `fate`. One whose organization left
    the register before its period was over is owed no longer.

    An obligation whose reports still wait for the committee's finding is open, not missed, and met once
    the committee's own time has run out: the silence of a supervisor never counts against the organization.
    """
    waiting = _count(_of_obligation(as_of).filter(Q(found__isnull=True) | Q(found=Finding.ACCEPTED)))
    return (
        Obligation.objects.filter(_still_owed(as_of))
        .annotate(
            due_by=Greatest(F("due_on"), Coalesce(extended_until(as_of), F("due_on"))),
            standing_reports=waiting,
            met_on=Case(*(When(kind=kind, then=met(as_of)) for kind, met in MET_ON.items())),
        )
        .annotate(
            is_answered=ExpressionWrapper(
                Q(met_on__isnull=False) | Q(kind=RequirementKind.ACTIVITY, standing_reports__gte=F("minimum")),
                output_field=BooleanField(),
            )
        )
        .annotate(
            fate=Case(
                When(met_on__isnull=False, met_on__lte=F("due_by"), then=Value(Fate.MET.value)),
                When(met_on__isnull=False, then=Value(Fate.LATE.value)),
                When(due_by__gte=as_of, then=Value(Fate.OPEN.value)),
                When(is_answered=True, then=Value(Fate.OPEN.value)),
                default=Value(Fate.MISSED.value),
                output_field=CharField(),
            )
        )
    )


def missed_obligations(as_of: date) -> Annotated:
    """Obligations whose due date passed without what was due."""
    return obligations(as_of).filter(fate=Fate.MISSED)


def activities_of(organization_id: int, as_of: date) -> Annotated:
    """Activities reported by `as_of`, the latest first, each with its obligation, evidence, `found` as of that day,
    and `standing`: the finding itself, with its reasons, in a list of at most one.
    """
    standing = findings_standing(as_of).select_related("body", "found_by")
    return (
        reported(as_of)
        .filter(organization_id=organization_id)
        .select_related("obligation")
        .prefetch_related("evidence", Prefetch("verifications", standing, to_attr="standing"))
        .order_by("-held_on", "-pk")
    )


def waiting_for_finding(viewer: Viewer, on: date) -> Annotated:
    """Reports that wait for the viewer's joint committee: those of the organizations placed under it today."""
    placed = Placement.objects.filter(in_force(on), body_id=viewer.body_id or 0).values("organization_id")
    rows = Activity.objects.filter(state=ActivityState.REPORTED, organization_id__in=placed)
    return _for_desk(rows, on, due=F("verify_by"))


def waiting_for_another_look(_viewer: Viewer, on: date) -> Annotated:
    """Reports that were not accepted and are to be looked at again."""
    return _for_desk(Activity.objects.filter(state=ActivityState.CONTESTED), on, due=F("look__due_on"))


def sent_back(viewer: Viewer, on: date) -> Annotated:
    """Reports that came back to the viewer's organization to be completed."""
    rows = Activity.objects.filter(state=ActivityState.RETURNED, organization_id=viewer.organization_id or 0)
    clocks = Clock.objects.filter(
        subject_kind=SubjectKind.ACTIVITY,
        subject_id=Cast(OuterRef("pk"), CharField()),
        code="activities:resubmission",
        state=ClockState.RUNNING,
    )
    return _for_desk(rows, on, due=Subquery(clocks.values("due_on")[:1]))


def _for_desk(rows: QuerySet[Activity], on: date, *, due: Any) -> Annotated:
    known = Particulars.objects.filter(organization_id=OuterRef("organization_id"), from_on__lte=on)
    standing = known.order_by("-from_on")
    found: Annotated = rows.select_related("obligation").annotate(
        due=due,
        since=F("reported_on"),
        names=Subquery(standing.values("names")[:1]),
    )
    return found


def near_and_open(organization_ids: Collection[int], on: date, until_on: date) -> Annotated:
    """What is still to be done up to a day by these organizations, the nearest first."""
    rows = obligations(on).filter(organization_id__in=organization_ids, fate=Fate.OPEN, due_by__lte=until_on)
    return rows.order_by("due_by", "pk")


def extendable(viewer: Viewer, on: date) -> QuerySet[Obligation]:
    """Obligations within the viewer's reach for more time: begun, of organizations on the register, and due no longer
    than half a year ago.
    """
    recent = {"from_on__lte": on, "due_on__gte": on - timedelta(days=183)}
    rows = Obligation.objects.filter(**recent, organization__ended_on__isnull=True)
    if viewer.has(Permission.DECIDE_FOR_APEX):
        return rows
    placed = Placement.objects.filter(in_force(on), body_id=viewer.body_id or 0).values("organization_id")
    return rows.filter(organization_id__in=placed)


def grants(as_of: date) -> Annotated:
    """Every decision to give more time, the latest first, each with how many organizations had it and the new day."""
    given = Grant.objects.filter(given_on__lte=as_of).select_related("body", "given_by")
    return given.annotate(
        organizations=Count("extensions__obligation__organization", distinct=True),
        obligations=Count("extensions", distinct=True),
        due_on=Max("extensions__due_on"),
        was_due_on=Max("extensions__obligation__due_on"),
        requirement=Max("extensions__obligation__requirement"),
        period=Max("extensions__obligation__period"),
    ).order_by("-given_on", "-pk")


def is_scaled(pack: Pack) -> bool:
    """Whether what the pack asks depends on an organization's size or field."""
    return any(item.minimum_by_size or item.fields for item in pack.requirements)


def traits_of(pack: Pack, on: date) -> dict[int, Traits]:
    """Organization -> its size band and fields, as they stood on a day or later: what its duties depend on."""
    rows = Particulars.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on)).order_by("-from_on")
    found = rows.values_list("organization_id", "size", "concept__path")
    return {
        key: Traits(pack.band_of(size), frozenset(filter(None, (path or "").split("/")))) for key, size, path in found
    }


def last_visits(organization_ids: Collection[int]) -> dict[int, date]:
    """Organization -> the day of its last visit; those never visited are left out."""
    made = Visit.objects.filter(organization_id__in=organization_ids, reported_on__isnull=False).order_by()
    return dict(made.values_list("organization_id").annotate(Max("visited_on")))


def readable_visits(viewer: Viewer) -> QuerySet[Visit]:
    """Visits of the viewer's committee or organization, all for whoever reads every file; those to be made first."""
    rows = Visit.objects.select_related("draw", "body").order_by(
        F("reported_on").desc(nulls_first=True), "-draw__drawn_on", "pk"
    )
    if viewer.has(Permission.READ_EVERY_FILE):
        return rows
    if viewer.body_id is not None:
        return rows.filter(body_id=viewer.body_id)
    return rows.filter(organization_id=viewer.organization_id or 0)


def visits_to_make(viewer: Viewer, _on: date) -> Annotated:
    """Visits that were drawn for the viewer's committee and have not been made."""
    rows = Visit.objects.filter(body_id=viewer.body_id or 0, reported_on=None, dropped_on=None)
    known = Particulars.objects.filter(organization_id=OuterRef("organization_id")).order_by("-from_on")
    found: Annotated = rows.select_related("draw").annotate(
        due=Cast(Value(None), DateField()),
        since=F("draw__drawn_on"),
        names=Subquery(known.values("names")[:1]),
    )
    return found
