"""Worked examples: does the rubric say of these facts what the pack's authors expect?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from umbel.errors import Problem
from umbel.policy.examples import example_facts
from umbel.rubric.engines.facts import facts_from_rows
from umbel.rubric.rubric import Rubric


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
    if "conditions" in expect:
        standing = sorted(name.removeprefix("s_") for name, value in row.items() if name.startswith("s_") and value)
        compare("conditions", sorted(expect["conditions"]), standing)
    return problems


def _value(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
