"""DuckDB, in this process, closed: it reads the named files and nothing else, and its settings are locked."""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from umbel.errors import Problem, Problems, UmbelError
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.rubric.compile.sql import text_literal
from umbel.rubric.engines.facts import Facts, Source

COLUMNS = {"organization": ORGANIZATION, **RECORDS}
ENGINE_TYPES = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(18, 2)",
    "text": "VARCHAR",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
MOST_TEXTS = 16
ACCEPTED = {
    "integer": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"),
    "decimal": ("DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    "text": ("VARCHAR", "ENUM"),
    "date": ("DATE",),
    "boolean": ("BOOLEAN",),
}
OUT_OF_RANGE = (
    "A value in the facts is out of range: a whole number is at most 2,147,483,647, an amount below "
    "100,000,000,000,000, a sum has at most 18 digits, an organization at most 999,999 records in a table."
)


class CannotEvaluate(UmbelError):
    """The facts are not what the rubric was made for; the message says where."""


def connect(facts: Facts) -> duckdb.DuckDBPyConnection:
    """An engine that may read the files of the facts, and nothing else."""
    files = [str(source) for source in facts.tables.values() if not isinstance(source, pa.Table)]
    for file in files:
        if set(file) & set("*?[]{}"):
            raise CannotEvaluate(f"The file name {file} holds a wildcard. Rename it.")
        if not Path(file).is_file():
            raise CannotEvaluate(f"There is no file {file}. Take the snapshot again, or restore it.")
    threads = {} if facts.threads is None else {"threads": facts.threads}
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": False, **threads})
    connection.execute("SET allowed_paths = $files", {"files": files})
    connection.execute("SET temp_directory = $folder", {"folder": str(facts.spill_to or "")})
    connection.execute("SET enable_external_access = false")
    if facts.memory_limit is not None:
        connection.execute("SET memory_limit = $limit", {"limit": facts.memory_limit})
    return connection


def open_facts(
    facts: Facts, needed: Mapping[str, set[str]], *, organization: int | None = None
) -> duckdb.DuckDBPyConnection:
    """An engine with the needed tables of the facts as views, of everyone or of one organization."""
    if organization is not None and facts.threads is None:
        facts = replace(facts, threads=1)
    unknown = set(facts.tables) - set(COLUMNS)
    if unknown:
        raise CannotEvaluate(f"There is no table of facts called {', '.join(sorted(unknown))}.")
    if "organization" not in facts.tables:
        raise CannotEvaluate("The facts have no table of organizations.")
    connection = connect(facts)
    problems: list[Problem] = []
    for table, columns in needed.items():
        source = facts.tables.get(table)
        if source is None:
            listed = ", ".join(
                f"CAST(NULL AS {ENGINE_TYPES[COLUMNS[table][name]]}) AS {name}" for name in sorted(columns)
            )
            connection.execute(f"CREATE VIEW {table} AS SELECT {listed} WHERE FALSE")
            continue
        _view(connection, table, source, organization)
        problems += _differences(connection, table, columns, source)
    if problems:
        connection.close()
        raise Problems("The facts do not fit the rubric.", problems)
    connection.execute("SET lock_configuration = true")
    return connection


def _view(connection: duckdb.DuckDBPyConnection, table: str, source: Source, organization: int | None) -> None:
    if isinstance(source, pa.Table):
        connection.register(f"{table}_given", source)
        origin = f"{table}_given"
    else:
        origin = f"read_parquet({text_literal(str(source))})"
    only = f" WHERE organization = {int(organization)}" if organization is not None else ""
    connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {origin}{only}")


def _differences(connection: duckdb.DuckDBPyConnection, table: str, columns: set[str], source: Source) -> list[Problem]:
    given = {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    file = f"table {table}" if isinstance(source, pa.Table) else Path(source).name
    problems = []
    for name in sorted(columns):
        kind, found = COLUMNS[table][name], given.get(name)
        if found is None:
            listed = ", ".join(sorted(given))
            problems.append(Problem("The column is missing.", file=file, field=name, way_out=f"There is: {listed}."))
        elif not (found == '"NULL"' or found.split("(")[0] in ACCEPTED[kind]) or _too_fine(kind, found):
            problems.append(Problem(f"The column must be {kind}.", file=file, field=name, found=found))
    return problems


def _too_fine(kind: str, found: str) -> bool:
    return kind == "decimal" and found.startswith("DECIMAL(") and int(found.rstrip(")").split(",")[1]) > 2


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise CannotEvaluate(f"{OUT_OF_RANGE} ({str(error).splitlines()[0]})") from error
    except duckdb.OutOfMemoryException as error:
        way_out = "Give it more memory, or a folder to spill to."
        raise CannotEvaluate(f"There is not enough memory to evaluate. {way_out}") from error


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """Run our own SQL and fetch what it gives; a value out of range is said in words."""
    with _said_in_words():
        return connection.execute(sql).fetchall()


def table(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """The result of our own SQL as one table."""
    with _said_in_words():
        found: pa.Table = connection.sql(sql).to_arrow_table()
        return found


def few_texts(connection: duckdb.DuckDBPyConnection, table_: str, column: str) -> tuple[str, ...] | None:
    """Every text in a column, when there are some and at most 16."""
    sql = f"SELECT DISTINCT {column} FROM {table_} WHERE {column} IS NOT NULL LIMIT {MOST_TEXTS + 1}"
    found = sorted(str(text) for (text,) in rows(connection, sql))
    return tuple(found) if 0 < len(found) <= MOST_TEXTS else None


def by_organization(found: pa.Table) -> pa.Table:
    """The rows by organization; nothing to do when the facts were in that order."""
    keys = found["organization"].to_numpy()
    return found if bool(np.all(keys[1:] > keys[:-1])) else found.sort_by("organization")


def check_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Every organization is there once, and has its number."""
    sql = (
        "SELECT organization, count(*) FROM organization GROUP BY 1 HAVING count(*) > 1 OR organization IS NULL LIMIT 5"
    )
    refuse_not_once(rows(connection, sql))


def refuse_not_once(found: Sequence[tuple[Any, ...]]) -> None:
    """Raise Problems with the organizations that are not there once, and their rows."""
    if found:
        problems = [
            Problem("An organization must be there once.", field="organization", found=f"{k}: {n} rows")
            for k, n in found
        ]
        raise Problems("The table of organizations is not one row an organization.", problems)
