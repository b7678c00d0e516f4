"""What follows from a decision, and what follows from its end: up the ladder, at a merger, after a remedy."""

from datetime import timedelta

import pytest

from tests.casework.conftest import GROUND, TODAY, WEIGHED, noon
from umbel import outcomes
from umbel.audit.actors import Actor
from umbel.audit.models import Entry
from umbel.casework import acts, letters
from umbel.casework.acts.effects import take_effect
from umbel.casework.acts.rounds import Ground
from umbel.casework.models import Case, Label, Round
from umbel.casework.queries import waiting_cases
from umbel.casework.states import CaseState, Effect
from umbel.errors import NotAllowed, NotNow
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.registration.acts import request_change
from umbel.registration.states import ChangeKind, ChangeState

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def only_a_warning(scene):
    """A warning that has effect during its appeal, with no reminder beside it that a label could rest on."""
    case = scene.walk.appealable()
    Round.objects.filter(case=case).update(appeal_suspends=False)
    case.refresh_from_db()
    take_effect(case, TODAY)
    Case.objects.filter(adverse=False).update(opened_on=TODAY - timedelta(days=2000))
    return case


def label_on(scene, stage="final"):
    """A label that rests on that warning, taken some way."""
    case = acts.open_case(
        organization=scene.own, rung="badly-run", ground=GROUND, language="en", on=TODAY, by=scene.apex_officer
    )
    case = acts.send_notice(case=case, on=TODAY, by=scene.apex_officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    acts.reply(case=case, text="No.", at=noon(TODAY), by=scene.approver, nothing_more=True)
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.apex_officer)
    if stage == "considered":
        return case
    case = acts.decide(case=case, reasons="So.", on=TODAY, by=scene.apex)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    outcomes.run_cases(on=case.round.appeal_until + DAY)
    case.refresh_from_db()
    return case


def test_a_rung_that_an_appeal_holds_up_carries_nothing_yet(scene):
    scene.walk.appealed()
    Case.objects.filter(adverse=False).update(opened_on=TODAY - timedelta(days=2000))
    with pytest.raises(NotNow, match="may only follow"):
        acts.open_case(organization=scene.own, rung="badly-run", ground=GROUND, on=TODAY, by=scene.apex_officer)


