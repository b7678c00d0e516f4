"""`umbel export`: the register in the format it is imported from."""

from datetime import datetime
from pathlib import Path

import click

from umbel.cli.database import require_records
from umbel.cli.screen import show, steps
from umbel.exchange.export import export_register
from umbel.structure.queries import today


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to export; without it, today.")
def export(*, folder: Path, as_of: datetime | None) -> None:
    """Export the register to CSV files in DIR, in the format that `umbel import umbel` reads.

    What is exported and imported into an empty installation is the same register again. Cells that a
    spreadsheet would run as a formula stand behind an apostrophe.

    \b
    Examples:
        umbel export exported
        umbel export exported --as-of 2025-12-31

    Next: `umbel import umbel exported/*.csv` in another installation.
    """
    require_records()
    with steps() as bars, bars.step("Writing"):
        written = export_register(to=folder, as_of=as_of.date() if as_of else today())
    show(*(f"{folder / name}: {rows:,} rows" for name, rows in written.items()))
