"""Public figures: counted over generated rows, and the supervisor's beside the organizations'."""

from collections import Counter
from datetime import date
from statistics import median as plain_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from umbel.activities.states import Finding
from umbel.register import queries as register
from umbel.register.queries.figures import median
from umbel.register.rows import Fates

NOW = date(2026, 6, 30)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_the_median_of_a_tally_is_the_median_of_its_days(days):
    assert median(Counter(days)) == plain_median(days)


def test_there_is_no_median_of_nothing():
    assert median(Counter()) is None


@pytest.mark.django_db
def test_obligations_count_for_the_committee_of_the_day():
    apex = factories.an_apex()
    one, two = factories.a_committee(apex, "J01"), factories.a_committee(apex, "J02")
    kept, missed = factories.an_organization(one), factories.an_organization(one)
    unplaced = factories.an_organization()
    done = factories.an_obligation(kept)
    factories.an_activity(kept, done, finding=Finding.ACCEPTED, body=one)
    factories.an_obligation(missed)
    factories.an_obligation(missed, "2026-Q2", date(2026, 7, 21), until_on=date(2026, 7, 1), from_on=date(2026, 4, 1))
    factories.an_obligation(unplaced)
    found = register.fates_by_committee(NOW)
    assert found[one.pk] == Fates(met=1, missed=1, open=1)
    assert found[one.pk].due == 2
    assert found[None] == Fates(missed=1)
    assert two.pk not in found
    assert register.fates_by_committee(NOW, one.pk) == {one.pk: Fates(met=1, missed=1, open=1)}


@pytest.mark.django_db
def test_a_supervisor_is_measured_by_its_own_findings_and_by_what_waits_for_it():
    apex = factories.an_apex()
    one, two = factories.a_committee(apex, "J01"), factories.a_committee(apex, "J02")
    here, there = factories.an_organization(one), factories.an_organization(two)
    for days in (2, 4, 30):
        factories.an_activity(here, held_on=date(2026, 1, 15), finding=Finding.ACCEPTED, body=one, days=days)
    factories.an_activity(here, held_on=date(2025, 2, 1), finding=Finding.ACCEPTED, body=one, days=90)  # too long ago
    waiting = factories.an_activity(here, held_on=date(2026, 6, 1))
    factories.an_activity(there, held_on=date(2026, 1, 15), finding=Finding.RETURNED, body=two, days=9)
    found = register.supervision(NOW, one.pk)
    assert (found.findings, found.median_days) == (3, 4)
    assert (found.waiting, found.waiting_since) == (1, waiting.reported_on)
    assert register.supervision(NOW).findings == 4
    assert register.supervision(date(2026, 1, 17), one.pk).waiting == 3
    nothing = register.supervision(NOW, two.pk)
    assert (nothing.waiting, nothing.waiting_since) == (0, None)
