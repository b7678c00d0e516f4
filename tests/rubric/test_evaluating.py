"""From facts to grades: measures, missing values, caps, bonuses, vetoes, grades and grounds."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import (
    GRADES,
    activity,
    cap,
    facts,
    grade,
    indicator,
    label,
    measure,
    obligation,
    points_of,
    rubric,
    veto,
)
from umbel.errors import Problems
from umbel.policy import find_pack, installed_packs
from umbel.rubric import Facts, compile_rubric, run_example


def measured(expression, table="activity", rows=(), **rest):
    """The value of one measure for organization 1, and for organization 2 that has no records."""
    made = rubric(measures=(measure("it", expression, table, **rest),))
    return made.evaluate(facts({}, {}, **{table: list(rows)}))["m_it"].to_pylist()


HELD = (
    activity(head_count=10, held_on=date(2025, 1, 5)),
    activity(head_count=25, held_on=date(2025, 2, 5), verification="pending", kind="fair"),
    activity(head_count=None, held_on=date(2025, 8, 5), kind=None),
)


@pytest.mark.parametrize(
    ("expression", "where", "value"),
    [
        ("count(*)", "", 3),
        ("count(head_count)", "", 2),
        ("count(kind)", "", 2),
        ("count(distinct kind)", "", 2),
        ("count(distinct quarter)", "", 2),
        ("count(*)", "verification = 'accepted'", 2),
        ("count(*)", "head_count > 10", 1),
        ("count(*)", "not head_count > 10", 1),  # a missing head count is neither
        ("count(*)", "head_count is null", 1),
        ("count(*)", "held_on between date '2025-01-05' and date '2025-02-04'", 1),
        ("count(*)", "held_on between date '2025-01-06' and date '2025-02-05'", 1),
        ("count(*)", "reported_on - held_on = 0", 3),
        ("sum(head_count)", "", 35),
        ("min(head_count)", "", 10),
        ("max(head_count)", "", 25),
        ("sum(coalesce(head_count, 5))", "", 40),
        ("sum(case when kind = 'fair' then 1 else 0 end)", "", 1),
    ],
)
def test_a_measure_is_counted_from_the_records_of_the_organization(expression, where, value):
    assert measured(expression, rows=HELD, where=where) == [value, 0]


def test_an_average_is_exact_and_shown_at_six_places():
    rows = [activity(head_count=count) for count in (1, 1, 0)]
    made = rubric(
        measures=(measure("mean", "avg(head_count)", if_none="null"),),
        indicators=(indicator("it", "mean * 3"),),
    )
    first, second = made.evaluate(facts({}, {}, activity=rows)).to_pylist()
    assert (first["m_mean"], first["p_it"]) == (Decimal("0.666667"), 2)
    assert (second["m_mean"], second["p_it"]) == (None, 0)


def test_an_organization_without_records_gets_the_value_for_none():
    rows = [obligation(days_late=7, fate="late")]
    assert measured("max(days_late)", "obligation", rows) == [7, 0]
    assert measured("max(days_late)", "obligation", rows, if_none="99") == [7, 99]
    assert measured("max(days_late)", "obligation", rows, if_none="null") == [7, None]
    assert measured("max(due_on)", "obligation", rows, if_none="null") == [date(2025, 4, 22), None]
    assert measured("avg(days_late)", "obligation", rows, if_none="1") == [Decimal(7), Decimal(1)]


@pytest.mark.parametrize(
    ("expression", "if_none"),
    [
        ("count(*)", "3"),
        ("count(*)", "null"),
        ("max(due_on)", "0"),
        ("sum(days_late)", "0.5"),
        ("sum(days_late)", "'a'"),
    ],
)
def test_the_value_for_none_must_fit_the_measure(expression, if_none):
    with pytest.raises(Problems):
        rubric(measures=(measure("it", expression, "obligation", if_none=if_none),))


def test_records_of_nobody_on_the_register_count_for_nobody():
    assert measured("count(*)", rows=[activity(organization=77)]) == [0, 0]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("size > 3", False),
        ("not size > 3", False),
        ("size > 3 or true", True),
        ("size > 3 and false", False),
        ("not (size > 3 and false)", True),
        ("size is null", True),
        ("district = 'a'", False),
        ("district <> 'a'", False),
        ("district in ('a')", False),
        ("null", False),
    ],
)
def test_what_is_unknown_does_not_hold(condition, holds):
    assert points_of(f"case when {condition} then 1 else 0 end", {}) == [int(holds)]


def test_attributes_of_every_type_can_be_used():
    row = {"district": "x", "concept": "A10", "field": "A", "size": 12, "size_band": "large", "age_years": 3,
           "registered_on": date(2022, 1, 1), "founded_on": None}  # fmt: skip
    score = (
        "case when concept = 'A10' and field = 'A' and size_band = 'large' and founded_on is null "
        "and registered_on < date '2022-01-02' then size + age_years else 0 end"
    )
    assert points_of(score, row) == [15]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("coalesce(district, 'none') = 'none'", [True, False]),
        ("coalesce(founded_on, registered_on) = date '2022-01-01'", [True, False]),
        ("greatest(founded_on, registered_on) > date '2020-06-01'", [False, True]),
        ("least(founded_on, registered_on) < date '2020-06-01'", [False, True]),
        ("case when size > 5 then 'many' else 'few' end = 'many'", [False, True]),
        ("case when size > 5 then district end is null", [True, False]),
        ("(size > 5) = (district is not null)", [False, True]),
        ("registered_on - founded_on = 366 + 365", [False, True]),
        ("abs(-size) = 9 and abs(-1.5) = 1.5", [False, True]),
        ("size in (8.5, 9)", [False, True]),
        ("true and not false", [True, True]),
    ],
)
def test_texts_dates_and_conditions_can_be_computed_with(condition, holds):
    rows = (
        {"registered_on": date(2022, 1, 1)},
        {"registered_on": date(2022, 1, 1), "founded_on": date(2020, 1, 1), "district": "x", "size": 9},
    )
    assert points_of(f"case when {condition} then 1 else 0 end", *rows) == [int(each) for each in holds]


def graded(*rows, **parts):
    """The rows of the result under rules of one indicator worth the size."""
    parts.setdefault("indicators", (indicator("it", "size"),))
    return rubric(**parts).evaluate(facts(*({"size": size} for size in rows))).to_pylist()


def test_the_first_grade_that_holds_is_the_grade():
    assert [row["grade"] for row in graded(100, 90, 89, 75, 60, 59, 0)] == ["A", "A", "B", "B", "C", "D", "D"]


def test_bonuses_are_added_to_the_sum():
    bonus = indicator("extra", "7", "5", role="bonus")
    (row,) = graded(86, indicators=(indicator("it", "size"), bonus))
    assert (row["p_extra"], row["total"], row["grade"]) == (5, 91, "A")


def test_the_lowest_cap_that_holds_limits_the_total_and_is_named():
    caps = (cap("mild", "size > 10", "80"), cap("hard", "size > 95", "60"), cap("late", "size > 95", "60"))
    rows = graded(100, 90, 70, 5, caps=caps)
    assert [(row["total"], row["cap"]) for row in rows] == [(60, "hard"), (80, "mild"), (70, None), (5, None)]


def test_a_cap_sees_the_total_before_caps():
    (row,) = graded(95, caps=(cap("first", "true", "50"), cap("second", "total > 90", "40")))
    assert (row["total"], row["cap"]) == (40, "second")


def test_a_veto_keeps_the_grade_down_but_never_lifts_it():
    vetoes = (veto("soft", "size <> 99", "B"), veto("hard", "size = 100", "C"))
    rows = graded(100, 99, 95, 76, 61, 0, vetoes=vetoes)
    assert [(row["grade"], row["veto"]) for row in rows] == [
        ("C", "hard"),
        ("A", None),
        ("B", "soft"),
        ("B", None),
        ("C", None),
        ("D", None),
    ]


def test_conditions_see_indicators_total_and_measures():
    grades = (grade("A", "total >= 90 and it >= 50 and other = 0"), grade("D", "true"))
    assert [row["grade"] for row in graded(95, 40, grades=grades, measures=(measure("other"),))] == ["A", "D"]


def test_the_ground_of_a_label_sees_the_grade_and_sets_nothing():
    labels = (label("badly-run", "grade = 'D' and size < 10"),)
    rows = graded(5, 50, 95, labels=labels)
    assert [(row["grade"], row["g_badly-run"]) for row in rows] == [("D", True), ("D", False), ("A", False)]


def test_a_ground_that_is_unknown_is_no_ground():
    made = rubric(labels=(label("small", "size < 10"),))
    assert made.evaluate(facts({"size": None}))["g_small"].to_pylist() == [False]


@pytest.mark.parametrize(
    "parts",
    [
        {"grades": ()},
        {"grades": (grade("A", "total > 1"),)},
        {"vetoes": (veto("v", "true", "E"),)},
        {"caps": (cap("c", "true", "1.005"),)},
        {"indicators": (indicator("i", "1", "-1"),)},
        {"indicators": (indicator("i", "1", "2000000"),)},
        {"labels": (label("l", "grade = 'E'"),)},
        {"measures": (measure("m", table="people"),)},
    ],
)
def test_rules_that_cannot_be_are_refused(parts):
    with pytest.raises(Problems):
        rubric(**parts)


MEASURES = (measure("held"), measure("heads", "sum(head_count)"))
INDICATORS = (indicator("a", "held * 3", "30"), indicator("b", "heads / 7", "40"), indicator("c", "size", "50"))


@given(st.permutations(INDICATORS), st.permutations(MEASURES))
@settings(max_examples=examples(12), deadline=None)
def test_the_order_of_indicators_and_measures_is_irrelevant(indicators, measures):
    given_facts = facts({"size": 45}, {"size": 9}, activity=[activity(1, head_count=200), activity(1), activity(2)])
    first = rubric(measures=MEASURES, indicators=INDICATORS).evaluate(given_facts)
    other = rubric(measures=tuple(measures), indicators=tuple(indicators)).evaluate(given_facts)
    assert other.select(first.column_names).equals(first)


@given(st.lists(st.integers(0, 120), min_size=2, max_size=30), st.sets(st.integers(1, 99), min_size=1, max_size=5))
@settings(max_examples=examples(20), deadline=None)
def test_more_points_never_lower_a_grade(sizes, thresholds):
    thresholds = sorted(thresholds, reverse=True)
    grades = (*(grade(f"G{at}", f"total >= {at}") for at in thresholds), grade("last", "true"))
    rows = graded(
        *sorted(sizes), grades=grades, caps=(cap("c", "size > 100", "98"),), vetoes=(veto("v", "size < 3", "last"),)
    )
    codes = [entry.code for entry in grades]
    by_total = [codes.index(row["grade"]) for row in sorted(rows, key=lambda row: row["total"])]
    assert by_total == sorted(by_total, reverse=True)


def test_the_result_is_by_organization_and_the_same_every_time(tmp_path):
    rows = [activity(number % 50 + 1, number, head_count=number) for number in range(500)]
    made = rubric(measures=MEASURES, indicators=INDICATORS)
    table = facts(*({"size": size} for size in range(50)), activity=rows).tables
    paths = {}
    for name, content in table.items():
        shuffled = content.take(pa.array(sorted(range(len(content)), key=lambda index: index * 7919 % 1009)))
        paths[name] = tmp_path / f"{name}.parquet"
        pq.write_table(shuffled, paths[name])
    results = [made.evaluate(Facts(tables)) for tables in (table, table, paths)]
    assert results[0]["organization"].to_pylist() == list(range(1, 51))
    assert results[0].equals(results[1])
    assert results[0].equals(results[2])


def test_distribution_counts_every_grade():
    made = rubric(indicators=(indicator("it", "size"),))
    assert made.distribution(facts({"size": 95}, {"size": 1}, {"size": 2})) == {"A": 1, "B": 0, "C": 0, "D": 2}


def test_without_measures_the_result_is_points_and_grades_only():
    made = rubric(measures=MEASURES, indicators=INDICATORS, grades=GRADES)
    names = made.evaluate(facts(), keep_measures=False).column_names
    assert names == ["organization", "p_a", "p_b", "p_c", "total", "cap", "veto", "grade"]


def test_a_pack_without_indicators_can_still_grade():
    assert rubric().evaluate(facts({}))["grade"].to_pylist() == ["D"]


@pytest.mark.parametrize(("pack_id", "version"), sorted({(entry.id, entry.version) for entry in installed_packs()}))
def test_the_worked_examples_of_every_pack_come_out(pack_id, version):
    found = find_pack(pack_id, version)
    made = compile_rubric(found)
    assert found.examples
    assert [str(problem) for example in found.examples for problem in run_example(made, example)] == []


def test_an_example_that_expects_something_else_is_told():
    found = find_pack("beijing-2016", None)
    example = found.examples[0]
    wrong = {**example, "expect": {"grade": "D", "total": "1.00", "points": {"regularity": "0.50"}, "grounds": ["x"]}}
    problems = run_example(compile_rubric(found), wrong)
    assert [problem.field for problem in problems] == ["regularity", "total", "grade", "grounds"]
