"""The supervisors' own figures, committee by committee: anyone reads them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from umbel.activities import queries as activities
from umbel.activities.models import Look, Sign, Verification
from umbel.activities.states import Finding, LookOutcome, Ruling, SignKind
from umbel.notices.models import Clock
from umbel.notices.states import ClockState, PartyKind
from umbel.policy.obligations import Traits, obligations_due
from umbel.policy.pack import Pack
from umbel.register.queries.figures import median
from umbel.structure.models import Placement
from umbel.structure.queries import current_particulars, in_force, joint_committees
from umbel.words import Words

YEAR = timedelta(days=365)
ENOUGH = 10
"""Cases below which no rate is shown: it would say more about chance than about the committee."""
Z = 1.959963984540054
"""The normal quantile of a 95% interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """How one committee kept its own duties in the year before a day."""

    id: int
    code: str
    name: Words
    organizations: int
    findings: int = 0
    accepted: int = 0
    median_days: float | None = None
    waiting: int = 0
    waiting_since: date | None = None
    met: int = 0
    silent: int = 0
    overdue: int = 0
    looks: int = 0
    overturned: int = 0

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of its acceptance rate; None with too few cases."""
        return wilson(self.accepted, self.findings) if self.findings >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Burden:
    """Hours of work a year that the rules ask of an organization of one size, against the budget."""

    band: str
    hours: Decimal
    budget: Decimal | None
    organizations: int

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.hours > self.budget


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95% score interval of a rate (E. B. Wilson, Journal of the American Statistical Association 22, 1927)."""
    rate, square = part / whole, Z * Z
    middle = (rate + square / (2 * whole)) / (1 + square / whole)
    half = Z * sqrt(rate * (1 - rate) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


def supervisors(as_of: date) -> list[Supervisor]:
    """Every joint committee of a day with its figures of the year before."""
    since = as_of - YEAR
    found, days = _findings(since, as_of)
    clocks, waiting, looks = _clocks(since, as_of), _waiting(as_of), _looks(since, as_of)
    return [
        Supervisor(
            id=body.pk,
            code=body.code,
            name=body.names,
            organizations=body.organization_count,
            findings=found[body.pk].total() - found[body.pk][RETURNED],
            accepted=found[body.pk][Finding.ACCEPTED],
            median_days=median(days[body.pk]),
            waiting=waiting.get(body.pk, (0, None))[0],
            waiting_since=waiting.get(body.pk, (0, None))[1],
            met=clocks[body.pk][ClockState.MET],
            silent=clocks[body.pk][ClockState.SILENT],
            overdue=clocks[body.pk][OVERDUE],
            looks=looks[body.pk].total(),
            overturned=looks[body.pk][LookOutcome.REVERSED],
        )
        for body in joint_committees(as_of)
    ]


RETURNED = Finding.RETURNED.value
OVERDUE = "overdue"


def burden(pack: Pack, as_of: date) -> list[Burden]:
    """What the rules ask of an organization of each size in the year that begins, in any field."""
    sizes: Counter[str | None] = Counter()
    for size, many in current_particulars(as_of).order_by().values_list("size").annotate(many=Count("pk")):
        sizes[pack.band_of(size)] += many
    rows = []
    for band in pack.size_bands:
        due = obligations_due(
            pack,
            registered_on=None,
            ended_on=None,
            from_on=date(as_of.year, 1, 1),
            until_on=date(as_of.year + 1, 1, 1),
            traits=Traits(band.code, frozenset(code for item in pack.requirements for code in item.fields)),
        )
        hours = sum((row.requirement.hours * row.minimum for row in due if row.requirement.hours), Decimal(0))
        rows.append(Burden(band.code, hours, band.hours, sizes[band.code]))
    return rows


def _findings(since: date, as_of: date) -> tuple["_Tallies", dict[int, Counter[int]]]:
    took = ExpressionWrapper(F("found_on") - F("activity__reported_on"), output_field=DurationField())
    made = Verification.objects.filter(found_on__gt=since, found_on__lte=as_of, by_silence=False)
    rows = made.annotate(took=took).order_by().values_list("body", "finding", "took").annotate(many=Count("pk"))
    found, days = _Tallies(), _Days()
    for body, finding, duration, many in rows:
        found[body][finding] += many
        days[body][max(duration // timedelta(days=1), 0)] += many
    return found, days


def _clocks(since: date, as_of: date) -> "_Tallies":
    """Deadlines of each committee that ended in the year: kept, or passed in silence; and those overdue now."""
    ended = Q(stopped_on__gt=since, stopped_on__lte=as_of, state__in=[ClockState.MET, ClockState.SILENT])
    late = Q(state=ClockState.RUNNING, due_on__lt=as_of)
    own = Clock.objects.filter(ended | late, party_kind=PartyKind.BODY).order_by()
    tallies = _Tallies()
    too_late = Case(When(stopped_on__gt=F("due_on"), then=Value(value=True)), default=Value(value=False))
    counted_by = own.annotate(too_late=too_late).values_list("party_id", "state", "too_late")
    for party, state, was_late, many in counted_by.annotate(many=Count("pk")):
        # What came after its last day was not kept: the time had passed in silence.
        ended_as = ClockState.SILENT if was_late else state
        tallies[int(party)][OVERDUE if state == ClockState.RUNNING else ended_as] += many
    silent = Verification.objects.filter(found_on__gt=since, found_on__lte=as_of, by_silence=True)
    for body, many in silent.order_by().values_list("body").annotate(many=Count("pk")):
        counted = tallies[body]
        counted[ClockState.SILENT] = max(counted[ClockState.SILENT], many)  # imported reports have no clock
    return tallies


def _waiting(as_of: date) -> dict[int, tuple[int, date | None]]:
    under = Placement.objects.filter(in_force(as_of), organization=OuterRef("organization_id")).values("body_id")[:1]
    rows = activities.waiting_reports(as_of).annotate(under=Subquery(under)).order_by()
    counted = rows.values_list("under").annotate(many=Count("pk"), since=Min("reported_on"))
    return {under: (many, since) for under, many, since in counted if under}


def _looks(since: date, as_of: date) -> "_Tallies":
    decided = Look.objects.filter(decided_on__gt=since, decided_on__lte=as_of)
    first = Verification.objects.filter(activity=OuterRef("activity_id"), finding=Finding.NOT_ACCEPTED)
    rows = decided.annotate(body=Subquery(first.order_by("pk").values("body")[:1])).order_by()
    tallies = _Tallies()
    for body, outcome, many in rows.values_list("body", "outcome").annotate(many=Count("pk")):
        tallies[body][outcome] += many
    return tallies


def consistency(as_of: date, bodies: Iterable[int]) -> list[dict[str, object]]:
    """The acceptance rates of each officer of some committees over the year, for those who answer for them."""
    made = Verification.objects.filter(
        found_on__gt=as_of - YEAR, found_on__lte=as_of, by_silence=False, body__in=bodies, found_by__isnull=False
    ).exclude(finding=Finding.RETURNED)
    rows = made.order_by("body__code", "found_by__name").values("body__code", "found_by__name")
    counted = rows.annotate(many=Count("pk"), accepted=Count("pk", filter=Q(finding=Finding.ACCEPTED)))
    return [
        row | {"interval": wilson(row["accepted"], row["many"]) if row["many"] >= ENOUGH else None} for row in counted
    ]


def signs(as_of: date) -> list[tuple[SignKind, int, int, int]]:
    """(kind, pointed out, ruled on, found wrong) of the signs of thin reports, over all time."""
    counted = {
        kind: (many, ruled, wrong)
        for kind, many, ruled, wrong in Sign.objects.filter(noted_on__lte=as_of)
        .order_by()
        .values_list("kind")
        .annotate(many=Count("pk"), ruled=Count("ruled_on"), wrong=Count("pk", filter=Q(ruling=Ruling.WRONG)))
    }
    return [(kind, *counted[kind]) for kind in SignKind if kind in counted]


class _Tallies(dict[int, Counter[str]]):
    def __missing__(self, key: int) -> Counter[str]:
        self[key] = Counter()
        return self[key]


class _Days(dict[int, Counter[int]]):
    def __missing__(self, key: int) -> Counter[int]:
        self[key] = Counter()
        return self[key]
