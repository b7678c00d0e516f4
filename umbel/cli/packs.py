"""`umbel pack`: checking and listing policy packs. Needs no database."""

from pathlib import Path

import click

from umbel.cli.commands import CommandRow, LazyGroup
from umbel.cli.screen import show, show_table
from umbel.errors import Problems
from umbel.policy import installed_packs, load_pack
from umbel.policy.pack import Status
from umbel.rubric import compile_rubric, run_example

PACK_COMMANDS = {
    "check": CommandRow("umbel.cli.packs:check", "Check a pack: files, rules, examples.", needs_records=False),
    "list": CommandRow("umbel.cli.packs:list_packs", "List the packs at hand.", needs_records=False),
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def check(folder: Path) -> None:
    """Check the policy pack in DIR: its files, its rules, its worked examples.

    Everything that is wrong is printed, each with file, line and column, what was found and the nearest
    valid thing. Exit code 1 says that the pack cannot be used.

    \b
    Examples:
        umbel pack check umbel/packs/beijing-2016
        umbel pack check my-pack

    Next: put the folder's parent in UMBEL_PACKS, and `umbel pack list` shows it.
    """
    pack = load_pack(folder)
    rubric = compile_rubric(pack)
    if problems := [problem for example in pack.examples for problem in run_example(rubric, example)]:
        raise Problems(f"The worked examples of {pack.id} do not come out as they say.", problems)
    assumed = sum(provision.status == Status.ASSUMED for provision in pack.provisions)
    show(
        f"The pack {pack.id} {pack.version} is in order ({pack.content_hash[:12]}).",
        f"{len(pack.requirements)} requirements, {len(pack.measures)} measures, {len(pack.indicators)} indicators, "
        f"{len(pack.grades)} grades, {len(pack.examples)} examples that come out as they say.",
        f"{len(pack.provisions) - assumed} provisions are sourced, {assumed} are assumed.",
    )


@click.command("list")
def list_packs() -> None:
    """List the packs that ship with Umbel and those in the folders of UMBEL_PACKS.

    \b
    Examples:
        umbel pack list
        UMBEL_PACKS=/srv/packs umbel pack list

    Next: `umbel pack check DIR` checks one; the site shows the pack in force as readable rules.
    """
    show_table(
        ("Pack", "Version", "In force from", "Title", "Hash"),
        [
            (pack.id, pack.version, pack.effective_from, pack.title.in_language("en"), pack.content_hash[:12])
            for pack in installed_packs()
        ],
    )


@click.group(cls=LazyGroup, table=PACK_COMMANDS)
def pack() -> None:
    """Check and list policy packs.

    A pack is a folder of TOML and CSV that says everything in which one arrangement differs from another.
    """
