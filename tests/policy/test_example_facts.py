from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.policy import find_pack, load_pack
from umbel.policy.examples import example_facts, fate_of, field_of
from umbel.policy.facts import ORGANIZATION, RECORDS, size_band, whole_years

BEIJING = find_pack("beijing-2016")
RETURNS = find_pack("annual-return")
ALL = [(pack, example) for pack in (BEIJING, RETURNS) for example in pack.examples]


@pytest.mark.parametrize(("pack", "example"), ALL, ids=[f"{pack.id}:{example['file']}" for pack, example in ALL])
def test_an_example_fills_every_column_of_the_data_dictionary(pack, example):
    organization, records = example_facts(pack, example)

    assert list(organization) == list(ORGANIZATION)
    assert list(records) == list(RECORDS)
    for table, rows in records.items():
        for row in rows:
            assert sorted(row) == sorted(RECORDS[table])


def test_what_an_example_leaves_out_is_derived(folder):
    pack = load_pack(folder)
    (example,) = pack.examples
    example = {
        **example,
        "activity": [{"kind": "x", "held_on": date(2025, 8, 3), "head_count": 4, "verification": "pending"}],
        "filing": [
            {"requirement": "annual-report", "period": "2025", "received_on": date(2026, 2, 2), "income": "12.50"}
        ],
    }

    organization, records = example_facts(pack, example)

    assert (organization["size_band"], organization["age_years"], organization["concept"]) == ("small", 5, None)
    (activity,) = records["activity"]
    assert (activity["quarter"], activity["month"], activity["evidence"]) == ("2025-Q3", "2025-08", 0)
    assert (activity["reported_on"], activity["period"]) == (date(2025, 8, 3), None)
    (obligation,) = records["obligation"]
    assert (obligation["from_on"], obligation["until_on"]) == (date(2025, 1, 1), date(2025, 4, 1))
    assert (obligation["due_on"], obligation["fate"], obligation["days_late"]) == (date(2025, 4, 22), "met", 0)
    (filing,) = records["filing"]
    assert (filing["due_on"], filing["income"], filing["qualified"]) == (date(2026, 3, 31), Decimal("12.50"), None)


DUE = date(2025, 4, 22)


@pytest.mark.parametrize(
    ("met_on", "as_of", "expected"),
    [
        (date(2025, 4, 22), date(2025, 5, 1), ("met", 0, None)),
        (date(2025, 4, 23), date(2025, 5, 1), ("late", 1, None)),
        (None, date(2025, 4, 22), ("open", None, None)),
        (None, date(2025, 4, 23), ("missed", None, 1)),
        (date(2025, 5, 2), date(2025, 5, 1), ("missed", None, 9)),
    ],
)
def test_the_due_date_itself_is_in_time(met_on, as_of, expected):
    assert fate_of(DUE, met_on, as_of) == expected


@given(st.dates(), st.none() | st.dates(), st.dates())
def test_an_obligation_has_one_fate_and_the_days_that_go_with_it(due_on, met_on, as_of):
    fate, late, overdue = fate_of(due_on, met_on, as_of)

    assert (late is not None) == (fate in {"met", "late"})
    assert (overdue is not None) == (fate == "missed")
    assert (late or 0) >= 0
    assert overdue is None or overdue > 0


@pytest.mark.parametrize(
    ("size", "band"), [(None, None), (0, "small"), (49, "small"), (50, "medium"), (999, "large"), (1000, "very-large")]
)
def test_a_size_is_in_the_first_band_it_is_below_the_end_of(size, band):
    assert size_band(BEIJING, size) == band


@pytest.mark.parametrize(
    ("income", "band"),
    [
        (10_000, "micro"),
        (10_001, "small"),
        (25_000, "small"),
        (25_001, "medium"),
        (500_000, "medium"),
        (1_000_001, "very-large"),
    ],
)
def test_a_threshold_of_the_law_belongs_to_the_band_below_it(income, band):
    assert size_band(RETURNS, income) == band


@pytest.mark.parametrize(("code", "field"), [("D12", "D"), ("D20", "D"), ("D", "D"), ("Z9", None), (None, None)])
def test_the_field_is_the_top_concept(code, field):
    assert field_of(BEIJING.classification.concepts, code) == field


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (date(2020, 2, 29), date(2025, 2, 28), 4),
        (date(2020, 2, 29), date(2025, 3, 1), 5),
        (date(2026, 1, 1), date(2025, 1, 1), 0),
        (None, date(2025, 1, 1), None),
    ],
)
def test_years_are_whole(since, until, years):
    assert whole_years(since, until) == years
