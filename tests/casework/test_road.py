"""Nothing adverse skips a step: who may take each, when, and what stands on the file afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from tests.casework.conftest import GROUND, TODAY, WEIGHED, in_person, noon
from umbel import outcomes
from umbel.audit.models import Entry
from umbel.casework import acts, queries
from umbel.casework.acts import Attempt, Ground, Weighed
from umbel.casework.acts.effects import take_effect
from umbel.casework.models import Case, Label, Round
from umbel.casework.queries import in_public, labels_on, service_day
from umbel.casework.states import CaseState, Paper, ServiceChannel
from umbel.documents.models import Document
from umbel.errors import NotAllowed, NotFound, NotNow, Problems
from umbel.notices.acts import open_notice
from umbel.notices.models import Clock, Notice
from umbel.structure.models import Placement, RoleHolding

pytestmark = pytest.mark.django_db
EMPTY = Ground(ground="x", rule=" ", facts="")
LATER = TODAY + timedelta(days=400)


def test_the_ladder_begins_with_a_milder_rung(scene):
    with pytest.raises(NotNow, match="advice, reminder"):
        acts.open_case(organization=scene.own, rung="warning", ground=GROUND, on=TODAY, by=scene.officer)
    scene.walk.given()
    assert acts.open_case(organization=scene.own, rung="warning", ground=GROUND, on=TODAY, by=scene.officer).adverse
    with pytest.raises(NotNow, match="badly-run"):
        acts.open_case(organization=scene.own, rung="removal", ground=GROUND, on=TODAY, by=scene.apex_officer)


def test_a_rung_that_was_too_long_ago_counts_no_longer(scene):
    case = scene.walk.given()
    Case.objects.filter(pk=case.pk).update(opened_on=TODAY - timedelta(days=800))
    with pytest.raises(NotNow, match="24 months"):
        acts.open_case(organization=scene.own, rung="warning", ground=GROUND, on=TODAY, by=scene.officer)


def test_advice_takes_nothing_and_can_be_answered(scene):
    case = scene.walk.given(on=TODAY)
    assert (case.state, case.effective_on, case.ends_on) == (CaseState.FINAL, TODAY, None)
    assert not Label.objects.exists()
    acts.answer(case=case, text="We have moved.", on=TODAY, by=scene.approver)
    case.refresh_from_db()
    assert case.answer == "We have moved."


def test_a_case_says_what_it_rests_on(scene):
    scene.walk.given()
    with pytest.raises(Problems) as refused:
        acts.open_case(
            organization=scene.own,
            rung="warning",
            ground=Ground(ground="x", rule=" ", facts=""),
            on=TODAY,
            by=scene.officer,
        )
    assert {problem.field for problem in refused.value.problems} == {"rule", "facts"}
    with pytest.raises(NotFound):
        acts.open_case(organization=scene.own, rung="prison", ground=GROUND, on=TODAY, by=scene.officer)


@pytest.mark.parametrize("who", ["sibling", "approver", "reviewer"])
def test_only_its_own_supervisors_bring_it(scene, who):
    scene.walk.given()
    with pytest.raises(NotAllowed):
        acts.open_case(organization=scene.own, rung="warning", ground=GROUND, on=TODAY, by=getattr(scene, who))


def test_nothing_goes_on_without_proof_of_service(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    with pytest.raises(NotNow, match="Nothing proves"):
        acts.prove_service(case=case, on=TODAY, by=scene.officer)
    with pytest.raises(NotNow):
        acts.consider(case=case, weighed=WEIGHED, at=noon(LATER), by=scene.colleague)
    notice = Notice.objects.get(code="casework:notice")
    open_notice(notice=notice, by=scene.approver)
    case = acts.prove_service(case=case, on=TODAY, by=scene.officer)
    assert case.state == CaseState.REPLY
    assert case.round.reply_until == scene.calendar.add_working_days(TODAY, 15)
    clock = Clock.objects.get(code="casework:reply")
    assert "Asia/Shanghai" in clock.sentence.get("en", "")
    assert Document.objects.filter(kind="notice").exists()


def test_service_that_arrived_is_noted_by_the_clocks(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    assert outcomes.run_cases(on=TODAY) == 0
    open_notice(notice=Notice.objects.get(code="casework:notice"), by=scene.approver)
    assert (outcomes.run_cases(on=TODAY), outcomes.run_cases(on=TODAY)) == (1, 0)
    case.refresh_from_db()
    assert case.state == CaseState.REPLY


def test_substituted_service_has_its_own_clock(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    with pytest.raises(NotNow, match="two ways"):
        acts.publish_paper(case=case, reasons="Nobody there.", on=TODAY, by=scene.officer)
    acts.try_service(case=case, attempt=in_person(delivered=False), on=TODAY, by=scene.officer)
    made = acts.publish_paper(case=case, reasons="Nobody there.", on=TODAY, by=scene.officer)
    assert made.served_on == scene.calendar.add_working_days(TODAY, 20)
    assert service_day(case, Paper.NOTICE, made.served_on - timedelta(days=1)) is None
    assert outcomes.run_cases(on=made.served_on) == 1
    case.refresh_from_db()
    assert (case.state, case.round.served_on) == (CaseState.REPLY, made.served_on)


def test_a_day_of_service_lies_between_the_sending_and_today(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(NotNow, match="between"):
            acts.try_service(case=case, attempt=in_person(day), on=TODAY, by=scene.officer)
    attempt = Attempt(channel=ServiceChannel.SITE, delivered=True, detail="x", on=TODAY)
    with pytest.raises(NotNow, match="by post or in person"):
        acts.try_service(case=case, attempt=attempt, on=TODAY, by=scene.officer)


def test_the_last_second_is_in_time_and_the_next_is_not_in_whatever_time_zone(scene):
    case = scene.walk.served()
    last = case.round.reply_until
    # 23:59:59 in Beijing is 15:59:59 in London's winter time.
    last_second = datetime(last.year, last.month, last.day, 15, 59, 59, tzinfo=UTC)
    in_time = acts.reply(case=case, text="In time.", at=last_second, by=scene.approver)
    late = acts.reply(case=case, text="Late.", at=last_second + timedelta(seconds=1), by=scene.approver)
    assert (in_time.data["late"], late.data["late"]) == (False, True)
    assert late.words == "Late.", "it is kept, and weighed with the others"
    acts.consider(case=case, weighed=WEIGHED, at=last_second + timedelta(seconds=1), by=scene.colleague)


def test_a_holiday_that_the_calendar_gained_moves_the_last_day(scene, monkeypatch):
    case = scene.walk.served()
    holiday = type(scene.calendar)(scene.calendar.weekend, {**scene.calendar.exceptions, case.round.reply_until: False})
    monkeypatch.setattr(queries, "calendar_of", lambda pack: holiday)
    moved = queries.last_day(case, case.round.reply_until)
    assert moved == holiday.add_working_days(case.round.reply_until, 1)
    assert acts.reply(case=case, text="On the next day.", at=noon(moved), by=scene.approver).data["late"] is False


def test_it_is_weighed_only_once_the_time_is_over_or_nothing_more_comes(scene):
    case = scene.walk.replied()
    with pytest.raises(NotNow, match="can reply until"):
        acts.consider(case=case, weighed=WEIGHED, at=noon(case.round.reply_until), by=scene.colleague)
    case = acts.consider(
        case=case, weighed=WEIGHED, at=noon(case.round.reply_until + timedelta(days=1)), by=scene.colleague
    )
    assert case.state == CaseState.CONSIDERED


def test_a_reply_must_be_answered_and_every_fact_put_somewhere(scene):
    case = scene.walk.replied(nothing_more=True)
    empty = Weighed(relied_on="", set_aside="", of_the_reply="")
    with pytest.raises(Problems) as refused:
        acts.consider(case=case, weighed=empty, at=noon(TODAY), by=scene.colleague)
    assert {problem.field for problem in refused.value.problems} == {"relied_on", "set_aside", "of_the_reply"}


def test_who_asked_to_be_heard_is_heard(scene):
    case = scene.walk.replied(hearing=True, nothing_more=True)
    with pytest.raises(NotNow, match="heard first"):
        acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)
    early, day = (scene.calendar.add_working_days(TODAY, days) for days in (4, 5))
    with pytest.raises(NotNow, match="Invite the organization first"):
        acts.hear(case=case, minutes="They came by.", on=TODAY, by=scene.colleague)
    with pytest.raises(NotNow, match="in good time"):
        acts.set_hearing(case=case, held_on=early, where="Room 4, 10 am.", on=TODAY, by=scene.colleague)
    acts.set_hearing(case=case, held_on=day, where="Room 4, 10 am.", on=TODAY, by=scene.colleague)
    assert "Room 4" in str(Notice.objects.get(code="casework:hearing").text)
    with pytest.raises(NotNow, match="once the day has come"):
        acts.hear(case=case, minutes="They came.", on=early, by=scene.colleague)
    acts.hear(case=case, minutes="They showed the hall.", on=day, by=scene.colleague)
    assert Notice.objects.filter(code="casework:heard").exists()
    assert acts.consider(case=case, weighed=WEIGHED, at=noon(day), by=scene.colleague).state == CaseState.CONSIDERED


def test_who_was_invited_is_heard_before_anything_is_weighed(scene):
    case = scene.walk.replied(nothing_more=True)
    day = scene.calendar.add_working_days(TODAY, 5)
    acts.set_hearing(case=case, held_on=day, where="Room 4, 10 am.", on=TODAY, by=scene.colleague)
    with pytest.raises(NotNow, match="heard first"):
        acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)


def test_nobody_decides_on_what_they_prepared(scene):
    scene.walk.given()
    case = acts.open_case(organization=scene.own, rung="warning", ground=GROUND, on=TODAY, by=scene.chair)
    case = acts.send_notice(case=case, on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    acts.reply(case=case, text="No.", at=noon(TODAY), by=scene.approver, nothing_more=True)
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.officer)
    with pytest.raises(NotAllowed, match="someone else decides"):
        acts.decide(case=case, reasons="So.", on=TODAY, by=scene.chair)
    with pytest.raises(NotAllowed):
        acts.decide(case=case, reasons="So.", on=TODAY, by=scene.officer)


def test_the_database_itself_refuses_a_skipped_step(scene):
    case = scene.walk.opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=CaseState.FINAL)
    case = scene.walk.considered("badly-run", by=scene.apex_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(case=case).update(decided_by=case.round.considered_by, decided_on=TODAY, reasons="So.")


def test_whoever_declared_a_conflict_takes_no_further_step(scene):
    case = scene.walk.opened()
    acts.recuse(case=case, reasons="My brother sings there.", on=TODAY, by=scene.officer)
    with pytest.raises(NotAllowed, match="conflict"):
        acts.send_notice(case=case, on=TODAY, by=scene.officer)
    assert acts.send_notice(case=case, on=TODAY, by=scene.colleague).state == CaseState.NOTICED


def test_a_case_outlives_the_officer_who_opened_it(scene):
    case = scene.walk.opened()
    RoleHolding.objects.filter(account_id=scene.officer.account_id).update(until_on=TODAY)
    assert acts.send_notice(case=case, on=TODAY, by=scene.colleague).state == CaseState.NOTICED


def test_a_decision_waits_for_the_appeal_and_says_so(scene):
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    assert (case.state, case.effective_on) == (CaseState.APPEALABLE, None)
    assert not labels_on_own(scene, TODAY)
    assert outcomes.run_cases(on=case.round.appeal_until) == 0
    after = case.round.appeal_until + timedelta(days=1)
    assert outcomes.run_cases(on=after) == 1
    case.refresh_from_db()
    assert (case.state, case.effective_on) == (CaseState.FINAL, after)
    [label] = labels_on_own(scene, after)
    assert label.code == "badly-run"
    assert list(published_measures(scene.own, after)) == [case]


def published_measures(organization, on, until=None):
    return Case.objects.filter(in_public(on, until or on), organization=organization, round__withheld_ground="")


def labels_on_own(scene, on):
    return list(labels_on(Q(organization=scene.own), on))


def test_an_appeal_goes_to_someone_who_had_no_part(scene):
    case = scene.walk.appealed()
    for who in (scene.chair, scene.officer, scene.apex):
        with pytest.raises(NotAllowed):
            acts.reverse(case=case, reasons="x", on=TODAY, by=who)
    with pytest.raises(NotNow, match="reasons"):
        acts.reverse(case=case, reasons=" ", on=TODAY, by=scene.reviewer)


def test_an_appeal_out_of_time_is_refused_and_the_answer_still_stands(scene):
    case = scene.walk.appealable()
    with pytest.raises(NotNow, match="until the end of"):
        acts.appeal(case=case, grounds="Late.", at=noon(case.round.appeal_until + timedelta(days=1)), by=scene.approver)
    acts.answer(case=case, text="We disagree.", on=TODAY, by=scene.approver)


def test_an_upheld_appeal_undoes_everything_and_tells_everyone(scene):
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    Round.objects.filter(case=case).update(appeal_suspends=False)
    case.refresh_from_db()
    take_effect(case, TODAY)
    assert labels_on_own(scene, TODAY)
    case = acts.appeal(case=case, grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    case = acts.reverse(case=case, reasons="The flood.", on=TODAY, by=scene.reviewer)
    assert case.state == CaseState.REVERSED
    assert not labels_on_own(scene, TODAY)
    assert not published_measures(scene.own, TODAY)
    told = set(Notice.objects.filter(code="casework:reversed").values_list("party_kind", "party_id"))
    assert {("role", "apex-officer"), ("role", "apex-decider"), ("role", "reviewer")} <= told
    with pytest.raises(NotNow, match="badly-run"):
        acts.open_case(organization=scene.own, rung="removal", ground=GROUND, on=TODAY, by=scene.apex_officer)


def test_another_language_begins_the_time_again(scene):
    case = scene.walk.served()
    case = acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    assert (case.state, case.language, case.round.served_on) == (CaseState.OPENED, "zh-hans", None)
    case = acts.send_notice(case=case, on=TODAY + timedelta(days=1), by=scene.officer)
    assert service_day(case, Paper.NOTICE, TODAY + timedelta(days=1)) is None, "what proved the old paper is void"
    case = acts.acknowledge(case=case, on=TODAY + timedelta(days=1), by=scene.approver)
    assert case.round.reply_until == scene.calendar.add_working_days(TODAY + timedelta(days=1), 15)
    with pytest.raises(NotNow, match="already"):
        acts.ask_for_language(case=case, language="en", on=TODAY, by=scene.approver)


def test_a_decision_in_another_language_is_served_anew(scene):
    case = scene.walk.appealable()
    case = acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    assert case.state == CaseState.DECIDED
    case = acts.acknowledge(case=case, on=TODAY + timedelta(days=1), by=scene.approver)
    assert case.round.decision_served_on == TODAY + timedelta(days=1)


@pytest.mark.parametrize("stage", ["opened", "served", "replied", "considered"])
def test_a_merger_before_the_decision_begins_the_case_again(scene, stage):
    case = getattr(scene.walk, stage)()
    assert acts.follow(organization=scene.own, into=scene.other, on=TODAY, by=scene.apex.actor) == 1
    case.refresh_from_db()
    assert (case.organization, case.state, case.round.served_on, case.round.facts_relied_on) == (
        scene.other,
        CaseState.OPENED,
        None,
        "",
    )
    assert not Clock.objects.filter(subject_kind="case", state="running").exists()


def test_an_organization_that_is_gone_has_no_open_case(scene):
    case = scene.walk.replied()
    acts.follow(organization=scene.own, into=None, on=TODAY, by=scene.apex.actor)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_a_remedy_ends_the_label_early(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    assert labels_on_own(scene, TODAY)
    step = acts.plan_remedy(
        case=case, what="Two open days.", due_on=TODAY + timedelta(days=30), on=TODAY, by=scene.apex_officer
    )
    with pytest.raises(NotNow, match="not shown"):
        acts.rule_on_remedy(step=step, is_met=True, reasons="x", on=TODAY, by=scene.apex_officer)
    acts.show_remedy(step=step, shown="Held on 10 and 11 April.", on=TODAY, by=scene.approver)
    step.refresh_from_db()
    acts.rule_on_remedy(step=step, is_met=True, reasons="Seen.", on=TODAY, by=scene.apex_officer)
    on = TODAY + timedelta(days=10)
    case = acts.end_early(case=case, reasons="Every step is met.", on=on, by=scene.apex)
    assert case.state == CaseState.ENDED
    assert not labels_on_own(scene, on)
    assert labels_on_own(scene, TODAY), "it was carried until then"


def test_a_label_ends_by_itself(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    assert outcomes.run_cases(on=case.ends_on - timedelta(days=1)) == 0
    assert (outcomes.run_cases(on=case.ends_on), outcomes.run_cases(on=case.ends_on)) == (1, 0)
    case.refresh_from_db()
    assert case.state == CaseState.ENDED


def test_publication_is_withheld_only_on_a_named_ground(scene):
    case = scene.walk.considered()
    with pytest.raises(NotNow, match="court-order"):
        acts.decide(case=case, reasons="So.", withheld="shame", on=TODAY, by=scene.chair)
    case = acts.decide(case=case, reasons="So.", withheld="safety", on=TODAY, by=scene.chair)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    after = case.round.appeal_until + timedelta(days=1)
    outcomes.run_cases(on=after)
    assert not published_measures(scene.own, after)


def test_dropping_leaves_nothing_against_anyone(scene):
    case = acts.drop(case=scene.walk.replied(), reasons="The hall was flooded.", on=TODAY, by=scene.officer)
    assert case.state == CaseState.CLOSED
    assert Notice.objects.filter(code="casework:dropped").exists()
    assert not Clock.objects.filter(subject_kind="case", state="running").exists()


def test_every_line_of_the_file_has_its_entry_in_the_ledger(scene):
    case = scene.walk.final()
    codes = list(case.steps.order_by("number").values_list("code", flat=True))
    assert codes == [
        "open", "send-notice", "acknowledge", "prove-service", "reply", "consider", "decide",
        "acknowledge", "prove-service", "appeal", "uphold",
    ]  # fmt: skip
    for step in case.steps.all():
        assert Entry.objects.get(number=step.entry).act == f"casework:{step.code}"


def test_a_late_appeal_suspends_what_already_has_effect(scene):
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    Round.objects.filter(case=case).update(appeal_suspends=False)
    case.refresh_from_db()
    take_effect(case, TODAY)
    case = acts.appeal(case=case, grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    due = Clock.objects.get(code="casework:appeal").due_on
    assert outcomes.run_cases(on=due) == 0
    assert labels_on_own(scene, due)
    assert (outcomes.run_cases(on=due + timedelta(days=1)), outcomes.run_cases(on=due + timedelta(days=1))) == (1, 0)
    assert not labels_on_own(scene, due + timedelta(days=1))
    case.refresh_from_db()
    case = outcomes.uphold_case(case=case, reasons="It stands.", on=due + timedelta(days=2), by=scene.reviewer)
    [label] = labels_on_own(scene, due + timedelta(days=2))
    assert label.from_on == due + timedelta(days=2)


def test_a_dissolved_committee_hands_its_open_cases_on(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    later = TODAY + timedelta(days=10)
    scene.own.placements.update(until_on=later)
    Placement.objects.create(organization=scene.own, body=scene.world.two, from_on=later)
    assert outcomes.hand_over(from_=scene.world.one, on=later, by=scene.apex.actor) == 1
    case.refresh_from_db()
    assert case.body == scene.world.two
    assert Clock.objects.get(code="casework:serve").party_id == str(scene.world.two.pk)
    acts.try_service(case=case, attempt=in_person(later), on=later, by=scene.sibling)
    with pytest.raises(NotAllowed):
        acts.drop(case=case, reasons="x", on=later, by=scene.officer)
