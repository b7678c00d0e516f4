"""A module is read in one sitting, a function in one look."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXCEPTIONS: dict[str, str] = {}
"""Path (and function) -> why it may be longer. Empty, and meant to stay so."""


def sources(folder: str):
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_text()


def test_modules_are_short():
    limits = {"umbel": 400, "config": 300, "tools": 400, "benches": 400, "tests": 600}
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for folder, limit in limits.items()
        for path, text in sources(folder)
        if (lines := len(text.splitlines())) > limit and str(path.relative_to(ROOT)) not in EXCEPTIONS
    ]
    assert long == []


def test_functions_are_short():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path, text in sources("umbel")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > 50
        and f"{path.relative_to(ROOT)}:{node.name}" not in EXCEPTIONS
    ]
    assert long == []


def test_templates_are_short():
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in (ROOT / "umbel" / "web").rglob("*.html")
        if (lines := len(path.read_text().splitlines())) > 120
    ]
    assert long == []
