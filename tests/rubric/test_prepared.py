"""What other rules would make of the same facts, without storing anything."""

from dataclasses import replace

import pytest

from tests.rubric.factory import activity, cap, facts, grade, indicator, measure, pack
from umbel.errors import Problems
from umbel.rubric import compile_rubric

RULES = pack(
    measures=(measure("held"), measure("mean", "avg(head_count)", if_none="null")),
    indicators=(indicator("a", "held * 30", "90"), indicator("b", "size", "50")),
)
FACTS = facts(
    *({"size": size} for size in (0, 20, 40, 50)), activity=[activity(number) for number in (1, 2, 2, 3, 3, 3, 4)]
)
CHANGES = {
    "a threshold": {"grades": (grade("A", "total >= 110"), grade("B", "total >= 80"), grade("D", "true"))},
    "a score": {"indicators": (indicator("a", "held * 20", "90"), RULES.indicators[1])},
    "points": {"indicators": (indicator("a", "held * 30", "50"), RULES.indicators[1])},
    "one indicator less": {"indicators": RULES.indicators[1:]},
    "one indicator more": {"indicators": (*RULES.indicators, indicator("c", "mean", "9"))},
    "a cap": {"caps": (cap("low", "held < 2", "10"),)},
    "a measure": {"measures": (measure("held", where="head_count > 99"), RULES.measures[1])},
    "a measure more": {
        "measures": (*RULES.measures, measure("seen", "sum(evidence)")),
        "indicators": (*RULES.indicators, indicator("c", "seen * 9", "30")),
    },
    "an attribute not kept": {"indicators": (indicator("a", "coalesce(age_years, 61)"),)},
    "another value for none": {"measures": (RULES.measures[0], measure("mean", "avg(head_count)", if_none="4"))},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_what_if_says_what_evaluating_would_say(change):
    before = compile_rubric(RULES).evaluate(FACTS)["grade"].to_pylist()
    changed = replace(RULES, **CHANGES[change])
    after = compile_rubric(changed).evaluate(FACTS)["grade"].to_pylist()
    with compile_rubric(RULES).prepare(FACTS) as prepared:
        found = prepared.what_if(changed)
        assert prepared.what_if(compile_rubric(changed)) == found
    assert found.counts == {entry.code: after.count(entry.code) for entry in changed.grades}
    pairs = list(zip(before, after, strict=True))
    assert found.moves == {pair: pairs.count(pair) for pair in sorted(set(pairs))}
    assert found.moved == sum(old != new for old, new in pairs)


def test_without_a_change_nobody_moves():
    with compile_rubric(RULES).prepare(FACTS) as prepared:
        found = prepared.what_if(RULES)
    assert found.moved == 0
    assert sum(found.counts.values()) == 4


def test_a_changed_pack_that_is_wrong_is_refused():
    with compile_rubric(RULES).prepare(FACTS) as prepared, pytest.raises(Problems):
        prepared.what_if(replace(RULES, indicators=(indicator("a", "helt"),)))
