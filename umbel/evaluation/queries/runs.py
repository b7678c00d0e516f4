"""Running the rubric over a cycle's snapshot."""

import pyarrow as pa
from django.conf import settings

from umbel.evaluation import snapshots
from umbel.evaluation.models import Cycle
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.rubric import Engine, Facts, check_spark, start_cluster


def facts_of(cycle: Cycle, *, check: bool) -> Facts:
    """The frozen facts of the cycle; with `check`, only if every byte is the one that was frozen."""
    snapshot = cycle.snapshot
    return Facts(tables=dict(snapshots.paths(snapshot.folder, snapshot.files, check=check)))


def check_engine(engine: Engine) -> None:
    """Whether the engine can run here. Raises NoSpark with how to get it."""
    if engine is Engine.SPARK:
        check_spark()


def evaluate(cycle: Cycle, engine: Engine = Engine.DUCKDB) -> pa.Table:
    """What the rubric of the cycle's pack says of its snapshot: one row an organization, whatever the engine."""
    rubric, facts = pinned_rubric(cycle), facts_of(cycle, check=True)
    if engine is Engine.DUCKDB:
        return rubric.evaluate(facts)
    with start_cluster(settings.UMBEL_SPARK_MASTER, memory=settings.UMBEL_SPARK_MEMORY) as cluster:
        return rubric.evaluate(facts, cluster=cluster)
