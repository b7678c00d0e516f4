"""Which grades were proposed, and how many of each."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from umbel.casework.models import Case
from umbel.casework.queries import downgraded, downgrades, rung_of
from umbel.evaluation.models import Cycle, Grade, ProposedGrade
from umbel.evaluation.states import IN_PUBLIC, WITH_GRADES
from umbel.structure.models import Concept, Particulars
from umbel.structure.queries import in_force


def cycles() -> QuerySet[Cycle]:
    """Every cycle, the latest first."""
    return Cycle.objects.order_by("-from_on", "-pk")


def latest_cycle() -> Cycle | None:
    """The latest cycle that has proposed grades."""
    return cycles().filter(state__in=WITH_GRADES).first()


def proposed_grades(cycle: Cycle) -> QuerySet[ProposedGrade]:
    """The grades proposed in a cycle, without the figures behind them, which are large."""
    return ProposedGrade.objects.filter(cycle=cycle).defer("figures")


def proposed_grade(cycle: Cycle, organization_id: int) -> ProposedGrade | None:
    """What is proposed for one organization."""
    return ProposedGrade.objects.filter(cycle=cycle, organization_id=organization_id).first()


def _given(cycle: Cycle) -> QuerySet[Any]:
    """The published grades of a cycle, or the proposed ones while none are published."""
    rows = Grade.objects if cycle.state in IN_PUBLIC else ProposedGrade.objects
    return rows.filter(cycle=cycle)


def grade_counts(cycle: Cycle) -> dict[str, int]:
    """Grade -> how many organizations."""
    counted = _given(cycle).values_list("grade").annotate(n=Count("pk"))
    return dict(counted.order_by("grade"))


def grades_by_body(cycle: Cycle) -> dict[int | None, dict[str, int]]:
    """Joint committee on the cycle's date -> grade -> how many organizations."""
    counted = _given(cycle).values_list("body_id", "grade").annotate(n=Count("pk"))
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    for body, grade, number in counted.order_by("body_id", "grade"):
        found[body][grade] = number
    return dict(found)


def grades_by_field(cycle: Cycle) -> dict[str | None, dict[str, int]]:
    """Code of the top concept (None: not classified) -> grade -> how many organizations."""
    particulars = Particulars.objects.filter(in_force(cycle.as_of), organization=OuterRef("organization_id"))
    counted = (
        _given(cycle)
        .annotate(concept=Subquery(particulars.values("concept_id")[:1]))
        .values_list("concept", "grade")
        .annotate(n=Count("pk"))
    )
    tops = {pk: path.split("/")[1] for pk, path in Concept.objects.values_list("pk", "path")}
    found: dict[str | None, Counter[str]] = defaultdict(Counter)
    for concept, grade, number in counted:
        found[tops.get(concept)][grade] += number
    return {field: dict(counts) for field, counts in sorted(found.items(), key=lambda item: item[0] or "~")}


@dataclass(frozen=True, slots=True)
class StandingGrade:
    """A published grade, and as what it counts."""

    grade: Grade
    counts_as: str
    lowered_by: Case | None = None
    """The decided case by which it counts as another one than was published."""


def published_grades(organization_id: int, on: date) -> list[StandingGrade]:
    """The grades that count on a day: under each pack the last one published, unless it has run out. A downgrade that
    was decided in a case changes what it counts as, never what was published.
    """
    rows = Grade.objects.filter(
        organization=organization_id, cycle__state__in=IN_PUBLIC, cycle__published_on__lte=on
    ).select_related("cycle")
    latest = {row.cycle.pack_id: row for row in rows.order_by("cycle__published_on", "pk")}
    valid = [row for row in latest.values() if row.cycle.valid_until and on < row.cycle.valid_until]
    decided = downgrades(organization_id, on) if valid else []
    return [_counted(row, [case for case in decided if case.pack_id == row.cycle.pack_id]) for row in valid]


def grades_that_count(on: date) -> dict[int, str]:
    """Organization -> the grade that counts for it on a day: the last one published that has not run out, lowered where
    that was decided in a case. A grade that is only proposed counts for nothing.
    """
    valid = Grade.objects.filter(
        cycle__state__in=IN_PUBLIC, cycle__published_on__lte=on, cycle__valid_until__gt=on
    ).select_related("cycle")
    latest = {row.organization_id: row for row in valid.order_by("cycle__published_on", "pk")}
    lowered = downgraded(on) & latest.keys()
    return {
        key: max(published_grades(key, on), key=lambda found: found.grade.pk).counts_as if key in lowered else row.grade
        for key, row in latest.items()
    }


def _counted(row: Grade, decided: list[Case]) -> StandingGrade:
    counts_as, by = row.grade, None
    for case in decided:
        if lower := rung_of(case).lowers.get(counts_as):
            counts_as, by = lower, case
    return StandingGrade(row, counts_as, by)
