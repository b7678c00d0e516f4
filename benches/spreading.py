"""The rubric on DuckDB and on Spark, over the same files, to the same table.

python -m benches.spreading [--quick]
"""

import sys
import tempfile
import time
from pathlib import Path

from benches.machine import machine
from benches.rubric import best, snapshot
from benches.rubric_rules import bench_pack
from umbel.rubric import compile_rubric
from umbel.rubric.engines.spark_session import Cluster, start_cluster


def compare(cluster: Cluster, organizations: int) -> None:
    """Both engines from the snapshot to a table of every figure, point and grade."""
    rubric = compile_rubric(bench_pack())
    with tempfile.TemporaryDirectory() as folder:
        facts = snapshot(Path(folder), organizations)
        ours, table = best(lambda: rubric.evaluate(facts), 2)
        first, spread = best(lambda: rubric.evaluate(facts, cluster=cluster), 1)
        assert spread.equals(table)
        again, _ = best(lambda: rubric.evaluate(facts, cluster=cluster), 1)
    print(
        f"{organizations:,}: DuckDB {ours:.2f} s; Spark {first:.1f} s, then {again:.1f} s; the same table", flush=True
    )


def main(*, quick: bool) -> None:
    """Print every figure."""
    print(machine())
    start = time.perf_counter()
    with start_cluster(memory="6g") as cluster:
        print(f"Spark started in {time.perf_counter() - start:.1f} s", flush=True)
        for organizations in (3_000, 100_000) if quick else (3_000, 100_000, 1_000_000):
            compare(cluster, organizations)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
