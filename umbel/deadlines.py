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
    started_by: dict[str, str]
    """What happened on `started_on`, in each language: 'the period 2025-Q1 ended'."""
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
        return _chinese(self) if language == "zh-hans" else _english(self)


def working_days_after(
    started_on: date, days: int, *, calendar: Calendar, time_zone: str, started_by: dict[str, str]
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


def months_after(started_on: date, months: int, *, time_zone: str, started_by: dict[str, str]) -> Deadline:
    """The deadline `months` calendar months after the day that started the clock; holidays do not move it."""
    on = add_months(started_on, months)
    return Deadline(on=on, time_zone=time_zone, started_on=started_on, started_by=started_by, months=months)


def _english(deadline: Deadline) -> str:
    if deadline.months is not None:
        rule = f"{deadline.months} calendar month{'' if deadline.months == 1 else 's'}"
    else:
        rule = f"{deadline.working_days} working day{'' if deadline.working_days == 1 else 's'}"
    because = deadline.started_by.get("en") or next(iter(deadline.started_by.values()), "")
    text = (
        f"Due by the end of {day_in_words(deadline.on)} ({deadline.time_zone}): {rule} after "
        f"{day_in_words(deadline.started_on)}"
        f"{', when ' + because if because else ''}."
    )
    warning = " The calendar does not know all public holidays of that time; only weekends were left out."
    return text if deadline.covered else text + warning


def _chinese(deadline: Deadline) -> str:
    rule = f"{deadline.months}个月" if deadline.months is not None else f"{deadline.working_days}个工作日"
    because = deadline.started_by.get("zh-hans") or next(iter(deadline.started_by.values()), "")
    text = (
        f"截止于{day_in_words(deadline.on, 'zh-hans')}结束时（{deadline.time_zone}）："
        f"自{day_in_words(deadline.started_on, 'zh-hans')}{f'（{because}）' if because else ''}起{rule}。"
    )
    return text if deadline.covered else text + "日历未包含该时段的全部节假日，仅排除了周末。"


def day_in_words(on: date, language: str = "en") -> str:
    """The day as a sentence names it."""
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh-hans" else f"{on.day} {on:%B} {on.year}"
