"""A state that a table of steps knows is written only as the table says where a step leads."""

import ast
from importlib import import_module
from pathlib import Path

from umbel.workflow import Workflow

ROOT = Path(__file__).parents[2]


def tabled() -> set[str]:
    """The names of the states that have a table of steps."""
    modules = [import_module(f"umbel.{path.parent.name}.states") for path in (ROOT / "umbel").glob("*/states.py")]
    return {found.states.__name__ for each in modules for found in vars(each).values() if isinstance(found, Workflow)}


def is_a_state(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id in tabled()


def writes(node: ast.AST) -> list[ast.expr]:
    """What is written into a column `state` by an assignment, or by an update of many rows."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return [each.value for each in node.keywords if each.arg == "state"]
    if not isinstance(node, ast.Assign):
        return []
    pairs = []
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs += list(zip(target.elts, node.value.elts, strict=True))
        else:
            pairs.append((target, node.value))
    return [value for target, value in pairs if isinstance(target, ast.Attribute) and target.attr == "state"]


def test_there_are_tables():
    assert {"CaseState", "ReturnState", "ActivityState", "CycleState"} <= tabled()


def test_no_act_writes_a_state_past_its_table():
    past = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted([*(ROOT / "umbel").glob("*/acts.py"), *(ROOT / "umbel").glob("*/acts/**/*.py")])
        for node in ast.walk(ast.parse(path.read_text()))
        if any(map(is_a_state, writes(node)))
    ]
    assert past == [], "Ask the workflow: `check_step`, or `check_steps` for many rows."
