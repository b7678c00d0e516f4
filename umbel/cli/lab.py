"""`umbel lab`: other rules tried on the frozen facts of a cycle."""

import shlex
from pathlib import Path

import click
from pyarrow import csv

from umbel.cli.database import require_records
from umbel.cli.lab_page import NOTHING, Report, page
from umbel.cli.screen import say, show, show_table
from umbel.errors import NotFound, UmbelError
from umbel.evaluation.lab import fairness_of_people, prepared
from umbel.evaluation.models import Cycle
from umbel.evaluation.states import CycleState
from umbel.policy import find_pack
from umbel.policy.changes import pack_changes
from umbel.policy.load import load_pack
from umbel.policy.pack import Pack
from umbel.rubric import Both, Fairness, Prepared, Rubric, Sensitivity, Trial, compile_rubric
from umbel.structure.models import Body
from umbel.structure.queries import current_particulars
from umbel.structure.states import TierCode

EXPLAINED = 3
"""Organizations on each side of a boundary of whom the page explains both grades."""


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--cycle", "code", help="Whose frozen facts; without it, the latest that has some.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write who would get another grade.")
@click.option("--html", "html_file", type=click.Path(path_type=Path), help="Write the whole report as one page.")
def lab(*, before: str, after: str, code: str | None, csv_file: Path | None, html_file: Path | None) -> None:
    """Try the rules AFTER instead of BEFORE on frozen facts: who would get another grade, where, and why.

    A pack is a folder, `id` or `id@version`. Nothing real changes. The same packs over the same facts give the same
    report: both are named by their hashes, and so is the result.

    \b
    Examples:
        umbel lab beijing-2016 my-pack/
        umbel lab beijing-2016@1.0.0 my-pack/ --cycle 2025 --csv moves.csv --html report.html

    Next: change the draft and try again; `umbel pack check` runs its worked examples.
    """
    require_records()
    cycle = _cycle(code)
    old, new = _pack(before), _pack(after)
    register, rules = prepared(cycle, old), compile_rubric(new)
    trial, weights, fairness = register.trial(rules), register.sensitivity(rules), register.fairness(rules)
    show(f"Facts of {cycle.code} ({trial.facts[:12]}), {trial.organizations:,} organizations.")
    show(f"From {_named(old)} to {_named(new)}.")
    _show(trial, weights, fairness)
    if csv_file:
        csv.write_csv(register.moved_table(rules), csv_file)
        show(str(csv_file))
    if html_file:
        said = shlex.join(["umbel", "lab", before, after, "--cycle", cycle.code])
        report = Report(
            cycle=cycle.code,
            trial=trial,
            sensitivity=weights,
            fairness=fairness,
            people=fairness_of_people(cycle),
            changes=pack_changes(old, new),
            names=_names(
                cycle, {near.organization for edge in trial.boundaries for near in (*edge.above, *edge.below)}
            ),
            values=_values(new),
            explained=_explained(register, rules, trial),
            command=said,
        )
        html_file.write_text(page(report), encoding="utf-8")
        show(str(html_file))
    show(f"Result {trial.digest}.")
    say(NOTHING)


def _show(trial: Trial, weights: Sensitivity, fairness: Fairness) -> None:
    moves = [(one, two, f"{many:,}") for (one, two), many in trial.matrix.items() if one != two]
    show_table(("Before", "After", "Organizations"), moves or [("—", "—", 0)], right=(2,))
    for edge in trial.boundaries:
        line = f"at {edge.line}" if edge.line is not None else "without a line over the total"
        closest = " and ".join(str(side[0].distance) if side else "nobody" for side in (edge.above, edge.below))
        show(f"Boundary {edge.better}/{edge.worse} {line}: the nearest above and below are {closest} points away.")
    rows = [(row.indicator, f"{row.without:,}", f"{row.full:,}") for row in weights.indicators]
    show_table(("Indicator", "Grades without it", "With all its points"), rows, right=(1, 2))
    for ground in trial.grounds:
        show(
            f"Would newly have a ground for {ground.label}: {ground.newly:,}; no longer: {ground.no_longer:,}. "
            "A ground is a reason to look, never a label."
        )
    show(f"Hours asked of all in a year: {trial.burden.before:,} before, {trial.burden.after:,} after.")
    for row in fairness.attributes:
        if row.groups:
            show(f"Alike but for {row.attribute}, and another grade: {row.organizations:,} in {row.groups:,} groups.")


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


def _names(cycle: Cycle, keys: set[int]) -> dict[int, str]:
    rows = current_particulars(cycle.as_of).filter(organization__in=keys)
    return {row.organization_id: row.name for row in rows}


def _values(pack: Pack) -> dict[tuple[str, str], str]:
    concepts = pack.classification.concepts if pack.classification else ()
    found = {(name, item.code): item.title.in_language("en") for item in concepts for name in ("field", "concept")}
    found |= {("district", item.code): item.title.in_language("en") for item in pack.districts}
    found |= {("indicator", item.code): item.title.in_language("en") for item in pack.indicators}
    found |= {("size_band", band.code): band.name.in_language("en") for band in pack.size_bands}
    return found | {("committee", body.code): body.name for body in Body.objects.filter(tier=TierCode.JOINT)}


def _explained(register: Prepared, rules: Rubric, trial: Trial) -> dict[int, Both]:
    sides = [side[:EXPLAINED] for edge in trial.boundaries for side in (edge.above, edge.below)]
    keys = dict.fromkeys(near.organization for side in sides for near in side)
    return {key: register.explain_both(rules, key) for key in keys}
