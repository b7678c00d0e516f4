"""The facts of everyone counted once and kept in the engine's memory, to try other rules on.

The table `kept` has one row an organization: every attribute the facts have, measures (`m_`, `n_`), points (`p_`), what
the rules made of them (`grade_before`, a rank; `total_before`, in hundredths; `before_0`, ..., the ground of each
label), and the keys by which organizations are grouped (`k_field`, ...), which no rule can see.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from umbel.errors import Problem, Problems
from umbel.policy.facts import ORGANIZATION
from umbel.rubric.compile.query import Compiled, Query, ground_columns
from umbel.rubric.compile.sql import text_literal
from umbel.rubric.engines.duckdb import check_keys, few_texts, open_facts, rows
from umbel.rubric.engines.facts import Facts

GROUPS = ("field", "size_band", "district", "committee")
"""What moves are counted by."""
KEYS = ("field", "concept", "district", "size_band", "committee")
"""What groups, burden and fairness need; `committee` comes from beside the facts."""


def keep(
    compiled: Compiled, facts: Facts, beside: pa.Table | None
) -> tuple[duckdb.DuckDBPyConnection, tuple[str, ...], tuple[str, ...]]:
    """An engine with `kept`, the attributes it has, and the keys."""
    there = given(facts)
    attributes = tuple(name for name in ORGANIZATION if name in there or name in compiled.query.rules.attributes)
    query = _wider(compiled.query, attributes)
    connection = open_facts(facts, query.needed())
    query = adapted(query, connection)
    bands = [band.code for band in compiled.pack.size_bands]
    keys = _make_keys(connection, [name for name in KEYS if name in there], beside, bands)
    columns = [*query.measured_names(), *(f"p_{code}" for code, _ in query.scores)]
    columns += ["CAST(rank AS UTINYINT) AS grade_before", "points AS points_before", "total AS total_before"]
    columns += [f'"{name}" AS before_{at}' for at, (_code, name) in enumerate(ground_columns(compiled.pack))]
    columns += [f"k_{name}" for name in keys]
    joined = "graded LEFT JOIN grouped USING (organization)"
    rows(connection, f"CREATE TABLE kept AS {query.layers()}SELECT {', '.join(columns)} FROM {joined}")
    rows(connection, "DROP TABLE grouped")
    return connection, attributes, keys


def kept_names(query: Query, attributes: tuple[str, ...], only: set[str] | None) -> list[str]:
    """The columns of `kept` that hold attributes and measures; `only` of these codes."""
    if only is None:
        return _wider(query, attributes).measured_names()
    figures = tuple(figure for figure in query.figures if figure.rule.measure.code in only)
    return _wider(replace(query, figures=figures), tuple(name for name in attributes if name in only)).measured_names()


def _wider(query: Query, attributes: tuple[str, ...]) -> Query:
    """The same query, which brings along these attributes."""
    return replace(query, rules=replace(query.rules, attributes=attributes))


def given(facts: Facts) -> tuple[str, ...]:
    """The attributes of organizations that the facts have."""
    source = facts.tables.get("organization")
    if source is None:
        return ()
    names = source.column_names if isinstance(source, pa.Table) else _names_in_file(source)
    return tuple(name for name in ORGANIZATION if name in names and name != "organization")


def _names_in_file(source: Any) -> list[str]:
    try:
        names: list[str] = pq.read_schema(source).names
    except OSError:
        return []  # what is wrong with the file is said where it is opened
    return names


def adapted(query: Query, connection: duckdb.DuckDBPyConnection) -> Query:
    """The query as it is best run on these facts, once they are known to hold every organization once."""
    check_keys(connection)
    domains = {key: texts for key in query.counts_different() if (texts := few_texts(connection, *key)) is not None}
    return query.knowing(domains) if domains else query


def _make_keys(
    connection: duckdb.DuckDBPyConnection, names: list[str], beside: pa.Table | None, bands: list[str]
) -> tuple[str, ...]:
    """The table `grouped`: each key as one of a list of texts, which is small and quick to group by. Texts stand in
    their order, sizes in that of the pack.
    """
    sources = dict.fromkeys(names, "organization")
    joined = "organization"
    if beside is not None:
        _check_beside(beside)
        connection.register("beside_given", beside)
        sources["committee"] = "beside_given"
        joined += " LEFT JOIN beside_given USING (organization)"
    for name, source in sources.items():
        whens = "".join(f" WHEN {text_literal(code)} THEN {at}" for at, code in enumerate(bands))
        place = f"CASE value{whens} END NULLS LAST, " if name == "size_band" and bands else ""
        values = f"SELECT DISTINCT CAST({name} AS VARCHAR) AS value FROM {source} WHERE {name} IS NOT NULL"
        listed = f"SELECT value FROM ({values}) ORDER BY {place}value"
        rows(connection, f"CREATE TYPE key_{name} AS ENUM ({listed})")
    listed = "".join(
        f", CAST(CAST({source}.{name} AS VARCHAR) AS key_{name}) AS k_{name}" for name, source in sources.items()
    )
    rows(connection, f"CREATE TABLE grouped AS SELECT organization{listed} FROM {joined}")
    if beside is not None:
        connection.unregister("beside_given")
    return tuple(name for name in KEYS if name in sources)


def _check_beside(beside: pa.Table) -> None:
    if not {"organization", "committee"} <= set(beside.column_names):
        raise Problems(
            "The table beside the facts cannot be used.",
            [Problem("It has the columns organization and committee.", found=", ".join(beside.column_names))],
        )
    if len(beside["organization"].unique()) != beside.num_rows:
        problem = Problem("An organization must be there once.", field="organization")
        raise Problems("The table beside the facts is not one row an organization.", [problem])
