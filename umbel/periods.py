"""The supervision year and its parts.

A *period* is a stretch of days with a label. It is half-open: `from_on` belongs to it, `until_on` is the
first day that does not. Years, halves, quarters and months are cut from the supervision year, which begins
on a day the pack names; a label counts from the year in which that supervision year begins (`2025-Q3`).
A `financial-year` is the organization's own: it is never cut from the calendar, only named by its last day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from umbel.errors import UmbelError

MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""Kinds of period that the supervision year is cut into, and their length in months."""

FINANCIAL_YEAR = "financial-year"
KINDS = (*MONTHS, FINANCIAL_YEAR)

LABEL = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<part>[HQ])(?P<number>[1-4])|(?P<month>\d{2})))?", re.ASCII)
FINANCIAL_LABEL = re.compile(r"FY(\d{4}-\d{2}-\d{2})", re.ASCII)


class NotAPeriod(UmbelError, ValueError):
    """No period is named so."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `from_on` to the day before `until_on`, under a label."""

    from_on: date
    until_on: date
    kind: str
    label: str

    @property
    def last_on(self) -> date:
        """The last day that belongs to it."""
        return self.until_on - timedelta(days=1)

    def __contains__(self, on: date) -> bool:
        return self.from_on <= on < self.until_on


def period_containing(kind: str, on: date, *, year_starts: tuple[int, int] = (1, 1)) -> Period:
    """The year, half, quarter or month of the supervision year that `on` falls in."""
    return _cut(kind, _months_since_zero(on, year_starts) // _length(kind), year_starts)


def periods_between(
    kind: str, from_on: date, until_on: date, *, year_starts: tuple[int, int] = (1, 1)
) -> tuple[Period, ...]:
    """Every whole period of that kind within [from_on, until_on), in order. Parts of periods are left out."""
    found = []
    if from_on >= until_on:
        return ()
    period = period_containing(kind, from_on, year_starts=year_starts)
    while period.until_on <= until_on:
        if period.from_on >= from_on:
            found.append(period)
        period = period_containing(kind, period.until_on, year_starts=year_starts)
    return tuple(found)


def supervision_year_end(on: date, years: int, *, year_starts: tuple[int, int] = (1, 1)) -> date:
    """The first day after the supervision year that comes `years` after the one `on` falls in."""
    end = period_containing("year", on, year_starts=year_starts).until_on
    return end.replace(year=end.year + years)


def next_day_of_year(on: date, day: tuple[int, int]) -> date:
    """The first (month, day) after `on`; the day is from 1 to 28, so that every year has it."""
    found = on.replace(month=day[0], day=day[1])
    return found if found > on else found.replace(year=on.year + 1)


def financial_year(last_on: date, from_on: date | None = None) -> Period:
    """An organization's own year, named by its last day; twelve months long unless its first day is given."""
    until_on = last_on + timedelta(days=1)
    return Period(from_on or _year_before(until_on), until_on, FINANCIAL_YEAR, f"FY{last_on.isoformat()}")


def period_labelled(label: str, *, year_starts: tuple[int, int] = (1, 1)) -> Period:
    """The period with this label: `2025`, `2025-H1`, `2025-Q3`, `2025-09`, or `FY2025-03-31`."""
    try:
        if financial := FINANCIAL_LABEL.fullmatch(label):
            return financial_year(date.fromisoformat(financial[1]))
        if match := LABEL.fullmatch(label):
            return _named(match, year_starts)
    except (ValueError, OverflowError):
        pass  # the right shape, but no such day: said below
    raise NotAPeriod(
        f"No period is called {label!r}. A year is written 2025, a half 2025-H1, a quarter 2025-Q3, a month 2025-09, "
        "a financial year by its last day: FY2025-03-31."
    )


def _named(match: re.Match[str], year_starts: tuple[int, int]) -> Period:
    year = int(match["year"])
    if match["month"]:
        # A month is called after the calendar month it begins in, whichever year of supervision it is part of.
        return period_containing("month", date(year, int(match["month"]), year_starts[1]), year_starts=year_starts)
    kind, number = {"H": "half", "Q": "quarter", None: "year"}[match["part"]], int(match["number"] or 1)
    in_a_year = 12 // _length(kind)
    if number > in_a_year:
        raise ValueError(number)
    return _cut(kind, year * in_a_year + number - 1, year_starts)


def _cut(kind: str, index: int, year_starts: tuple[int, int]) -> Period:
    """The `index`-th period of that kind, counting from the supervision year 0."""
    length = _length(kind)
    from_on = _first_day(index * length, year_starts)
    until_on = _first_day((index + 1) * length, year_starts)
    year, part = divmod(index, 12 // length)
    label = {
        "year": f"{year:04}",
        "half": f"{year:04}-H{part + 1}",
        "quarter": f"{year:04}-Q{part + 1}",
        "month": f"{from_on:%Y-%m}" if from_on.year > 999 else f"{from_on.year:04}-{from_on.month:02}",
    }[kind]
    return Period(from_on, until_on, kind, label)


def _first_day(months: int, year_starts: tuple[int, int]) -> date:
    year, month = divmod(months + _checked(year_starts)[0] - 1, 12)
    return date(year, month + 1, year_starts[1])


def _months_since_zero(on: date, year_starts: tuple[int, int]) -> int:
    """Whole months from the start of the supervision year 0 to `on`."""
    month, day = _checked(year_starts)
    return on.year * 12 + on.month - month - (on.day < day)


def _length(kind: str) -> int:
    try:
        return MONTHS[kind]
    except KeyError:
        raise NotAPeriod(
            f"The supervision year is not cut into {kind!r}, only into {', '.join(MONTHS)}. "
            "A financial year is the organization's own: name it by its last day."
        ) from None


def _checked(year_starts: tuple[int, int]) -> tuple[int, int]:
    month, day = year_starts
    if not (1 <= month <= 12 and 1 <= day <= 28):
        raise NotAPeriod(f"A supervision year begins on a day from 1 to 28 of a month, not on {month:02}-{day:02}.")
    return year_starts


def _year_before(on: date) -> date:
    # 29 February has no day a year before; 1 March then begins the twelve months.
    return date(on.year - 1, 3, 1) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)
