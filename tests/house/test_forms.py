"""What people type is read by the fields of forms; a view itself reads which button was pressed, and little else."""

import ast
from pathlib import Path

WEB = Path(__file__).parents[2] / "umbel" / "web"
BUTTONS = {"act", "step", "next", "add", "remove", "find", "suggest", "seen", "back", "more", "another", "withdraw"}
"""What a button or a hidden field of a page sends: which of them it was, or where to go on."""
ROWS = {"chosen", "code", "sign", "objection", "body", "holding", "near"}
"""Which row of the page is meant."""
PAGE = {"token", "after", "file", "cycle", "language", "read"}
"""What the page knew when it was read."""
BY_HAND = {
    ("accounts/samples.py", "seat"): "the sample accounts of a demo",
    ("accounts/samples.py", "committee"): "the sample accounts of a demo",
    ("accounts/samples.py", "organization"): "the sample accounts of a demo",
    ("desk/views.py", "name"): "the kept view that is forgotten: the button's own value",
    ("rulemaking/files.py", "text"): "a file is text to the last space, in an editor of its own",
    ("registration/desk/change.py", "reasons"): "compared with what is on the record, not used",
}
"""Module and name -> why it is read by hand."""


def read_by_hand():
    """Module and name of each value that is read from what was sent, but by a field of a form."""
    for path in sorted(WEB.rglob("*.py")):
        name = path.relative_to(WEB).as_posix()
        if name in {"forms.py", "fields.py", "kept_forms.py", "addresses.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _is_post(getattr(node.func, "value", None)) and node.args:
                yield name, _literal(node.args[0])
            elif isinstance(node, ast.Subscript) and _is_post(node.value):
                yield name, _literal(node.slice)


def _is_post(node):
    return isinstance(node, ast.Attribute) and node.attr == "POST"


def _literal(node):
    return node.value if isinstance(node, ast.Constant) else ""


def test_what_is_typed_is_read_by_fields():
    found = {row for row in read_by_hand() if row[1] and row[1] not in BUTTONS | ROWS | PAGE}
    assert found == set(BY_HAND), "Ask for it in a form: docs/develop/forms.md."
