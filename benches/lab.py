"""The policy lab at 3,000 and at a million organizations: preparing a register, and asking it about other rules.

python -m benches.lab [--quick]
"""

# ruff: noqa: S608 - made-up facts and our own queries

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from benches.machine import load, machine, peak_memory_mib
from benches.rubric import snapshot
from benches.rubric_rules import bench_pack
from umbel.policy.pack import Pack
from umbel.rubric import Facts, Prepared, compile_rubric

SIZES = (3_000, 1_000_000)


def register(folder: Path, organizations: int) -> Facts:
    """The population of the rubric's bench, with 20 fields, 400 concepts and 97 districts."""
    facts = snapshot(folder, organizations)
    plain, placed = folder / "organization.parquet", folder / "placed.parquet"
    attributes = "'F' || (organization % 20) AS field, 'G' || (organization % 400) AS concept"
    duckdb.connect().execute(
        f"COPY (SELECT *, {attributes}, 'D' || (organization % 97) AS district FROM '{plain}') TO '{placed}' "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    placed.rename(plain)
    return facts


def committees(organizations: int) -> pa.Table:
    """One for every fifty."""
    numbers = range(organizations)
    return pa.table({"organization": numbers, "committee": [f"J{number // 50}" for number in numbers]})


def changes() -> dict[str, Pack]:
    """A line of a grade moved, every indicator another, and a measure counted otherwise."""
    rules = bench_pack()
    threshold = bench_pack(passing="38")
    indicators = tuple(replace(item, points=item.points * Decimal("0.8")) for item in rules.indicators)
    first, *others = rules.measures
    measure = replace(rules, measures=(replace(first, where="evidence >= 1"), *others))
    return {
        "a threshold moved": threshold,
        "all 40 indicators": replace(rules, indicators=indicators),
        "a measure": measure,
    }


def best(run: Callable[[], object], times: int = 3) -> str:
    """The shortest of a few runs, and the processor time of one."""
    seconds, busy = [], time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return f"{min(seconds) * 1000:,.0f} ms (processors busy for {(time.process_time() - busy) / times * 1000:,.0f} ms)"


def ask(prepared: Prepared) -> None:
    """Everything that a policy officer asks."""
    for name, pack in changes().items():
        start = time.perf_counter()
        rules = compile_rubric(pack)
        compiled = time.perf_counter() - start
        times = 1 if name == "a measure" else 5
        trial = prepared.trial(rules)
        took = best(lambda rules=rules: prepared.trial(rules), times)
        print(f"  {name}: trial {took}, rules read in {compiled * 1000:.0f} ms")
        print(f"    {trial.moved:,} move; counted anew: {trial.counted_anew}; digest {trial.digest[:12]}")
    rules = compile_rubric(changes()["a threshold moved"])
    print(f"  sensitivity {best(lambda: prepared.sensitivity(rules))}")
    print(f"  fairness by rules {best(lambda: prepared.fairness(rules))}")
    given = {number: "ABCD"[number % 4] for number in range(prepared.trial(rules).organizations)}
    print(f"  fairness of outcomes {best(lambda: prepared.fairness(rules, outcomes=given), 1)}")
    print(f"  50 who move {best(lambda: prepared.moved(rules, limit=50))}")
    print(f"  one organization explained before and after {best(lambda: prepared.explain_both(rules, 5))}")


def main(*, quick: bool) -> None:
    """Print every figure."""
    print(machine())
    for organizations in SIZES[: 1 if quick else 2]:
        with tempfile.TemporaryDirectory() as folder:
            facts, beside = register(Path(folder), organizations), committees(organizations)
            start, busy = time.perf_counter(), time.process_time()
            with compile_rubric(bench_pack()).prepare(facts, beside=beside) as prepared:
                took = f"{time.perf_counter() - start:.2f} s (processors busy for {time.process_time() - busy:.2f} s)"
                print(f"{organizations:,} organizations, load {load()}: prepared in {took}")
                ask(prepared)
        print(f"  peak memory {peak_memory_mib():.0f} MiB")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
