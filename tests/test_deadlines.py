from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.deadlines import Calendar, Deadline, NeverWorks, add_months, months_after, working_days_after
from umbel.words import Message

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
QINGMING = Calendar.of(
    [(date(2025, 4, 4), False), (date(2025, 4, 5), False), (date(2025, 4, 6), False), (date(2025, 4, 27), True)]
)
CALENDARS = st.builds(
    Calendar.of,
    st.dictionaries(st.dates(date(2024, 12, 1), date(2025, 3, 1)), st.booleans()).map(lambda days: list(days.items())),
    st.sets(st.integers(0, 6), max_size=6),
)


def test_day_one_is_the_first_working_day_after_the_start():
    assert Calendar().add_working_days(date(2025, 1, 31), 1) == date(2025, 2, 3)


def test_holidays_are_left_out_and_days_worked_instead_are_counted():
    # 1, 2, 3, (4-6 holiday), 7-11, 14-18, 21, 22
    assert QINGMING.add_working_days(date(2025, 3, 31), 15) == date(2025, 4, 22)
    # 23, 24, 25, (26 Saturday), 27 worked
    assert QINGMING.add_working_days(date(2025, 4, 22), 4) == date(2025, 4, 27)


def test_no_days_at_all_is_the_day_itself():
    assert QINGMING.add_working_days(date(2025, 4, 5), 0) == date(2025, 4, 5)


def test_a_week_without_a_working_day_is_refused():
    with pytest.raises(NeverWorks, match="at least one working day"):
        Calendar.of([], range(7))


def test_a_calendar_covers_the_years_it_names_days_of():
    assert QINGMING.covers(date(2025, 1, 1), date(2025, 12, 31))
    assert not QINGMING.covers(date(2025, 12, 20), date(2026, 1, 5))
    assert not Calendar().covers(date(2025, 1, 1), date(2025, 1, 1))


@given(CALENDARS, st.dates(date(2024, 12, 1), date(2025, 3, 1)), st.integers(0, 40))
def test_exactly_so_many_working_days_lie_after_the_start_up_to_the_deadline(calendar, start, days):
    end = calendar.add_working_days(start, days)

    counted = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(calendar.is_worked, counted)) == days
    assert days == 0 or calendar.is_worked(end)


@given(CALENDARS, st.dates(date(2024, 12, 1), date(2025, 3, 1)), st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(calendar, start, some, more):
    there = calendar.add_working_days(calendar.add_working_days(start, some), more)

    assert there == calendar.add_working_days(start, some + more)


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2022, 3, 31), 10, date(2023, 1, 31)),
        (date(2004, 9, 30), 10, date(2005, 7, 30)),
        (date(2023, 4, 30), 10, date(2024, 2, 29)),
        (date(2022, 4, 30), 10, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 31), 3, date(2025, 3, 31)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number_or_on_its_last(on, months, expected):
    assert add_months(on, months) == expected


@given(DAYS, st.integers(0, 600))
def test_months_keep_the_day_or_fall_on_the_last_day(on, months):
    there = add_months(on, months)

    assert (there.year - on.year) * 12 + there.month - on.month == months
    assert there.day == on.day or (there.day < on.day and (there + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, st.integers(0, 60))
def test_who_starts_earlier_is_never_due_later(one, other, months):
    early, late = sorted([one, other])

    assert add_months(early, months) <= add_months(late, months)


def test_a_deadline_says_its_day_its_zone_its_rule_and_what_started_it():
    deadline = working_days_after(
        date(2025, 3, 31),
        15,
        calendar=QINGMING,
        time_zone="Asia/Shanghai",
        started_by=Message("the period {period} ended").filled(period="2025-Q1"),
    )

    assert deadline.sentence() == (
        "Due by the end of 22 April 2025 (Asia/Shanghai): 15 working days after 31 March 2025, "
        "when the period 2025-Q1 ended."
    )
    assert deadline.sentence("zh-hans") == (
        "截止于2025年4月22日结束时（Asia/Shanghai）：自2025年3月31日（2025-Q1期间结束之日）起15个工作日。"
    )


def test_a_deadline_outside_the_calendar_says_so():
    deadline = working_days_after(
        date(2027, 3, 31), 1, calendar=QINGMING, time_zone="Asia/Shanghai", started_by=Message("the period ended")
    )

    assert deadline.on == date(2027, 4, 1)
    assert not deadline.covered
    assert deadline.sentence().endswith("only weekends were left out.")
    assert deadline.sentence("zh-hans").endswith("仅排除了周末。")


def test_months_do_not_ask_the_calendar():
    deadline = months_after(date(2022, 3, 31), 10, time_zone="Europe/London", started_by=Message("the year ended"))

    assert deadline.covered
    assert deadline.sentence() == (
        "Due by the end of 31 January 2023 (Europe/London): 10 calendar months after 31 March 2022, "
        "when the year ended."
    )


def test_a_deadline_passes_at_midnight_in_its_own_zone():
    deadline = months_after(date(2025, 1, 1), 1, time_zone="Asia/Shanghai")

    assert deadline.ends_at.astimezone(UTC) == datetime(2025, 2, 1, 16, tzinfo=UTC)
    assert not deadline.has_passed(datetime(2025, 2, 1, 15, 59, 59, tzinfo=UTC))
    assert deadline.has_passed(datetime(2025, 2, 1, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("on", "zone", "passes"),
    [
        (date(2026, 3, 29), "Europe/London", datetime(2026, 3, 29, 23, tzinfo=UTC)),  # a day of 23 hours
        (date(2026, 10, 25), "Europe/London", datetime(2026, 10, 26, 0, tzinfo=UTC)),  # a day of 25 hours
        (
            date(2026, 9, 5),
            "America/Santiago",
            datetime(2026, 9, 6, 4, tzinfo=UTC),
        ),  # no midnight follows: 24:00 is 1:00
        (date(2026, 12, 31), "Asia/Shanghai", datetime(2026, 12, 31, 16, tzinfo=UTC)),  # another year already
    ],
)
def test_a_day_on_which_the_clocks_change_is_whole(on, zone, passes):
    deadline = Deadline(on=on, started_on=on, time_zone=zone)
    assert deadline.ends_at.astimezone(UTC) == passes
    assert not deadline.has_passed(passes - timedelta(seconds=1))
    assert deadline.has_passed(passes)
