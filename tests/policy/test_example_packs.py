"""The example packs: what a third party can write without a line of Python, and the golden downgrade rule."""

import re
import tomllib
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from umbel.policy import find_pack, load_pack
from umbel.policy.catalogue import VARIABLE
from umbel.rubric import compile_rubric, facts_from_rows, run_example

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
PACKS = [load_pack(head.parent) for head in sorted(FOLDER.glob("*/pack.toml"))]
EXAMPLES = [(pack, example) for pack in PACKS for example in pack.examples]
GOLDEN = next(pack for pack in PACKS if pack.id == "social-organization-grades")
FRANCE = next(pack for pack in PACKS if pack.id == "federation-sportive")
OWN_LANGUAGE = {"fr", "reason", "reference"}
RANKS = [grade.code for grade in GOLDEN.grades]


def test_they_are_found_where_the_variable_points(monkeypatch):
    monkeypatch.setenv(VARIABLE, str(FOLDER))

    assert [find_pack(pack.id).content_hash for pack in PACKS] == [pack.content_hash for pack in PACKS]
    assert [pack.id for pack in PACKS] == ["annual-inspection", "federation-sportive", "social-organization-grades"]


@pytest.mark.parametrize(("pack", "example"), EXAMPLES, ids=[f"{p.id}:{e['file']}" for p, e in EXAMPLES])
def test_a_worked_example_comes_out_as_it_says(pack, example):
    assert [str(problem) for problem in run_example(compile_rubric(pack), example)] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_the_examples_reach_every_grade_veto_and_standing_condition(pack):
    expected = [example["expect"] for example in pack.examples]

    assert {expect["grade"] for expect in expected} == {grade.code for grade in pack.grades}
    assert {expect["veto"] for expect in expected if expect.get("veto")} == {entry.code for entry in pack.vetoes}
    reached = {code for expect in expected for code in expect.get("conditions", ())}
    assert reached == {entry.code for entry in pack.standing_conditions}


def test_the_federation_in_france_speaks_french_first_and_writes_it_as_it_is_printed():
    """A space that does not break before two-part signs, and `’`: what the site prints is what the pack says."""
    assert FRANCE.languages == ("fr", "en")
    assert [band.name.in_language("de") for band in FRANCE.size_bands] == ["small", "medium", "large"]
    for path in sorted((FOLDER / FRANCE.id).rglob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        for french in french_of(document):
            assert not re.search(r"\w'\w| [:;!?»]|« |n° ", french), french


def french_of(value):
    """What stands under `fr`, and what a pack says once, in its own language."""
    if isinstance(value, dict):
        said = [text for key, text in value.items() if key in OWN_LANGUAGE and isinstance(text, str)]
        return said + [text for inner in value.values() for text in french_of(inner)]
    return [text for inner in value for text in french_of(inner)] if isinstance(value, list) else []


def an_inspection(organization, number, year, grade, previous=None):
    return {
        "id": number,
        "organization": organization,
        "pack": "annual-inspection",
        "grade": grade,
        "years_ago": 2025 - year,
        "previous_grade": previous,
        "is_valid": True,
    }


def test_whatever_stood_and_whatever_came_together_it_is_one_grade_down_or_none():
    """Every grade against every mix of causes; the reckoning beside the rules is three lines of Python."""
    cases = list(product([1, 2, 3, 4, 5], ["qualified", "basically-qualified", "failed"], [True, False], [0, 1, 2]))
    grades, decisions, wanted = [], [], {}
    for key, (stood, result, basic_before, penalties) in enumerate(cases, start=1):
        own = {"id": 3 * key, "organization": key, "pack": GOLDEN.id, "grade": RANKS[stood - 1], "rank": stood}
        grades.append({**own, "years_ago": 1, "is_valid": True, "valid_until": date(2030, 1, 1)})
        before = "basically-qualified" if basic_before else "qualified"
        grades.append(an_inspection(key, 3 * key + 1, 2023, before))
        grades.append(an_inspection(key, 3 * key + 2, 2024, result, before))
        for number in range(penalties):
            row = {"id": 2 * key + number, "organization": key, "rung": "warning", "final_days_ago": 364 * number}
            decisions.append({**row, "days_ago": 400, "stands": True})
        causes = result == "failed" or (basic_before and result == "basically-qualified") or penalties > 0
        wanted[key] = RANKS[min(stood - 1 + causes, 4)]
    facts = facts_from_rows([{"organization": key} for key in wanted], {"grade": grades, "decision": decisions})

    found = compile_rubric(GOLDEN).evaluate(facts).to_pylist()

    assert {row["organization"]: row["grade"] for row in found} == wanted
    assert len(set(wanted.values())) == 5
