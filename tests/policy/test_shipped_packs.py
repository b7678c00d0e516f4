"""What the packs that ship promise. Their worked examples run with the rubric."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from umbel.errors import Problems
from umbel.policy import find_pack, installed_packs, load_pack
from umbel.policy.catalogue import SHIPPED
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Status
from umbel.policy.schema import FOLDER
from umbel.rubric import compile_rubric, run_example
from umbel.words import Words

LANGUAGES = ("en", "zh-hans")
BEIJING = find_pack("beijing-2016")
PACKS = [BEIJING, find_pack("annual-return")]
EXAMPLES = [(pack, example) for pack in PACKS for example in pack.examples]


@pytest.mark.parametrize(("pack", "example"), EXAMPLES, ids=[f"{p.id}:{e['file']}" for p, e in EXAMPLES])
def test_a_worked_example_comes_out_as_it_says(pack, example):
    assert [str(problem) for problem in run_example(compile_rubric(pack), example)] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_pack_has_enough_worked_examples_each_titled_with_a_sentence_of_its_own(pack):
    titles = [example["title"] for example in pack.examples]

    assert len(set(titles)) == len(titles) >= 6


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_the_examples_reach_every_grade_cap_veto_ground_and_standing_condition(pack):
    expected = [example["expect"] for example in pack.examples]

    assert {expect["grade"] for expect in expected} == {grade.code for grade in pack.grades}
    assert {code for expect in expected for code in expect["grounds"]} == {label.code for label in pack.labels}
    reached = {code for expect in expected for code in expect.get("conditions", ())}
    assert reached == {entry.code for entry in pack.standing_conditions}
    for kind, entries in (("cap", pack.caps), ("veto", pack.vetoes)):
        assert {expect[kind] for expect in expected if expect.get(kind)} == {entry.code for entry in entries}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_the_indicators_of_a_pack_add_up_to_a_hundred(pack):
    assert sum(indicator.points for indicator in pack.indicators if indicator.role == "indicator") == 100


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_phrase_is_there_in_both_languages_with_the_same_placeholders(pack):
    phrases = [
        value
        for provision in pack.provisions
        for name in provision.__dataclass_fields__
        if isinstance(value := getattr(provision, name), Words)
    ]

    assert len(phrases) > 40
    for phrase in phrases:
        assert set(phrase) == set(LANGUAGES)
        braces = [sorted(set(re.findall(r"\{\w+\}", phrase[language]))) for language in LANGUAGES]
        assert braces[0] == braces[1], phrase
        assert re.search(r"[\u4e00-\u9fff]", phrase["zh-hans"]), phrase


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_is_sourced_names_a_text_and_what_is_assumed_says_why(pack):
    statuses = {provision.status for provision in pack.provisions}

    assert statuses == set(Status)


def test_the_arrangement_is_stated_as_its_source_has_it():
    joint = BEIJING.tiers["joint"]

    assert (BEIJING.tiers["apex"].count, joint.count, joint.target_size, joint.size_range) == (1, 52, 57, (40, 75))
    assert BEIJING.effective_from == date(2016, 12, 1)
    assert joint.status is Status.SOURCED
    assert "China Development Brief" in joint.reference
    assert len(BEIJING.districts) == 16


def test_no_adverse_label_is_more_than_a_ground():
    assert [(label.code, label.adverse) for label in BEIJING.labels] == [("badly-run", True)]


def test_the_classification_has_its_twelve_sections_and_their_parts():
    concepts = BEIJING.classification.concepts

    assert len(concepts) == 127
    assert [concept.code for concept in concepts if concept.parent is None] == list("ABCDEFGHIJKL")
    assert all(concept.code.startswith(concept.parent[:-1]) for concept in concepts if concept.parent)


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        (date(2025, 1, 26), True),
        (date(2025, 1, 28), False),
        (date(2025, 2, 4), False),
        (date(2025, 2, 5), True),
        (date(2025, 9, 28), True),
        (date(2025, 10, 8), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 5, 9), True),
        (date(2026, 5, 10), False),
    ],
)
def test_holidays_and_the_weekend_days_worked_instead(on, worked):
    assert calendar_of(BEIJING).is_worked(on) is worked


def test_the_years_have_as_many_working_days_as_the_notices_leave():
    calendar = calendar_of(BEIJING)

    for year, days in ((2025, 248), (2026, 248)):
        begins, ends = date(year, 1, 1), date(year + 1, 1, 1)
        assert calendar.covers(begins, date(year, 12, 31))
        assert sum(calendar.is_worked(date.fromordinal(n)) for n in range(begins.toordinal(), ends.toordinal())) == days


def test_everything_installed_is_found():
    assert [pack.id for pack in installed_packs()] == ["annual-return", "beijing-2016"]


@pytest.mark.parametrize("name", ["pack", "example"])
def test_a_schema_is_a_schema_and_says_what_each_key_of_a_pack_is(name):
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_packs_hold_data_and_no_code():
    kinds = {path.suffix for path in Path(SHIPPED).rglob("*") if path.is_file()}

    assert kinds == {".toml", ".csv", ".txt"}


def test_a_shipped_pack_is_refused_when_a_key_is_wrong(tmp_path):
    for path in (SHIPPED / "beijing-2016").rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    scoring = tmp_path / "beijing-2016" / "scoring.toml"
    scoring.write_text(scoring.read_text(encoding="utf-8").replace("because =", "becuase =", 1), encoding="utf-8")

    with pytest.raises(Problems, match=r"has 2 problems"):
        load_pack(tmp_path / "beijing-2016")
