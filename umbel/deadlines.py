"""Due dates: working days by a calendar, calendar months, and the sentence that explains one.

A deadline is the last day on which something is still in time; it ends with that day in its time zone.
Working days are counted from the day after the one that started the clock: day 1 is the first working day
after it. Calendar months end on the day of the same number; where a month has no such day, on its last.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from umbel.errors import UmbelError
from umbel.words import Message, Worded, said

DUE = Message("Due by the end of {day} ({zone}): {rule} after {start}.")
DUE_BECAUSE = Message("Due by the end of {day} ({zone}): {rule} after {start}, when {because}.")
UNCOVERED = Message(" The calendar does not know all public holidays of that time; only weekends were left out.")
ONE_MONTH, MONTHS = Message("{count} calendar month"), Message("{count} calendar months")
ONE_WORKING_DAY, WORKING_DAYS = Message("{count} working day"), Message("{count} working days")
DAY = Message("{day} {month} {year}", "day in words")
"""May name the number of the month instead of its name."""
FIRST = Message("1", "first day of a month")
"""Some languages count it with an ordinal and no other day."""
MONTHS_OF_THE_YEAR = (
    Message("January", "month"),
    Message("February", "month"),
    Message("March", "month"),
    Message("April", "month"),
    Message("May", "month"),
    Message("June", "month"),
    Message("July", "month"),
    Message("August", "month"),
    Message("September", "month"),
    Message("October", "month"),
    Message("November", "month"),
    Message("December", "month"),
)


class NeverWorks(UmbelError, ValueError):
    """A calendar by which no working day would ever come."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: weekdays off, and the dated exceptions to them (True: worked)."""

    weekend: frozenset[int] = frozenset({5, 6})
    exceptions: dict[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise NeverWorks("A week needs at least one working day; days are numbered from 0, Monday, to 6, Sunday.")

    @classmethod
    def of(cls, days: Iterable[tuple[date, bool]], weekend: Iterable[int] = (5, 6)) -> Calendar:
        """The calendar with these exceptions: (day, whether it is worked)."""
        return cls(frozenset(weekend), dict(days))

    @property
    def years(self) -> frozenset[int]:
        """The years whose holidays this calendar knows: those it names at least one day of."""
        return frozenset(on.year for on in self.exceptions)

    def covers(self, from_on: date, until_on: date) -> bool:
        """Whether it knows the holidays of every day from the one to the other; if not, weekends only count."""
        return set(range(from_on.year, until_on.year + 1)) <= self.years

    def is_worked(self, on: date) -> bool:
        """Whether `on` is a working day."""
        return self.exceptions.get(on, on.weekday() not in self.weekend)

    def add_working_days(self, on: date, days: int) -> date:
        """The `days`-th working day after `on`; `on` itself when `days` is 0."""
        while days > 0:
            on += timedelta(days=1)
            days -= self.is_worked(on)
        return on


def add_months(on: date, months: int) -> date:
    """The day of the same number, `months` later; the month's last day where it has no such day."""
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day in time, where that day ends, and what started the clock."""

    on: date
    time_zone: str
    started_on: date
    started_by: Worded | None = None
    """What happened on `started_on`: 'the period 2025-Q1 ended'."""
    working_days: int | None = None
    months: int | None = None
    covered: bool = True
    """False when the calendar did not know the holidays of all the days counted."""

    @property
    def ends_at(self) -> datetime:
        """The moment it passes: the midnight that ends its day, in its time zone."""
        return datetime.combine(self.on + timedelta(days=1), time.min, tzinfo=ZoneInfo(self.time_zone))

    def has_passed(self, at: datetime) -> bool:
        """Whether it is over at this moment."""
        return at >= self.ends_at

    def sentence(self, language: str = "en") -> str:
        """The deadline, its time zone and what started it, in one sentence (and a warning, where due)."""
        named = {"day": Day(self.on), "zone": self.time_zone, "rule": _rule(self), "start": Day(self.started_on)}
        because = said(self.started_by, language) if self.started_by else ""
        text = (DUE_BECAUSE.filled(because=because) if because else DUE).filled(**named).in_language(language)
        return text if self.covered else text + UNCOVERED.in_language(language)


def working_days_after(
    started_on: date, days: int, *, calendar: Calendar, time_zone: str, started_by: Worded | None = None
) -> Deadline:
    """The deadline `days` working days after the day that started the clock."""
    on = calendar.add_working_days(started_on, days)
    return Deadline(
        on=on,
        time_zone=time_zone,
        started_on=started_on,
        started_by=started_by,
        working_days=days,
        covered=days == 0 or calendar.covers(started_on + timedelta(days=1), on),
    )


def months_after(started_on: date, months: int, *, time_zone: str, started_by: Worded | None = None) -> Deadline:
    """The deadline `months` calendar months after the day that started the clock; holidays do not move it."""
    on = add_months(started_on, months)
    return Deadline(on=on, time_zone=time_zone, started_on=started_on, started_by=started_by, months=months)


def _rule(deadline: Deadline) -> Message:
    if deadline.months is not None:
        return (ONE_MONTH if deadline.months == 1 else MONTHS).filled(count=deadline.months)
    return (ONE_WORKING_DAY if deadline.working_days == 1 else WORKING_DAYS).filled(count=deadline.working_days)


@dataclass(frozen=True, slots=True)
class Day:
    """A day within a sentence, as the reader's language writes it."""

    on: date

    def in_language(self, language: str) -> str:
        """The day in words: `31 March 2026`."""
        month = MONTHS_OF_THE_YEAR[self.on.month - 1]
        day = FIRST if self.on.day == 1 else self.on.day
        return DAY.filled(day=day, month=month, number=self.on.month, year=self.on.year).in_language(language)


def day_in_words(on: date, language: str = "en") -> str:
    """The day as a sentence names it."""
    return Day(on).in_language(language)
