"""Every obligation has exactly one fate, and silence never counts against the organization."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.extent import examples
from umbel.activities.models import Activity, Filing, Obligation, Verification
from umbel.activities.queries import obligations
from umbel.activities.states import Fate, Finding
from umbel.structure.models import Body, Organization
from umbel.structure.states import TierCode

pytestmark = pytest.mark.django_db
DUE = date(2025, 4, 22)


def owe(kind="activity", minimum=1, **more):
    return Obligation.objects.create(
        organization=Organization.objects.create(),
        requirement="regular-activity",
        kind=kind,
        period="2025-Q1",
        from_on=date(2025, 1, 1),
        until_on=date(2025, 4, 1),
        due_on=DUE,
        minimum=minimum,
        pack_id="p",
        pack_version="1",
        **more,
    )


def committee():
    body, _ = Body.objects.get_or_create(
        code="A", defaults={"tier": TierCode.APEX, "established_on": date(2016, 12, 1), "names": {"en": "A"}}
    )
    return body


def report(obligation, on, finding=None, found_on=None):
    activity = Activity.objects.create(
        organization=obligation.organization,
        obligation=obligation,
        kind="training",
        held_on=date(2025, 2, 1),
        reported_on=on,
        head_count=20,
    )
    if finding:
        Verification.objects.create(
            activity=activity, body=committee(), finding=finding, found_on=found_on or on, reasons="Because."
        )
    return activity


def fate(obligation, as_of):
    found = obligations(as_of).get(pk=obligation.pk)
    return found.fate, found.met_on


def test_nothing_reported_is_open_until_the_due_date_and_missed_after_it():
    obligation = owe()
    assert fate(obligation, DUE) == (Fate.OPEN, None)
    assert fate(obligation, DUE + timedelta(days=1)) == (Fate.MISSED, None)


def test_met_on_the_day_it_was_reported_however_late_it_was_verified():
    obligation = owe()
    report(obligation, DUE, Finding.ACCEPTED, found_on=DUE + timedelta(days=90))
    assert fate(obligation, DUE + timedelta(days=100)) == (Fate.MET, DUE)


def test_reported_after_the_due_date_is_late():
    obligation = owe()
    report(obligation, DUE + timedelta(days=1), Finding.ACCEPTED)
    assert fate(obligation, DUE + timedelta(days=30)) == (Fate.LATE, DUE + timedelta(days=1))


def test_a_report_that_waits_for_its_finding_keeps_the_obligation_open():
    obligation = owe()
    report(obligation, DUE)
    assert fate(obligation, DUE + timedelta(days=200)) == (Fate.OPEN, None)


@pytest.mark.parametrize("finding", [Finding.RETURNED, Finding.NOT_ACCEPTED])
def test_a_report_that_was_not_accepted_does_not_fulfil(finding):
    obligation = owe()
    report(obligation, DUE, finding)
    assert fate(obligation, DUE + timedelta(days=1)) == (Fate.MISSED, None)


def test_two_are_met_when_the_second_was_reported():
    obligation = owe(minimum=2)
    report(obligation, DUE - timedelta(days=9), Finding.ACCEPTED)
    assert fate(obligation, DUE + timedelta(days=1))[0] == Fate.MISSED
    report(obligation, DUE - timedelta(days=9), Finding.ACCEPTED)
    report(obligation, DUE + timedelta(days=9), Finding.ACCEPTED)
    assert fate(obligation, DUE + timedelta(days=10)) == (Fate.MET, DUE - timedelta(days=9))


def test_the_past_is_seen_as_it_was_known_then():
    obligation = owe()
    report(obligation, DUE, Finding.ACCEPTED, found_on=DUE + timedelta(days=30))
    assert fate(obligation, DUE + timedelta(days=10))[0] == Fate.OPEN
    assert fate(obligation, DUE + timedelta(days=30))[0] == Fate.MET


def test_a_filing_is_met_on_the_day_it_was_received():
    obligation = owe(kind="filing")
    assert fate(obligation, DUE + timedelta(days=1))[0] == Fate.MISSED
    Filing.objects.create(obligation=obligation, received_on=DUE + timedelta(days=5))
    assert fate(obligation, DUE + timedelta(days=4))[0] == Fate.MISSED
    assert fate(obligation, DUE + timedelta(days=5)) == (Fate.LATE, DUE + timedelta(days=5))


reports = st.tuples(st.integers(-60, 60), st.sampled_from([None, *Finding]), st.integers(0, 90))


class RatesStayBelowOne(TestCase):
    """Whatever is reported and found, in whatever order."""

    @settings(max_examples=examples(40), deadline=None)
    @given(st.integers(1, 3), st.lists(reports, max_size=5), st.integers(-90, 200))
    def test_every_obligation_has_one_fate(self, minimum, made, later):
        obligation = owe(minimum=minimum)
        for offset, finding, delay in made:
            on = DUE + timedelta(days=offset)
            report(obligation, on, finding, on + timedelta(days=delay))
        as_of = DUE + timedelta(days=later)
        rows = list(obligations(as_of).filter(organization=obligation.organization))
        assert len(rows) == 1
        accepted = sorted(
            DUE + timedelta(days=offset)
            for offset, finding, delay in made
            if finding == Finding.ACCEPTED and offset + delay <= later
        )
        met_on = accepted[minimum - 1] if len(accepted) >= minimum else None
        assert rows[0].met_on == met_on
        assert (rows[0].fate in {Fate.MET, Fate.LATE}) == (met_on is not None)
