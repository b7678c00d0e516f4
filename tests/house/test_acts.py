"""Every act has its row in the table, said in every language, and is one transaction with its entry."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from umbel.accounts.permissions import ROLES, Permission
from umbel.activities import states as activities
from umbel.audit.table_of_acts import ActCode, Bearing, Hand, table_of_acts
from umbel.bulletins import states as bulletins
from umbel.policy import installed_packs
from umbel.policy.times import USUAL
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
RETIRED = {"activities:find"}
"""Acts of before, of which the record still says what was done."""
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
        if act not in RETIRED
        and not re.search(rf"\b{listed.__name__}\.{act.name}\b", code)
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
        assert act.row.by <= known, act
        assert act in RETIRED or act.row.by & (held | set(Hand)), f"{act}: nobody may do it"


WITHOUT_ROUTE = {
    "activities:enter-records",
    "activities:generate-obligations",
    "activities:replace-obligations",
    "bulletins:call",
    "bulletins:return",
    "casework:accept-remedy",
    "casework:give",
    "casework:plan-remedy",
    "evaluation:publish",
    "registration:carry-out-change",
    "registration:register",
    "structure:change-particulars",
    "structure:end",
    "structure:end-role",
    "structure:enter-committees",
    "structure:enter-organizations",
    "structure:establish-committees",
    "structure:place",
    "structure:put-in-force",
}
"""Acts that can burden an organization, or be held against it, and have no route yet: it must become empty."""


def test_every_act_that_bears_on_an_organization_has_its_route():
    bears = {act for act in table_of_acts().values() if act.row.bearing in {Bearing.BURDENING, Bearing.ADVERSE}}
    assert {str(act) for act in bears if act.row.route is None} == WITHOUT_ROUTE
    assert all(act.row.route is None for act in table_of_acts().values() if act not in bears)


def test_every_time_of_a_route_is_one_that_rules_give():
    given = {code for code, *_rest in USUAL} | {time.code for pack in installed_packs() for time in pack.due_times}
    assert {code for act in table_of_acts().values() if act.row.route for code in act.row.route.within} <= given


INSIDE_AN_ACT = {
    "audit/acts/recording.py",
    "audit/acts/sent_once.py",
    "audit/acts/route.py",
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
        if not {"transaction.atomic", "whole()"} & {ast.unparse(each) for each in node.decorator_list}
    ]
    assert torn == []