def test_what_rested_on_a_reversed_decision_is_not_decided(scene):
    warning = only_a_warning(scene)
    label = label_on(scene, "considered")
    warning = acts.appeal(case=warning, grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    acts.reverse(case=warning, reasons="The flood.", on=TODAY, by=scene.reviewer)
    label.refresh_from_db()
    assert label.state == CaseState.CONSIDERED
    with pytest.raises(NotNow, match="was reversed"):
        acts.decide(case=label, reasons="So.", on=TODAY, by=scene.apex)
    acts.decide_nothing(case=label, reasons="It has no ground.", on=TODAY, by=scene.apex)


def test_what_was_decided_on_the_strength_of_it_falls_with_it(scene):
    warning = only_a_warning(scene)
    warning = acts.appeal(case=warning, grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    label = label_on(scene)
    assert label.state == CaseState.FINAL
    Case.objects.filter(pk=warning.pk).update(effective_on=TODAY, published_until=TODAY + DAY)
    on = label.effective_on + DAY
    acts.reverse(case=warning, reasons="The flood.", on=on, by=scene.reviewer)
    label.refresh_from_db()
    assert label.state == CaseState.REVERSED
    assert not Label.objects.filter(case=label, reversed_on=None).exists()
    assert Notice.objects.filter(code="casework:fallen").exists()
    told = Notice.objects.filter(code="casework:reversed", subject_id=str(label.pk))
    assert ("role", "apex-officer") in set(told.values_list("party_kind", "party_id"))


def test_what_another_rung_still_carries_does_not_fall(scene):
    warning = only_a_warning(scene)
    warning = acts.appeal(case=warning, grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    label = label_on(scene)
    Case.objects.filter(adverse=False).update(opened_on=TODAY - timedelta(days=30))
    Case.objects.filter(pk=warning.pk).update(effective_on=TODAY, published_until=TODAY + DAY)
    acts.reverse(case=warning, reasons="The flood.", on=label.effective_on, by=scene.reviewer)
    label.refresh_from_db()
    assert label.state == CaseState.FINAL


def test_the_same_thing_is_not_decided_twice(scene):
    scene.walk.given()
    about = Ground(ground="Late.", rule="r", facts="f", subject_kind="obligation", subject_id="7")

    def opened():
        return acts.open_case(organization=scene.own, rung="warning", ground=about, on=TODAY, by=scene.officer)

    case = acts.send_notice(case=opened(), on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    acts.reply(case=case, text="No.", at=noon(TODAY), by=scene.approver, nothing_more=True)
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)
    acts.decide_nothing(case=case, reasons="The flood.", on=TODAY, by=scene.chair)
    with pytest.raises(NotNow, match=case.reference):
        opened()


def test_a_decision_that_becomes_final_is_told(scene):
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    outcomes.run_cases(on=case.round.appeal_until + DAY)
    case.refresh_from_db()
    said = str(Notice.objects.get(code="casework:final").text)
    assert str(case.effective_on) in said
    assert str(case.ends_on) in said


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("withheld", ["", "minors"])
def test_a_decision_says_its_clock_its_effect_and_its_publication(scene, language, withheld):
    case = scene.walk.decided("badly-run", by=scene.apex_officer)
    case.language, case.round.withheld_ground = language, withheld
    effect, how = (said(case).in_language(language) for said in (letters.effect_words, letters.appeal_words))
    wanted = {
        "en": ("no effect while", "24 months", "45 working days", "Asia/Shanghai", "within 30 working days"),
        "zh-hans": ("不生效", "24个月", "45个工作日", "Asia/Shanghai", "30个工作日内决定"),
    }[language]
    for words in wanted:
        assert words in effect + how
    shown = {
        "en": ("It is not published: The protection of minors", "your own answer beside"),
        "zh-hans": ("不予公示：保护未成年人", "附上述理由及贵组织的回应"),
    }[language]
    assert (shown[0] in effect) == bool(withheld)
    assert (shown[1] in effect) == (not withheld)
    case.round.appeal_suspends = False
    during = {"en": "also during an appeal", "zh-hans": "不停止执行"}[language]
    assert during in letters.effect_words(case).in_language(language)


def test_a_label_ends_with_the_organization_and_the_successor_does_not_carry_it(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    acts.follow(organization=scene.own, into=scene.other, on=TODAY + DAY, by=scene.apex.actor)
    case.refresh_from_db()
    assert (case.state, case.ended_on, case.organization) == (CaseState.ENDED, TODAY + DAY, scene.own)
    assert case.label.until_on == TODAY + DAY
    assert not Label.objects.filter(organization=scene.other).exists()


def test_what_becomes_final_about_an_organization_that_is_gone_has_no_effect(scene):
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    scene.own.ended_on = TODAY + DAY
    scene.own.save()
    on = case.round.appeal_until + DAY
    outcomes.run_cases(on=on)
    outcomes.run_cases(on=on)
    case.refresh_from_db()
    assert (case.state, case.published_until) == (CaseState.ENDED, on)


def test_after_a_merger_the_successor_is_addressed_in_its_own_language_and_may_ask_for_the_other(scene):
    case = scene.walk.served()
    acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    acts.follow(organization=scene.own, into=scene.other, on=TODAY, by=scene.apex.actor)
    case.refresh_from_db()
    case = acts.send_notice(case=case, on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.outsider)
    other = "en" if case.language == "zh-hans" else "zh-hans"
    assert acts.ask_for_language(case=case, language=other, on=TODAY, by=scene.outsider).language == other


def test_who_gets_a_fresh_paper_gets_its_whole_time_again(scene):
    case = scene.walk.replied(nothing_more=True)
    case = acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    case = acts.send_notice(case=case, on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    with pytest.raises(NotNow, match="can reply until"):
        acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)


def remedied(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    step = acts.plan_remedy(case=case, what="Two.", due_on=TODAY + DAY, on=TODAY, by=scene.apex_officer)
    files = [("list.txt", b"Ten people came.")]
    acts.show_remedy(step=step, shown="Done.", files=files, on=TODAY, by=scene.approver)
    assert case in waiting_cases(scene.apex_officer, TODAY)
    step.refresh_from_db()
    acts.rule_on_remedy(step=step, is_met=True, reasons="Seen.", on=TODAY, by=scene.apex_officer)
    return case


def test_when_every_step_is_met_a_decider_is_asked_to_end_it(scene):
    case = remedied(scene)
    assert case.steps.get(code="show-remedy").documents
    assert list(waiting_cases(scene.apex, TODAY)) == [case]
    assert Notice.objects.filter(code="casework:remedy-met", party_id="apex-decider").exists()
    acts.end_early(case=case, reasons="Every step is met.", on=TODAY, by=scene.apex)
    assert Clock.objects.get(code="casework:end").state == "met"


def test_in_silence_it_ends_by_itself(scene):
    case = remedied(scene)
    due = Clock.objects.get(code="casework:end").due_on
    assert outcomes.run_cases(on=due) == 0
    assert (outcomes.run_cases(on=due + DAY), outcomes.run_cases(on=due + DAY)) == (1, 0)
    case.refresh_from_db()
    assert (case.state, case.ended_on, case.label.until_on) == (CaseState.ENDED, due + DAY, due + DAY)
    assert Clock.objects.get(code="casework:end").state == "silent"


def test_once_every_step_is_met_none_is_added_and_none_is_taken_back(scene):
    case = remedied(scene)
    with pytest.raises(NotNow, match="no step is added"):
        acts.plan_remedy(case=case, what="Three.", due_on=TODAY + DAY, on=TODAY, by=scene.apex_officer)
    with pytest.raises(NotNow, match="met already"):
        acts.rule_on_remedy(
            step=case.remedy.get(), is_met=False, reasons="On second thoughts.", on=TODAY, by=scene.apex_officer
        )


@pytest.mark.parametrize("how", ["in silence", "upheld"])
def test_a_remedy_done_before_the_decision_is_final_ends_it_too(scene, how):
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    step = acts.plan_remedy(case=case, what="Two.", due_on=TODAY + DAY, on=TODAY, by=scene.apex_officer)
    acts.show_remedy(step=step, shown="Done.", on=TODAY, by=scene.approver)
    acts.rule_on_remedy(step=step, is_met=True, reasons="Seen.", on=TODAY, by=scene.apex_officer)
    assert not Clock.objects.filter(code="casework:end").exists()
    if how == "upheld":
        case = acts.appeal(case=case, grounds="No.", at=noon(TODAY), by=scene.approver)
        outcomes.uphold_case(case=case, reasons="Yes.", on=TODAY, by=scene.reviewer)
    else:
        outcomes.run_cases(on=case.round.appeal_until + 10 * DAY)
    assert Clock.objects.get(code="casework:end").state == "running"


def test_a_committee_does_not_end_what_the_apex_decided(scene):
    case = scene.walk.final("badly-run")
    assert (case.body, case.decider) == (scene.world.one, "apex")
    with pytest.raises(NotAllowed, match="made this decision"):
        acts.end_early(case=case, reasons="Fine.", on=TODAY, by=scene.chair)


def test_an_organization_that_is_removed_takes_its_open_requests_along(scene):
    change = request_change(
        organization=scene.own,
        kind=ChangeKind.NAME,
        after={"names": {"en": "New Choir"}},
        reasons="The members decided so.",
        effective_on=TODAY,
        on=TODAY,
        by=scene.approver,
    )
    case = scene.walk.final()
    Case.objects.filter(pk=case.pk).update(effect=Effect.REMOVAL)
    assert outcomes.remove_decided(on=TODAY, by=Actor.program("clock")) == 1
    change.refresh_from_db()
    assert change.state == ChangeState.WITHDRAWN
    assert Entry.objects.get(act="registration:lapse-change").data["reference"] == change.reference
    assert not Clock.objects.filter(subject_kind="change-request", state=ClockState.RUNNING).exists()
