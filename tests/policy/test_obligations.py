from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from umbel.errors import NotFound
from umbel.periods import financial_year, period_labelled
from umbel.policy import find_pack, obligations_due
from umbel.policy.obligations import calendar_of, deadline_of, due_on
from umbel.policy.provisions import Status

PACK = find_pack("beijing-2016")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def due(registered_on=None, ended_on=None, from_on=date(2025, 1, 1), until_on=date(2026, 1, 1)):
    found = obligations_due(PACK, registered_on=registered_on, ended_on=ended_on, from_on=from_on, until_on=until_on)
    return [(one.requirement.code, one.period, one.due_on) for one in found]


def test_a_year_asks_for_four_quarters_and_a_report():
    assert due() == [
        ("regular-activity", "2025-Q1", date(2025, 4, 22)),
        ("regular-activity", "2025-Q2", date(2025, 7, 21)),
        ("regular-activity", "2025-Q3", date(2025, 10, 28)),
        ("regular-activity", "2025-Q4", date(2026, 1, 22)),
        ("annual-report", "2025", date(2026, 3, 31)),
    ]


def test_an_organization_registered_in_the_middle_of_a_period_owes_the_first_whole_one_after():
    assert [period for _, period, _ in due(registered_on=date(2025, 4, 2))] == ["2025-Q3", "2025-Q4"]


def test_an_organization_registered_on_the_first_day_owes_that_period():
    assert [period for _, period, _ in due(registered_on=date(2025, 4, 1))] == ["2025-Q2", "2025-Q3", "2025-Q4"]


def test_an_organization_that_ends_in_the_middle_of_a_period_owes_nothing_for_it():
    assert [period for _, period, _ in due(ended_on=date(2025, 9, 30))] == ["2025-Q1", "2025-Q2"]
    assert [period for _, period, _ in due(ended_on=date(2025, 10, 1))] == ["2025-Q1", "2025-Q2", "2025-Q3"]


def test_an_organization_that_ended_before_it_began_owes_nothing():
    assert due(registered_on=date(2025, 6, 1), ended_on=date(2025, 5, 1)) == []


@settings(max_examples=examples(50), deadline=None)
@given(DAYS, DAYS, DAYS)
def test_what_is_due_does_not_depend_on_how_the_time_is_cut(registered_on, one, other):
    from_on, until_on = sorted([one, other])
    year = date(2026, 1, 1)

    whole = due(registered_on, None, from_on, until_on)
    if from_on <= year <= until_on:  # every period ends with a year, so cutting there loses none
        assert sorted(whole) == sorted(
            due(registered_on, None, from_on, year) + due(registered_on, None, year, until_on)
        )
    for _, label, due_date in whole:
        period = period_labelled(label)
        assert registered_on <= period.from_on
        assert from_on <= period.from_on < period.until_on <= until_on
        assert due_date > period.last_on


@settings(max_examples=examples(50), deadline=None)
@given(DAYS, st.integers(0, 400))
def test_a_later_registration_never_owes_more(registered_on, days):
    earlier, later = due(registered_on), due(registered_on + timedelta(days=days))

    assert set(later) <= set(earlier)


def test_no_row_is_generated_twice():
    found = due(from_on=date(2024, 1, 1), until_on=date(2028, 1, 1))

    assert len({(code, period) for code, period, _ in found}) == len(found)


def test_a_financial_year_is_due_ten_months_after_it_ends_and_is_not_generated():
    pack = find_pack("annual-return")
    (requirement,) = pack.requirements

    assert due_on(requirement, financial_year(date(2023, 3, 31)), calendar_of(pack)) == date(2024, 1, 31)
    assert not obligations_due(
        pack, registered_on=None, ended_on=None, from_on=date(2020, 1, 1), until_on=date(2025, 1, 1)
    )


@pytest.mark.parametrize(
    ("pack_id", "label", "sentence"),
    [
        (
            "beijing-2016",
            "2025-Q3",
            (
                "Due by the end of 28 October 2025 (Asia/Shanghai): 15 working days after 30 September 2025, "
                "when the period 2025-Q3 ended."
            ),
        ),
        (
            "beijing-2016",
            "2027-Q1",
            (
                "Due by the end of 21 April 2027 (Asia/Shanghai): 15 working days after 31 March 2027, when the period "
                "2027-Q1 ended. The calendar does not know all public holidays of that time; only weekends were "
                "left out."
            ),
        ),
        (
            "annual-return",
            "FY2022-03-31",
            (
                "Due by the end of 31 January 2023 (Europe/London): 10 calendar months after 31 March 2022, "
                "when the period FY2022-03-31 ended."
            ),
        ),
    ],
)
def test_a_deadline_is_explained(pack_id, label, sentence):
    pack = find_pack(pack_id)

    assert deadline_of(pack, pack.requirements[0], period_labelled(label)).sentence() == sentence


def test_a_time_that_a_pack_does_not_state_is_the_usual_one_and_says_so():
    stated = find_pack("beijing-2016")
    assert stated.due_time("verification").working_days == 20
    held = [time.code for time in stated.times_that_hold]
    assert len(held) == len(set(held))
    usual = {time.code: time for time in stated.times_that_hold if time not in stated.due_times}
    assert "verification" not in usual
    assert stated.due_time("case-step") is usual["case-step"]
    assert {time.status for time in usual.values()} == {Status.ASSUMED}
    assert all(time.reason and time.title.in_language("zh-hans") for time in usual.values())
    with pytest.raises(NotFound, match='no due time "nothing"'):
        stated.due_time("nothing")
