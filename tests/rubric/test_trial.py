"""The lab agrees with the real run on the same inputs, whatever rules are tried, and counts as plain Python does."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from threading import Thread
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import activity, cap, facts, grade, indicator, label, measure, obligation, pack, veto
from umbel.errors import NotFound, Problems
from umbel.policy.pack import Pack
from umbel.rubric import Facts, Fairness, Rubric, Sensitivity, Trial, compile_rubric, facts_from_rows

KEYS = ("field", "concept", "district", "size_band")
MEASURES = (
    measure("held"),
    measure("accepted", where="verification = 'accepted'"),
    measure("mean", "avg(head_count)", if_none="null"),
    measure("missed", table="obligation", where="fate = 'missed'"),
)
RULES = pack(
    measures=MEASURES,
    indicators=(
        indicator("much", "held * 10", "40"),
        indicator("good", "case when held = 0 then 0 else accepted * 30 / held end", "30"),
        indicator("large", "coalesce(mean, 0)", "20"),
        indicator("whole", "10 - missed * 5", "10"),
    ),
    caps=(cap("gaps", "missed >= 2", "55"),),
    vetoes=(veto("silent", "held = 0", "D"),),
    grades=(
        grade("A", "total >= 70 and good >= 20"),
        grade("B", "total > 50"),
        grade("C", "total >= 30"),
        grade("D", "true"),
    ),
    labels=(label("badly-run", "grade = 'D' and missed >= 1"), label("praised", "grade = 'A'", adverse=False)),
)
SCORES = {
    "much": ["held * 10", "held * 12.5", "accepted * 20", "least(held, 2) * 15", "0"],
    "good": [RULES.indicators[1].score, "accepted * 9", "case when field = 'A' then 20 else accepted * 10 end"],
    "large": ["coalesce(mean, 0)", "mean / 2", "case when size_band = 'large' then 10 else mean end"],
    "whole": ["10 - missed * 5", "case when missed = 0 then 10 else 0 end"],
}
LINES = ["total >= {}", "total > {}", "{} <= total", "total >= {} and accepted >= 1", "total >= {} or good >= 25"]
LINES += ["total >= {} and good >= 10", "total * 2 >= {}", "good >= 20", "accepted >= 2", "total between {} and 90"]
CAPS = ["missed >= 2", "missed >= 1", "good < 10", "total >= 60 and held < 3"]
VETOES = ["held = 0", "good < 5", "total < 20", "district = 'D1'"]
GROUNDS = ["grade = 'D' and missed >= 1", "grade = 'D'", "total < 25", "held = 0"]


@st.composite
def changed(draw: Any) -> Pack:
    """Other rules: scores, points, lines, caps, vetoes, labels, and sometimes a measure."""
    indicators = tuple(
        replace(
            item,
            score=draw(st.sampled_from(SCORES[item.code])),
            points=draw(st.sampled_from([item.points, Decimal(15)])),
        )
        for item in RULES.indicators
    )
    codes = draw(st.sampled_from([("A", "B", "C"), ("A", "C"), ("good", "fair", "weak")]))
    grades = tuple(
        grade(code, draw(st.sampled_from(LINES)).format(60 - 20 * place + draw(st.integers(-10, 10))))
        for place, code in enumerate(codes)
    )
    last = grade("D", "true")
    measures = draw(st.sampled_from([MEASURES, MEASURES, (measure("held", where="evidence >= 1"), *MEASURES[1:])]))
    return replace(
        RULES,
        measures=measures,
        indicators=draw(st.sampled_from([indicators, indicators[1:]])) if "much" not in str(grades) else indicators,
        caps=tuple(
            cap(f"c{n}", when, "40") for n, when in enumerate(draw(st.lists(st.sampled_from(CAPS), max_size=2)))
        ),
        vetoes=tuple(
            veto(f"v{n}", when, draw(st.sampled_from([*codes, "D"])))
            for n, when in enumerate(draw(st.lists(st.sampled_from(VETOES), max_size=2)))
        ),
        grades=(*grades, last),
        labels=tuple(
            label(code, draw(st.sampled_from(GROUNDS)))
            for code in draw(st.sampled_from([(), ("badly-run",), ("badly-run", "new")]))
        ),
    )


@st.composite
def records(draw: Any) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """A small register, with some that are alike."""
    many = draw(st.integers(1, 12))
    maybe = lambda *values: st.sampled_from([*values, None])  # noqa: E731
    organizations = [
        {
            "organization": number,
            "field": draw(maybe("A", "B")),
            "concept": draw(maybe("A10", "B20")),
            "district": draw(maybe("D1", "D2")),
            "size_band": draw(maybe("small", "large")),
            "size": draw(maybe(3, 30)),
        }
        for number in range(1, many + 1)
    ]
    activities, obligations = [], []
    for number in range(1, many + 1):
        for _ in range(draw(st.integers(0, 4))):
            kind = draw(st.sampled_from(["accepted", "not-accepted"]))
            row = activity(number, len(activities) + 1, verification=kind, evidence=draw(st.integers(0, 1)))
            activities.append({**row, "head_count": draw(st.sampled_from([5, 20]))})
        obligations += [
            obligation(number, len(obligations) + at, fate="missed") for at in range(draw(st.integers(0, 2)))
        ]
    return organizations, {"activity": activities, "obligation": obligations}


def rows_of(rubric: Rubric, given: Facts) -> dict[int, dict[str, Any]]:
    return {row["organization"]: row for row in rubric.evaluate(given).to_pylist()}


def committees(organizations: list[dict[str, Any]]) -> pa.Table:
    keys = [row["organization"] for row in organizations]
    named = pa.array([f"J{key % 3}" if key % 3 else None for key in keys], pa.string())
    return pa.table({"organization": keys, "committee": named})


@settings(max_examples=examples(30), deadline=None)
@given(records(), changed())
def test_the_lab_agrees_with_the_real_run(register, other):
    organizations, listed = register
    given_facts = facts_from_rows(organizations, listed)
    old, new = compile_rubric(RULES), compile_rubric(other)
    before, after = rows_of(old, given_facts), rows_of(new, given_facts)
    with old.prepare(given_facts, beside=committees(organizations), named="f" * 64) as prepared:
        trial = prepared.trial(other)
        moved = prepared.moved(other)
        table = prepared.moved_table(new)
        both = prepared.explain_both(other, 1)
    pairs = {key: (before[key]["grade"], after[key]["grade"]) for key in before}
    assert trial.matrix == Counter(pairs.values())
    assert [row.organization for row in moved] == [key for key, (one, two) in pairs.items() if one != two]
    assert [(m.total_before, m.total_after) for m in moved] == [
        (before[m.organization]["total"], after[m.organization]["total"]) for m in moved
    ]
    assert table["organization"].to_pylist() == [row.organization for row in moved]
    assert table["after"].to_pylist() == [row.after for row in moved]
    check_groups(trial, organizations, pairs, other)
    check_grounds(trial, before, after)
    check_boundaries(trial, after, new)
    assert (both.before.grade, both.after.grade) == pairs[1]
    assert both.after.total == after[1]["total"]
    assert trial.counted_anew == (other.measures != MEASURES)
    assert Trial.from_json(trial.as_json()) == trial


def check_groups(trial, organizations, pairs, other):
    ranks = [{entry.code: rank for rank, entry in enumerate(rules.grades)} for rules in (RULES, other)]
    steps = {key: ranks[1][two] - ranks[0][one] for key, (one, two) in pairs.items()}
    known = {row["organization"]: row for row in organizations}
    placed = dict(zip(*committees(organizations).to_pydict().values(), strict=True))
    for name, groups in trial.groups.items():
        counted = defaultdict(lambda: [0, 0, 0])
        for key, step in steps.items():
            value = placed[key] if name == "committee" else known[key][name]
            counted[value][0 if step < 0 else 1 if step > 0 else 2] += 1
        assert {group.value: [group.better, group.worse, group.same] for group in groups} == counted
    assert (trial.better, trial.worse, trial.same) == tuple(
        sum(1 for step in steps.values() if (step > 0) - (step < 0) == sign) for sign in (-1, 1, 0)
    )


def check_grounds(trial, before, after):
    for found in trial.grounds:
        had = {key for key, row in before.items() if row.get(f"g_{found.label}")}
        has = {key for key, row in after.items() if row.get(f"g_{found.label}")}
        assert (found.before, found.after) == (len(had), len(has))
        assert (found.newly, found.no_longer) == (len(has - had), len(had - has))
        assert found.newly_first == tuple(sorted(has - had)[:20])
        assert found.no_longer_first == tuple(sorted(had - has)[:20])


def check_boundaries(trial, after, new):
    ranks = {entry.code: rank for rank, entry in enumerate(new.pack.grades)}
    for place, boundary in enumerate(trial.boundaries):
        above = {key: row["total"] for key, row in after.items() if ranks[row["grade"]] <= place}
        below = {key: row["total"] for key, row in after.items() if ranks[row["grade"]] > place}
        line = boundary.line
        if line is None:
            expected = [
                sorted((min(abs(t - o) for o in others.values()), key) for key, t in own.items()) if others else []
                for own, others in ((above, below), (below, above))
            ]
        else:
            expected = [
                sorted((total - line, key) for key, total in above.items() if total >= line),
                sorted((line - total, key) for key, total in below.items() if total < line),
            ]
            assert boundary.held_back == sum(total >= line for total in below.values())
        for side, wanted in zip((boundary.above, boundary.below), expected, strict=True):
            assert [(near.distance, near.organization) for near in side] == wanted[:20]
            assert all(near.total_after == after[near.organization]["total"] for near in side)


@settings(max_examples=examples(30), deadline=None)
@given(records(), changed(), st.integers(0, 2), st.booleans())
def test_a_weight_is_what_evaluating_again_says(register, other, place, full):
    given_facts = facts_from_rows(*register)
    new = compile_rubric(other)
    with compile_rubric(RULES).prepare(given_facts) as prepared:
        weighed = prepared.sensitivity(other)
    assert Sensitivity.from_json(weighed.as_json()) == weighed
    item = other.indicators[place]
    given_points = replace(item, score=str(item.points) if full else "0")
    indicators = tuple(given_points if one is item else one for one in other.indicators)
    again = compile_rubric(replace(other, indicators=indicators)).evaluate(given_facts)["grade"].to_pylist()
    changes = sum(one != two for one, two in zip(new.evaluate(given_facts)["grade"].to_pylist(), again, strict=True))
    weight = weighed.indicators[place]
    assert (weight.full if full else weight.without) == changes
    assert weight.decides == bool(weight.full or weight.without)


@settings(max_examples=examples(25), deadline=None)
@given(records(), changed(), st.randoms(use_true_random=False))
def test_fairness_counts_as_plain_python_does(register, other, random):
    organizations, listed = register
    given_facts = facts_from_rows(organizations, listed)
    new = compile_rubric(other)
    rows = rows_of(new, given_facts)
    placed = dict(zip(*committees(organizations).to_pydict().values(), strict=True))
    outcomes = {key: random.choice("AB") for key in rows if random.random() < 0.9}
    with compile_rubric(RULES).prepare(given_facts, beside=committees(organizations)) as prepared:
        found = {None: prepared.fairness(other), "people": prepared.fairness(other, outcomes=outcomes)}
    named = new.rules.attributes
    for by, fairness in found.items():
        judged = outcomes if by else {key: row["grade"] for key, row in rows.items()}
        assert fairness.organizations == len(judged)
        assert Fairness.from_json(fairness.as_json()) == fairness
        for one in fairness.attributes:
            groups = defaultdict(list)
            for row in organizations:
                key = row["organization"]
                if key not in judged:
                    continue
                value = placed[key] if one.attribute == "committee" else row[one.attribute]
                same = tuple(rows[key][f"m_{item.code}"] for item in other.measures)
                same += tuple(row.get(name) for name in named if name != one.attribute)
                groups[same].append((value, judged[key]))
            unlike = [g for g in groups.values() if len({v for v, _ in g}) > 1 and len({j for _, j in g}) > 1]
            assert (one.groups, one.organizations) == (len(unlike), sum(map(len, unlike))), one
            assert [example.organizations for example in one.examples] == sorted(map(len, unlike), reverse=True)[:5]
            assert all(
                sum(s.organizations for s in e.sides) == e.organizations for e in one.examples if len(e.sides) < 6
            )


@settings(max_examples=examples(10), deadline=None)
@given(records(), changed(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_changes_nothing(register, other, random):
    organizations, listed = register
    first = facts_from_rows(organizations, listed)
    shuffled = [random.sample(organizations, len(organizations))]
    shuffled += [{kind: random.sample(found, len(found)) for kind, found in listed.items()}]
    with compile_rubric(RULES).prepare(first) as prepared:
        trial, again = prepared.trial(other), prepared.trial(other)
        fair, weighed = prepared.fairness(other), prepared.sensitivity(other)
    assert again.digest == trial.digest
    with compile_rubric(RULES).prepare(facts_from_rows(*shuffled)) as prepared:
        assert prepared.trial(other).digest == trial.digest
        assert prepared.fairness(other).digest == fair.digest
        assert prepared.sensitivity(other).digest == weighed.digest


FACTS = facts(
    {"field": "A", "size_band": "small", "size": 3},
    {"field": "A", "size_band": "small", "size": 3},
    {"field": "B", "size_band": "large", "size": 30},
    activity=[activity(1, n) for n in range(3)] + [activity(2, 9)],
)
EIGHT = facts(
    *({"field": "AB"[number % 2], "size_band": "small", "size": 3} for number in range(8)),
    activity=[
        activity(number, 10 * number + at, evidence=at % 2, head_count=5 * number)
        for number in range(1, 9)
        for at in range(number // 2)
    ],
)


@pytest.mark.parametrize(
    "other",
    [
        replace(RULES, vetoes=(veto("good", "good < 5", "D"),)),
        replace(RULES, caps=(cap("good", "good < 10", "40"),)),
        replace(RULES, grades=(grade("A", "total between 30 and 60"), grade("C", "total >= 20"), grade("D", "true"))),
        replace(RULES, grades=(grade("A", "total >= 85 or held = 2"), grade("C", "total >= 62"), grade("D", "true"))),
    ],
    ids=["veto", "cap", "stretch", "choice"],
)
def test_a_weight_counts_what_an_indicator_moves_by_a_veto_a_cap_or_a_stretch(other):
    with compile_rubric(RULES).prepare(EIGHT) as prepared:
        weighed = prepared.sensitivity(other)
    stands = compile_rubric(other).evaluate(EIGHT)["grade"].to_pylist()
    assert any(weight.decides for weight in weighed.indicators)
    for place, item in enumerate(other.indicators):
        for score, counted in (
            ("0", weighed.indicators[place].without),
            (str(item.points), weighed.indicators[place].full),
        ):
            given = (*other.indicators[:place], replace(item, score=score), *other.indicators[place + 1 :])
            again = compile_rubric(replace(other, indicators=given)).evaluate(EIGHT)["grade"].to_pylist()
            assert counted == sum(one != two for one, two in zip(stands, again, strict=True)), (item.code, score)


STRICTER = replace(RULES, grades=(grade("A", "total >= 90"), *RULES.grades[1:]))


def test_an_average_of_ten_over_two_is_the_same_as_five_over_one():
    one = [activity(1, 1, head_count=5), activity(1, 2, head_count=5, evidence=0, verification="not-accepted")]
    given_facts = facts({}, {}, activity=[*one, activity(2, 3, head_count=5)])
    beside = committees([{"organization": 1}, {"organization": 2}])
    rules = replace(RULES, measures=(measure("held", where="evidence >= 1"), *MEASURES[1:]))
    with compile_rubric(rules).prepare(given_facts, beside=beside) as prepared:
        found = {one.attribute: one for one in prepared.fairness(rules, outcomes={1: "A", 2: "B"}).attributes}
    assert (found["committee"].groups, found["committee"].organizations) == (1, 2)


def test_what_is_listed_can_be_paged_and_narrowed():
    with compile_rubric(RULES).prepare(FACTS) as prepared:
        everyone = prepared.moved(STRICTER, before="A", after="B")
        assert [row.organization for row in everyone] == [1]
        assert prepared.moved(STRICTER, limit=1, offset=1) == ()
        assert prepared.moved(STRICTER, only={"field": "B"}) == ()
        assert (
            prepared.moved(STRICTER, only={"field": "A", "district": None} if "district" in prepared.keys else {})
            == everyone
        )
        assert [row.organization for row in prepared.moved(STRICTER, before="D", after="D")] == [3]
        assert [row.organization for row in prepared.grounds_of(STRICTER, "praised", newly=False)] == [1]
        assert prepared.grounds_of(STRICTER, "praised") == ()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda p: p.moved(RULES, before="Z"), 'There is no grade "Z"'),
        (lambda p: p.moved(RULES, only={"colour": "red"}), 'no attribute "colour"'),
        (lambda p: p.grounds_of(RULES, "praise"), "Did you mean praised?"),
        (lambda p: p.explain_both(RULES, 99), "no organization 99"),
    ],
)
def test_what_is_not_there_is_named(ask, says):
    with compile_rubric(RULES).prepare(FACTS) as prepared, pytest.raises(NotFound, match=says.replace("?", r"\?")):
        ask(prepared)


@pytest.mark.parametrize(
    ("beside", "says"),
    [
        (pa.table({"organization": [1, 1], "committee": ["J1", "J2"]}), "must be there once"),
        (pa.table({"organization": [1], "body": ["J1"]}), "has the columns organization and committee"),
    ],
)
def test_a_table_beside_the_facts_that_does_not_fit_is_refused(beside, says):
    with pytest.raises(Problems, match=says):
        compile_rubric(RULES).prepare(FACTS, beside=beside)


def test_several_threads_may_ask_at_once():
    found: list[str] = []
    with compile_rubric(RULES).prepare(FACTS) as prepared:
        expected = prepared.trial(STRICTER).digest
        threads = [Thread(target=lambda: found.append(prepared.trial(STRICTER).digest)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [expected] * 8


def test_hours_are_counted_from_the_frozen_organizations():
    asked = replace(RULES.requirements[0], hours=Decimal(2))
    more = replace(asked, minimum=3, minimum_by_size={"small": 1}, fields=("A",))
    old = replace(RULES, requirements=(asked,))
    with compile_rubric(old).prepare(FACTS) as prepared:
        burden = prepared.trial(replace(old, requirements=(more,))).burden
    assert (burden.before, burden.after) == (Decimal(24), Decimal(16))
    assert [(row.band, row.organizations, row.before, row.after) for row in burden.bands] == [
        ("small", 2, Decimal(16), Decimal(16)),
        ("large", 1, Decimal(8), Decimal(0)),
    ]
    assert [(row.requirement, row.gains, row.loses, row.owed_before, row.owed_after) for row in burden.duties] == [
        ("regular", 0, 1, 12, 8)
    ]
