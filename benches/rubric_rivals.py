"""The same rubric in rule engines that look at one record at a time, sampled and extrapolated."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pyarrow.parquet as pq

from benches.rubric_rules import MEASURES, SAID_ALL

SAMPLE = 300
type Evaluate = Callable[[dict[str, Any]], Any]
type Engine = Callable[[str], Evaluate]


def _cel() -> Engine:
    module = import_module("cel")
    return lambda text: module.compile(text).execute


def _zen() -> Engine:
    module = import_module("zen")
    return lambda text: module.compile_expression(text).evaluate


def _conditions(*, cel: bool) -> list[tuple[str, str]]:
    """(table, condition) of every measure that has one, in the engine's own tongue."""
    said = []
    for _, table, _, where in MEASURES:
        words = where.replace(" = ", " == ").replace("<>", "!=").replace(" in (", " in [").replace("')", "']")
        said.append((table, words.replace(" and ", " && ") if cel else words))
    return [(table, words) for table, words in said if words]


def rivals(prepared: Any, facts: Any, *, organizations: int, seconds: float, indicator_seconds: float) -> None:
    """Print what each engine would take for everyone: the records' conditions, and the indicators."""
    measured = prepared.connection.sql("SELECT * FROM kept ORDER BY organization").limit(SAMPLE).to_arrow_table()
    rows = [
        {name.removeprefix("m_"): value for name, value in row.items() if not name.startswith(("p_", "n_"))}
        for row in measured.to_pylist()
    ]
    records = {
        table: pq.ParquetFile(path).iter_batches(SAMPLE).__next__().to_pylist()
        for table, path in facts.tables.items()
        if table != "organization"
    }
    many = {table: pq.ParquetFile(facts.tables[table]).metadata.num_rows for table in records}
    totals = []
    for name, module, load in (("common-expression-language", "cel", _cel), ("zen-engine", "zen", _zen)):
        if find_spec(module) is None:
            print(f"{name} is not installed: install the dependency group bench")
            continue
        per_organization, per_records = _timed(load(), rows, records, many, cel=module == "cel")
        whole = per_organization * organizations + per_records
        totals.append((whole, per_organization * organizations))
        print(
            f"{name}, sampled at {SAMPLE}: indicators {per_organization * organizations:,.0f} s, conditions of records "
            f"{per_records:,.0f} s, together {whole:,.0f} s"
        )
    if totals:
        best_whole, best_indicators = min(total for total, _ in totals), min(part for _, part in totals)
        print(
            f"snapshot to grades against the better of them: {best_whole / seconds:,.0f} times as fast; "
            f"indicators alone: {best_indicators / indicator_seconds:,.0f} times"
        )


def _timed(
    engine: Engine, rows: list[dict[str, Any]], records: dict[str, Any], many: dict[str, int], *, cel: bool
) -> tuple[float, float]:
    """Seconds for the indicators of one organization, and for the conditions of all records."""
    scores = [engine(said.cel if cel else said.zen) for said in SAID_ALL]
    given = [_plain(row) for row in rows]
    start = time.perf_counter()
    for row in given:
        for score in scores:
            score(row)
    per_organization = (time.perf_counter() - start) / len(given)
    per_records = 0.0
    for table, where in _conditions(cel=cel):
        holds = engine(where)
        listed = [_plain(record) for record in records[table]]
        start = time.perf_counter()
        for record in listed:
            holds(record)
        per_records += (time.perf_counter() - start) / len(listed) * many[table]
    return per_organization, per_records


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The values as these engines take them: numbers as floats."""
    return {name: float(value) if isinstance(value, int | Decimal) else value for name, value in row.items()}
