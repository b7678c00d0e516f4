"""Proposing grades: what the rubric says of the snapshot, for people to decide on."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import batched

import pyarrow as pa
from django.db import transaction

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.evaluation.queries.explaining import holding, plain
from umbel.evaluation.queries.runs import evaluate
from umbel.evaluation.states import WORKFLOW, CycleState
from umbel.evaluation.table_of_acts import EvaluationAct
from umbel.rubric import Engine
from umbel.structure.models import Placement
from umbel.structure.queries import in_force

BATCH = 5000


def propose_grades(
    *, cycle: Cycle, by: Actor, engine: Engine = Engine.DUCKDB, progress: Callable[[int], None] | None = None
) -> dict[str, int]:
    """Evaluate the snapshot and store every proposed grade with the figures behind it; the ledger keeps which engine
    computed them. Returns how many organizations are proposed for each grade.
    """
    WORKFLOW.check_step("propose-grades", CycleState(cycle.state))
    result = evaluate(cycle, engine)
    with transaction.atomic():
        return _propose(cycle, result, by, engine, progress)


def _propose(
    cycle: Cycle, result: pa.Table, by: Actor, engine: Engine, progress: Callable[[int], None] | None
) -> dict[str, int]:
    held = locked(cycle)
    state = WORKFLOW.check_step("propose-grades", held.state)
    bodies = dict(Placement.objects.filter(in_force(held.as_of)).values_list("organization_id", "body_id"))
    for batch in batched(_grades(held, result, bodies), BATCH):
        ProposedGrade.objects.bulk_create(batch)
        if progress:
            progress(len(batch))
    held.state = state
    held.save(update_fields=["state"])
    counts = dict(sorted(Counter(map(str, result["grade"].to_pylist())).items()))
    audit.record(
        EvaluationAct.PROPOSE_GRADES,
        by=by,
        about=Subject(SubjectKind.CYCLE, held.code, held.code),
        data={"grades": counts, "result_sha256": result_hash(result), "engine": engine.value},
    )
    return counts


def _grades(cycle: Cycle, result: pa.Table, bodies: dict[int, int]) -> Iterator[ProposedGrade]:
    for batch in result.to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            yield ProposedGrade(
                cycle=cycle,
                organization_id=row["organization"],
                body_id=bodies.get(row["organization"]),
                total=row["total"],
                grade=row["grade"],
                grounds=holding(row, "g_"),
                conditions=holding(row, "s_"),
                figures={name: plain(value) for name, value in row.items()},
            )


def result_hash(result: pa.Table) -> str:
    """SHA-256 of a run's result: the same snapshot and pack give the same one, to the bit, whatever the engine.
    Rows are taken one by one because under a missing value an engine leaves what it had there.
    """
    digest = hashlib.sha256()
    sink = pa.BufferOutputStream()
    bare = result.take(pa.array(range(result.num_rows), pa.int64()))
    with pa.ipc.new_stream(sink, bare.schema) as writer:
        writer.write_table(bare.combine_chunks(), max_chunksize=BATCH)
    digest.update(sink.getvalue())
    return digest.hexdigest()
