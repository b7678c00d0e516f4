"""One organization graded again: with points that a committee found, and with records that were corrected. The rest
of the run is not touched.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from umbel.errors import NotFound
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.rubric.compile.query import Compiled, Query
from umbel.rubric.engines.duckdb import open_facts, table
from umbel.rubric.engines.facts import Facts, facts_from_rows


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
        records = {kind: table(connection, f"SELECT * FROM {kind}").to_pylist() for kind in needed}
    attributes = found[0]
    for wrong in corrections:
        rows = [attributes] if wrong.table == "organization" else records.get(wrong.table, [])
        matching = [row for row in rows if wrong.table == "organization" or row["id"] == wrong.record]
        if not matching or wrong.column not in matching[0]:
            raise NotFound(f"There is no {wrong.column} of record {wrong.record} in the table {wrong.table}.")
        matching[0][wrong.column] = wrong.value
    query = with_points(compiled.query, points or {})
    with open_facts(facts_from_rows([attributes], records), query.needed()) as connection:
        (row,) = table(connection, query.full()).to_pylist()
    result: dict[str, Any] = row
    return result


def regrade_many(
    compiled: Compiled, facts: Facts, points: Mapping[int, Mapping[str, Decimal]]
) -> dict[int, dict[str, Any]]:
    """The rows of many organizations in one run, each with the points given for it instead of what a score says."""
    query = compiled.query
    codes = _known(query, {code for given in points.values() for code in given})
    given = {"organization": pa.array(list(points), pa.int64())} | {
        f"given_{code}": pa.array([_hundredths(own.get(code)) for own in points.values()], pa.int64()) for code in codes
    }
    scores = ", ".join(
        f"{f'coalesce(given_{code}, {whole.sql})' if code in codes else whole.sql} AS p_{code}"
        for code, whole in query.scores
    )
    scored = f"SELECT measured.*, {scores} FROM ({query.measured}) AS measured JOIN given USING (organization)"
    with open_facts(facts, query.needed()) as connection:
        connection.register("given", pa.table(given))
        found = table(connection, f"{query.layers(scored=scored)}SELECT {query.output(measures=True)} FROM graded")
    return {row["organization"]: row for row in found.to_pylist()}


def frozen_value(facts: Facts, organization: int, where: tuple[str, int, str]) -> Any:
    """What the facts say at (table, record, column) of an organization. Raises NotFound when there is no such thing."""
    kind, record, column = where
    columns = {"organization", *([] if kind == "organization" else ["id"]), column}
    with open_facts(facts, {"organization": {"organization"}, kind: columns}, organization=organization) as connection:
        for row in table(connection, f"SELECT * FROM {kind}").to_pylist():
            if kind == "organization" or row["id"] == record:
                return row.get(column)
    raise NotFound(f"There is no record {record} in the table {kind} of this organization.")


def frozen_rows(facts: Facts, organization: int) -> dict[str, list[dict[str, Any]]]:
    """Everything the facts hold of one organization: table -> rows by number, its own attributes first."""
    there = {
        "organization": set(ORGANIZATION),
        **{kind: set(RECORDS[kind]) for kind in RECORDS if kind in facts.tables},
    }
    with open_facts(facts, there, organization=organization) as connection:
        found = {kind: table(connection, f"SELECT * FROM {kind}").to_pylist() for kind in there}
    return {kind: sorted(rows, key=lambda row: row.get("id", 0)) for kind, rows in found.items()}


def with_points(query: Query, points: Mapping[str, Decimal]) -> Query:
    """The same query, where some indicators are a number that was found."""
    _known(query, set(points))
    scores = tuple(
        (code, replace(whole, sql=f"CAST({_hundredths(points[code])} AS BIGINT)") if code in points else whole)
        for code, whole in query.scores
    )
    return replace(query, scores=scores)


def _hundredths(points: Decimal | None) -> int | None:
    return None if points is None else int(points * 100)


def _known(query: Query, codes: set[str]) -> set[str]:
    """The codes. Raises NotFound where the rules have no such indicator."""
    if strangers := codes - {code for code, _ in query.scores}:
        raise NotFound(f"There is no indicator {', '.join(sorted(strangers))} in these rules.")
    return codes
