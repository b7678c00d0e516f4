"""Worked examples: does the rubric say of these facts what the pack's authors expect?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from umbel.errors import Problem
from umbel.policy.examples import example_facts
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.rubric.facts import Facts
from umbel.rubric.rubric import Rubric

ARROW = {
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 2),
    "text": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def facts_from_rows(organizations: list[dict[str, Any]], records: Mapping[str, list[dict[str, Any]]]) -> Facts:
    """Facts given as rows; columns that a row does not have are missing."""
    tables = {"organization": _table(ORGANIZATION, organizations)}
    tables |= {table: _table(RECORDS[table], rows) for table, rows in records.items()}
    return Facts(tables)


def _table(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], ARROW[kind]) for name, kind in columns.items()})


def run_example(rubric: Rubric, example: dict[str, Any]) -> list[Problem]:
    """Every difference between what an example expects and what the rubric says."""
    organization, records = example_facts(rubric.pack, example)
    (row,) = rubric.evaluate(facts_from_rows([organization], records)).to_pylist()
    expect = example["expect"]
    problems = []

    def compare(name: str, wanted: Any, found: Any) -> None:
        if wanted != found:
            title = str(example.get("title", ""))
            message = f"{title} Expected {name} {wanted}."
            problems.append(Problem(message, file=str(example.get("file", "")), field=name, found=str(found)))

    for code, wanted in expect.get("measures", {}).items():
        compare(code, _value(wanted), _value(row[f"m_{code}"]))
    for code, wanted in expect.get("points", {}).items():
        compare(code, Decimal(str(wanted)), row[f"p_{code}"])
    if "total" in expect:
        compare("total", Decimal(str(expect["total"])), row["total"])
    for name in ("grade", "cap", "veto"):
        if name in expect:
            compare(name, expect[name] or None, row[name])
    if "grounds" in expect:
        grounds = sorted(name.removeprefix("g_") for name, value in row.items() if name.startswith("g_") and value)
        compare("grounds", sorted(expect["grounds"]), grounds)
    return problems


def _value(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
