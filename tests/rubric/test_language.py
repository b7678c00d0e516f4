"""What the language admits, what it refuses, and how it says so."""

import pytest

from tests.rubric.factory import at, indicator, measure, pack, points_of, rubric
from umbel.errors import Problems
from umbel.rubric import compile_rubric
from umbel.rubric.language.expression import check_aggregate, check_expression
from umbel.rubric.language.tree import Known, Type

SCOPE = {
    "size": Known(Type.INTEGER),
    "income": Known(Type.DECIMAL),
    "district": Known(Type.TEXT, ("haidian", "chaoyang")),
    "due_on": Known(Type.DATE),
    "received_on": Known(Type.DATE),
    "qualified": Known(Type.BOOLEAN),
    "quarters_active": Known(Type.INTEGER),
}


def refusal(text, expected=None):
    """The one sentence that refuses a text."""
    tree, problems = check_expression(text, SCOPE, at(7, "score"), expected=expected)
    assert tree is None
    return str(problems[0])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("size + 1", Type.INTEGER),
        ("size + 1.5", Type.DECIMAL),
        ("size / 2", Type.DECIMAL),
        ("income * size", Type.DECIMAL),
        ("floor(income)", Type.INTEGER),
        ("round(income, 1)", Type.DECIMAL),
        ("round(income)", Type.INTEGER),
        ("received_on - due_on", Type.INTEGER),
        ("greatest(due_on, date '2025-01-31')", Type.DATE),
        ("coalesce(null, size)", Type.INTEGER),
        ("case district when 'haidian' then 1 else 2.5 end", Type.DECIMAL),
        ("case when qualified then 'a' else 'b' end", Type.TEXT),
        ("district in ('haidian', 'chaoyang')", Type.BOOLEAN),
        ("not qualified or size between 1 and 2", Type.BOOLEAN),
        ("due_on is not null AND Size IS NULL".replace("Size", "size"), Type.BOOLEAN),
        ("LEAST(size, 3) <> -(2)", Type.BOOLEAN),
    ],
)
def test_the_type_of_an_expression_is_known_when_it_is_read(text, kind):
    tree, problems = check_expression(text, SCOPE, at(), expected=None)
    assert problems == []
    assert tree is not None
    assert tree.type is kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quarter_active * 5", "No such name here. Found: quarter_active. Did you mean quarters_active?"),
        ("gratest(size, 1)", "No such function here. Found: gratest. Did you mean greatest?"),
        ("count(size)", "Records are counted in a measure; a score or condition uses measures. Found: count."),
        ("district = 'haidan'", "district is never this. Found: 'haidan'. Did you mean haidian?"),
        ("district > 'a'", "Only numbers and dates have an order. Found: district, a text."),
        ("district + 1", "A number is expected here. Found: district, a text."),
        ("due_on > '2025-01-01'", "These cannot be compared. Found: due_on is a date, '2025-01-01' a text."),
        ("size = null", "Nothing equals a missing value. Found: null. Write `is null`."),
        ("size and qualified", "A condition is expected here. Found: size, a integer."),
        ("case when qualified then 1 else 'a' end", "The values must be of one type. Found: integer and text."),
        ("size in (district)", "After `in` comes a list of values."),
        ("date '2025-02-30' < due_on", "No such date. Found: 2025-02-30."),
        ("round(size, 7)", "round takes a number and how many decimals to keep, 0 to 6."),
        ("round(size, size)", "round takes a number and how many decimals to keep, 0 to 6."),
        ("size <", "This cannot be read as an expression."),
        ("", "The expression is empty."),
        ("   ", "The expression is empty."),
        ('"size" + 1', "Double quotes are not used."),
        ("'open", "The text begins here and does not end."),
        ("size % 2", "This character is not part of the language. Found: % (PERCENT SIGN)."),
        ("1234567890123456789", "A number has at most 18 digits, 10 of them after the point."),
        ("0.12345678901", "A number has at most 18 digits, 10 of them after the point."),
        ("least(district, 'a')", "least takes numbers or dates. Found: a text."),
    ],
)
def test_a_refusal_says_what_was_found_and_what_would_be_right(text, said):
    assert said in refusal(text)


