"""The federation at a glance: each figure with what it means."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from umbel.activities.queries import obligations, waiting_reports
from umbel.activities.states import Fate
from umbel.deadlines import add_months
from umbel.notices.models import Clock
from umbel.notices.states import PartyKind
from umbel.structure.queries import current_particulars
from umbel.words import SOURCE, Words

QUARTERS = 6


@dataclass(frozen=True, slots=True)
class Glance:
    """The apex's figures of a day."""

    organizations: int
    placed: int
    due_this_month: int
    met_this_month: int
    open_this_month: int
    missed: int
    """Obligations whose due date passed in the last twelve months without what was due."""
    due: int
    """Obligations whose due date passed in the last twelve months."""
    waiting: int
    """Reports without a finding."""
    trend: tuple[tuple[str, int, int], ...]
    """(quarter in which it was due, met in time, due), the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """A step at which things wait: of whom, how many, how many past their last day, and the earliest last day."""

    title: Words
    of: PartyKind
    waiting: int
    overdue: int
    due_on: date


def stalls(as_of: date) -> list[Stall]:
    """Every step with a deadline at which something waited on a day; the most overdue first."""
    running = Clock.objects.filter(Q(stopped_on__isnull=True) | Q(stopped_on__gt=as_of), started_on__lte=as_of)
    rows = running.order_by().values_list("code", "party_kind", "title")
    counted = rows.annotate(waiting=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=as_of)), first=Min("due_on"))
    found: dict[tuple[str, str], Stall] = {}
    for code, kind, title, waiting, overdue, first in counted:
        # a deadline whose title names its subject has a title for each: they are one step
        known = found.get((code, kind))
        found[code, kind] = Stall(
            title=title if known is None else known.title,
            of=PartyKind(kind),
            waiting=waiting + (known.waiting if known else 0),
            overdue=overdue + (known.overdue if known else 0),
            due_on=min(first, known.due_on) if known else first,
        )
    return sorted(found.values(), key=lambda row: (-row.overdue, -row.waiting, row.title.in_language(SOURCE)))


def glance(as_of: date) -> Glance:
    """What stands on a day. The trend counts by the quarter of the due date, over obligations already due."""
    month = as_of.replace(day=1)
    following = add_months(month, 1)
    here = current_particulars(as_of).order_by()
    counts = here.aggregate(all=Count("pk"), placed=Count("pk", filter=Q(body_id__isnull=False)))
    first = add_months(as_of.replace(day=1, month=(as_of.month - 1) // 3 * 3 + 1), -3 * QUARTERS)
    rows = obligations(as_of).filter(due_by__gte=first, due_by__lt=following).order_by()
    by_day = rows.values_list("due_by", "fate").annotate(many=Count("pk"))
    this_month: dict[str, int] = {}
    year: dict[str, int] = {}
    quarters: dict[str, list[int]] = {}
    for due_by, fate, many in by_day:
        if due_by >= month:
            this_month[fate] = this_month.get(fate, 0) + many
        if due_by < as_of and due_by >= add_months(as_of, -12):
            year[fate] = year.get(fate, 0) + many
        if due_by < as_of and fate != Fate.OPEN:
            name = f"{due_by.year}-Q{(due_by.month - 1) // 3 + 1}"
            tally = quarters.setdefault(name, [0, 0])
            tally[0] += many if fate == Fate.MET else 0
            tally[1] += many
    return Glance(
        organizations=counts["all"],
        placed=counts["placed"],
        due_this_month=sum(this_month.values()),
        met_this_month=this_month.get(Fate.MET, 0) + this_month.get(Fate.LATE, 0),
        open_this_month=this_month.get(Fate.OPEN, 0),
        missed=year.get(Fate.MISSED, 0),
        due=sum(year.values()),
        waiting=waiting_reports(as_of).count(),
        trend=tuple((name, met, due) for name, (met, due) in sorted(quarters.items())),
    )
