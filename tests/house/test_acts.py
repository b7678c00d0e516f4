"""Every act has its row in the table, said in every language, and is one transaction with its entry."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from umbel.accounts.permissions import ROLES, Permission
from umbel.activities import states as activities
from umbel.audit.table_of_acts import ActCode, Hand, table_of_acts
from umbel.bulletins import states as bulletins
from umbel.words import spoken

ROOT = Path(__file__).parents[2]
TABLES = [
    import_module(f"umbel.{path.parent.name}.table_of_acts")
    for path in sorted((ROOT / "umbel").glob("*/table_of_acts.py"))
]
LISTED = [
    listed
    for table in TABLES
    for listed in vars(table).values()
    if isinstance(listed, type) and issubclass(listed, ActCode) and listed is not ActCode
]
BY_STEP = {"BulletinAct", "ActivityAct"}
"""Acts that some place names by the step that is taken, as in `BulletinAct.of(f"bulletins:{step}")`."""


def test_every_act_is_listed_once_by_the_piece_it_belongs_to():
    assert set(table_of_acts()) == {str(act) for listed in LISTED for act in listed}
    assert len(table_of_acts()) > 140
    for listed in LISTED:
        assert {act.partition(":")[0] for act in listed} == {listed.__module__.split(".")[1]}


def test_no_row_is_of_an_act_that_nothing_does():
    code = "".join(
        path.read_text() for path in sorted((ROOT / "umbel").rglob("*.py")) if path.name != "table_of_acts.py"
    )
    steps = {step.name for workflow in (bulletins.RETURN, activities.ACTIVITY) for step in workflow.steps}
    unused = [
        str(act)
        for listed in LISTED
        for act in listed
        if not re.search(rf"\b{listed.__name__}\.{act.name}\b", code)
        and not (listed.__name__ in BY_STEP and act.name_in_piece in steps)
    ]
    assert unused == []


@pytest.mark.parametrize("language", spoken())
def test_every_act_is_said_in_every_language_and_its_sentence_names_its_subject(language):
    for act in table_of_acts().values():
        for said in (act.row.title, act.row.sentence):
            assert said.in_language(language)
            assert language == "en" or said.in_language(language) != said.in_language("en"), f"{act}, {language}"
        assert "{subject}" in act.row.sentence.in_language(language), act


def test_every_row_names_who_may_do_it():
    known = {*Permission, *Hand}
    held = {permission for role in ROLES.values() for permission in role.permissions}
    for act in table_of_acts().values():
        assert act.row.by, act
        assert act.row.by <= known, act
        assert act.row.by & (held | set(Hand)), f"{act}: no role may do it"


INSIDE_AN_ACT = {
    "audit/acts.py",
    "casework/acts/correspondence.py",
    "evaluation/acts/correspondence.py",
    "notices/acts/sending.py",
}
"""Modules whose public functions are a part of an act: whoever calls them holds the transaction."""
WRITES_THE_LEDGER = {"record", "record_many", "write"}


def acts():
    """Every public function of acts that writes the ledger, with its path."""
    for path in sorted([*(ROOT / "umbel").glob("*/acts.py"), *(ROOT / "umbel").glob("*/acts/**/*.py")]):
        if str(path.relative_to(ROOT / "umbel")) in INSIDE_AN_ACT:
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            called = {each.func for each in ast.walk(node) if isinstance(each, ast.Call)}
            if any(isinstance(each, ast.Attribute) and each.attr in WRITES_THE_LEDGER for each in called):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_an_act_and_its_entry_are_one_transaction():
    found = dict(acts())
    assert len(found) > 90, "Few acts were found: the search no longer fits the code."
    torn = [
        name
        for name, node in found.items()
        if "transaction.atomic" not in {ast.unparse(each) for each in node.decorator_list}
    ]
    assert torn == []
