"""Earlier grades and decided cases as facts: one reckoning, for real records and for worked examples.

Nothing is a fact before its day: a grade from its publication, a decision from its service. A grade of a period that
ends after this cycle's is none. A decision that was reversed counts as never made, whenever the appeal was decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedGrade:
    """A published grade of one organization, as it is on record."""

    id: int
    pack: str
    cycle: str | None
    grade: str
    rank: int | None
    ranks: int | None
    until_on: date
    """The first day after the period it judged."""
    published_on: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedDecision:
    """An adverse decision about one organization, as it is on record."""

    id: int
    rung: str
    label: str | None
    decided_on: date
    served_on: date
    final_on: date | None
    effective_on: date | None
    ends_on: date | None
    ended_on: date | None
    appealed_on: date | None
    appeal_decided_on: date | None


def grade_facts(
    organization: int, given: Sequence[PublishedGrade], *, as_of: date, until_on: date
) -> list[dict[str, Any]]:
    """The rows of the table `grade` of one organization, for a cycle that ends on `until_on`, judged by `as_of`."""
    known = [one for one in given if one.published_on <= as_of and one.until_on <= until_on]
    latest: dict[str, PublishedGrade] = {}
    of_year: dict[tuple[str, int], PublishedGrade] = {}
    for one in sorted(known, key=lambda one: (one.published_on, one.id)):
        latest[one.pack] = of_year[one.pack, one.until_on.year] = one
    rows = []
    for one in sorted(known, key=lambda one: one.id):
        before = of_year.get((one.pack, one.until_on.year - 1))
        rows.append(
            {
                "id": one.id,
                "organization": organization,
                "pack": one.pack,
                "cycle": one.cycle,
                "grade": one.grade,
                "rank": one.rank,
                "ranks": one.ranks,
                "published_on": one.published_on,
                "valid_until": one.valid_until,
                "years_ago": until_on.year - one.until_on.year,
                "previous_grade": before.grade if before else None,
                "is_valid": latest[one.pack] is one and as_of < one.valid_until,
            }
        )
    return rows


def decision_fact(organization: int, given: ServedDecision, *, as_of: date) -> dict[str, Any] | None:
    """The row of the table `decision`; None while the decision had not been served by `as_of`."""
    if given.served_on > as_of:
        return None
    final, effective, appealed = (_by(on, as_of) for on in (given.final_on, given.effective_on, given.appealed_on))
    ended = _by(given.ended_on, as_of)
    ends = ended or (given.ends_on if effective else None)
    return {
        "id": given.id,
        "organization": organization,
        "rung": given.rung,
        "label": given.label if effective else None,
        "decided_on": given.decided_on,
        "final_on": final,
        "ends_on": ends,
        "stands": effective is not None and (ends is None or ends > as_of),
        "appeal_pending": appealed is not None and _by(given.appeal_decided_on, as_of) is None,
        "days_ago": (as_of - given.decided_on).days,
        "final_days_ago": (as_of - final).days if final else None,
    }


def _by(on: date | None, as_of: date) -> date | None:
    return on if on is not None and on <= as_of else None
