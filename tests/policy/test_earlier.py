"""Earlier grades and decided cases as facts: what is known by a day, what came just before, what stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.policy.earlier import PublishedGrade, ServedDecision, decision_fact, grade_facts
from umbel.policy.facts import RECORDS

AS_OF, UNTIL = date(2026, 6, 30), date(2026, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def published(year, grade="B", number=None, **more):
    said = {
        "id": number or year,
        "pack": "p",
        "cycle": str(year),
        "grade": grade,
        "rank": 2,
        "ranks": 5,
        "until_on": date(year + 1, 1, 1),
        "published_on": date(year + 1, 7, 1),
        "valid_until": date(year + 3, 7, 1),
    }
    return PublishedGrade(**said | more)


def facts(*grades, as_of=AS_OF):
    return {row["id"]: row for row in grade_facts(1, grades, as_of=as_of, until_on=UNTIL)}


def test_a_grade_is_a_fact_with_the_one_before_it():
    rows = facts(published(2023, "C"), published(2024, "A"))

    assert list(rows[2024]) == list(RECORDS["grade"])
    assert (rows[2023]["years_ago"], rows[2023]["previous_grade"], rows[2023]["is_valid"]) == (2, None, False)
    assert (rows[2024]["years_ago"], rows[2024]["previous_grade"], rows[2024]["is_valid"]) == (1, "C", True)


def test_a_year_without_a_grade_parts_two_grades():
    assert facts(published(2022, "C"), published(2024, "A"))[2024]["previous_grade"] is None


def test_packs_are_kept_apart():
    rows = facts(published(2023, "C"), published(2024, "A", pack="other"))

    assert rows[2024]["previous_grade"] is None
    assert rows[2023]["is_valid"]


def test_a_grade_published_after_the_day_is_not_known_and_is_nobody_s_previous_one():
    late = published(2023, "C", published_on=AS_OF + timedelta(days=1))

    assert list(facts(late, published(2024))) == [2024]
    assert facts(late, published(2024))[2024]["previous_grade"] is None
    assert list(facts(published(2023, published_on=AS_OF))) == [2023], "the day itself is known"


def test_a_grade_of_a_later_period_is_no_fact_whenever_it_was_published():
    assert facts(published(2026, published_on=date(2026, 2, 1))) == {}


def test_a_grade_that_runs_out_on_the_day_counts_no_longer():
    assert not facts(published(2024, valid_until=AS_OF))[2024]["is_valid"]
    assert facts(published(2024, valid_until=AS_OF + timedelta(days=1)))[2024]["is_valid"]


def test_an_earlier_grade_does_not_come_back_when_the_one_in_its_place_runs_out():
    rows = facts(published(2023, valid_until=date(2030, 1, 1)), published(2024, valid_until=AS_OF))

    assert [row["is_valid"] for row in rows.values()] == [False, False]


@given(st.lists(st.tuples(st.integers(2018, 2030), DAYS, DAYS, st.sampled_from("pq")), max_size=8), DAYS)
def test_nothing_leaks_from_after_the_day_and_at_most_one_grade_of_a_pack_counts(given_rows, as_of):
    grades = [
        published(year, number=number, published_on=on, valid_until=until, pack=pack)
        for number, (year, on, until, pack) in enumerate(given_rows, start=1)
    ]
    later = [one for one in grades if one.published_on > as_of]
    rows = facts(*grades, as_of=as_of)

    assert rows == facts(*(one for one in grades if one not in later), as_of=as_of)
    for pack in "pq":
        assert sum(row["is_valid"] for row in rows.values() if row["pack"] == pack) <= 1
    assert all(row["years_ago"] >= 0 and row["published_on"] <= as_of for row in rows.values())


def decision(**more):
    said = dict.fromkeys(("final_on", "effective_on", "ends_on", "ended_on", "appealed_on", "appeal_decided_on"))
    said |= {"id": 7, "rung": "warning", "label": "slow", "decided_on": date(2026, 1, 5), "served_on": date(2026, 1, 9)}
    return ServedDecision(**said | more)


STEPS = {"final_on": date(2026, 3, 20), "effective_on": date(2026, 3, 20), "ends_on": date(2027, 3, 20)}


@pytest.mark.parametrize(
    ("as_of", "more", "known"),
    [
        (date(2026, 1, 8), STEPS, None),
        (date(2026, 1, 9), STEPS, (None, None, False, False, None)),
        (date(2026, 3, 20), STEPS, ("slow", date(2027, 3, 20), True, False, 0)),
        (date(2027, 3, 19), STEPS, ("slow", date(2027, 3, 20), True, False, 364)),
        (date(2027, 3, 20), STEPS, ("slow", date(2027, 3, 20), False, False, 365)),
        (date(2026, 5, 1), STEPS | {"ended_on": date(2026, 4, 1)}, ("slow", date(2026, 4, 1), False, False, 42)),
        (date(2026, 3, 31), STEPS | {"ended_on": date(2026, 4, 1)}, ("slow", date(2027, 3, 20), True, False, 11)),
        (date(2026, 2, 1), {"appealed_on": date(2026, 2, 1)}, (None, None, False, True, None)),
        (date(2026, 1, 31), {"appealed_on": date(2026, 2, 1)}, (None, None, False, False, None)),
    ],
)
def test_a_decision_is_known_as_it_stood_on_the_day(as_of, more, known):
    row = decision_fact(1, decision(**more), as_of=as_of)

    if known is None:
        assert row is None
        return
    assert list(row) == list(RECORDS["decision"])
    names = ("label", "ends_on", "stands", "appeal_pending", "final_days_ago")
    assert tuple(row[name] for name in names) == known
    assert row["days_ago"] == (as_of - date(2026, 1, 5)).days


def test_an_appeal_is_pending_until_it_is_decided():
    appealed = decision(appealed_on=date(2026, 2, 1), appeal_decided_on=date(2026, 3, 1))

    assert decision_fact(1, appealed, as_of=date(2026, 2, 28))["appeal_pending"]
    assert not decision_fact(1, appealed, as_of=date(2026, 3, 1))["appeal_pending"]
