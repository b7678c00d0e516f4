"""What is due: one row an organization, requirement and period. Rates are counted over these rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from umbel.deadlines import Calendar, Deadline, add_months, months_after, working_days_after
from umbel.periods import FINANCIAL_YEAR, Period, periods_between
from umbel.policy.pack import Pack, Requirement
from umbel.words import Message


@dataclass(frozen=True, slots=True)
class DueObligation:
    """What one organization owes for one period."""

    requirement: Requirement
    period: str
    from_on: date
    until_on: date
    due_on: date
    minimum: int


@dataclass(frozen=True, slots=True)
class Traits:
    """What of an organization a requirement may depend on."""

    band: str | None = None
    """Its size band."""
    fields: frozenset[str] = frozenset()
    """The codes of its field and of everything above it."""


def obligations_due(
    pack: Pack,
    *,
    registered_on: date | None,
    ended_on: date | None,
    from_on: date,
    until_on: date,
    traits: Traits | None = None,
) -> list[DueObligation]:
    """What an organization owes for the periods that lie wholly in [from_on, until_on), scaled by its size and field
    where the pack says so. Without `traits`: what anyone may owe.

    Nothing is due for a part of a period: an organization registered in the middle of one owes the first
    whole period after; one whose registration ends in the middle of one (on the day `ended_on`, its first
    day out) owes nothing for it. Financial years are the organization's own and are not generated here.
    """
    begins = max(from_on, registered_on) if registered_on else from_on
    ends = min(until_on, ended_on) if ended_on else until_on
    return list(_generated(pack, begins, ends, traits))


def due_on(requirement: Requirement, period: Period, calendar: Calendar) -> date:
    """The last day in time for what `requirement` asks of `period`."""
    if requirement.due_months is not None:
        return add_months(period.last_on, requirement.due_months)
    return calendar.add_working_days(period.last_on, requirement.due_days or 0)


def deadline_of(pack: Pack, requirement: Requirement, period: Period) -> Deadline:
    """The same, with its time zone and what started the clock: what a notice prints."""
    started_by = Message("the period {period} ended").filled(period=period.label)
    if requirement.due_months is not None:
        return months_after(period.last_on, requirement.due_months, time_zone=pack.time_zone, started_by=started_by)
    return working_days_after(
        period.last_on,
        requirement.due_days or 0,
        calendar=calendar_of(pack),
        time_zone=pack.time_zone,
        started_by=started_by,
    )


def calendar_of(pack: Pack) -> Calendar:
    """The pack's calendar of working days."""
    return Calendar.of(((day.on, day.working) for day in pack.calendar), pack.weekend)


def _generated(pack: Pack, begins: date, ends: date, traits: Traits | None) -> Iterator[DueObligation]:
    calendar = calendar_of(pack)
    for requirement in pack.requirements:
        if requirement.period == FINANCIAL_YEAR:
            continue
        minimum = requirement.minimum_for(traits.band) if traits else requirement.minimum
        if traits and (minimum == 0 or (requirement.fields and not traits.fields & set(requirement.fields))):
            continue
        periods = periods_between(requirement.period, begins, ends, year_starts=pack.supervision_year_starts)
        for period in periods:
            due = due_on(requirement, period, calendar)
            yield DueObligation(requirement, period.label, period.from_on, period.until_on, due, minimum)
