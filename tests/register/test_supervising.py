"""The supervisors' own figures: counted from what they did, shown with enough cases only."""

from datetime import timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.activities.conftest import TODAY, a_scene
from umbel.activities import acts
from umbel.activities.acts import Report
from umbel.activities.states import Finding
from umbel.register.queries.glance import glance
from umbel.register.queries.supervising import burden, consistency, supervisors, wilson


@pytest.fixture
def scene(db):
    return a_scene()


def reported(scene, number=0):
    what = Report(kind="training", held_on=TODAY, head_count=number, summary=f"Day {number}.")
    return acts.report(organization=scene.own, what=what, on=TODAY, by=scene.editor)


def found(scene, finding, days=3, number=0):
    activity = reported(scene, number)
    acts.find(activity=activity, finding=finding, reasons="No.", on=TODAY + timedelta(days=days), by=scene.officer)
    return activity


def figures(scene, on=TODAY + timedelta(days=60)):
    return next(row for row in supervisors(on) if row.code == "J01")


@given(part=st.integers(0, 1000), more=st.integers(0, 1000))
def test_an_interval_holds_its_rate_and_stays_within_0_and_1(part, more):
    whole = part + more
    if whole:
        low, high = wilson(part, whole)
        assert 0 <= low <= part / whole + 1e-9
        assert part / whole - 1e-9 <= high <= 1


def test_the_interval_is_the_published_one():
    low, high = wilson(8, 10)  # Newcombe, Statistics in Medicine 17 (1998): 0.4902 to 0.9433
    assert isclose(low, 0.4902, abs_tol=5e-4)
    assert isclose(high, 0.9433, abs_tol=5e-4)


@pytest.mark.django_db
def test_findings_times_silences_and_reversals_are_counted(scene):
    for number in range(3):
        found(scene, Finding.ACCEPTED, days=3, number=number)
    contested = found(scene, Finding.NOT_ACCEPTED, days=5, number=9)
    on = TODAY + timedelta(days=5)
    acts.ask_to_look_again(activity=contested, grounds="They were enclosed.", on=on, by=scene.editor)
    acts.look_again(activity=contested, reverses=True, reasons="They were.", on=on, by=scene.reviewer)
    silent = reported(scene, 20)
    acts.record_silences(on=silent.verify_by + timedelta(days=1))
    row = figures(scene)
    assert (row.findings, row.accepted, row.median_days) == (5, 4, 3)
    assert (row.looks, row.overturned, row.silent) == (1, 1, 1)
    assert row.interval is None, "too few cases for a rate"
    [officer] = [line for line in consistency(TODAY + timedelta(days=60), [scene.world.one.pk]) if line["many"] == 4]
    assert officer["accepted"] == 3


@pytest.mark.django_db
def test_a_rate_is_shown_with_enough_cases(scene):
    for number in range(10):
        found(scene, Finding.ACCEPTED, number=number)
    low, high = figures(scene).interval
    assert low > 0.6
    assert isclose(high, 1)


@pytest.mark.django_db
def test_the_burden_is_counted_by_size_against_the_budget(scene):
    rows = {row.band: row for row in burden(scene.world.pack, TODAY)}
    assert rows["small"].hours == 4 * 3 + 8
    assert rows["small"].budget == 24
    assert not rows["small"].is_over


@pytest.mark.django_db
def test_the_glance_adds_up(scene):
    other = factories.an_obligation(scene.other, period="2026-Q1", due_on=TODAY - timedelta(days=3))
    activity = reported(scene)
    activity.obligation = scene.due
    activity.save()
    acts.find(activity=activity, finding=Finding.ACCEPTED, reasons="", on=TODAY, by=scene.officer)
    shown = glance(TODAY)
    assert (shown.organizations, shown.placed) == (2, 2)
    assert (shown.due_this_month, shown.met_this_month, shown.open_this_month) == (2, 1, 0)
    assert (shown.missed, shown.due) == (1, 1)
    assert shown.trend == (("2026-Q2", 0, 1),)
    assert other.pk
