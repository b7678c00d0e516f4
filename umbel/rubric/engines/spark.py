"""A rubric evaluated on Spark: the same query over the same files, and the same table back."""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from umbel.rubric.compile.query import Query
from umbel.rubric.engines.duckdb import (
    COLUMNS,
    ENGINE_TYPES,
    OUT_OF_RANGE,
    CannotEvaluate,
    by_organization,
    open_facts,
    refuse_not_once,
    table,
)
from umbel.rubric.engines.facts import ARROW, Facts
from umbel.rubric.engines.spark_dialect import in_spark
from umbel.rubric.engines.spark_session import Cluster

RANGE_ERRORS = ("ARITHMETIC_OVERFLOW", "CAST_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "CAST_INVALID_INPUT")


def evaluate_spread(query: Query, facts: Facts, cluster: Cluster, *, measures: bool) -> pa.Table:
    """What DuckDB would give, computed by Spark. DuckDB looks at the shape of the files first, and names the types of
    the result, so that both are refused alike and come out alike.
    """
    sql = query.full(measures=measures)
    spelled = in_spark(sql)
    with open_facts(facts, query.needed()) as connection:
        schema = table(connection, f"SELECT * FROM ({sql}) LIMIT 0").schema
    session = cluster.session.newSession()
    for name, columns in query.needed().items():
        _view(session, facts, name, columns, cluster.folder)
    with _said_in_words():
        found = session.sql(spelled).toArrow()
    refuse_not_once(_not_once(found["organization"]))
    return by_organization(found.cast(schema)).combine_chunks()


def _not_once(organizations: pa.ChunkedArray[Any]) -> list[tuple[int | None, int]]:
    """(organization, rows) of those that are not there once: every row of their table gives one of the result."""
    if organizations.null_count == 0 and len(organizations.unique()) == len(organizations):
        return []
    counts = Counter(organizations.to_pylist())
    return [(key, count) for key, count in counts.items() if count > 1 or key is None][:5]


def _view(session: Any, facts: Facts, name: str, columns: set[str], folder: Path) -> None:
    source = facts.tables.get(name)
    if source is None:
        listed = ", ".join(f"CAST(NULL AS {ENGINE_TYPES[COLUMNS[name][column]]}) AS {column}" for column in columns)
        session.sql(in_spark(f"SELECT {listed} WHERE FALSE")).createOrReplaceTempView(name)
        return
    if isinstance(source, pa.Table):
        schema = pa.schema([(column, ARROW[COLUMNS[name][column]]) for column in sorted(columns)])
        path = folder / f"{name}.parquet"
        pq.write_table(source.select(schema.names).cast(schema), path)
    else:
        path = Path(source).absolute()
    session.read.parquet(f"file://{path}").createOrReplaceTempView(name)


@contextmanager
def _said_in_words() -> Iterator[None]:
    errors = import_module("pyspark.errors")
    try:
        yield
    except errors.PySparkException as error:
        said = str(error)
        first = said.splitlines()[0]
        if any(name in said for name in RANGE_ERRORS):
            raise CannotEvaluate(f"{OUT_OF_RANGE} ({first})") from error
        raise CannotEvaluate(f"Spark could not finish: {first}") from error
