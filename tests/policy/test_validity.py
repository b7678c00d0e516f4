"""When a published grade runs out: three functions by name, and what a pack says wrong about them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.deadlines import add_months
from umbel.periods import next_day_of_year, period_containing, supervision_year_end
from umbel.policy import load_pack
from umbel.policy.changes import pack_changes
from umbel.policy.schema import validator
from umbel.policy.validity import FUNCTIONS, DateFunction, valid_until

DAYS = st.dates(date(1990, 1, 1), date(2150, 12, 31))
STARTS = st.tuples(st.integers(1, 12), st.integers(1, 28))
RULES = st.one_of(
    st.builds(DateFunction, function=st.just("months-after-publication"), months=st.integers(1, 120)),
    st.builds(DateFunction, function=st.just("end-of-supervision-year-after"), years=st.integers(0, 10)),
    st.builds(
        DateFunction,
        function=st.just("day-of-year"),
        years=st.integers(0, 10),
        day=st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda day: f"{day[0]:02}-{day[1]:02}"),
    ),
)


@pytest.mark.parametrize(
    ("rule", "published_on", "ends"),
    [
        (DateFunction(function="months-after-publication", months=24), date(2026, 7, 10), date(2028, 7, 10)),
        (DateFunction(function="months-after-publication", months=6), date(2025, 8, 31), date(2026, 2, 28)),
        (DateFunction(function="end-of-supervision-year-after", years=0), date(2026, 12, 31), date(2027, 1, 1)),
        (DateFunction(function="end-of-supervision-year-after", years=2), date(2027, 1, 1), date(2030, 1, 1)),
        (DateFunction(function="day-of-year", day="07-01"), date(2026, 6, 30), date(2026, 7, 1)),
        (DateFunction(function="day-of-year", day="07-01"), date(2026, 7, 1), date(2027, 7, 1)),
        (DateFunction(function="day-of-year", day="07-01", years=1), date(2026, 6, 20), date(2027, 7, 1)),
        (DateFunction(function="day-of-year", day="02-28", years=1), date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_a_grade_runs_out_on_the_day_the_rules_name(rule, published_on, ends):
    assert valid_until(rule, published_on, year_starts=(1, 1)) == ends


@given(RULES, DAYS, DAYS, STARTS)
def test_every_function_ends_after_publication_and_a_later_one_never_ends_earlier(rule, one, other, starts):
    ends = {on: valid_until(rule, on, year_starts=starts) for on in sorted((one, other))}

    assert all(end > on for on, end in ends.items())
    assert list(ends.values()) == sorted(ends.values())


@given(DAYS, st.integers(0, 10), STARTS)
def test_the_end_of_a_supervision_year_is_the_first_day_of_another(on, years, starts):
    end = supervision_year_end(on, years, year_starts=starts)

    assert period_containing("year", end, year_starts=starts).from_on == end
    assert (end.month, end.day) == starts
    assert add_months(on, 12 * years) < end <= add_months(on, 12 * (years + 1))


@given(DAYS, STARTS)
def test_the_next_day_of_the_year_comes_within_a_year(on, day):
    found = next_day_of_year(on, day)

    assert (found.month, found.day) == day
    assert 0 < (found - on).days <= 366


EVALUATION = """
[evaluation]
title = { en = "Road", zh-hans = "程序" }
self_assessment_days = 10
review_days = 10
objection_days = 10
objection_decision_days = 10
valid_until = { function = "months-after-publication", months = 24 }
status = "assumed"
reason = "It is a test."
"""


@pytest.fixture
def road(folder):
    """Write the rules with an [evaluation]; `instead` takes the place of its valid_until."""
    path = folder / "rules.toml"
    before = path.read_text(encoding="utf-8")

    def write(instead='valid_until = { function = "months-after-publication", months = 24 }'):
        lines = [instead if line.startswith("valid_until") else line for line in EVALUATION.split("\n")]
        path.write_text(before + "\n".join(lines), encoding="utf-8")
        return before.count("\n") + 1 + next(n for n, line in enumerate(lines) if line == instead)

    return write


@pytest.mark.parametrize(
    ("instead", "field", "said"),
    [
        ("valid_months = 24", "evaluation.valid_months", 'not known here. Did you mean "valid_until"?'),
        ('valid_until = { function = "month-after-publication", months = 2 }', ".function", "months-after-publication"),
        ('valid_until = { function = "months-after-publication" }', ".months", "needs months. Write months = 24."),
        ('valid_until = { function = "day-of-year", day = "07-01" }', ".years", "needs years. Write years = 2."),
        ('valid_until = { function = "day-of-year", day = "02-29", years = 1 }', ".day", "the day from 01 to 28"),
        (
            'valid_until = { function = "months-after-publication", months = 2, years = 1 }',
            ".years",
            "is not told years. Found: 1. It is told: months.",
        ),
        ("valid_until = { months = 24 }", ".function", 'The key "function" is missing'),
        ("valid_until = 24", "evaluation.valid_until", "It must be a table"),
    ],
)
def test_what_is_wrong_with_a_date_function_is_said_where_it_stands(folder, road, refused, instead, field, said):
    line = road(instead)

    found = [problem for problem in refused(folder) if problem.field.endswith(field)]

    assert said in str(found[0])
    assert (found[0].file, found[0].line) == ("rules.toml", line)


YEARLY = "end-of-supervision-year-after (years = 1)"


def test_a_pack_says_when_grades_run_out_and_a_change_of_it_is_told(folder, road):
    road()
    before = load_pack(folder)
    road('valid_until = { function = "end-of-supervision-year-after", years = 1 }')

    assert before.evaluation.valid_until == DateFunction(function="months-after-publication", months=24)
    assert pack_changes(before, load_pack(folder)) == [
        f"part evaluation: valid until: months-after-publication (months = 24) is now {YEARLY}"
    ]


def test_the_functions_of_the_schema_are_those_that_are_built():
    rule = validator("pack").schema["properties"]["evaluation"]["properties"]["valid_until"]["properties"]

    assert rule["function"]["enum"] == list(FUNCTIONS)
    assert set(rule) == {"function", *(name for told in FUNCTIONS.values() for name in told)}
