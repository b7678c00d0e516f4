"""`umbel letters`: every letter of a published cycle, into a folder."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import batched
from pathlib import Path
from typing import Any

import click
from django.db.models import QuerySet

from umbel.cli.database import require_records
from umbel.cli.screen import Step, say, show, steps
from umbel.documents import typesetting
from umbel.errors import NotFound, NotNow
from umbel.evaluation.letters import Letterhead, letter_words, letterhead
from umbel.evaluation.models import Cycle, Grade
from umbel.evaluation.states import IN_PUBLIC


@click.command()
@click.argument("cycle")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder for the PDF files.")
def letters(*, cycle: str, folder: Path) -> None:
    """Write the letter of every grade that was published in CYCLE: one bilingual PDF an organization.

    What is there already is left alone, so that an interrupted run goes on where it stopped.

    \b
    Examples:
        umbel letters 2025 --to letters-2025

    Next: each organization finds its own letter on its page of the evaluation.
    """
    require_records()
    found = Cycle.objects.filter(code=cycle).first()
    if found is None:
        raise NotFound(f"There is no cycle {cycle}. `umbel evaluate` makes one.")
    if found.state not in IN_PUBLIC:
        raise NotNow(f"The grades of {cycle} are not published: it stands at {found.state}.")
    folder.mkdir(parents=True, exist_ok=True)
    rows = Grade.objects.filter(cycle=found).select_related("cycle__snapshot", "organization").order_by("position")
    with steps() as bars, bars.step("Setting letters", rows.count()) as step:
        written = _write_all(rows, folder, letterhead(found), step)
    show(str(folder))
    say(f"Wrote {written:,} letters; {rows.count() - written:,} were there.")


def _write_all(rows: QuerySet[Grade], folder: Path, head: Letterhead, step: Step) -> int:
    """The records are read here, one after the other; letters are set on every core meanwhile. Returns how many."""
    cores = os.cpu_count() or 1
    written = 0
    with ThreadPoolExecutor(cores) as pool:
        waiting: list[Future[None]] = []
        for batch in batched(rows.iterator(chunk_size=500), 16 * cores):
            files = [(grade, folder / f"{head.cycle.code}-{grade.organization_id}.pdf") for grade in batch]
            missing = [(grade, file) for grade, file in files if not file.exists()]
            begun = [pool.submit(_write, file, letter_words(grade, head)) for grade, file in missing]
            for future in waiting:
                future.result()
            waiting, written = begun, written + len(begun)
            step(len(batch))
        for future in waiting:
            future.result()
    return written


def _write(file: Path, words: dict[str, Any]) -> None:
    """The whole file or none: it has its name when all of it is there."""
    draft = file.with_suffix(".part")
    draft.write_bytes(typesetting.letter(**words))
    draft.replace(file)
