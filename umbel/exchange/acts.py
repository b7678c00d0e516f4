"""The one writer: bringing a register in."""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import IntegrityError

from umbel.audit.actors import Actor
from umbel.errors import Problem, Problems
from umbel.exchange.cells import guarded
from umbel.exchange.disk_space import WAIT_SECONDS, room
from umbel.exchange.enter import Applied, apply
from umbel.exchange.file_reader import Unreadable, file_hash, read_rows
from umbel.exchange.import_report import FileRead, ImportReport
from umbel.exchange.mapping import FileMapping, Mapping
from umbel.exchange.mapping_loader import load_mapping
from umbel.exchange.row_reader import Reading, RowReader
from umbel.exchange.staging import Staging, staging
from umbel.exchange.states import MOST_PROBLEMS_SHOWN, Kind
from umbel.structure.models import Concept, District
from umbel.structure.queries import classification_in_use, today

LOCK = 0x696D706F7274  # "import": one at a time

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def import_register(
    *,
    mapping: Mapping | str | Path,
    files: Iterable[str | Path],
    by: Actor,
    on: date | None = None,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    errors_to: Path | None = None,
    progress: Progress = lambda _what, _done, _size: None,
) -> ImportReport:
    """Enter a register by its mapping: read and stage every row, then enter them in one transaction.

    With a problem in any row nothing is entered, unless `skip_bad_rows` leaves those rows out. A dry run
    does everything and takes it back. `on` is the day the register speaks of: the mapping's own, or today.
    `errors_to` names a CSV file for every problem. Raises Problems for a mapping or for files that do
    not go together, NotNow while another import runs, NoRoom when the disk is full.
    """
    plan = mapping if isinstance(mapping, Mapping) else load_mapping(mapping)
    chosen = _choose(plan, [Path(file) for file in files])
    day = on or plan.on or today()
    home = Path(settings.HOME)
    with room(home, "Nothing was entered and nothing is lost."), staging(home / "staging") as stage:
        read, whole = _read(plan, chosen, stage, day, progress)
        applied = Applied()
        entered = False
        if whole and (skip_bad_rows or not stage.problem_count):
            applied, entered = _enter(
                stage,
                write=lambda: apply(plan, stage, on=day, by=by, files=read, progress=progress),
                stands=lambda: not dry_run and (skip_bad_rows or not stage.problem_count),
            )
        if errors_to and stage.problem_count:
            _write_errors(stage, errors_to)
        return ImportReport(
            mapping=plan.id,
            title=plan.title,
            on=str(day),
            dry_run=dry_run,
            entered=entered,
            files=read,
            errors_file=errors_to if stage.problem_count else None,
            **_outcome(applied, stage),
        )


def _outcome(applied: Applied, stage: Staging) -> dict[str, Any]:
    return {
        **{name: getattr(applied, name) for name in applied.__slots__},
        "notes": dict(stage.counts),
        "problems": tuple(stage.problems(MOST_PROBLEMS_SHOWN)),
        "problem_count": stage.problem_count,
    }


def _choose(plan: Mapping, paths: list[Path]) -> list[tuple[Path, FileMapping]]:
    """Each file with its part of the mapping, in the order in which their contents build on each other."""
    chosen, problems = [], []
    for path in paths:
        found = [file for file in plan.files if any(fnmatch(path.name, pattern) for pattern in file.match)]
        if not path.is_file():
            problems.append(Problem("There is no such file.", str(path), way_out="Check its name."))
        elif not found:
            known = ", ".join(pattern for file in plan.files for pattern in file.match)
            hint = f"The mapping {plan.id!r} reads {known}."
            problems.append(Problem("The mapping does not speak of a file of this name.", path.name, way_out=hint))
        else:
            chosen.append((path, found[0]))
    if not paths:
        problems.append(Problem("No file is given.", way_out="Name the files of the register."))
    if problems:
        raise Problems("Nothing was entered.", problems)
    order = list(Kind)
    return sorted(chosen, key=lambda pair: min(order.index(section.kind) for section in pair[1].sections))


def _read(
    plan: Mapping, chosen: list[tuple[Path, FileMapping]], stage: Staging, on: date, progress: Progress
) -> tuple[tuple[FileRead, ...], bool]:
    """Stage every row of every file. Returns what was read, and whether every file could be read to its end."""
    brought = any(section.kind is Kind.CLASSIFICATION for _, file in chosen for section in file.sections)
    in_use = None if brought else getattr(classification_in_use(), "code", None)
    classification = plan.classification or in_use
    reading = Reading(
        stage=stage,
        on=on,
        expects=plan.expects,
        concepts=set(Concept.objects.filter(classification__code=classification).values_list("code", flat=True)),
        districts=set(District.objects.values_list("code", flat=True)),
    )
    read, whole = [], True
    for path, file in chosen:
        reader, rows, wanted, digest = RowReader(file, reading, path.name), 0, 0, ""
        try:
            for row in read_rows(path, file, partial(progress, f"Reading {path.name}")):
                rows += 1
                wanted += reader.read(row)
            digest = file_hash(path)
        except Unreadable as refused:
            stage.problem(refused.problem)
            whole = False
        stage.settle()
        read.append(FileRead(name=path.name, sha256=digest, rows=rows, wanted=wanted))
    return tuple(read), whole


def _enter(stage: Staging, *, write: Callable[[], Applied], stands: Callable[[], bool]) -> tuple[Applied, bool]:
    """Enter what is staged and keep it if it `stands`; otherwise tell what it would have been."""
    try:
        with transaction.atomic():
            _one_at_a_time()
            applied, kept = write(), stands()
            transaction.set_rollback(not kept)
    except Problems as refused:
        for problem in refused.problems:
            stage.problem(problem)
        return Applied(), False
    except IntegrityError as refused:
        stage.problem(Problem(f"The database refuses it: {refused}.", way_out="See which rows contradict each other."))
        return Applied(), False
    return applied, kept


def _one_at_a_time() -> None:
    """Let no other import in until this transaction ends. SQLite's own transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def _write_errors(stage: Staging, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "line", "row", "field", "message", "found", "way_out"])
        for one in stage.problems():
            texts = [guarded(text) for text in (one.field, one.message, one.found, one.way_out)]
            writer.writerow([guarded(one.file), one.line or "", one.row or "", *texts])
