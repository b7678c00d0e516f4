"""A standing condition is a reason to look: read with its place, checked like every rule, and no more than that."""

import pytest

from umbel.errors import Problems
from umbel.policy import load_pack
from umbel.policy.changes import pack_changes
from umbel.rubric import compile_rubric, run_example

CONDITION = """
[[rung]]
id = "advice"
title = { en = "Advice", zh-hans = "指导" }
adverse = false
status = "assumed"
reason = "It is a test."

[[standing_condition]]
id = "twice-low"
title = { en = "Twice low", zh-hans = "连续偏低" }
when = "low_before > 0 and grade = 'B'"
rung = "advice"
because = { en = "low before, and {met} met", zh-hans = "上次偏低，已办{met}项" }
status = "assumed"
reason = "It is a test."
"""
MEASURE = """\
[[measure]]
id = "low_before"
title = { en = "Low before", zh-hans = "上次偏低" }
from = "grade"
is = "count(*)"
where = "pack = 'small' and years_ago = 1 and grade = 'B'"
status = "assumed"
reason = "It is a test."

[[indicator]]
id = "regularity\""""
BEFORE = """
[[grade]]
pack = "small"
grade = "B"
until = 2025-01-01
published_on = 2025-06-01
valid_until = 2027-06-01

[expect]"""


@pytest.fixture
def watched(folder, change):
    """The small pack with a standing condition; its example had a B the year before."""
    change("rules.toml", '[[indicator]]\nid = "regularity"', MEASURE)
    path = folder / "rules.toml"
    path.write_text(path.read_text(encoding="utf-8") + CONDITION, encoding="utf-8")
    change("examples/one.toml", "\n[expect]", BEFORE)
    change("examples/one.toml", "grounds = []", 'grounds = []\nconditions = ["twice-low"]')
    return folder


def test_it_holds_where_its_rule_says_so_and_changes_neither_points_nor_grade(watched):
    pack = load_pack(watched)
    (condition,) = pack.standing_conditions

    assert (condition.code, condition.rung) == ("twice-low", "advice")
    assert run_example(compile_rubric(pack), pack.examples[0]) == []
    assert condition in pack.provisions


def test_an_example_that_expects_too_little_is_told(watched, change):
    change("examples/one.toml", 'conditions = ["twice-low"]', "conditions = []")
    pack = load_pack(watched)

    (problem,) = run_example(compile_rubric(pack), pack.examples[0])
    assert (problem.field, problem.found) == ("conditions", "['twice-low']")


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        ("rules.toml", 'rung = "advice"', 'rung = "advise"', "standing_condition.twice-low.rung", '"advice"?'),
        ("rules.toml", 'rung = "advice"\n', "", "standing_condition.twice-low.rung", 'The key "rung" is missing'),
        ("examples/one.toml", '["twice-low"]', '["twice-lo"]', "expect.conditions.1", '"twice-low"?'),
        ("examples/one.toml", 'grade = "B"\nuntil', 'grade = "Z"\nuntil', "grade.1.grade", "There is no such grade"),
        ("examples/one.toml", "until = 2025-01-01\n", "", "grade.1.until", 'The key "until" is missing'),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(watched, change, refused, *, name, old, new, field, said):
    change(name, old, new)
    text = (watched / name).read_text(encoding="utf-8").split("\n")

    (problem,) = refused(watched)

    assert (problem.file, problem.field) == (name, field)
    assert said in str(problem)
    assert problem.line is not None
    wanted = new.split("\n")[0] or "[["
    assert wanted in text[problem.line - 1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low_before > 0 and", "low_befor > 0 and", "Did you mean low_before?"),
        ("grade = 'B'\"\nrung", "grade = 'E'\"\nrung", "grade is never this"),
        ("low_before > 0 and grade = 'B'", "low_before + 1", "The result must be a condition"),
        ("{met} met", "{mett} met", "The sentence names something unknown"),
    ],
)
def test_its_rule_goes_through_the_same_gate_as_every_other(watched, change, old, new, said):
    change("rules.toml", old, new) if old != "{met} met" else change("rules.toml", "and {met} met", "and {mett} met")

    with pytest.raises(Problems) as raised:
        compile_rubric(load_pack(watched))

    (problem,) = raised.value.problems
    assert said in str(problem)
    assert (problem.file, problem.field.split(".")[:2]) == ("rules.toml", ["standing_condition", "twice-low"])


def test_a_rung_of_a_decision_is_one_of_the_pack_s(watched, change, refused):
    change("examples/one.toml", "\n[expect]", '\n[[decision]]\nrung = "advise"\ndecided_on = 2025-03-01\n\n[expect]')

    (problem,) = refused(watched)

    assert (problem.field, problem.way_out) == ("decision.1.rung", 'Did you mean "advice"?')


def test_a_change_of_it_is_told(watched, change):
    before = load_pack(watched)
    change("rules.toml", "low_before > 0 and", "low_before > 1 and")

    (line,) = pack_changes(before, load_pack(watched))
    assert line.startswith("standing condition twice-low: when:")
