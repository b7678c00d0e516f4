"""What a regulator's stated verdict on a yearly return says about obligations and filings.

Some registers publish no due and received dates, only a verdict: received in time, received some days
late, overdue by some days. Overdue days count from the *latest* missed deadline; every earlier year
that is missing is an obligation of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from umbel.deadlines import add_months
from umbel.exchange.cells import BadCell
from umbel.exchange.mapping import Section
from umbel.periods import financial_year
from umbel.policy.pack import RequirementKind

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status as read: how many days late or overdue, if either."""

    late: int | None = None
    overdue: int | None = None


def records_of(section: Section, values: Values, on: date) -> Iterator[Values]:
    """The obligations, each with its filing if there is one, that the stated verdict stands for.
    Raises BadCell when the verdict is not known, or does not fit the year's end and the register's day.
    """
    if values["status"] in section.silent:
        return
    verdict = _verdict(section, values["status"])
    if verdict.overdue is None:
        due_on = add_months(values["year_end"], section.due_months)
        received_on = due_on + timedelta(days=verdict.late or 0)
        if verdict.late and received_on > on:
            raise BadCell(f"The return would have come on {received_on}, after the register's own day, {on}.")
        # The day is not published: the last one on which it was in time, and was known.
        received_on = min(received_on, on)
        yield _obligation(section, values, values["year_end"]) | {"received_on": received_on}
        return
    missing = list(_missing(section, values, on))
    stated = on - timedelta(days=verdict.overdue)
    latest = add_months(missing[-1], section.due_months) if missing else None
    if latest != stated:
        raise BadCell(
            f"The register says {verdict.overdue} days, so the latest deadline was {stated}; "
            f"by the year's end it was {latest or 'none'}.",
            "See whether the mapping's `on` is the day of the extract.",
        )
    for year_end in missing:
        yield _obligation(section, values, year_end)


def _verdict(section: Section, status: str) -> Verdict:
    if status == section.on_time:
        return Verdict()
    for name in ("late", "overdue"):
        before, _, after = getattr(section, name).partition("{days}")
        if match := re.fullmatch(f"{re.escape(before)}([0-9]{{1,5}}){re.escape(after)}", status):
            return Verdict(**{name: int(match[1])})
    known = ", ".join([section.on_time, section.late, section.overdue, *sorted(section.silent)])
    raise BadCell("This is not a known verdict.", f"Known are {known}; name others in the mapping: silent.")


def _missing(section: Section, values: Values, on: date) -> Iterator[date]:
    """The ends of the years whose return was due before `on` and has not come, the earliest first.

    Where the year has a beginning, its return is the last that came. Where it has none, no return ever
    came: the year named is the coming one, and all since registration are missing.
    """
    last = values["year_end"]
    registered_on = values.get("registered_on") or last
    years = 1 if values.get("year_start") else registered_on.year - last.year - 1
    while add_months(end := add_months(last, 12 * years), section.due_months) < on:
        if values.get("year_start") or end > registered_on:
            yield end
        years += 1


def _obligation(section: Section, values: Values, year_end: date) -> Values:
    began = values.get("year_start") if year_end == values["year_end"] else None
    year = financial_year(year_end, began)
    return {
        "requirement": values["requirement"],
        "kind": RequirementKind.FILING,
        "period": year.label,
        "from_on": year.from_on,
        "until_on": year.until_on,
        "due_on": add_months(year_end, section.due_months),
    }
