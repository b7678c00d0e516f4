"""Figures for everyone: what fell due and was met, how fast supervisors find, how grades are spread."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, OuterRef, QuerySet, Subquery

from umbel.activities import queries as activities
from umbel.activities.models import Verification
from umbel.evaluation import queries as evaluation
from umbel.evaluation.states import WITH_GRADES
from umbel.register.rows import Distribution, Fates, Supervision
from umbel.structure.models import Placement
from umbel.structure.queries import in_force

YEAR = timedelta(days=365)


def fates_by_committee(as_of: date, committee: int | None = None) -> dict[int | None, Fates]:
    """What became of obligations that began by a day, by that day's joint committee (or of one)."""
    placed = Placement.objects.filter(in_force(as_of), organization=OuterRef("organization_id"))
    rows = activities.obligations(as_of).filter(from_on__lte=as_of)
    rows = rows.annotate(body=Subquery(placed.values("body_id")[:1]))
    if committee is not None:
        of_one = Placement.objects.filter(in_force(as_of), body_id=committee).values("organization_id")
        rows = rows.filter(organization__in=of_one)
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    for body, fate, many in rows.order_by().values_list("body", "fate").annotate(many=Count("pk")):
        counts[body][fate] += many
    return {body: Fates(**found) for body, found in counts.items()}


def supervision(as_of: date, committee: int | None = None) -> Supervision:
    """A joint committee's own figures (or of all of them): the time its findings of the last year took, and what waits
    now.
    """
    found = Verification.objects.filter(found_on__gt=as_of - YEAR, found_on__lte=as_of, by_silence=False)
    waiting = activities.waiting_reports(as_of)
    if committee is not None:
        placed = Placement.objects.filter(in_force(as_of), body_id=committee).values("organization_id")
        found = found.filter(body_id=committee)
        waiting = waiting.filter(organization__in=placed)
    days = _days_taken(found)
    open_ones = waiting.aggregate(many=Count("pk"), since=Min("reported_on"))
    return Supervision(
        findings=days.total(),
        median_days=median(days),
        waiting=open_ones["many"],
        waiting_since=open_ones["since"],
    )


def distribution(as_of: date) -> Distribution | None:
    """How the grades of the latest cycle by a day are spread; None when no cycle had proposed any."""
    cycle = evaluation.cycles().filter(state__in=WITH_GRADES, as_of__lte=as_of).first()
    if cycle is None:
        return None
    by_committee = evaluation.grades_by_body(cycle)
    total: Counter[str] = Counter()
    for counts in by_committee.values():
        total.update(counts)
    known = [grade.code for grade in evaluation.pinned_pack(cycle).grades]
    return Distribution(cycle=cycle.code, grades=tuple(known), by_committee=by_committee, total=dict(total))


def median(days: Counter[int]) -> float | None:
    """The middle of a tally of days; between the two in the middle where they are even in number."""
    total = days.total()
    if not total:
        return None
    ordered = sorted(days)
    middle = []
    for rank in ((total - 1) // 2, total // 2):
        passed = 0
        for value in ordered:
            passed += days[value]
            if passed > rank:
                middle.append(value)
                break
    return sum(middle) / 2


def _days_taken(found: QuerySet[Verification]) -> Counter[int]:
    took = ExpressionWrapper(F("found_on") - F("activity__reported_on"), output_field=DurationField())
    rows = found.annotate(took=took).order_by().values_list("took").annotate(many=Count("pk"))
    tally: Counter[int] = Counter()
    for duration, many in rows:
        tally[max(duration // timedelta(days=1), 0)] += many
    return tally
