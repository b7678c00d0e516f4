from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.periods import MONTHS, NotAPeriod, financial_year, period_containing, period_labelled, periods_between

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
STARTS = st.tuples(st.integers(1, 12), st.integers(1, 28))
CUT = st.sampled_from(sorted(MONTHS))


@pytest.mark.parametrize(
    ("kind", "label", "from_on", "until_on"),
    [
        ("year", "2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("half", "2025-H2", date(2025, 7, 1), date(2026, 1, 1)),
        ("quarter", "2025-Q3", date(2025, 7, 1), date(2025, 10, 1)),
        ("month", "2025-08", date(2025, 8, 1), date(2025, 9, 1)),
    ],
)
def test_a_day_in_august_falls_in_these_periods(kind, label, from_on, until_on):
    period = period_containing(kind, date(2025, 8, 31))

    assert (period.label, period.from_on, period.until_on) == (label, from_on, until_on)


def test_a_label_counts_from_the_year_in_which_the_supervision_year_begins():
    period = period_containing("quarter", date(2026, 4, 5), year_starts=(4, 6))

    assert period.label == "2025-Q4"
    assert (period.from_on, period.last_on) == (date(2026, 1, 6), date(2026, 4, 5))


def test_only_whole_periods_lie_between_two_dates():
    found = periods_between("quarter", date(2025, 1, 2), date(2025, 10, 1))

    assert [period.label for period in found] == ["2025-Q2", "2025-Q3"]


def test_nothing_lies_between_dates_the_wrong_way_round():
    assert periods_between("month", date(2025, 5, 1), date(2025, 1, 1)) == ()


def test_a_financial_year_is_named_by_its_last_day_and_is_twelve_months_long():
    year = financial_year(date(2023, 3, 31))

    assert (year.label, year.from_on, year.until_on) == ("FY2023-03-31", date(2022, 4, 1), date(2023, 4, 1))


def test_a_financial_year_may_be_longer_when_its_first_day_is_given():
    assert financial_year(date(2023, 3, 31), date(2021, 12, 1)).from_on == date(2021, 12, 1)


def test_a_financial_year_that_ends_before_a_leap_day_begins_in_march():
    assert financial_year(date(2024, 2, 28)).from_on == date(2023, 3, 1)


@pytest.mark.parametrize(
    "label", ["", "2025-Q5", "2025-H3", "2025-13", "2025-00", "FY2025-02-30", "q3", "２０２５", "9999"]
)
def test_what_is_no_period_is_refused_with_the_forms_there_are(label):
    with pytest.raises(NotAPeriod, match=r"a quarter 2025-Q3"):
        period_labelled(label)


def test_a_financial_year_is_not_cut_from_the_calendar():
    with pytest.raises(NotAPeriod, match=r"organization's own"):
        period_containing("financial-year", date(2025, 1, 1))


def test_a_supervision_year_cannot_begin_on_a_day_some_months_lack():
    with pytest.raises(NotAPeriod, match="from 1 to 28"):
        period_containing("year", date(2025, 1, 1), year_starts=(2, 29))


@given(CUT, DAYS, STARTS)
def test_every_day_falls_in_exactly_one_period_and_its_label_leads_back(kind, on, starts):
    period = period_containing(kind, on, year_starts=starts)

    assert on in period
    assert period_labelled(period.label, year_starts=starts) == period
    after = period_containing(kind, period.until_on, year_starts=starts)
    before = period_containing(kind, period.from_on - timedelta(days=1), year_starts=starts)
    assert before.until_on == period.from_on
    assert after.from_on == period.until_on
    assert len({before.label, period.label, after.label}) == 3


@given(CUT, DAYS, st.integers(0, 1500), STARTS)
def test_whole_periods_follow_each_other_without_gap_and_none_is_left_out(kind, from_on, days, starts):
    until_on = from_on + timedelta(days=days)
    found = periods_between(kind, from_on, until_on, year_starts=starts)

    assert all(period.from_on >= from_on and period.until_on <= until_on for period in found)
    assert [one.until_on for one in found[:-1]] == [next_one.from_on for next_one in found[1:]]
    first = period_containing(kind, from_on, year_starts=starts)
    expected = first if first.from_on == from_on else period_containing(kind, first.until_on, year_starts=starts)
    assert found[:1] == ((expected,) if expected.until_on <= until_on else ())
    if found:
        assert period_containing(kind, found[-1].until_on, year_starts=starts).until_on > until_on


@given(DAYS)
def test_a_label_of_a_financial_year_leads_back_to_it(last_on):
    year = financial_year(last_on)

    assert period_labelled(year.label) == year
    assert 364 <= (year.until_on - year.from_on).days <= 366
