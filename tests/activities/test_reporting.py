"""From a report to a finding, and what each side may do on the way."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tests.activities.conftest import HELD, TODAY
from tests.extent import examples
from umbel.activities import acts
from umbel.activities.acts import File, Report
from umbel.activities.models import Activity, Correction, Extension, Verification
from umbel.activities.queries import activities_of, obligations
from umbel.activities.states import ACTIVITY, ActivityState, Fate, Finding
from umbel.audit.models import Entry
from umbel.documents.models import Document
from umbel.errors import NotAllowed, NotNow, Problems, UmbelError
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.structure.models import Placement

pytestmark = pytest.mark.django_db


def said(scene, **more):
    values = {"kind": "training", "held_on": HELD, "head_count": 24, "summary": "Taught bookkeeping."}
    return Report(**values | {"obligation": scene.due} | more)


def reported(scene, on=TODAY, files=(), **more):
    return acts.report(organization=scene.own, what=said(scene, **more), files=files, on=on, by=scene.editor)


def found(scene, activity, finding, on=TODAY, by=None, reasons="The minutes are missing."):
    return acts.find(activity=activity, finding=finding, reasons=reasons, on=on, by=by or scene.officer)


def fate(scene, on=TODAY):
    return obligations(on).get(pk=scene.due.pk).fate


def a_picture(seed=1, size=(320, 240)):
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for number in range(1, 6):
        x, y = (seed * 53 * number) % size[0], (seed * 31 * number) % size[1]
        draw.ellipse((x, y, x + size[0] // 4, y + size[1] // 4), fill=(40 * number, 90, 10 * number))
    kept = io.BytesIO()
    picture.save(kept, "JPEG")
    return kept.getvalue()


def test_a_report_is_filed_with_a_receipt_and_waits_for_its_committee(scene):
    activity = reported(scene, files=[File("photo", "hall.jpg", a_picture())])
    assert (activity.state, activity.reported_on) == (ActivityState.REPORTED, TODAY)
    assert activity.verify_by > TODAY
    entry = Entry.objects.get(act="activities:report")
    assert entry.subject_id == str(activity.pk)
    clock = Clock.objects.get(code="activities:verification")
    assert (clock.party_id, clock.due_on) == (str(scene.world.one.pk), activity.verify_by)
    evidence = activity.evidence.get()
    assert len(evidence.picture) == 16
    assert fate(scene) == Fate.OPEN
    assert Document.objects.filter(subject_kind="activity").count() == 1


def test_an_accepted_report_meets_its_obligation_on_the_day_it_was_filed(scene):
    activity = reported(scene)
    found(scene, activity, Finding.ACCEPTED, on=TODAY + timedelta(days=20), reasons="")
    row = obligations(TODAY + timedelta(days=30)).get(pk=scene.due.pk)
    assert (row.fate, row.met_on) == (Fate.MET, TODAY)
    assert Clock.objects.get(code="activities:verification").state == ClockState.MET


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "party"),
        ("held_on", TODAY + timedelta(days=1)),
        ("head_count", -1),
        ("head_count", 2_000_000),
        ("summary", "  "),
        ("place", "x" * 201),
        ("held_on", date(2025, 12, 31)),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_written(scene, field, value):
    with pytest.raises(Problems) as refused:
        reported(scene, **{field: value})
    assert field in {problem.field for problem in refused.value.problems}
    assert not Activity.objects.exists()


def test_a_report_with_the_same_number_is_the_same_report(scene):
    first = reported(scene, reference="2026-7")
    assert reported(scene, reference="2026-7", head_count=99) == first
    assert Activity.objects.count() == 1
    assert Entry.objects.filter(act="activities:report").count() == 1


def test_nobody_reports_for_another(scene):
    for viewer in (scene.outsider, scene.officer, scene.apex):
        with pytest.raises(NotAllowed):
            acts.report(organization=scene.own, what=said(scene), on=TODAY, by=viewer)


def test_a_list_of_persons_is_not_taken(scene):
    sheet = "姓名,手机号,签到\n张三,138,是\n".encode()
    with pytest.raises(Problems) as refused:
        reported(scene, files=[File("minutes", "签到.csv", sheet)])
    assert "look like a list of persons" in str(refused.value)
    assert not Activity.objects.exists()
    assert not Document.objects.exists()


def test_a_report_is_returned_once_and_keeps_its_day(scene):
    activity = reported(scene)
    found(scene, activity, Finding.RETURNED, on=TODAY + timedelta(days=3))
    notice = Notice.objects.get(code="activities:returned")
    assert "came back" in str(notice.title)
    assert "The minutes are missing." in str(notice.text)
    assert notice.reply_until
    later = TODAY + timedelta(days=9)
    activity = acts.hand_in_again(
        activity=activity, what=said(scene, head_count=25), reasons="Minutes added.", on=later, by=scene.editor
    )
    assert activity.reported_on == TODAY
    assert activity.verify_by > later
    correction = Correction.objects.get()
    assert (correction.before["head_count"], correction.after["head_count"]) == (24, 25)
    with pytest.raises(NotNow, match="once"):
        found(scene, activity, Finding.RETURNED, on=later)
    found(scene, activity, Finding.ACCEPTED, on=later, reasons="")
    standing = {day: activities_of(scene.own.pk, TODAY + timedelta(days=day)).get().found for day in (2, 3, 8, 9, 30)}
    assert standing == {2: None, 3: "returned", 8: "returned", 9: "accepted", 30: "accepted"}
    assert obligations(later).get(pk=scene.due.pk).met_on == TODAY


def test_the_silence_of_a_committee_is_recorded_and_counts_as_acceptance(scene):
    activity = reported(scene)
    last = activity.verify_by
    assert acts.record_silences(on=last) == 0
    assert fate(scene, last) == Fate.OPEN
    after = last + timedelta(days=1)
    assert fate(scene, after) == Fate.MET, "also before anyone recorded it"
    assert acts.record_silences(on=after + timedelta(days=5)) == 1
    assert acts.record_silences(on=after + timedelta(days=5)) == 0
    silence = Verification.objects.get()
    assert (silence.by_silence, silence.finding, silence.found_on) == (True, Finding.ACCEPTED, after)
    assert Clock.objects.get(code="activities:verification").state == ClockState.SILENT
    assert fate(scene, after) == Fate.MET


def test_a_finding_against_comes_too_late_after_the_committees_time(scene):
    activity = reported(scene)
    late = activity.verify_by + timedelta(days=1)
    with pytest.raises(NotNow, match="counts as acceptance"):
        found(scene, activity, Finding.NOT_ACCEPTED, on=late)
    found(scene, activity, Finding.ACCEPTED, on=late, reasons="")


def test_a_report_not_accepted_is_looked_at_again_by_someone_else(scene):
    activity = reported(scene)
    found(scene, activity, Finding.NOT_ACCEPTED)
    notice = Notice.objects.get(code="activities:not-accepted")
    assert ("not accepted" in str(notice.title), "Ask for another look" in str(notice.text)) == (True, True)
    later = TODAY + timedelta(days=30)
    assert fate(scene, later) == Fate.MISSED
    acts.ask_to_look_again(activity=activity, grounds="They were enclosed.", on=TODAY, by=scene.editor)
    with pytest.raises(NotAllowed):
        acts.look_again(activity=activity, reverses=True, reasons="x", on=TODAY, by=scene.officer)
    acts.look_again(activity=activity, reverses=True, reasons="They were.", on=TODAY, by=scene.reviewer)
    assert fate(scene, later) == Fate.MET
    assert Verification.objects.filter(superseded_on=None).get().found_by_id == scene.reviewer.account_id
    assert not Clock.objects.filter(state=ClockState.RUNNING).exists()


def test_another_look_is_asked_for_in_time_and_with_grounds(scene):
    activity = reported(scene)
    found(scene, activity, Finding.NOT_ACCEPTED)
    last = Clock.objects.get(code="activities:look-request").due_on
    with pytest.raises(NotNow):
        acts.ask_to_look_again(activity=activity, grounds=" ", on=TODAY, by=scene.editor)
    with pytest.raises(NotNow, match="until"):
        acts.ask_to_look_again(activity=activity, grounds="No.", on=last + timedelta(days=1), by=scene.editor)
    acts.ask_to_look_again(activity=activity, grounds="No.", on=last, by=scene.editor)


def test_only_the_committee_of_the_day_finds(scene):
    activity = reported(scene)
    for viewer in (scene.sibling, scene.editor, scene.apex, scene.reviewer):
        with pytest.raises(NotAllowed):
            found(scene, activity, Finding.ACCEPTED, by=viewer)
    Placement.objects.filter(organization=scene.own).update(until_on=TODAY)
    Placement.objects.create(organization=scene.own, body=scene.world.two, from_on=TODAY)
    with pytest.raises(NotAllowed):
        found(scene, activity, Finding.ACCEPTED)
    found(scene, activity, Finding.ACCEPTED, by=scene.sibling)


def test_a_correction_keeps_both_versions_and_asks_for_a_finding_anew(scene):
    activity = reported(scene)
    found(scene, activity, Finding.ACCEPTED, reasons="")
    with pytest.raises(Problems):
        acts.correct(activity=activity, what=said(scene, head_count=20), reasons="", on=TODAY, by=scene.editor)
    activity = acts.correct(
        activity=activity, what=said(scene, head_count=20), reasons="Miscounted.", on=TODAY, by=scene.editor
    )
    assert activity.state == ActivityState.REPORTED
    assert Correction.objects.get().before["head_count"] == 24
    assert fate(scene) == Fate.OPEN


def test_a_withdrawn_report_counts_for_nothing(scene):
    activity = reported(scene)
    acts.withdraw(activity=activity, reasons="Filed twice.", on=TODAY, by=scene.editor)
    assert fate(scene, TODAY + timedelta(days=60)) == Fate.MISSED
    assert not activities_of(scene.own.pk, TODAY).exists()
    assert Activity.objects.count() == 1


def test_more_time_is_given_to_many_with_one_reason_and_counted(scene):
    due = scene.due.due_on
    more = due + timedelta(days=9)
    with pytest.raises(NotAllowed):
        acts.extend(obligations=[scene.due], due_on=more, reasons="x", on=TODAY, by=scene.officer)
    with pytest.raises(Problems):
        acts.extend(obligations=[scene.due], due_on=due, reasons="The site was down.", on=TODAY, by=scene.chair)
    grant = acts.extend(obligations=[scene.due], due_on=more, reasons="Down.", on=TODAY, by=scene.chair)
    assert Extension.objects.get().grant == grant
    assert fate(scene, due + timedelta(days=5)) == Fate.OPEN
    assert fate(scene, due + timedelta(days=10)) == Fate.MISSED
    before = obligations(TODAY - timedelta(days=1)).get(pk=scene.due.pk)
    assert before.due_by == due, "as it stood before the extension was given"


STEPS = ["accept", "return", "not-accept", "again", "correct", "withdraw", "ask", "uphold", "reverse", "silence"]


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 40)), max_size=7))
def test_no_order_of_steps_leads_where_the_table_does_not(scene, taken):
    activity = reported(scene)
    on = TODAY
    for step, days in taken:
        on += timedelta(days=days)
        before = Activity.objects.get(pk=activity.pk).state
        try:
            take(scene, activity, step, on)
        except UmbelError:
            assert Activity.objects.get(pk=activity.pk).state == before
            continue
        after = Activity.objects.get(pk=activity.pk).state
        assert after == before or any(after == row.target for row in ACTIVITY.steps_from(before))
        standing = Verification.objects.filter(activity=activity, superseded_on=None)
        assert standing.count() <= 1
        assert not standing.exclude(finding=Finding.ACCEPTED).filter(reasons="").exists()
        assert (after == ActivityState.ACCEPTED) == standing.filter(finding=Finding.ACCEPTED).exists()
    assert Verification.objects.filter(activity=activity, finding=Finding.RETURNED).count() <= 1
    assert fate(scene, on) in set(Fate)


def take(scene, activity, step, on):
    activity = Activity.objects.get(pk=activity.pk)
    findings = {"accept": Finding.ACCEPTED, "return": Finding.RETURNED, "not-accept": Finding.NOT_ACCEPTED}
    common = {"activity": activity, "on": on}
    if step in findings:
        acts.find(finding=findings[step], reasons="Because.", by=scene.officer, **common)
    elif step in {"again", "correct"}:
        change = acts.hand_in_again if step == "again" else acts.correct
        change(what=said(scene, head_count=7), reasons="Because.", by=scene.editor, **common)
    elif step == "withdraw":
        acts.withdraw(reasons="Because.", by=scene.editor, **common)
    elif step == "ask":
        acts.ask_to_look_again(grounds="Because.", by=scene.editor, **common)
    elif step == "silence":
        acts.record_silences(on=on)
    else:
        acts.look_again(reverses=step == "reverse", reasons="Because.", by=scene.reviewer, **common)


def test_a_deadline_runs_near_the_day_is_reminded_of_and_stops_with_the_report(scene):
    on = TODAY + timedelta(days=10)
    early = scene.due.due_on - timedelta(days=31)
    assert acts.run_near_deadlines(on=early) == 0
    assert acts.run_near_deadlines(on=on) == 1
    assert acts.run_near_deadlines(on=on) == 0, "running it twice starts nothing twice"
    clock = Clock.objects.get(code="activities:obligation")
    assert (clock.party_id, clock.due_on) == (str(scene.own.pk), scene.due.due_on)
    acts.extend(obligations=[scene.due], due_on=date(2026, 5, 6), reasons="An outage.", on=on, by=scene.apex)
    acts.run_near_deadlines(on=on)
    assert Clock.objects.get(code="activities:obligation", state=ClockState.RUNNING).due_on == date(2026, 5, 6)
    reported(scene, on=on)
    acts.run_near_deadlines(on=on)
    assert not Clock.objects.filter(code="activities:obligation", state=ClockState.RUNNING).exists()
    assert Clock.objects.filter(code="activities:obligation", state=ClockState.MET).count() == 1
