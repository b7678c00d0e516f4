"""The map in the README, the import contract and the folders are one and the same."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
ABOVE = "site"
"""Settings and addresses stand above the map: they hold no rule."""


def contract() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found = {entry["id"]: entry for entry in settings["tool"]["importlinter"]["contracts"]}
    return [piece for line in found["map"]["layers"] for piece in re.findall(r"\w+", line)]


def drawn() -> list[str]:
    text = (ROOT / "README.md").read_text()
    block = re.search(r"```map\n(.*?)```", text, re.DOTALL)
    assert block, "README.md has no ```map block."
    lines = [line.split(maxsplit=1)[1] for line in block.group(1).strip().splitlines()]
    return [piece for line in lines for piece in re.findall(r"\w+", re.sub(r"\(.*?\)", "", line))]


def test_the_readme_draws_the_contract():
    assert drawn() == contract()


def test_every_piece_stands_on_the_map():
    pieces = {path.parent.name for path in (ROOT / "umbel").glob("*/__init__.py")}
    modules = {path.stem for path in (ROOT / "umbel").glob("*.py")} - {"__init__"}
    assert (pieces | modules) - set(contract()) - {ABOVE} == set()


def test_no_piece_is_a_drawer_for_everything():
    names = {path.stem for path in (ROOT / "umbel").rglob("*.py")}
    assert names & {"utils", "common", "helpers", "core", "misc", "base"} == set()
