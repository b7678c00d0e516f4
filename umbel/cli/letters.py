"""`umbel letters`: every letter of a published cycle, into a folder."""

from pathlib import Path

import click

from umbel.cli.database import require_records
from umbel.cli.screen import say, show, steps
from umbel.errors import NotFound, NotNow
from umbel.evaluation.letters import grade_letter
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
    written = 0
    with steps() as bars, bars.step("Setting letters", rows.count()) as step:
        for grade in rows.iterator(chunk_size=500):
            file = folder / f"{found.code}-{grade.organization_id}.pdf"
            if not file.exists():
                draft = file.with_suffix(".part")
                draft.write_bytes(grade_letter(grade))
                draft.replace(file)
                written += 1
            step(1)
    show(str(folder))
    say(f"Wrote {written:,} letters; {rows.count() - written:,} were there.")
