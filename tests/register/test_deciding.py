"""How the bodies decide, counted from their cases: times, silences, what was overturned, and the gaps."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.conftest import TODAY, WEIGHED, a_case_scene, in_person, noon
from umbel import outcomes
from umbel.casework import acts
from umbel.notices.models import Clock
from umbel.register.queries.deciding import Deciding, deciding, percentile
from umbel.register.queries.supervising import ENOUGH

DAY = timedelta(days=1)


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return a_case_scene()


def of(code, on=TODAY):
    return next((row for row in deciding(on) if row.code == code), Deciding())


@given(st.lists(st.integers(0, 60), min_size=ENOUGH, max_size=30))
def test_95_of_100_do_not_exceed_the_percentile_and_it_was_reached(values):
    found = percentile(Counter(values), 95)
    within = sum(value <= found for value in values)
    assert found in values
    assert within >= 0.95 * len(values) - 1e-9
    assert sum(value < found for value in values) < 0.95 * len(values)


def test_with_few_cases_there_is_no_percentile():
    assert percentile(Counter({3: ENOUGH - 1}), 95) is None
    assert percentile(Counter({3: ENOUGH}), 95) == 3


def test_a_case_is_counted_from_its_notice_to_its_appeal(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    acts.reply(case=case, text="No.", at=noon(TODAY), by=scene.approver, nothing_more=True)
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)
    case = acts.decide(case=case, reasons="So.", on=TODAY + 7 * DAY, by=scene.chair)
    case = acts.acknowledge(case=case, on=TODAY + 8 * DAY, by=scene.approver)
    case = acts.appeal(case=case, grounds="No.", at=noon(TODAY + 10 * DAY), by=scene.approver)
    row = of("J01", TODAY + 10 * DAY)
    assert (row.opened, row.decided, row.median_days, row.appeals, row.owed) == (1, 1, 7, 0, 0)
    assert (row.proved, row.tried, row.unknown) == (1, 1, 0)
    acts.reverse(case=case, reasons="Yes.", on=TODAY + 14 * DAY, by=scene.reviewer)
    row = of("J01", TODAY + 14 * DAY)
    assert (row.appeals, row.median_appeal_days, row.overturned, row.owed, row.late) == (1, 4, 1, 1, 0)
    assert row.interval is None, "too few appeals for a rate"
    assert of("J01", TODAY + 13 * DAY).overturned == 0, "on the day before, it was not decided"
    assert of("J01", TODAY + 400 * DAY) == Deciding(), "a year later it counts no longer"


def test_a_silence_on_an_appeal_is_counted_while_it_lasts_and_afterwards(scene):
    case = scene.walk.appealed()
    due = Clock.objects.get(code="casework:appeal").due_on
    assert (of("J01", due).owed, of("J01", due).late) == (0, 0)
    assert (of("J01", due + DAY).owed, of("J01", due + DAY).late) == (1, 1)
    outcomes.uphold_case(case=case, reasons="So.", on=due + 5 * DAY, by=scene.reviewer)
    row = of("J01", due + 5 * DAY)
    assert (row.appeals, row.owed, row.late, row.overturned) == (1, 1, 1, 0)
    assert Clock.objects.get(code="casework:appeal").state == "silent"


def test_what_is_dropped_and_what_another_way_brought_is_told_apart(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    assert (of("J01").tried, of("J01").unknown) == (0, 1)
    acts.try_service(case=case, attempt=in_person(), on=TODAY, by=scene.officer)
    assert (of("J01").tried, of("J01").proved, of("J01").unknown) == (1, 0, 0)
    acts.drop(case=case, reasons="A mistake.", on=TODAY, by=scene.officer)
    assert (of("J01").dropped, of("J01").decided) == (1, 0)


def test_the_apex_has_its_own_row_and_advice_is_no_case(scene):
    scene.walk.given()
    assert deciding(TODAY) == []
    scene.walk.final("badly-run", by=scene.apex_officer)
    [row] = deciding(TODAY)
    assert (row.opened, row.appeals) == (1, 1)
    assert row.code != "J01"


def test_a_rate_has_its_interval_once_there_are_enough():
    row = Deciding(appeal_days=Counter({5: ENOUGH}), overturned=2)
    low, high = row.interval
    assert 0 <= low < 0.2 < high <= 1
