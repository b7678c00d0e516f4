"""`umbel import`: a register brought in by its mapping."""

from datetime import datetime
from pathlib import Path

import click

from umbel.audit.actors import Actor
from umbel.cli.database import bring_up_to_date
from umbel.cli.screen import Steps, say, show, steps
from umbel.exchange.acts import import_register
from umbel.exchange.import_report import ImportReport
from umbel.exchange.mapping_loader import load_mapping, shipped_mappings

SHOWN = 50


class Reports:
    """What the import says of its progress, as bars: one for each thing it does."""

    def __init__(self, bars: Steps) -> None:
        self.bars = bars
        self.tasks: dict[str, int] = {}

    def __call__(self, what: str, done: int, size: int) -> None:
        if what not in self.tasks:
            self.tasks[what] = self.bars.progress.add_task(what, total=size or None)
        self.bars.progress.update(self.tasks[what], completed=done, total=size or None)  # type: ignore[arg-type]


@click.command("import", epilog=f"Mappings that come with Umbel: {', '.join(shipped_mappings()) or 'none'}.")
@click.argument("mapping")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Do everything, say what would come of it, and take it back.")
@click.option("--skip-bad-rows", is_flag=True, help="Enter the good rows; without it one bad row stops all.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="CSV", help="Write every problem to a file."
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the register speaks of; without it, the mapping's or today.",
)
@click.pass_context
def import_(
    ctx: click.Context,
    *,
    mapping: str,
    files: tuple[Path, ...],
    dry_run: bool,
    skip_bad_rows: bool,
    errors: Path | None,
    on: datetime | None,
) -> None:
    """Import a register from FILEs by MAPPING: a TOML file, or the name of a mapping that comes with Umbel.

    Every row is read and checked first, and each wrong one is listed by file, row and field; then everything is
    entered in one transaction, or nothing is. The same files again change nothing; newer ones update. CSV, TSV
    and Parquet are read, plain or packed (.gz, .zip), with flat memory.

    \b
    Examples:
        umbel import mapping.toml register.csv --dry-run
        umbel import mapping.toml register.csv
        umbel import mapping.toml register.csv --skip-bad-rows --errors wrong.csv
        umbel import umbel exported/*.csv

    Next: `umbel design` groups the organizations under joint committees, `umbel evaluate` grades a year.
    """
    bring_up_to_date()  # first: a mapping may ask for the languages of the federation
    plan = load_mapping(mapping)
    with steps() as bars:
        report = import_register(
            mapping=plan,
            files=files,
            by=Actor.command_line(),
            on=on.date() if on else None,
            dry_run=dry_run,
            skip_bad_rows=skip_bad_rows,
            errors_to=errors,
            progress=Reports(bars),
        )
    _tell(report)
    if report.problem_count and not (skip_bad_rows and (report.entered or report.dry_run)):
        ctx.exit(1)


def _tell(report: ImportReport) -> None:
    for problem in report.problems[:SHOWN]:
        say(str(problem))
    if report.problem_count > SHOWN:
        where = "they are all in the file of errors" if report.errors_file else "--errors FILE writes them all"
        say(f"... and {report.problem_count - SHOWN:,} more: {where}.")
    show(*report.lines())
    if report.errors_file:
        say(f"Every problem is in {report.errors_file}.")
    if report.problem_count and not report.entered:
        say("Nothing was entered. Put these rows right, or leave them out with --skip-bad-rows.")
