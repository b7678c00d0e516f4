"""One organization graded again: with points that a committee found, and with records that were corrected. The rest
of the run is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from umbel.errors import NotFound
from umbel.policy.facts import RECORDS
from umbel.rubric.engine import open_facts, rows, table
from umbel.rubric.facts import Facts, facts_from_rows
from umbel.rubric.query import Compiled, Query


@dataclass(frozen=True, slots=True)
class Corrected:
    """A value of a frozen record, or (table `organization`) an attribute, put right."""

    table: str
    record: int
    column: str
    value: Any


def regrade(
    compiled: Compiled,
    facts: Facts,
    organization: int,
    *,
    points: Mapping[str, Decimal] | None = None,
    corrections: Sequence[Corrected] = (),
) -> dict[str, Any]:
    """The row of one organization, with some indicators given `points` instead of what their score says, and some
    records corrected. Raises NotFound when the facts know no such organization or record.
    """
    needed = {kind: set(RECORDS[kind]) for kind in compiled.query.needed() if kind in RECORDS}
    with open_facts(facts, compiled.query.needed() | needed, organization=organization) as connection:
        found = table(connection, "SELECT * FROM organization").to_pylist()
        if not found:
            raise NotFound(f"There is no organization {organization} in these facts.")
        records = {kind: table(connection, f"SELECT * FROM {kind}").to_pylist() for kind in needed}  # noqa: S608
    attributes = found[0]
    for wrong in corrections:
        rows = [attributes] if wrong.table == "organization" else records.get(wrong.table, [])
        matching = [row for row in rows if wrong.table == "organization" or row["id"] == wrong.record]
        if not matching or wrong.column not in matching[0]:
            raise NotFound(f"There is no {wrong.column} of record {wrong.record} in the table {wrong.table}.")
        matching[0][wrong.column] = wrong.value
    query = _with_points(compiled.query, points or {})
    with open_facts(facts_from_rows([attributes], records), query.needed()) as connection:
        (row,) = table(connection, query.full()).to_pylist()
    result: dict[str, Any] = row
    return result


def frozen_value(compiled: Compiled, facts: Facts, organization: int, where: tuple[str, int, str]) -> Any:
    """What the facts say at (table, record, column) of an organization. Raises NotFound when there is no such thing."""
    kind, record, column = where
    columns = {"organization", *([] if kind == "organization" else ["id"]), column}
    with open_facts(facts, compiled.query.needed() | {kind: columns}, organization=organization) as connection:
        for row in table(connection, f"SELECT * FROM {kind}").to_pylist():  # noqa: S608
            if kind == "organization" or row["id"] == record:
                return row.get(column)
    raise NotFound(f"There is no record {record} in the table {kind} of this organization.")


def regraded_with(compiled: Compiled, facts: Facts, points: Mapping[str, Decimal]) -> dict[int, str]:
    """Organization -> grade, if some indicators gave everyone the same points."""
    query = _with_points(compiled.query, points)
    with open_facts(facts, query.needed()) as connection:
        return dict(rows(connection, f"{query.layers()}SELECT organization, grade FROM graded"))  # noqa: S608


def _with_points(query: Query, points: Mapping[str, Decimal]) -> Query:
    """The same query, where some indicators are a number that was found."""
    known = {code for code, _ in query.scores}
    if strangers := set(points) - known:
        raise NotFound(f"There is no indicator {', '.join(sorted(strangers))} in these rules.")
    scores = tuple(
        (code, replace(whole, sql=f"CAST({int(points[code] * 100)} AS BIGINT)") if code in points else whole)
        for code, whole in query.scores
    )
    return replace(query, scores=scores)
