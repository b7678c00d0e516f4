"""Which tests reach a line, and in which order they are worth running."""

import ast
import json
from collections import Counter
from functools import cache
from pathlib import Path

from coverage import CoverageData

from tools.mutants import ROOT
from tools.mutants.drawing import Mutant
from tools.quick_tests import DURATIONS, UNKNOWN, choose, imported

MEASURED = ROOT / "build" / "coverage" / ".coverage"
BUDGET = 60.0
"""Seconds of tests, as they usually last, that are tried on one mutant: what they do not notice has survived."""
NEVER = ("tests/journeys/",)
READ_THE_SOURCE = "tests/house/test_acts.py"
"""Reads the text of acts instead of running them, so that no line of theirs counts as reached."""


@cache
def measured() -> CoverageData | None:
    """What `make coverage` found, if it ever ran here."""
    if not MEASURED.exists():
        return None
    data = CoverageData(str(MEASURED))
    data.read()
    return data


@cache
def lasting() -> dict[str, float]:
    """Seconds that each module of tests lasts."""
    known: dict[str, float] = json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}
    return known


@cache
def _tests_in() -> Counter[str]:
    data = measured()
    return Counter(module_of(name) for name in data.measured_contexts() if "::" in name) if data else Counter()


def seconds(name: str) -> float:
    """How long a test lasts, or a whole module of tests, as far as is known."""
    if "::" not in name:
        return lasting().get(name, UNKNOWN)
    module = module_of(name)
    return lasting().get(module, UNKNOWN) / max(1, _tests_in()[module])


def module_of(name: str) -> str:
    """The module of a test."""
    return name.partition("::")[0]


def choose_tests(mutant: Mutant, text: str) -> tuple[list[str], float]:
    """Tests that may notice a mutant, and how long they usually last: of its own piece first, the quickest first.

    Before them those that the measurement did not know, where they have to do with the piece.
    """
    chosen = _not_measured(mutant)
    spent = sum(map(seconds, chosen)) + seconds(READ_THE_SOURCE)
    reached = {_whole(name) for name in _reaching(mutant, text)} - {READ_THE_SOURCE}
    for name in sorted(reached, key=lambda name: _turn(name, mutant)):
        if spent + seconds(name) <= BUDGET:
            chosen.append(name)
            spent += seconds(name)
    return [*chosen, READ_THE_SOURCE], spent


def _whole(name: str) -> str:
    """In a module that was changed after the measurement, a test with every case, as some may be new."""
    return name.partition("[")[0] if measured() and _is_newer(ROOT / module_of(name)) else name


def _turn(name: str, mutant: Mutant) -> tuple[bool, bool, float, str]:
    module = module_of(name)
    imports = any(each.startswith(mutant.module) for each in imported(ROOT / module))
    return not module.startswith(f"tests/{mutant.piece}/"), not imports, seconds(name), name


def _not_measured(mutant: Mutant) -> list[str]:
    package = f"umbel.{mutant.piece}"
    return [
        name
        for path, names in _unknown().items()
        if path.parent.name == mutant.piece or any(module.startswith(package) for module in imported(path))
        for name in names
    ]


@cache
def _unknown() -> dict[Path, list[str]]:
    """Modules of tests that changed after the measurement, each with those of its tests that it did not know."""
    data = measured()
    if data is None:
        return {}
    known = {name.partition("[")[0] for name in data.measured_contexts()}
    return {
        path: [
            name
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            if (name := f"{path.relative_to(ROOT)}::{node.name}") not in known
        ]
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if _is_newer(path)
    }


def _is_newer(path: Path) -> bool:
    return path.stat().st_mtime > MEASURED.stat().st_mtime


def _reaching(mutant: Mutant, text: str) -> set[str]:
    """Tests that reach the statement; or any line of its file, where it runs when the file is imported.

    Where nothing was measured: the modules of tests of what stands on the file.
    """
    data = measured()
    by_line = data.contexts_by_lineno(str(ROOT / mutant.path)) if data else {}
    reached = {name for line in statement(text, mutant.line) for name in by_line.get(line, ())}
    if reached == {""}:
        reached = {name for names in by_line.values() for name in names}
    found = {name for name in reached if "::" in name and not name.startswith(NEVER)}
    return found or set(choose([mutant.path], lasting())[0])


def statement(text: str, line: int) -> range:
    """The lines of the innermost statement around one: of a compound one its head, of a decorator what it decorates."""
    around = range(line, line + 1)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None)
        decorators = getattr(node, "decorator_list", [])
        if any(each.lineno <= line <= (each.end_lineno or line) for each in decorators):
            return range(node.body[0].lineno, (node.end_lineno or line) + 1)
        last = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno or line
        if node.lineno <= line <= max(node.lineno, last):
            around = range(node.lineno, max(node.lineno, last) + 1)
    return around
