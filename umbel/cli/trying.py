"""`umbel lab`: other rules tried on the frozen facts of a cycle."""

import csv
from html import escape
from pathlib import Path
from typing import Any

import click

from umbel.cli.database import require_records
from umbel.cli.screen import say, show, show_table
from umbel.errors import NotFound, UmbelError
from umbel.evaluation.lab import Trial, try_packs
from umbel.evaluation.models import Cycle
from umbel.evaluation.states import CycleState
from umbel.policy import find_pack
from umbel.policy.changes import pack_changes
from umbel.policy.load import load_pack
from umbel.policy.pack import Pack

NOTHING = "A trial: nothing real was changed, and nobody was told."


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--cycle", "code", help="Whose frozen facts; without it, the latest that has some.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write who would get another grade.")
@click.option("--html", "html_file", type=click.Path(path_type=Path), help="Write the whole report as one page.")
def lab(*, before: str, after: str, code: str | None, csv_file: Path | None, html_file: Path | None) -> None:
    """Try the rules AFTER instead of BEFORE on frozen facts: who would get another grade, where, and why.

    A pack is a folder, `id` or `id@version`. Nothing real changes. The same packs over the same facts give the same
    report: both are named by their hashes.

    \b
    Examples:
        umbel lab beijing-2016 my-pack/
        umbel lab beijing-2016@1.0.0 my-pack/ --cycle 2025 --csv moves.csv --html report.html

    Next: change the draft and try again; `umbel pack check` runs its worked examples.
    """
    require_records()
    cycle = _cycle(code)
    old, new = _pack(before), _pack(after)
    trial = try_packs(cycle, old, new)
    show(f"Facts of {cycle.code} ({cycle.snapshot.sha256[:12]}), {trial.organizations:,} organizations.")
    show(f"From {_named(old)} to {_named(new)}.")
    moves = [(one, two, many) for (one, two), many in trial.matrix.items() if one != two]
    show_table(("Before", "After", "Organizations"), moves or [("—", "—", 0)], right=(2,))
    show_table(("Indicator", "Decides the grade of"), list(trial.decides.items()), right=(1,))
    for label, many in trial.new_grounds.items():
        show(f"Would newly have a ground for {label}: {many:,}. A ground is a reason to look, never a label.")
    if csv_file:
        _write_csv(csv_file, trial)
        show(str(csv_file))
    if html_file:
        html_file.write_text(report(cycle, old, new, trial), encoding="utf-8")
        show(str(html_file))
    say(NOTHING)


def _cycle(code: str | None) -> Cycle:
    rows = Cycle.objects.exclude(state=CycleState.PLANNED).select_related("snapshot").order_by("-from_on", "-pk")
    found = rows.filter(code=code).first() if code else rows.first()
    if found is None:
        raise NotFound(f"There are no frozen facts{f' of {code}' if code else ''}. `umbel evaluate` freezes them.")
    return found


def _pack(said: str) -> Pack:
    folder = Path(said)
    if folder.is_dir():
        return load_pack(folder)
    pack_id, _at, version = said.partition("@")
    try:
        return find_pack(pack_id, version) if version else find_pack(pack_id)
    except UmbelError as refused:
        raise NotFound(f"{refused} Name a folder, an id, or id@version.") from refused


def _named(pack: Pack) -> str:
    return f"{pack.id} {pack.version} ({pack.content_hash[:12]})"


def _write_csv(file: Path, trial: Trial) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        names = ["organization", "before", "after", "total_before", "total_after"]
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(trial.moved)


def report(cycle: Cycle, old: Pack, new: Pack, trial: Trial) -> str:
    """The trial as one page that needs nothing else."""
    codes = [grade.code for grade in old.grades], [grade.code for grade in new.grades]
    matrix = [[one, *(trial.matrix.get((one, two), 0) for two in codes[1])] for one in codes[0]]
    inputs = (
        f"{escape(_named(old))} → {escape(_named(new))}. Facts of {escape(cycle.code)}, SHA-256 "
        f"<code>{cycle.snapshot.sha256}</code>, {trial.organizations:,} organizations."
    )
    near = {code: [[row.organization, row.total] for row in rows] for code, rows in trial.nearest.items()}
    parts = [
        f"<p><strong>{NOTHING}</strong></p>",
        f"<p>{inputs}</p>",
        _table("Grades before (rows) and after (columns)", ["", *codes[1]], matrix),
        *(
            _table(f"By {name}", [name, "better", "worse", "same"], [[value, *row] for value, row in values.items()])
            for name, values in trial.groups.items()
        ),
        _table("New grounds for a case", ["label", "organizations"], [list(row) for row in trial.new_grounds.items()]),
        _table("Which indicators decide", ["indicator", "grades"], [list(row) for row in trial.decides.items()]),
        *(
            _table(f"Nearest to the grade below {code}", ["organization", "points"], rows)
            for code, rows in near.items()
        ),
        "<h2>What differs between the two</h2><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in pack_changes(old, new))
        + "</ul>",
    ]
    style = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{padding:.2rem .8rem;"
    style += "text-align:right;border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Policy lab</title><style>{style}</style>'
    return f"{head}<h1>Policy lab</h1>{''.join(parts)}</html>\n"


def _table(title: str, headings: list[str], rows: list[list[Any]]) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"
