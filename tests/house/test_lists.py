"""A list is declared once: no view cuts rows into pages, heads columns that sort, or writes a file by hand."""

import ast
import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "umbel" / "web"
TEMPLATES = WEB / "templates"
MACHINERY = {"lists.py", "paging.py", "tables.py"}
OF_LISTS = {"csv", "openpyxl", "umbel.web.tables", "umbel.web.paging"}
"""Modules that only the machinery of lists needs."""
BY_HAND = {
    "activities/visiting.py": "a draw is few rows, each with its seed and a file of its lots, which anyone draws again",
    "components.py": "the page of components shows what a paged list looks like",
    "desk/views.py": "rows of many kinds with a name, a state and a day each, chosen for acts, kept as views",
    "evaluation/grounds.py": "each row is an explanation that is computed, with forms",
    "exchange/organization_archive.py": "the whole file of one organization, which is taken away as an archive",
    "notices/deadlines.py": "one's own deadlines, which are taken away as a calendar",
    "notices/views.py": "an inbox of letters",
    "register/supervisors.py": "figures at a glance are of three kinds, and no list",
    "registration/applying/applications.py": "one's own applications",
    "rulemaking/consulting.py": "comments are texts",
    "rulemaking/lab.py": "drafts lead to their laboratory, and are no record",
    "rulemaking/moved.py": "rows come from the evaluation engine, which cuts them itself and does not count them",
    "structure/committees.py": "placements through time are a chronicle",
    "structure/federation.py": "the table of the picture, whose rows are its rays",
}
"""Module -> why what it shows is no list of umbel/web/lists.py."""
HEADS = re.compile(r"umbel-sort|aria-sort|components/sort_header|format=.?(?:csv|xlsx)|\?as=")
HEADS_BY_HAND = {
    "bulletins/call.html": "leads from the figures to the file of the rows behind them",
    "register/glance.html": "figures of three kinds, and no list",
    "rulemaking/moved.html": "as its view",
}


def by_hand():
    for path in sorted(WEB.rglob("*.py")):
        name = path.relative_to(WEB).as_posix()
        imported = {
            module
            for node in ast.walk(ast.parse(path.read_text()))
            for module in _modules(node)
            if module in OF_LISTS or module.split(".")[0] in OF_LISTS
        }
        if imported and name not in MACHINERY:
            yield name, sorted(imported)


def _modules(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_a_list_is_declared():
    assert [found for found in by_hand() if found[0] not in BY_HAND] == [], "Declare it: docs/develop/lists.md."


def test_what_is_by_hand_is_so_still():
    assert sorted(BY_HAND.keys() - {name for name, _imported in by_hand()}) == []


def test_columns_that_sort_and_files_come_from_the_component():
    found = {
        name
        for path in sorted(TEMPLATES.rglob("*.html"))
        if not (name := path.relative_to(TEMPLATES).as_posix()).startswith("components/")
        and HEADS.search(path.read_text())
    }
    assert found == HEADS_BY_HAND.keys()
