"""`make test-quick`: the tests of what changed and of what stands on it, nearest first, within a minute.

What changed is what differs from BASE (`make test-quick BASE=main`): uncommitted work, or else the last commit. What
stands on it is read off the import graph; that of the tests and their conftest.py too. On settings and dependencies all
stands, which is said. How long each module of tests takes is known from the last run; what no
longer fits in the minute is left out, and named. Journeys and processes are left to `make test`.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import click
import grimp
import pytest

ROOT = Path(__file__).parents[1]
BUDGET = 75.0
"""Seconds of tests on two workers, so that a run with its start ends within a minute."""
UNKNOWN = 2.5
"""Seconds that a module of tests is taken to last before it was measured."""
DURATIONS = ROOT / "build" / "test-durations.json"
FACES = frozenset({"web", "api", "cli"})
ON_WHICH_ALL_STANDS = ("pyproject.toml", "uv.lock", "umbel/site/", "tests/conftest.py", "tests/durations.py")
LIKE = {"packs": "policy", "locale": "words"}
"""What is data, and the piece that reads it."""
NEVER_QUICK = ("tests/journeys/", "tests/cli/demo/test_command.py", "tests/web/test_access.py")


def changed_files(base: str | None) -> list[str]:
    """Files that differ from `base`; without it what is not committed yet, or else what the last commit changed."""
    if base:
        return [*_git("diff", "--name-only", base), *_git("ls-files", "--others", "--exclude-standard")]
    uncommitted = [*_git("diff", "--name-only", "HEAD"), *_git("ls-files", "--others", "--exclude-standard")]
    return uncommitted or _git("diff", "--name-only", "HEAD~1", "HEAD")


def piece_of(path: str) -> str | None:
    """The piece that a file of the product belongs to: a change of a face counts for the piece that it shows."""
    parts = Path(path).parts
    if parts[0] == "assets":
        return "web"
    if len(parts) < 2 or parts[0] != "umbel":
        return None
    if parts[1] != "web":
        return LIKE.get(parts[1], Path(parts[1]).stem)
    inner = [part for part in parts[2:-1] if part not in {"templates", "static"}]
    return f"web/{inner[0]}" if inner else "web"


@cache
def standing_on() -> dict[str, frozenset[str]]:
    """Piece -> the pieces that import it, directly or through others."""
    graph = grimp.build_graph("umbel")
    pieces = {name.split(".")[1] for name in graph.modules if "." in name}
    return {
        piece: frozenset(
            name.split(".")[1]
            for name in graph.find_downstream_modules(f"umbel.{piece}", as_package=True)
            if "." in name
        )
        for piece in pieces
    }


@cache
def imported(path: Path) -> frozenset[str]:
    """Names of the modules that a file imports, and of what it takes from them: `from tests import prepared`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return frozenset(names)


@cache
def beside_the_product(path: Path) -> frozenset[str]:
    """The files of tests and tools that a file imports, directly."""
    names = [name.replace(".", "/") for name in imported(path) if name.startswith(("tests.", "tools.", "benches."))]
    found = {f"{name}{end}" for name in names for end in (".py", "/__init__.py")}
    return frozenset(name for name in found if (ROOT / name).is_file())


@cache
def helpers(test: Path) -> frozenset[str]:
    """What a module of tests stands on beside the product: what it imports, each conftest.py above it, and so on."""
    above = [folder / "conftest.py" for folder in test.parents if folder.is_relative_to(ROOT / "tests")]
    found = {str(path.relative_to(ROOT)) for path in above if path.is_file()} | beside_the_product(test)
    while more := {name for each in found for name in beside_the_product(ROOT / each)} - found:
        found |= more
    return frozenset(found)


def all_stands_on(changed: Iterable[str]) -> list[str]:
    """The changed files that any test may stand on."""
    return [name for name in changed if name.startswith(ON_WHICH_ALL_STANDS)]


def distance(test: Path, changed: Iterable[str], pieces: frozenset[str]) -> int | None:
    """How near a module of tests is to what changed: 0 is nearest; None has nothing to do with it."""
    changed = frozenset(changed)
    where = test.relative_to(ROOT / "tests").parts
    home = Path(where[0]).stem.removeprefix("test_")
    if str(test.relative_to(ROOT)) in changed:
        return 0
    if helpers(test).intersection(changed) or any(_is_data_beside(name, where[0]) for name in changed):
        return 1
    shown = {piece.removeprefix("web/") for piece in pieces}
    touches = any(
        name.startswith((f"umbel.{piece}", f"umbel.web.{piece}")) for name in imported(test) for piece in shown
    )
    if home in pieces or (home == "web" and touches and pieces - shown):
        return 1
    if home == "house":
        return 2
    above = frozenset[str]().union(*(standing_on().get(piece, frozenset()) for piece in pieces))
    if home in above | ({"web"} if pieces - shown else set()):
        return (3 if touches else 5) + (home in FACES)
    return 7 if all_stands_on(changed) else None


def _is_data_beside(name: str, folder: str) -> bool:
    """Whether a file is read by tests of this folder, and is no program."""
    return name.startswith(f"tests/{folder}/") and not name.endswith(".py")


def choose(changed: list[str], durations: dict[str, float]) -> tuple[list[str], list[str]]:
    """Modules of tests to run, nearest first, and those that a minute has no room for."""
    pieces = frozenset(filter(None, map(piece_of, changed)))
    ranked = sorted(
        (rank, str(test.relative_to(ROOT)))
        for test in (ROOT / "tests").rglob("test_*.py")
        if (rank := distance(test, changed, pieces)) is not None
    )
    chosen: list[str] = []
    left_out: list[str] = []
    spent = 0.0
    for _rank, name in ranked:
        lasts = durations.get(name, UNKNOWN)
        fits = not name.startswith(NEVER_QUICK) and spent + lasts <= BUDGET
        (chosen if fits else left_out).append(name)
        spent += lasts if fits else 0
    return chosen, left_out


def _git(*arguments: str) -> list[str]:
    said = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return said.stdout.splitlines()


def main() -> int:
    """Run them, and say what was left out."""
    changed = changed_files(sys.argv[1] if len(sys.argv) > 1 else None)
    durations = json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}
    chosen, left_out = choose(changed, durations)
    if not chosen:
        click.echo("Nothing changed that a test stands on.")
        return 0
    code = pytest.main(["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder", "-q", *chosen])
    click.echo(f"\nRan {len(chosen)} modules of tests for {len(changed)} changed files.")
    if everywhere := all_stands_on(changed):
        click.echo(f"Every test stands on {', '.join(everywhere)}: `make test` before this is handed on.")
    if left_out:
        click.echo(f"Left out for time, `make test` runs them: {', '.join(left_out)}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
