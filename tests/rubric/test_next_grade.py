"""The shortest way to a better grade: it really leads there, nothing shorter does, and where none is, it says so."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import activity, cap, facts, grade, indicator, measure, obligation, rubric, veto

ACCEPTED = "verification = 'accepted'"
QUARTERS = measure(
    "quarters", "count(distinct quarter)", where=ACCEPTED, step="one accepted activity in {period}"
)  # fmt: skip
MET = measure("met", table="obligation", where="fate in ('met', 'late')", step="one duty met")
MISSED = measure("missed", table="obligation", where="fate = 'missed'")
YEAR = [obligation(number=9, from_on=date(2025, 1, 1), until_on=date(2026, 1, 1), period="2025")]


def test_the_missing_quarter_is_named():
    held = [activity(number=month, held_on=date(2025, month, 1)) for month in (1, 4, 7)]
    alone = rubric(measures=(QUARTERS,), indicators=(indicator("it", "quarters * 24"),))
    with_duties = rubric(measures=(QUARTERS, MET), indicators=(indicator("it", "quarters * 24"),))
    found = with_duties.next_grade(facts({}, activity=held, obligation=YEAR), 1)
    assert found is not None
    assert (found.grade, found.title, found.short_by, found.total) == ("A", "grade A", 18, 96)
    assert [(step.measure, step.count, step.periods) for step in found.steps] == [("quarters", 1, ("2025-Q4",))]
    assert found.sentence == "18 points short of A: one accepted activity in 2025-Q4"
    assert alone.next_grade(facts({}, activity=held), 1) == found


def test_it_is_said_in_chinese_too():
    rules = rubric(measures=(MET,), indicators=(indicator("it", "met * 30"),))
    duties = [obligation(number=1), obligation(number=2, fate="missed", period="2025-Q2")]
    found = rules.next_grade(facts({}, obligation=duties), 1, "zh-hans")
    assert found is not None
    assert found.sentence == "距C还差30分：one duty met（2025-Q2）"


def test_the_best_grade_has_no_next():
    assert rubric(indicators=(indicator("it", "95"),)).next_grade(facts({}), 1) is None


def test_what_lifts_a_cap_is_found_though_no_step_is_about_it():
    rules = rubric(
        measures=(MET, MISSED), indicators=(indicator("it", "70 + met * 10"),), caps=(cap("gap", "missed > 0", "59"),)
    )
    duties = [obligation(number=1), obligation(number=2, fate="missed", period="2025-Q3", days_overdue=30)]
    found = rules.next_grade(facts({}, obligation=duties), 1)
    assert found is not None
    assert (found.grade, found.short_by, found.reachable) == ("A", None, True)
    assert found.sentence == "A would take one duty met (2025-Q3)"


def test_a_veto_that_no_step_lifts_is_said_to_be_in_the_way():
    rules = rubric(
        measures=(MET,),
        indicators=(indicator("it", "met * 90"),),
        vetoes=(veto("small", "coalesce(size, 0) < 5", "D"),),
    )
    found = rules.next_grade(facts({"size": 3}, obligation=[obligation(fate="missed")]), 1)
    assert found is not None
    assert (found.reachable, found.steps, found.total) == (False, (), None)
    assert found.sentence == "No steps that the rules describe lead to a better grade"


def test_two_measures_are_raised_together_where_one_is_not_enough():
    kinds = measure("kinds", "count(distinct kind)", where=ACCEPTED, step="another kind")
    rules = rubric(
        measures=(MET, kinds),
        indicators=(indicator("a", "met * 40", "40"), indicator("b", "kinds * 10", "30")),
        grades=(grade("A", "total >= 60"), grade("D", "true")),
    )
    given_facts = facts({}, activity=[activity()], obligation=[obligation(fate="missed")])
    found = rules.next_grade(given_facts, 1)
    assert found is not None
    assert [(step.measure, step.count) for step in found.steps] == [("met", 1), ("kinds", 1)]
    assert found.sentence == "50 points short of A: one duty met (2025-Q1); and another kind"


def test_where_more_than_two_measures_are_short_nothing_needless_is_asked():
    counts = [
        measure(f"m{kind}", where=f"kind = '{kind}'", step=f"a {kind}") for kind in ("fair", "training", "meeting")
    ]
    rules = rubric(
        measures=(*counts, measure("heads", "sum(head_count)", step="one more present")),
        indicators=(
            indicator("a", "mfair * 10", "30"),
            indicator("b", "mtraining * 10", "30"),
            indicator("c", "mmeeting * 20", "40"),
            indicator("d", "heads / 50", "10"),
        ),
        grades=(grade("A", "total >= 90"), grade("D", "true")),
    )
    found = rules.next_grade(facts({}, activity=[activity()]), 1)
    assert found is not None
    assert [(step.measure, step.count) for step in found.steps] == [("mfair", 2), ("mtraining", 3), ("mmeeting", 1)]


@pytest.mark.parametrize(("also", "count"), [("kind in ('fair', 'training')", 1), ("kind = 'training'", None)])
def test_what_is_asked_of_one_record_twice_is_one_step_unless_it_contradicts_itself(also, count):
    fairs = measure("fairs", where=f"kind = 'fair' and {also}", step="one fair")
    rules = rubric(measures=(fairs,), indicators=(indicator("it", "fairs * 90"),))
    found = rules.next_grade(facts({}, activity=[]), 1)
    assert found is not None
    assert [step.count for step in found.steps] == ([count] if count else [])


def test_a_sum_is_raised_by_no_more_than_is_needed():
    heads = measure("heads", "sum(head_count)", where=ACCEPTED, step="one more person present")
    rules = rubric(measures=(heads,), indicators=(indicator("it", "heads"),))
    found = rules.next_grade(facts({}, activity=[activity(head_count=43)]), 1)
    assert found is not None
    assert (found.steps[0].count, found.grade, found.total) == (17, "C", 60)


def test_amounts_count_in_their_own_unit():
    accounts = measure(
        "accounts", table="filing", where="income > 25000 and accounts_received_on is not null", step="the accounts"
    )
    rules = rubric(measures=(accounts,), indicators=(indicator("it", "accounts * 60"),))
    filing = {"id": 1, "organization": 1, "income": Decimal(30000), "due_on": date(2025, 1, 1), "period": "FY2025"}
    found = rules.next_grade(facts({}, filing=[filing]), 1)
    assert found is not None
    assert found.sentence == "60 points short of C: the accounts (FY2025)"
    poor = rules.next_grade(facts({}, filing=[{**filing, "income": Decimal(20000)}]), 1)
    assert poor is not None
    assert not poor.reachable


@pytest.mark.parametrize("column", ["requirement", "period", "kind"])
def test_no_step_turns_a_record_into_another(column):
    """That a duty was another duty, or a meeting a fair, is nothing an organization can do."""
    table = "activity" if column == "kind" else "obligation"
    value = {"requirement": "regular", "period": "2025-Q4", "kind": "fair"}[column]
    other = measure("other", table=table, where=f"{column} = '{value}' and id is not null", step="a change")
    rules = rubric(measures=(other,), indicators=(indicator("it", "other * 95"),))
    records = {"activity": [activity()], "obligation": [obligation(requirement="x", period="2025-Q1")]}
    found = rules.next_grade(facts({}, **records), 1)
    assert found is not None
    assert not found.reachable


@given(
    fates=st.lists(st.sampled_from(["met", "late", "missed"]), min_size=1, max_size=6),
    months=st.lists(st.integers(1, 12), max_size=4),
    worth=st.tuples(st.integers(1, 30), st.integers(1, 30)),
)
@settings(max_examples=examples(15), deadline=None)
def test_the_way_leads_there_and_no_single_step_less_does(fates, months, worth):
    rules = rubric(
        measures=(MET, QUARTERS),
        indicators=(indicator("a", f"met * {worth[0]}", "60"), indicator("b", f"quarters * {worth[1]}", "60")),
    )
    numbers = count(1)
    duties = [obligation(number=next(numbers), fate=fate, until_on=date(2026, 1, 1)) for fate in fates]
    held = [activity(number=next(numbers), held_on=date(2025, month, 1)) for month in months]
    given_facts = facts({}, activity=held, obligation=duties)
    before = rules.row(given_facts, 1)
    found = rules.next_grade(given_facts, 1)
    if found is None:
        assert before["grade"] == "A"
        return
    met, quarters = before["m_met"], before["m_quarters"]
    raised = {step.measure: step.count for step in found.steps}

    def total(more_met, more_quarters):
        a, b = (met + more_met) * worth[0], (quarters + more_quarters) * worth[1]
        return min(a, 60) + min(b, 60)

    bars = {"A": 90, "B": 75, "C": 60}
    better = min(bar for bar in bars.values() if bar > before["total"])
    possible = [
        (more_met + more_quarters)
        for more_met in range(fates.count("missed") + 1)
        for more_quarters in range(4 - quarters + 1)
        if total(more_met, more_quarters) >= better
    ]
    if not found.reachable:
        assert possible == []
        return
    assert found.total == total(raised.get("met", 0), raised.get("quarters", 0))
    assert found.total >= bars[found.grade] > before["total"]
    assert sum(raised.values()) == min(possible)
