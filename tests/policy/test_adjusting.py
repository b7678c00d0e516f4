"""Numbers of a pack are moved in its own text; everything else stands as it stood."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from umbel.errors import Problems
from umbel.policy.adjusting import Number, adjust, adjustables, with_head
from umbel.policy.catalogue import pack_texts
from umbel.policy.changes import pack_changes
from umbel.policy.provisions import Status
from umbel.policy.storing import pack_of, write_pack
from umbel.rubric import compile_rubric
from umbel.words import in_each

TEXTS = pack_texts("beijing-2016", "1.0.0")
PACK = pack_of(TEXTS)
NUMBERS = {
    part.key: part.value
    for entry in adjustables(TEXTS)
    for line in entry.lines
    for part in line.parts
    if isinstance(part, Number)
}


def differing(before, after):
    """The lines that differ, by file."""
    found = {}
    for name, text in before.items():
        old, new = text.split("\n"), after[name].split("\n")
        lines = [line for line in new if line not in old]
        if lines:
            found[name] = lines
    return found


def test_nothing_moved_leaves_every_byte():
    assert adjust(TEXTS, {key: str(value) for key, value in NUMBERS.items()}, why="As it is.") == TEXTS


def test_a_threshold_is_moved_in_its_own_file_and_says_why():
    moved = adjust(TEXTS, {"grade/A/when/0": "85"}, why="Too few reach it.")

    assert differing(TEXTS, moved) == {
        "scoring.toml": [
            'when = "total >= 85 and regularity >= 22.5"',
            'reason = "Too few reach it. (Before: when total >= 90 and regularity >= 22.5)"',
        ]
    }


def test_a_sourced_rule_that_is_moved_is_assumed_from_then_on():
    was = next(rule for rule in PACK.due_times if rule.code == "completeness")
    now = next(
        rule
        for rule in pack_of(adjust(TEXTS, {"due_time/completeness/working_days": "7"}, why="More time.")).due_times
        if rule.code == "completeness"
    )

    assert (was.status, was.working_days) == (Status.SOURCED, 5)
    assert (now.status, now.working_days, now.reason) == (
        Status.ASSUMED,
        7,
        "More time. (Before: working_days 5)",
    )
    assert now.reference == was.reference


@pytest.mark.parametrize("pack_id", ["beijing-2016", "annual-return"])
def test_a_usual_time_that_is_moved_is_stated_behind_what_stands(pack_id):
    texts = pack_texts(pack_id, "1.0.0")
    before = pack_of(texts)
    usual = [time for time in before.times_that_hold if time not in before.due_times]
    assert usual
    for time in usual:
        moved = adjust(texts, {f"due_time/{time.code}/working_days": "77"}, why="More time.")
        [file] = [name for name in texts if texts[name] != moved[name]]
        assert moved[file].startswith(texts[file].rstrip())
        after = pack_of(moved)
        now = next(item for item in after.due_times if item.code == time.code)
        assert (now.working_days, now.status, now.title) == (77, Status.ASSUMED, in_each(before.languages, time.title))
        assert now.reason == f"More time. (Before: working_days {time.working_days})"
        assert f"due time {time.code}: working days: {time.working_days} is now 77" in pack_changes(before, after)
        again = adjust(moved, {f"due_time/{time.code}/working_days": "78"}, why="Still more.")
        assert pack_of(again).due_time(time.code).working_days == 78
        assert len(pack_of(again).due_times) == len(after.due_times)


def test_a_time_that_is_stated_as_is_usual_changes_no_time_that_holds():
    usual = next(time for time in PACK.times_that_hold if time.code == "case-step")
    key = "due_time/case-step/working_days"
    stated = adjust(adjust(TEXTS, {key: "21"}, why="x"), {key: str(usual.working_days)}, why="y")
    assert [time.code for time in pack_of(stated).due_times][-1] == "case-step"
    told = pack_changes(PACK, pack_of(stated))
    assert [line.partition(" is now ")[0] for line in told] == [f'due time case-step: reason: "{usual.reason}"']


def test_an_indicator_that_is_worth_more_is_scored_in_proportion_and_back_again():
    more = adjust(TEXTS, {"indicator/regularity/points": "25", "indicator/evidence/points": "20"}, why="x")
    again = adjust(more, {"indicator/regularity/points": "12.5"}, why="x")
    back = adjust(again, {"indicator/regularity/points": "30", "indicator/evidence/points": "15"}, why="x")

    score = "case when quarters_due = 0 then 0 else quarters_met * 30.0 / quarters_due end"
    assert f'score = "({score}) * 25 / 30"' in more["scoring.toml"]
    assert f'score = "({score}) * 12.5 / 30"' in again["scoring.toml"]
    assert [item.score for item in pack_of(back).indicators] == [item.score for item in PACK.indicators]


def scored(texts):
    return {item.code: (item.points, item.score) for item in pack_of(texts).indicators}


@pytest.mark.parametrize(
    "own",
    ["(quarters_met) * 2 / 4 + (quarters_met) * 3 / 4", "(quarters_met) * 5 / 4", "(quarters_met) * 1 / 0.5"],
)
def test_a_formula_that_only_looks_as_if_it_had_been_scaled_is_scaled_as_a_whole(own):
    (was,) = [item.score for item in PACK.indicators if item.code == "regularity"]
    texts = {**TEXTS, "scoring.toml": TEXTS["scoring.toml"].replace(was, own)}
    moved = adjust(texts, {"indicator/regularity/points": "25", "indicator/evidence/points": "20"}, why="x")

    assert scored(moved)["regularity"] == (25, f"({own}) * 25 / 30")


def test_an_indicator_that_is_worth_nothing_gets_its_points_back():
    none = adjust(TEXTS, {"indicator/regularity/points": "0", "indicator/evidence/points": "45"}, why="x")
    back = adjust(none, {"indicator/regularity/points": "30", "indicator/evidence/points": "15"}, why="x")

    assert scored(none)["regularity"][0] == 0
    assert scored(back) == scored(TEXTS)


def test_a_number_in_a_table_of_sizes_is_moved_alone(folder):
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.toml"))}
    texts |= {path.name: path.read_text() for path in folder.glob("*.csv")}
    asks = texts["rules.toml"].replace("due_days = 15", "due_days = 15\nminimum_by_size = { small = 0, large = 2 }", 1)
    moved = adjust(texts | {"rules.toml": asks}, {"requirement/quarterly/minimum_by_size/large": "3"}, why="x")

    assert "minimum_by_size = { small = 0, large = 3 }" in moved["rules.toml"]


@pytest.mark.parametrize(
    ("key", "said", "message"),
    [
        ("grade/A/when/0", "ninety", "Write a number, such as 12 or 12.5."),
        ("grade/A/when/0", "1e9", "Write a number, such as 12 or 12.5."),
        ("grade/A/when/0", "", "Write a number, such as 12 or 12.5."),
        ("due_time/placement/working_days", "2.5", "Write a whole number, not below 0."),
        ("due_time/placement/working_days", "-1", "Write a whole number, not below 0."),
        ("grade/Z/when/0", "1", "There is no such number in these rules."),
    ],
)
def test_what_cannot_be_moved_is_refused_by_its_key(key, said, message):
    with pytest.raises(Problems) as refused:
        adjust(TEXTS, {key: said}, why="x")

    assert [(problem.field, problem.message) for problem in refused.value.problems] == [(key, message)]


def test_weights_that_do_not_add_up_are_refused_with_file_and_line():
    with pytest.raises(Problems) as refused:
        pack_of(adjust(TEXTS, {"indicator/regularity/points": "40"}, why="x"))

    assert refused.value.problems[0].file
    assert "110" in str(refused.value)


def test_a_deadline_below_the_floor_is_refused():
    with pytest.raises(Problems, match="reply"):
        pack_of(adjust(TEXTS, {"rung/warning/reply_days": "1"}, why="x"))


def test_the_head_is_written_anew_and_nothing_else():
    new = with_head(TEXTS, version="1.1.0", effective_from=date(2027, 1, 1))

    assert differing(TEXTS, new) == {"pack.toml": ['version = "1.1.0"', "effective_from = 2027-01-01"]}
    assert (pack_of(new).version, pack_of(new).effective_from) == ("1.1.0", date(2027, 1, 1))


@settings(deadline=None, max_examples=examples(25))
@given(st.dictionaries(st.sampled_from(sorted(NUMBERS)), st.integers(0, 300), min_size=1, max_size=4))
def test_what_is_moved_stands_there_afterwards_and_nothing_else_moves(wanted):
    moved = adjust(TEXTS, {key: str(value) for key, value in wanted.items()}, why="Because.")
    scaled = {key.split("/")[1] for key in wanted if key.endswith("/points")}
    found = {
        part.key: part.value
        for entry in adjustables(moved)
        for line in entry.lines
        for part in line.parts
        if isinstance(part, Number)
    }
    expected = NUMBERS | {key: Decimal(value) for key, value in wanted.items()}

    assert {key: value for key, value in found.items() if key in expected} == expected
    assert {key.split("/")[1] for key in found.keys() - expected.keys()} <= scaled


def test_a_folder_appears_whole_and_stays_as_it_is(tmp_path):
    folder = tmp_path / "packs" / "beijing-2016-1.0.0"
    write_pack(TEXTS, folder)
    write_pack({"pack.toml": "x"}, folder)

    assert {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.*")} == TEXTS
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("name", ["../out.toml", "/etc/x.toml", "deep/er/x.toml", "x.py", "examples/../../x.toml"])
def test_a_file_with_another_name_is_refused(name):
    with pytest.raises(Problems, match="A file has a name that a pack does not know"):
        pack_of({**TEXTS, name: "x"})


@pytest.mark.parametrize(
    ("before", "after"),
    [("total >= 90", "total >= 90 or organization = 17"), ("fate <> 'open'", "fate <> 'open' and organization = 17")],
)
def test_no_rule_is_made_for_one_organization(before, after):
    texts = {name: text.replace(before, after) for name, text in TEXTS.items()}
    with pytest.raises(Problems, match="Found: organization"):
        compile_rubric(pack_of(texts))


def test_a_draft_compiles_into_a_rubric_of_its_own():
    rubric = compile_rubric(pack_of(adjust(TEXTS, {"grade/A/when/0": "85"}, why="x")))

    assert rubric.pack.grades[0].when == "total >= 85 and regularity >= 22.5"
