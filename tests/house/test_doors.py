"""What `outcomes` does around an act of an earlier piece cannot be left out: that act is reached through it alone."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from umbel import outcomes

ROOT = Path(__file__).parents[2]
OUTCOMES = ROOT / "umbel" / "outcomes.py"
SHARED = {
    "end_with_entry": "a merger or dissolution that an organization asks for is carried out in `registration`",
    "end_organization": "as above",
    "whole": "every act is done within it",
    "generate_obligations": "the demo generates a whole register's obligations at once, and other rules theirs",
}
"""Acts that `outcomes` calls and others may call as well, and why."""


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """What a module imports from the acts of pieces, under any name: module and name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            parts = node.module.split(".")
            if parts[0] == "umbel" and "acts" in parts:
                yield from ((node.module, alias.name) for alias in node.names)


def inner() -> dict[str, str]:
    """The acts that only `outcomes` calls, each with its module."""
    return {name: module for module, name in imported(OUTCOMES) if name.islower() and name not in SHARED}


def facades() -> dict[str, set[str]]:
    """What each piece's acts offer to everyone."""
    places = [*(ROOT / "umbel").glob("*/acts/__init__.py"), *(ROOT / "umbel").glob("*/acts.py")]
    names = [".".join(place.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for place in places]
    return {name: set(getattr(import_module(name), "__all__", ())) for name in names}


def test_there_are_acts_that_only_outcomes_calls():
    assert {"grant", "grant_on_review", "uphold_on_appeal", "draw_lots", "establish_committees"} <= inner().keys()


@pytest.mark.parametrize("name", sorted(inner()))
def test_no_piece_offers_what_only_outcomes_calls(name):
    piece = inner()[name].rpartition(".acts")[0] + ".acts"
    assert name not in facades()[piece]


def test_nobody_else_reaches_for_it():
    hidden = inner()
    others = [
        f"{path.relative_to(ROOT)} imports {name} from {module}: call `outcomes` instead"
        for root in ("umbel", "tests", "benches")
        for path in (ROOT / root).rglob("*.py")
        for module, name in imported(path)
        if path != OUTCOMES and hidden.get(name) == module and not module.startswith(_piece(path))
    ]
    assert others == []


def _piece(path: Path) -> str:
    """The piece a module belongs to, whose own acts may call each other; nothing for tests."""
    parts = path.relative_to(ROOT).parts
    return f"umbel.{parts[1]}." if parts[0] == "umbel" and len(parts) > 2 else "nothing"


def test_no_act_bears_the_name_of_an_outcome():
    own = {name for name, value in vars(outcomes).items() if getattr(value, "__module__", "") == outcomes.__name__}
    assert len(own) >= 7
    assert {(piece, name) for piece, names in facades().items() for name in names & own} == set()


def test_what_is_shared_is_called_by_outcomes():
    assert SHARED.keys() <= {name for _module, name in imported(OUTCOMES)}
