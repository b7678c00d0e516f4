"""Running the rubric over a cycle's snapshot."""

import pyarrow as pa

from umbel.evaluation import snapshots
from umbel.evaluation.models import Cycle
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.rubric import Facts


def facts_of(cycle: Cycle, *, check: bool) -> Facts:
    """The frozen facts of the cycle; with `check`, only if every byte is the one that was frozen."""
    snapshot = cycle.snapshot
    return Facts(tables=dict(snapshots.paths(snapshot.folder, snapshot.files, check=check)))


def evaluate(cycle: Cycle) -> pa.Table:
    """What the rubric of the cycle's pack says of its snapshot: one row an organization."""
    return pinned_rubric(cycle).evaluate(facts_of(cycle, check=True))
