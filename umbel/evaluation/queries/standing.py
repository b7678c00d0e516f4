"""What the grade of an organization is at this moment of a cycle: what the records say, with what was found since."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from umbel.evaluation.models import Cycle, FactCorrection, Judgement, Objection, ProposedGrade
from umbel.evaluation.queries.explaining import typed
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.states import ObjectionOutcome
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.rubric import Corrected, regrade, regrade_many

type Row = dict[str, Any]


def standing(cycle: Cycle, organization_id: int, tried: Mapping[str, Decimal] | None = None) -> Row:
    """The row of one organization as it stands, or as it would stand with the points `tried`."""
    points = _found(cycle, organization_id).get(organization_id, {}) | dict(tried or {})
    corrections = _corrections(cycle, organization_id).get(organization_id, [])
    return _row(cycle, organization_id, points, corrections)


def standing_if_corrected(cycle: Cycle, organization_id: int, wrong: Corrected) -> Row:
    """The row of one organization as it would stand with one more frozen fact put right."""
    corrections = _corrections(cycle, organization_id).get(organization_id, [])
    return _row(cycle, organization_id, _found(cycle, organization_id).get(organization_id, {}), [*corrections, wrong])


def second_reading(
    cycle: Cycle, organization_id: int, body_id: int | None, tried: Mapping[str, Decimal] | None = None
) -> Row:
    """The row that a second reader comes to: the records and its own findings, without a word of the first."""
    own = Judgement.objects.filter(
        cycle=cycle, organization=organization_id, body=body_id or 0, is_second=True, superseded_on=None
    )
    points = {row.indicator: row.points for row in own} | dict(tried or {})
    return _row(cycle, organization_id, points, _corrections(cycle, organization_id).get(organization_id, []))


def standings(cycle: Cycle) -> Iterator[tuple[ProposedGrade, Row]]:
    """Every organization of a cycle with the row that stands. Only those of which something was found or corrected are
    evaluated again.
    """
    again = restood(cycle)
    rows = ProposedGrade.objects.filter(cycle=cycle).order_by("organization_id")
    for grade in rows.iterator(chunk_size=2000):
        yield grade, again.get(grade.organization_id) or typed(grade.figures)


def restood(cycle: Cycle) -> dict[int, Row]:
    """The rows, as they stand, of those of which something was found, upheld or put right; for everyone else, what was
    proposed stands.
    """
    found, corrected = _found(cycle), _corrections(cycle)
    return _rows(cycle, found | {key: found.get(key, {}) for key in corrected}, corrected)


def two_readings(cycle: Cycle, keys: Collection[int]) -> list[tuple[Row, Row]]:
    """Of each file that two committees read: the row that the first comes to, and the second. What neither found is as
    the records say; what was objected to later is not part of either reading.
    """
    readings: tuple[dict[int, dict[str, Decimal]], ...] = tuple({key: {} for key in keys} for _ in range(2))
    for row in Judgement.objects.filter(cycle=cycle, superseded_on=None, organization__in=keys):
        readings[row.is_second][row.organization_id][row.indicator] = row.points
    corrected = {key: rows for key, rows in _corrections(cycle).items() if key in readings[0]}
    first, second = (_rows(cycle, points, corrected) for points in readings)
    return [(first[key], second[key]) for key in keys]


def _rows(
    cycle: Cycle, points: Mapping[int, Mapping[str, Decimal]], corrected: Mapping[int, list[Corrected]]
) -> dict[int, Row]:
    """Many in one run of the rubric; those with corrected facts, which are few, one by one."""
    as_frozen = {key: given for key, given in points.items() if key not in corrected}
    rows = regrade_many(pinned_rubric(cycle), facts_of(cycle, check=False), as_frozen) if as_frozen else {}
    return rows | {key: _row(cycle, key, given, corrected[key]) for key, given in points.items() if key in corrected}


def _row(cycle: Cycle, key: int, points: Mapping[str, Decimal], corrections: Sequence[Corrected]) -> Row:
    facts = facts_of(cycle, check=False)
    return regrade(pinned_rubric(cycle), facts, key, points=points, corrections=corrections)


def _found(cycle: Cycle, organization_id: int | None = None) -> dict[int, dict[str, Decimal]]:
    only = {"organization_id": organization_id} if organization_id else {}
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in Judgement.objects.filter(cycle=cycle, superseded_on=None, is_second=False, **only):
        found[row.organization_id][row.indicator] = row.points
    upheld = Objection.objects.filter(cycle=cycle, outcome=ObjectionOutcome.UPHELD, points__isnull=False, **only)
    for objection in upheld.order_by("pk"):
        assert objection.points is not None
        found[objection.organization_id][objection.indicator] = objection.points
    return dict(found)


def _corrections(cycle: Cycle, organization_id: int | None = None) -> dict[int, list[Corrected]]:
    only = {"organization_id": organization_id} if organization_id else {}
    found: dict[int, list[Corrected]] = defaultdict(list)
    for row in FactCorrection.objects.filter(cycle=cycle, **only).order_by("pk"):
        found[row.organization_id].append(
            Corrected(row.table, row.record, row.column, read_value(row.table, row.column, row.after))
        )
    return dict(found)


def read_value(table: str, column: str, said: str) -> Any:
    """A value as the column's kind has it; nothing said is missing. Raises ValueError when it is none."""
    kind = (ORGANIZATION if table == "organization" else RECORDS[table])[column]
    if not said:
        return None
    if kind == "integer":
        return int(said)
    if kind == "decimal":
        return Decimal(said)
    if kind == "date":
        return date.fromisoformat(said)
    return said == "true" if kind == "boolean" else said
