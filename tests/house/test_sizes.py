"""A module is read in one sitting, a function in one look."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXCEPTIONS: dict[str, str] = {}
"""Path (and function) -> why it may be longer. Empty, and meant to stay so."""


LONG_TEMPLATES: dict[str, str] = {}
"""Template -> why it may have more than 150 lines."""
ONE_SENTENCE = re.compile(
    r'\{% translate "[^"]*"(?: as \w+)? %\}|\{% blocktranslate [^%]*%\}.*\{% endblocktranslate %\}'
)
KEEPS_LINES = re.compile(r'<\w+[^<>]*class="[^"]*(?:umbel-written|umbel-stage__note|umbel-formula__text)[^"]*"[^<>]*>')


def sources(folder: str):
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_text()


def test_modules_are_short():
    limits = {"umbel": 400, "tools": 400, "benches": 400, "tests": 600}
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


def templates():
    folder = ROOT / "umbel" / "web" / "templates"
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), path.read_text().splitlines()


def test_templates_are_short():
    long = [
        f"{name}: {len(lines)} lines" for name, lines in templates() if len(lines) > 150 and name not in LONG_TEMPLATES
    ]
    assert long == []


def test_long_templates_have_a_reason_still():
    lengths = {name: len(lines) for name, lines in templates()}
    assert [name for name in LONG_TEMPLATES if lengths.get(name, 0) <= 150] == []


def test_the_lines_of_templates_are_short():
    long = [
        f"{name}:{number}: {len(line)} characters"
        for name, lines in templates()
        for number, line in enumerate(lines, 1)
        if len(line) > 140 and not ONE_SENTENCE.fullmatch(line.strip())
    ]
    assert long == [], "Break the line; only a translated sentence that stands alone may be longer."


def test_what_people_wrote_stands_on_one_line_with_its_tags():
    """`white-space: pre-line` would show the line break and the indent that a template puts around it."""
    wrong = [
        f"{name}:{number}"
        for name, lines in templates()
        for number, line in enumerate(lines, 1)
        if (found := KEEPS_LINES.search(line)) and not line[found.end() :].lstrip(" ").startswith(("{", "<"))
    ]
    assert wrong == [], "Begin the words right after the tag, or put them into a span of their own."
