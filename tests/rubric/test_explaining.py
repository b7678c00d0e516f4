"""An explanation names every point, every figure and every limit, and it adds up."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import activity, cap, facts, indicator, label, measure, obligation, rubric, veto
from umbel.errors import NotFound
from umbel.rubric.answers.explanation import DoesNotAddUp

RULES = rubric(
    measures=(
        measure("held", where="verification = 'accepted'"),
        measure("mean", "avg(head_count)", if_none="null"),
        measure("latest", "max(held_on)", if_none="null"),
    ),
    indicators=(
        indicator("regularity", "held * 10", "40", "{held} activities, the last on {latest}, {mean} people each"),
        indicator("size_points", "size / 3", "50", "{size} members, {district}: {size_points} points"),
        indicator("extra", "case when held > 2 then 7.5 else 0 end", "10", role="bonus"),
    ),
    caps=(cap("few", "held < 2", "30"),),
    vetoes=(veto("unknown", "size is null", "C"),),
    labels=(label("badly-run", "grade = 'D'"),),
)


def explained(*rows, language="en", **records):
    given_facts = facts(*rows, **records)
    return [RULES.explain(row, language=language) for row in RULES.evaluate(given_facts).to_pylist()]


def test_each_indicator_has_its_points_sentence_and_figures():
    (found,) = explained(
        {"size": 100, "district": "haidian"}, activity=[activity(head_count=7), activity(head_count=8)]
    )
    regularity, size, extra = found.indicators
    assert (regularity.points, regularity.most, regularity.role) == (20, 40, "indicator")
    assert regularity.sentence == "2 activities, the last on 2025-02-03, 7.5 people each"
    assert [(figure.code, figure.title, figure.value) for figure in regularity.figures] == [
        ("held", "held", 2),
        ("latest", "latest", date(2025, 2, 3)),
        ("mean", "mean", Decimal("7.500000")),
    ]
    assert size.sentence == "100 members, haidian: 33.33 points"
    assert (extra.role, extra.points) == ("bonus", 0)
    assert (found.added, found.total, found.grade, found.grade_title) == (
        Decimal("53.33"),
        Decimal("53.33"),
        "D",
        "grade D",
    )


def test_a_missing_value_is_said_in_the_readers_language():
    (english,), (chinese,) = explained({}), explained({}, language="zh-hans")
    assert english.indicators[1].sentence == "not known members, not known: 0 points"
    assert chinese.indicators[1].sentence == "不详 members, 不详: 0 points"


def test_limits_and_grounds_are_told():
    (found,) = explained({"size": None}, {"size": 150})[1:]
    assert found.cap is not None
    assert (found.cap.code, found.cap.sentence, found.cap.limit, found.total) == ("few", "capped by few", 30, 30)
    assert [(ground.code, ground.adverse) for ground in found.grounds] == [("badly-run", True)]


def test_a_veto_is_told_where_it_bites():
    rules = rubric(indicators=(indicator("it", "95"),), vetoes=(veto("unknown", "size is null", "C"),))
    (row, free) = rules.evaluate(facts({}, {"size": 1})).to_pylist()
    found = rules.explain(row)
    assert found.veto is not None
    assert (found.grade, found.veto.code, found.veto.limit) == ("C", "unknown", "C")
    assert rules.explain(free).veto is None


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 200), st.integers(0, 5)), min_size=1, max_size=8),
)
@settings(max_examples=examples(25), deadline=None)
def test_it_always_adds_up(organizations):
    rows = [{"size": size} for size, _ in organizations]
    held = [activity(number) for number, (_, count) in enumerate(organizations, start=1) for _ in range(count)]
    for found in explained(*rows, activity=held):
        assert found.added == sum(scored.points for scored in found.indicators)
        assert found.total == (min(found.added, found.cap.limit) if found.cap else found.added)
        assert all(0 <= scored.points <= scored.most for scored in found.indicators)


def test_a_row_kept_as_text_is_explained_alike():
    (row,) = RULES.evaluate(facts({"size": 100}, activity=[activity()])).to_pylist()
    kept = json.loads(json.dumps(row, default=str))
    assert RULES.explain(kept) == RULES.explain(row)


def test_a_row_that_was_changed_is_not_explained_away():
    (row,) = RULES.evaluate(facts({"size": 100})).to_pylist()
    with pytest.raises(DoesNotAddUp, match="Evaluate the cycle again"):
        RULES.explain({**row, "total": Decimal(99)})


def test_a_row_without_measures_is_made_again_from_the_facts():
    given_facts = facts({"size": 100}, activity=[activity()])
    (row,) = RULES.evaluate(given_facts, keep_measures=False).to_pylist()
    assert RULES.explain(row, facts=given_facts).indicators[0].sentence.startswith("1 activities")


def test_the_records_behind_a_measure_are_those_it_counted():
    rows = [
        activity(1, 5, verification="accepted"),
        activity(1, 6, verification="pending"),
        activity(1, 2, verification="accepted"),
        activity(2, 7, verification="accepted"),
    ]
    given_facts = facts({}, {}, activity=rows)
    assert [record["id"] for record in RULES.records(given_facts, 1, "held")] == [2, 5]
    assert [record["id"] for record in RULES.records(given_facts, 1, "held", limit=1)] == [2]
    assert [record["id"] for record in RULES.records(given_facts, 1, "mean")] == [2, 5, 6]
    assert RULES.records(facts({}), 1, "held") == []


def test_records_compare_amounts_in_their_own_unit():
    rules = rubric(measures=(measure("rich", table="filing", where="income > 25000.5"),))
    rows = [{"id": number, "organization": 1, "income": Decimal(income)} for number, income in [(1, 25000), (2, 25001)]]
    (record,) = rules.records(facts({}, filing=rows), 1, "rich")
    assert (record["id"], record["income"]) == (2, 25001)


def test_nobody_by_that_number():
    with pytest.raises(NotFound):
        RULES.row(facts({}), 99)
    with pytest.raises(NotFound):
        RULES.next_grade(facts({}), 99)
    with pytest.raises(NotFound, match="held"):
        RULES.records(facts({}, obligation=[obligation()]), 1, "helt")
