"""How each body brings and decides cases: anyone reads it. A body answers for the cases that it brought.

Appeals are decided by reviewers; they stand in the row of the body whose decision was appealed, and what the
reviewers owe it (an answer in time) is counted there too.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from umbel.audit.subjects import SubjectKind
from umbel.casework.models import Case, Service
from umbel.casework.states import CaseState, Paper, ServiceChannel, ServiceOutcome
from umbel.notices.models import Clock
from umbel.register.queries.figures import median
from umbel.register.queries.supervising import ENOUGH, YEAR, wilson
from umbel.structure.models import Body
from umbel.words import NO_WORDS, Words

HIGH = 95
"""The percentile shown beside the median: how long the slow ones took."""


@dataclass(slots=True, kw_only=True)
class Deciding:
    """What one body did in casework in the year before a day; adverse measures only."""

    code: str = ""
    name: Words = NO_WORDS
    """Both empty: cases of the apex, before there is a body of that tier."""
    opened: int = 0
    dropped: int = 0
    days: Counter[int] = field(default_factory=Counter)
    """From the notice to the decision -> how many."""
    appeal_days: Counter[int] = field(default_factory=Counter)
    """From an appeal to its decision -> how many."""
    overturned: int = 0
    owed: int = 0
    """Appeals that were decided, or whose time ran out."""
    late: int = 0
    """Of these: decided after their last day, or not yet."""
    proved: int = 0
    """Notices that arrived by the first attempt."""
    tried: int = 0
    """Notices of which it is known whether the first attempt brought them."""
    unknown: int = 0
    """Notices that nobody has opened, and no other way has been tried: a gap in the rate."""

    @property
    def decided(self) -> int:
        return self.days.total()

    @property
    def appeals(self) -> int:
        return self.appeal_days.total()

    @property
    def median_days(self) -> float | None:
        return median(self.days)

    @property
    def high_days(self) -> int | None:
        return percentile(self.days, HIGH)

    @property
    def median_appeal_days(self) -> float | None:
        return median(self.appeal_days)

    @property
    def high_appeal_days(self) -> int | None:
        return percentile(self.appeal_days, HIGH)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of the rate of decisions overturned; None with too few appeals."""
        return wilson(self.overturned, self.appeals) if self.appeals >= ENOUGH else None

    @property
    def has_any(self) -> bool:
        return bool(self.opened or self.dropped or self.decided or self.owed or self.tried or self.unknown)


def percentile(counted: Counter[int], rank: int) -> int | None:
    """The smallest value that at least `rank` of a hundred do not exceed; None with too few of them."""
    if counted.total() < ENOUGH:
        return None
    wanted, seen = counted.total() * rank / 100, 0
    for value in sorted(counted):
        seen += counted[value]
        if seen >= wanted:
            return value
    return None


def deciding(as_of: date) -> list[Deciding]:
    """Every body with cases in the year before a day, by its code, the apex first. Bodies that were dissolved since
    are among them: what they did does not vanish with them.
    """
    found: dict[int | None, Deciding] = defaultdict(Deciding)
    for row in _cases(as_of):
        _count(found[row["body"]], row, as_of)
    _count_services(found, as_of)
    bodies = Body.objects.filter(Q(pk__in=[key for key in found if key]) | Q(tier="apex"))
    by_key = {body.pk: body for body in bodies}
    apex = next((body for body in by_key.values() if body.tier == "apex"), None)
    for key, row in found.items():
        body = by_key.get(key) if key else apex
        if body:
            row.code, row.name = body.code, body.names
    with_any = [(key is not None, row.code, row) for key, row in found.items() if row.has_any]
    return [row for _joint, _code, row in sorted(with_any, key=lambda item: item[:2])]


def _cases(as_of: date) -> Any:
    """Adverse cases with anything that happened in the year, or an appeal that is not decided."""
    since = as_of - YEAR
    touched = Q(opened_on__gt=since) | Q(ended_on__gt=since) | Q(round__decided_on__gt=since)
    touched |= Q(round__appeal_decided_on__gt=since) | Q(state=CaseState.APPEALED)
    clock = Clock.objects.filter(
        subject_kind=SubjectKind.CASE, subject_id=Cast(OuterRef("pk"), CharField()), code="casework:appeal"
    )
    rows = Case.objects.filter(touched, adverse=True, opened_on__lte=as_of).order_by()
    return rows.annotate(
        due=Subquery(clock.order_by("-pk").values("due_on")[:1]),
        noticed_on=F("round__noticed_on"),
        decided_on=F("round__decided_on"),
        appealed_on=F("round__appealed_on"),
        appeal_decided_on=F("round__appeal_decided_on"),
    ).values(
        "body", "state", "opened_on", "noticed_on", "decided_on", "ended_on", "appealed_on", "appeal_decided_on", "due"
    )


def _count(into: Deciding, row: dict[str, Any], as_of: date) -> None:
    def in_year(day: date | None) -> bool:
        return day is not None and as_of - YEAR < day <= as_of

    into.opened += in_year(row["opened_on"])
    is_dropped = row["state"] == CaseState.CLOSED and row["decided_on"] is None
    into.dropped += is_dropped and in_year(row["ended_on"])
    if in_year(row["decided_on"]):
        into.days[(row["decided_on"] - row["noticed_on"]).days] += 1
    answered = row["appeal_decided_on"]
    if in_year(answered):
        into.appeal_days[(answered - row["appealed_on"]).days] += 1
        # What falls later with another decision was not overturned by its own appeal.
        into.overturned += row["state"] == CaseState.REVERSED and row["ended_on"] == answered
        into.owed += 1
        into.late += row["due"] is not None and answered > row["due"]
    elif row["due"] and row["due"] < as_of:
        runs = answered > as_of if answered else row["state"] == CaseState.APPEALED
        into.owed += runs
        into.late += runs


def _count_services(into: dict[int | None, Deciding], as_of: date) -> None:
    """A notice's first attempt is this site; it brought the notice when no other way had to be tried."""
    here = Q(channel=ServiceChannel.SITE)
    opened = here & (Q(outcome=ServiceOutcome.DELIVERED) | Q(notice__received_at__isnull=False))
    rows = (
        Service.objects.filter(paper=Paper.NOTICE, tried_on__lte=as_of)
        .order_by()
        .values("case", "sending")
        .annotate(
            body=Max("case__body"),
            sent=Min("tried_on"),
            here=Count("pk", filter=opened),
            others=Count("pk", filter=~here),
        )
        .filter(sent__gt=as_of - YEAR)
    )
    for row in rows:
        counted = into[row["body"]]
        if row["others"] or row["here"]:
            counted.tried += 1
            counted.proved += not row["others"]
        else:
            counted.unknown += 1
