"""The rubric at a million organizations: snapshot to grades, against NumPy and rule engines, and what-if.

python -m benches.rubric [--quick]
"""

# ruff: noqa: S608 - made-up facts and our own queries

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benches.machine import machine, peak_memory_mib
from benches.rubric_rivals import rivals
from benches.rubric_rules import BANDS, KINDS, MEASURES, bench_pack, graded_by_numpy
from umbel.rubric import Facts, Rubric, compile_rubric

FINDINGS = ["accepted", "accepted", "accepted", "not-accepted", "pending"]
FATES = ["met", "met", "met", "met", "late", "missed", "open"]


def snapshot(folder: Path, organizations: int) -> Facts:
    """Parquet as a snapshot writes it: by organization; three activities, two obligations, a filing on average."""
    connection = duckdb.connect()
    connection.execute("SELECT setseed(0.42)")

    def pick(values: list[str]) -> str:
        return f"list_extract({values}, 1 + CAST(floor(random() * {len(values)}) AS INTEGER))"

    def number(least: int, below: int) -> str:
        return f"CAST(floor({least} + random() * {below - least}) AS BIGINT)"

    someone = f"range AS id, {number(0, organizations)} AS organization"
    amount = "CAST(random() * 90000 AS DECIMAL(18, 2))"
    tables = {
        "organization": f"SELECT range AS organization, {pick(list(BANDS))} AS size_band FROM range({organizations})",
        "activity": f"""SELECT {someone}, {pick(list(KINDS))} AS kind, '2025-Q' || {number(1, 5)} AS quarter,
            {number(5, 65)} AS head_count, {number(0, 3)} AS evidence, {pick(FINDINGS)} AS verification
            FROM range({organizations * 3}) ORDER BY organization""",
        "obligation": f"""SELECT *, CASE WHEN fate = 'late' THEN {number(1, 100)} END AS days_late
            FROM (SELECT {someone}, {pick(FATES)} AS fate FROM range({organizations * 2})) ORDER BY organization""",
        "filing": f"""SELECT {someone}, {amount} AS income, {amount} AS expenditure
            FROM range({organizations}) ORDER BY organization""",
    }
    for name, sql in tables.items():
        connection.execute(f"COPY ({sql}) TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    return Facts({name: folder / f"{name}.parquet" for name in tables})


def best[T](run: Callable[[], T], times: int = 3) -> tuple[float, T]:
    """The shortest of a few runs, and what it gave."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def arrays(prepared: Any) -> dict[str, np.ndarray]:
    """The measures as NumPy arrays, the size band as its number."""
    names = [code for code, *_ in MEASURES]
    columns = ", ".join(f"m_{name} AS {name}" for name in names)
    bands = list(BANDS)
    found = prepared.connection.sql(
        f"SELECT {columns}, coalesce(list_position({bands}, size_band), {len(bands) + 1}) - 1 AS band FROM kept"
    ).fetchnumpy()
    return {name: np.ascontiguousarray(values).astype(np.int64) for name, values in found.items()}


def indicator_part(rubric: Rubric, prepared: Any) -> dict[str, int]:
    """Forty indicators and the grade, all computed anew from the measures in memory."""
    scores = ", ".join(f"{whole.sql} AS p_{code}" for code, whole in rubric.query.scores)
    columns = ", ".join(rubric.query.measured_names())
    layers = rubric.query.layers(scored=f"SELECT {columns}, {scores} FROM kept")
    return dict(prepared.connection.sql(f"{layers}SELECT grade, count(*) FROM graded GROUP BY grade").fetchall())


def what_ifs(rubric: Rubric, prepared: Any) -> tuple[float, float]:
    """Seconds for a moved threshold of a grade, and for a changed indicator."""
    moved = compile_rubric(bench_pack(passing="38"))
    one, *others = rubric.pack.indicators
    changed = replace(rubric.pack, indicators=(replace(one, score=one.score.replace("* 3", "* 2.5")), *others))
    scored = compile_rubric(changed)
    return best(lambda: prepared.what_if(moved), 5)[0], best(lambda: prepared.what_if(scored), 5)[0]


def large(folder: Path, organizations: int) -> None:
    """Snapshot to grades, the indicator part and what-if, and the same in NumPy and in rule engines."""
    rubric = compile_rubric(bench_pack())
    start = time.perf_counter()
    facts = snapshot(folder, organizations)
    print(f"made {organizations:,} organizations, {organizations * 6:,} records: {time.perf_counter() - start:.1f} s")
    whole, table = best(lambda: rubric.evaluate(facts), 2)
    grades, counts = best(lambda: rubric.distribution(facts))
    print(f"snapshot to a table of every figure, point and grade: {whole:.2f} s ({table.num_columns} columns)")
    print(f"snapshot to grades, counted: {grades:.2f} s {counts}")
    with rubric.prepare(facts) as prepared:
        ours, counted = best(lambda: indicator_part(rubric, prepared), 5)
        held = arrays(prepared)
        theirs, grade = best(lambda: graded_by_numpy(held), 5)
        agreed = Counter("ABCD"[code] for code in grade.tolist())
        assert dict(agreed) == counted, (agreed, counted)
        print(f"indicator part: {ours:.3f} s; hand-written NumPy, the same grades: {theirs:.3f} s")
        print(f"  that is {ours / theirs:.2f} times NumPy's time")
        moved, scored = what_ifs(rubric, prepared)
        print(f"what-if: threshold moved {moved:.3f} s, an indicator changed {scored:.3f} s, all anew {ours:.3f} s")
        rivals(prepared, facts, organizations=organizations, seconds=grades, indicator_seconds=ours)


def small(folder: Path) -> None:
    """What-if over a federation of the usual size."""
    rubric = compile_rubric(bench_pack())
    with rubric.prepare(snapshot(folder, 3_000)) as prepared:
        moved, scored = what_ifs(rubric, prepared)
        anew, _ = best(lambda: indicator_part(rubric, prepared), 5)
    print(
        f"what-if over 3,000: threshold moved {moved * 1000:.1f} ms, an indicator changed {scored * 1000:.1f} ms, "
        f"all anew {anew * 1000:.1f} ms"
    )


def main(*, quick: bool) -> None:
    """Print every figure."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        large(Path(folder), 100_000 if quick else 1_000_000)
        small(Path(folder))
    print(f"peak memory {peak_memory_mib():.0f} MiB")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
