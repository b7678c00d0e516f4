"""Interim measures: after service only, short, reasoned, open to objection, and over by themselves."""

from datetime import timedelta

import pytest

from tests.casework.conftest import TODAY, WEIGHED, noon
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.models import Interim
from umbel.casework.queries import waiting_cases
from umbel.errors import NotAllowed, NotNow
from umbel.notices.models import Clock, Notice

pytestmark = pytest.mark.django_db
END = TODAY + timedelta(days=30)


def ordered(scene, case=None, until=END):
    made = case or scene.walk.served()
    acts.order_interim(case=made, what="No new camps.", reasons="Safety.", until_on=until, on=TODAY, by=scene.apex)
    return made


def objected(scene):
    case = ordered(scene)
    acts.object_to_interim(case=case, grounds="There are no camps.", on=TODAY, by=scene.approver)
    return case


def the_interim():
    return Interim.objects.get()


def test_it_binds_nobody_before_the_notice_was_served(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    with pytest.raises(NotNow, match="between the service"):
        ordered(scene, case)


def test_it_is_short_reasoned_and_ordered_once(scene):
    case = scene.walk.served()
    for until in (TODAY, END + timedelta(days=1)):
        with pytest.raises(NotNow, match="30 days"):
            ordered(scene, case, until)
    with pytest.raises(NotAllowed):
        acts.order_interim(case=case, what="x", reasons="x", until_on=END, on=TODAY, by=scene.officer)
    ordered(scene, case)
    with pytest.raises(NotNow, match="not renewed"):
        ordered(scene, case)
    assert "You can object to it" in str(Notice.objects.get(code="casework:interim").text)


def test_it_ends_by_itself_and_the_file_says_so(scene):
    case = ordered(scene)
    outcomes.run_cases(on=END - timedelta(days=1))
    assert the_interim().ended_on is None
    assert (outcomes.run_cases(on=END), outcomes.run_cases(on=END)) == (1, 0)
    assert the_interim().ended_on == END
    assert case.steps.filter(code="end-interim").count() == 1
    with pytest.raises(NotNow, match="in force"):
        acts.object_to_interim(case=case, grounds="x", on=END, by=scene.approver)


@pytest.mark.parametrize("how", ["decide", "decide_nothing", "drop", "merge", "gone"])
def test_it_ends_with_what_it_waited_for(scene, how):
    case = ordered(scene, scene.walk.replied(nothing_more=True))
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)
    on = TODAY + timedelta(days=2)
    {
        "decide": lambda: acts.decide(case=case, reasons="So.", on=on, by=scene.chair),
        "decide_nothing": lambda: acts.decide_nothing(case=case, reasons="So.", on=on, by=scene.chair),
        "drop": lambda: acts.drop(case=case, reasons="So.", on=on, by=scene.officer),
        "merge": lambda: acts.follow(organization=scene.own, into=scene.other, on=on, by=scene.apex.actor),
        "gone": lambda: acts.follow(organization=scene.own, into=None, on=on, by=scene.apex.actor),
    }[how]()
    assert the_interim().ended_on == on


def test_someone_else_rules_on_an_objection_and_then_does_not_hear_the_appeal(scene):
    case = objected(scene)
    assert list(waiting_cases(scene.reviewer, TODAY)) == [case]
    for who in (scene.apex, scene.officer, scene.approver):
        with pytest.raises(NotAllowed):
            acts.rule_on_interim(case=case, stands=True, reasons="x", on=TODAY, by=who)
    with pytest.raises(NotNow, match="reasons"):
        acts.rule_on_interim(case=case, stands=True, reasons=" ", on=TODAY, by=scene.reviewer)
    acts.rule_on_interim(case=case, stands=False, reasons="There are none.", on=TODAY, by=scene.reviewer)
    assert the_interim().ended_on == TODAY
    assert not waiting_cases(scene.reviewer, TODAY).exists()
    with pytest.raises(NotAllowed, match="took part"):
        acts.rule_on_interim(case=case, stands=True, reasons="x", on=TODAY, by=scene.reviewer)


def test_what_stands_after_an_objection_is_not_objected_to_again(scene):
    case = objected(scene)
    acts.rule_on_interim(case=case, stands=True, reasons="There are two.", on=TODAY, by=scene.reviewer)
    assert the_interim().ended_on is None
    with pytest.raises(NotNow, match="objected already"):
        acts.object_to_interim(case=case, grounds="x", on=TODAY, by=scene.approver)


def test_silence_on_an_objection_ends_it(scene):
    objected(scene)
    due = Clock.objects.get(code="casework:interim").due_on
    assert outcomes.run_cases(on=due) == 0
    assert outcomes.run_cases(on=due + timedelta(days=1)) == 1
    assert the_interim().ended_on == due + timedelta(days=1)
    assert Clock.objects.get(code="casework:interim").state == "silent"


def test_a_ruling_that_comes_too_late_does_not_keep_it(scene):
    case = objected(scene)
    late = Clock.objects.get(code="casework:interim").due_on + timedelta(days=1)
    with pytest.raises(NotNow, match="No interim measure is in force"):
        acts.rule_on_interim(case=case, stands=True, reasons="There are two.", on=late, by=scene.reviewer)
    assert outcomes.run_cases(on=late) == 1


def test_nobody_waits_for_a_ruling_on_what_a_decision_ended(scene):
    case = ordered(scene, scene.walk.replied(nothing_more=True))
    acts.object_to_interim(case=case, grounds="There are no camps.", on=TODAY, by=scene.approver)
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)
    acts.decide(case=case, reasons="So.", on=TODAY, by=scene.chair)
    assert Clock.objects.get(code="casework:interim").state == "met"
