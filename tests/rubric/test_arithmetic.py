"""Points are exact: whatever the score, DuckDB gives what fractions give, rounded once, halves away from zero."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import activity, facts, indicator, measure, pack, points_of
from tests.rubric.oracle import Said, expressions, half_away
from umbel.errors import Problems
from umbel.rubric import compile_rubric

MEASURES = (
    measure("held", "count(*)"),
    measure("kept", "count(*)", where="verification = 'accepted'"),
    measure("heads", "sum(head_count)", if_none="null"),
    measure("mean", "avg(head_count)", if_none="null"),
    measure("income", "sum(income)", "filing", if_none="null"),
)
CODES = ("held", "kept", "heads", "mean", "income", "size", "age_years")
OFFSET, MOST = 5_000, 10_000

ORGANIZATION = st.fixed_dictionaries(
    {"size": st.none() | st.integers(0, 60), "age_years": st.none() | st.integers(-3, 40)}
)
HEADS = st.lists(st.none() | st.integers(0, 20), max_size=4)
INCOMES = st.lists(st.none() | st.decimals(-100, 100, places=2), max_size=3)
KEPT = st.integers(0, 4)


def values_of(organization, heads, incomes, kept):
    """What the measures are, counted by hand."""
    there = [head for head in heads if head is not None]
    amounts = [Fraction(income) for income in incomes if income is not None]
    return {
        "size": organization["size"],
        "age_years": organization["age_years"],
        "held": len(heads),
        "kept": min(kept, len(heads)),
        "heads": sum(there) if there else None,
        "mean": Fraction(sum(there), len(there)) if there else None,
        "income": sum(amounts) if amounts else None,
    }


@settings(
    max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    scores=st.lists(expressions(CODES), min_size=1, max_size=4),
    cases=st.lists(st.tuples(ORGANIZATION, HEADS, INCOMES, KEPT), min_size=1, max_size=5),
)
def test_every_score_is_what_fractions_say(scores: list[Said], cases):
    rules = pack(
        measures=MEASURES,
        indicators=tuple(
            indicator(f"i{number}", f"{said.text} + {OFFSET}", str(MOST)) for number, said in enumerate(scores)
        ),
    )
    try:
        compiled = compile_rubric(rules)
    except Problems as problems:
        assert all("38 digits" in problem.message or "intricate" in problem.message for problem in problems.problems)  # noqa: PT017
        return
    given_facts = facts(
        *(organization for organization, *_ in cases),
        activity=[
            activity(number, head_count=head, verification="accepted" if index < kept else "pending")
            for number, (_, heads, _, kept) in enumerate(cases, start=1)
            for index, head in enumerate(heads)
        ],
        filing=[
            {"id": 1, "organization": number, "income": income}
            for number, (_, _, incomes, _) in enumerate(cases, start=1)
            for income in incomes
        ],
    )
    rows = compiled.evaluate(given_facts).to_pylist()
    for row, case in zip(rows, cases, strict=True):
        values = values_of(*case)
        for number, said in enumerate(scores):
            found = said.means(values)
            wanted = 0 if found is None else min(max(half_away(found + OFFSET, 2), 0), MOST)
            assert Fraction(row[f"p_i{number}"]) == wanted, (said, values)


@pytest.mark.parametrize("score", ["size / 100 * 100", "size / 100.0 * 100", "100 * size / 100", "size * 0.01 * 100"])
def test_a_hundredth_is_never_lost(score):
    """From binary floats 29, 57 and 58 of 100 come out one low when the points are cut."""
    everyone = [{"size": size} for size in range(101)]
    assert points_of(f"floor({score})", *everyone, points="100") == [Decimal(size) for size in range(101)]


@pytest.mark.parametrize(
    ("score", "points"),
    [
        ("size - 1", 4),
        ("size + 1", 6),
        ("6 - size", 1),
        ("size - 0", 5),
        ("size * 1", 5),
        ("2 * size", 10),
        ("size / 1", 5),
        ("ceil(size / 2)", 3),
        ("floor(size / 2)", 2),
    ],
)
def test_one_and_nothing_are_reckoned_like_any_number(score, points):
    assert points_of(score, {"size": 5}) == [Decimal(points)]


@pytest.mark.parametrize(
    ("score", "points"),
    [
        ("ceil(7 / 2.0)", 4),
        ("floor(7 / 2.0)", 3),
        ("10 + ceil(-7 / 2.0)", 7),
        ("10 + floor(-7 / 2.0)", 6),
        ("ceil(4 / 2.0)", 2),
    ],
)
def test_a_quotient_of_plain_numbers_is_cut_towards_its_side(score, points):
    assert points_of(score, {"size": 1}) == [Decimal(points)]


@pytest.mark.parametrize(
    ("score", "points"),
    [
        ("size / 8.0", "0.13"),  # 0.125 is a half: away from zero
        ("size / 3", "0.33"),
        ("2 * size / 3", "0.67"),
        ("size / 200", "0.01"),  # 0.005
        ("size / 201", "0.00"),
        ("(size / 3) * 3", "1.00"),
        ("size / 48 * 10 * 15", "3.13"),  # 3.125: lost when 10/48 is cut to ten decimals first
    ],
)
def test_points_are_rounded_once_halves_away_from_zero(score, points):
    assert points_of(score, {"size": 1}) == [Decimal(points)]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=40))
@settings(deadline=None, max_examples=examples(40))
def test_rounding_is_that_of_decimal(pairs):
    rows = [{"size": top, "age_years": under} for top, under in pairs]
    exact = [Fraction(top, under) for top, under in pairs]
    hundredths = [(Decimal(value.numerator) * 1000 / Decimal(value.denominator)) / 1000 for value in exact]
    wanted = [min(value.quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal(1000)) for value in hundredths]
    assert points_of("size / age_years", *rows) == wanted


def test_points_stay_between_nothing_and_the_most():
    assert points_of("size", {"size": -5}, {"size": 5}, {"size": 50}, points="20") == [0, 5, 20]


def test_division_by_zero_is_missing_and_a_missing_score_is_nothing():
    assert points_of("7 / size", {"size": 0}, {"size": None}, {"size": 2}) == [0, 0, Decimal("3.5")]
    assert points_of("coalesce(7 / size, 4)", {"size": 0}) == [4]
    assert points_of("7 / 0") == [0]


@pytest.mark.parametrize(
    ("score", "points"),
    [
        ("1 / (2 / held) + 5", "6.5"),
        ("case when size > 0 then 1 / (2 / held) else 9 end", "9"),
        ("case when held > 0 then 1 / (2 / held) else 9 end", "1.5"),
        ("least(1 / (2 / held), 9)", "1.5"),
        ("9 - 1 / (4 / held) - 1 / (2 / held)", "6.75"),
        ("case when 1 / (2 / held) > 1.4 then 1 else 2 end", "1"),
        ("1 / (2 / held) / (3 / held)", "1.5"),
    ],
)
def test_a_number_under_the_line_of_a_line_is_not_lost(score, points):
    made = compile_rubric(pack(measures=MEASURES, indicators=(indicator("it", score),)))
    row = made.evaluate(facts({"size": None}, activity=[activity(1)] * 3)).to_pylist()[0]
    assert row["p_it"] == Decimal(points)


def test_least_and_greatest_of_a_missing_value_are_missing():
    assert points_of("coalesce(least(size, 3), 9)", {"size": None}, {"size": 5}) == [9, 3]
    assert points_of("coalesce(greatest(size, 3), 9)", {"size": None}, {"size": 5}) == [9, 5]


def test_large_figures_are_exact_too():
    rich = [{"id": 1, "organization": 1, "income": Decimal("99999999999999.99")}]
    made = compile_rubric(
        pack(
            measures=(measure("income", "sum(income)", "filing"),),
            indicators=(indicator("it", "income * 3 - income * 2 - 99999999999900"),),
        )
    )
    row = made.evaluate(facts(filing=rich)).to_pylist()[0]
    assert row["m_income"] == Decimal("99999999999999.99")
    assert row["p_it"] == Decimal("99.99")


def test_what_may_not_fit_is_refused_with_a_way_out():
    rules = pack(
        measures=(measure("income", "sum(income)", "filing"), measure("spent", "sum(expenditure)", "filing")),
        indicators=(indicator("it", "income * spent * income"),),
    )
    with pytest.raises(Problems) as refused:
        compile_rubric(rules)
    assert str(refused.value.problems[0]) == (
        "scoring.toml:5:10, score: The exact result may need more than 38 digits. "
        "Shorten a part of it with round(x, 2)."
    )
