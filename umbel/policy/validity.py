"""How long a published grade counts: a date function that a pack calls by name. There are these, and no others.

* `months-after-publication`: `months` calendar months after the day of publication.
* `end-of-supervision-year-after`: when the supervision year ends that comes `years` after the one it is published in.
* `day-of-year`: on the first `day` (month and day) that comes `years` whole years after publication, or later.

Each gives the first day on which the grade counts no longer. It comes after the publication, and a later publication
never gives an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from umbel.deadlines import add_months
from umbel.periods import next_day_of_year, supervision_year_end

FUNCTIONS = {
    "months-after-publication": ("months",),
    "end-of-supervision-year-after": ("years",),
    "day-of-year": ("day", "years"),
}
"""Date function -> what it is told, all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFunction:
    """One of the functions, with what it is told."""

    function: str
    months: int = 0
    years: int = 0
    day: str = ""

    def __str__(self) -> str:
        told = ", ".join(f"{name} = {getattr(self, name)}" for name in FUNCTIONS[self.function])
        return f"{self.function} ({told})"


def valid_until(rule: DateFunction, published_on: date, *, year_starts: tuple[int, int]) -> date:
    """The first day on which a grade published on that day counts no longer."""
    match rule.function:
        case "months-after-publication":
            return add_months(published_on, rule.months)
        case "end-of-supervision-year-after":
            return supervision_year_end(published_on, rule.years, year_starts=year_starts)
        case "day-of-year":
            month, day = rule.day.split("-")
            return next_day_of_year(add_months(published_on, 12 * rule.years), (int(month), int(day)))
    raise ValueError(rule.function)  # the schema lets no other through
