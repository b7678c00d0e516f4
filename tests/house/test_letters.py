"""There is one way to write to someone and to give time: `notices.correspondence`."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
INNER = {"send_notice", "send_to_many", "start_clock", "start_on", "start_many_on", "stop_clock", "lift_clocks"}
BY_HAND = {"umbel/bulletins/acts/sending.py": "a bulletin's own title and text are people's words, not messages"}
"""Module -> why it writes past it."""


def past(path: Path) -> bool:
    """Whether a module takes from the acts of notices what a correspondence does."""
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("umbel.notices.acts")
        and any(alias.name in INNER for alias in node.names)
        for node in ast.walk(ast.parse(path.read_text()))
    )


def test_every_piece_writes_through_a_correspondence():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "umbel").rglob("*.py")
        if "notices" not in path.parts and past(path)
    }
    assert found == BY_HAND.keys()