def test_the_result_must_be_what_the_place_asks_for():
    assert "The result must be a number. Found: a boolean." in refusal("size > 1", Type.DECIMAL)
    assert "The result must be a condition. Found: a integer." in refusal("size", Type.BOOLEAN)


def test_the_place_is_that_of_the_word_inside_the_expression():
    assert refusal("size + sise").startswith("scoring.toml:7:17, score: ")


def test_in_an_expression_of_several_lines_the_place_is_on_its_own_line():
    assert refusal("\ncase when size > 1\n  then sise else 0 end").startswith("scoring.toml:9:8, score: ")


def test_everything_wrong_is_said_at_once():
    _, problems = check_expression("sise + heds + districts", SCOPE, at(), expected=None)
    assert [problem.found for problem in problems] == ["sise", "heds", "districts"]


def test_a_pack_hears_of_all_its_expressions_at_once():
    rules = pack(
        measures=(measure("held", "cont(*)"), measure("late", "count(*)", "obligation", where="fate = 'mised'")),
        indicators=(indicator("i", "helt * 2"), indicator("j", "held", because="{hold} were held")),
    )
    with pytest.raises(Problems) as refused:
        compile_rubric(rules)
    assert [(problem.line, problem.found) for problem in refused.value.problems] == [
        (2, "cont"),
        (3, "'mised'"),
        (4, "{hold}"),  # in English
        (4, "{hold}"),  # in Chinese
        (5, "helt"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("count(*)", Type.INTEGER),
        ("count(income)", Type.INTEGER),
        ("count(distinct district)", Type.INTEGER),
        ("sum(size * 2)", Type.INTEGER),
        ("sum(income)", Type.DECIMAL),
        ("max(due_on)", Type.DATE),
        ("avg(size)", Type.DECIMAL),
        ("(min(received_on - due_on))", Type.INTEGER),
    ],
)
def test_a_measure_is_one_aggregate(text, kind):
    aggregate, problems = check_aggregate(text, SCOPE, at())
    assert problems == []
    assert aggregate is not None
    assert aggregate.type is kind


@pytest.mark.parametrize(
    "text",
    ["size", "sum(size) + 1", "sum(distinct size)", "count(distinct size, income)", "max(district)", "sum(*)",
     "count(size, income)", "sum(count(*))", "avg(due_on)", "count()", "least(size, 1)", "count(distinct *)"],
)  # fmt: skip
def test_anything_else_is_not_a_measure(text):
    aggregate, problems = check_aggregate(text, SCOPE, at())
    assert aggregate is None
    assert problems


@pytest.mark.parametrize(
    "code", ["case", "count", "total", "size", "Held", "held-up", "null", "least", "points", "over-"]
)
def test_a_measure_may_not_take_a_word_of_the_language(code):
    with pytest.raises(Problems):
        rubric(measures=(measure(code),))


def test_two_parts_may_not_share_a_code():
    with pytest.raises(Problems) as refused:
        rubric(measures=(measure("held"),), indicators=(indicator("held", "1"),))
    assert "This code is already a measure." in str(refused.value)


def test_keywords_may_be_written_in_capitals():
    assert points_of("CASE WHEN size IS NULL THEN 1 ELSE 2 END", {"size": None}, {"size": 1}) == [1, 2]


@pytest.mark.parametrize(("opens", "closes"), [("(", ")"), ("case when true then ", " end")])
def test_thirty_levels_are_nested_and_no_more(opens, closes):
    assert "nested deeper than 30 levels" in refusal(opens * 31 + "size" + closes * 31)
    _tree, problems = check_expression(opens * 30 + "size" + closes * 30, SCOPE, at(7, "score"), expected=None)
    assert not any("30 levels" in str(problem) for problem in problems)


@pytest.mark.parametrize(("text", "column"), [("district = 'a\u200bb'", 23), ("size # 2", 15), ("  ", 10)])
def test_a_refusal_points_at_the_sign_that_is_wrong(text, column):
    _tree, problems = check_expression(text, SCOPE, at(7, "score"), expected=None)
    assert (problems[0].line, problems[0].column) == (7, column)
