"""Freezing the facts of a cycle."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.evaluation import snapshots
from umbel.evaluation.models import Cycle, Snapshot
from umbel.evaluation.queries.facts import Row, rows
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.states import WORKFLOW
from umbel.evaluation.table_of_acts import EvaluationAct

Progress = Callable[[str, int], None]


def freeze_facts(*, cycle: Cycle, by: Actor, progress: Progress | None = None) -> Snapshot:
    """Write the facts of the cycle as they stand to files of their own, and record their hash.

    Nothing is half done when it is interrupted: the files get their name, and the cycle its
    snapshot, only at the end.
    """
    folder = snapshots.begin()
    outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return _freeze(cycle, folder, by, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _freeze(cycle: Cycle, folder: Path, by: Actor, progress: Progress | None) -> Snapshot:
    held = locked(cycle)
    state = WORKFLOW.check_step("freeze-facts", held.state)
    pack = pinned_pack(held)
    files = {
        table: snapshots.write_table(folder, table, _counted(rows(table, held, pack), table, progress))
        for table in snapshots.TABLES
    }
    digest, name = snapshots.finish(folder, files)
    snapshot = Snapshot.objects.create(cycle=held, taken_at=timezone.now(), folder=name, sha256=digest, files=files)
    held.state = state
    held.save(update_fields=["state"])
    audit.record(
        EvaluationAct.FREEZE_FACTS,
        by=by,
        about=Subject(SubjectKind.CYCLE, held.code, held.code),
        data={"sha256": digest, "files": files},
    )
    return snapshot


def _counted(found: Iterator[Row], table: str, progress: Progress | None) -> Iterator[Row]:
    for number, row in enumerate(found, start=1):
        if progress and number % 1000 == 0:
            progress(table, 1000)
        yield row
