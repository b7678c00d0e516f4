"""A bulletin from the apex to the last acknowledgement, and everything that can happen on the way."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.activities.conftest import a_scene
from tests.extent import examples
from tests.registration.conftest import TODAY
from umbel.audit.models import Entry
from umbel.bulletins import acts
from umbel.bulletins.acts import Message, sending
from umbel.bulletins.acts.sending import deliver_bulletin
from umbel.bulletins.models import Bulletin, Copy, Relay
from umbel.bulletins.queries import coverage_by_committee, readable_bulletins, total
from umbel.bulletins.states import Asks, Audience
from umbel.errors import NotAllowed, NotNow, Problems
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of
from umbel.structure.models import Body, Federation
from umbel.words import Words

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def scene(db):
    return a_scene()


def a_message(**more):
    said = {
        "title": Words({"en": "Fire safety"}),
        "text": Words({"en": "Check the exits."}),
        "asks": Asks.ACKNOWLEDGEMENT,
        "due_on": DUE,
    }
    return Message(**said | more)


def sent(scene, by=None, **more):
    bulletin = acts.send(message=a_message(**more), on=TODAY, by=by or scene.apex)
    deliver_bulletin.call(bulletin.pk)
    return bulletin


def passed(scene, bulletin, note="", by=None):
    by = by or scene.officer
    acts.relay(relay=bulletin.relays.get(body_id=by.body_id), note=note, on=TODAY, by=by)
    deliver_bulletin.call(bulletin.pk)


def coverage(bulletin, on=TODAY):
    return total(coverage_by_committee(bulletin, on).values())


def test_it_goes_through_the_committee_with_its_note_to_the_last_acknowledgement(scene):
    bulletin = sent(scene)
    assert coverage(bulletin).whole == Copy.objects.count() == 2
    assert coverage(bulletin).reached == 0
    assert Clock.objects.filter(code="bulletins:relay", state=ClockState.RUNNING).count() == 2
    passed(scene, bulletin, "Ours is the old mill.")
    assert coverage(bulletin).reached == 1
    copy = bulletin.copies.get(organization=scene.own)
    assert copy.relay.note == "Ours is the old mill."
    assert Notice.objects.get(code="bulletins:bulletin", party_kind="organization").path == f"/bulletins/{bulletin.pk}/"
    acts.open_copy(copy=copy, on=TODAY, by=scene.editor)
    acts.acknowledge(copy=copy, on=TODAY, by=scene.editor)
    acts.acknowledge(copy=copy, on=TODAY + timedelta(days=1), by=scene.editor)
    copy.refresh_from_db()
    assert (copy.opened_on, copy.acknowledged_on) == (TODAY, TODAY)
    assert Entry.objects.filter(act="bulletins:acknowledge").count() == 1
    assert Clock.objects.get(code="bulletins:acknowledge").state == ClockState.MET


def test_one_that_asks_for_nothing_starts_no_clock_whatever_day_it_names(scene):
    passed(scene, sent(scene, asks=Asks.NOTHING))
    assert Notice.objects.filter(code="bulletins:bulletin", party_kind="organization").count() == 1
    assert not Clock.objects.filter(code="bulletins:acknowledge").exists()


def test_a_committee_that_is_silent_holds_nothing_up(scene):
    bulletin = sent(scene)
    last = bulletin.relays.first().due_on
    assert acts.pass_on(on=last) == 0
    assert acts.pass_on(on=last + timedelta(days=1)) == 2
    assert acts.pass_on(on=last + timedelta(days=1)) == 0
    deliver_bulletin.call(bulletin.pk)
    assert coverage(bulletin).reached == 2
    assert bulletin.relays.filter(by_silence=True).count() == 2
    assert Clock.objects.filter(code="bulletins:relay", state=ClockState.SILENT).count() == 2
    with pytest.raises(NotNow):
        passed(scene, bulletin)


def test_where_the_rules_give_no_time_a_committee_has_five_working_days(scene):
    Federation.objects.update(pack_id="annual-return", pack_version="1.0.0")
    days = calendar_of(find_pack("annual-return"))
    assert {relay.due_on for relay in sent(scene).relays.all()} == {days.add_working_days(TODAY, 5)}


def test_a_committee_that_is_dissolved_holds_nothing_up_either(scene):
    bulletin = sent(scene)
    Body.objects.filter(pk=scene.world.one.pk).update(dissolved_on=TODAY)
    assert acts.pass_on(on=TODAY) == 1
    deliver_bulletin.call(bulletin.pk)
    assert bulletin.copies.get(organization=scene.own).reached_on


def test_whoever_is_under_no_committee_has_it_straight_from_the_apex(scene):
    alone = factories.an_organization(None, scene.world.concept, scene.world.district, name="Alone Choir")
    bulletin = sent(scene)
    assert bulletin.copies.get(organization=alone).reached_on
    assert coverage(bulletin).whole == 3


def test_the_audience_is_by_field_district_and_committee(scene):
    assert sent(scene, concept=scene.world.concept).copies.count() == 2
    other = factories.a_district("99", names=Words({"en": "Elsewhere"}))
    with pytest.raises(Problems, match="Nobody is in this audience"):
        sent(scene, district=other)
    with pytest.raises(Problems, match="Nobody"):
        sent(scene, grade="A")
    own = sent(scene, by=scene.officer)
    assert [copy.organization_id for copy in own.copies.all()] == [scene.own.pk]
    assert own.copies.get().reached_on, "a committee's own bulletin goes straight to its organizations"


def test_one_for_the_committees_ends_there(scene):
    bulletin = sent(scene, audience=Audience.COMMITTEES)
    assert not bulletin.copies.exists()
    assert Clock.objects.filter(due_on=DUE, state=ClockState.RUNNING).count() == 2
    passed(scene, bulletin)
    assert acts.pass_on(on=DUE + timedelta(days=9)) == 0, "nobody acknowledges by silence"
    with pytest.raises(Problems, match="Only the apex"):
        sent(scene, by=scene.officer, audience=Audience.COMMITTEES)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": Words()}, "title_en"),
        ({"text": Words()}, "text_en"),
        ({"text": Words({"zh-hans": "x" * 8001})}, "text_zh"),
        ({"due_on": None}, "due_on"),
        ({"due_on": TODAY}, "due_on"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_sent(scene, more, field):
    with pytest.raises(Problems) as refused:
        sent(scene, **more)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Bulletin.objects.exists()
    assert not Notice.objects.exists()


def test_nobody_else_sends_relays_or_acknowledges(scene):
    for viewer in (scene.editor, scene.reviewer):
        with pytest.raises(NotAllowed):
            sent(scene, by=viewer)
    bulletin = sent(scene)
    with pytest.raises(NotAllowed):
        acts.relay(relay=bulletin.relays.get(body=scene.world.one), note="", on=TODAY, by=scene.sibling)
    passed(scene, bulletin)
    for viewer in (scene.outsider, scene.officer, scene.apex):
        with pytest.raises(NotAllowed):
            acts.acknowledge(copy=bulletin.copies.get(organization=scene.own), on=TODAY, by=viewer)


def test_each_sees_what_is_theirs(scene):
    bulletin = sent(scene, concept=scene.world.concept)
    assert list(readable_bulletins(scene.apex)) == [bulletin]
    assert list(readable_bulletins(scene.officer)) == [bulletin]
    assert list(readable_bulletins(scene.editor)) == [], "it has not reached them yet"
    passed(scene, bulletin)
    assert list(readable_bulletins(scene.editor)) == [bulletin]


def test_whoever_has_no_address_is_counted(scene):
    bulletin = sent(scene)
    passed(scene, bulletin)
    passed(scene, bulletin, by=scene.sibling)
    assert bulletin.copies.get(organization=scene.other).is_unreachable
    assert coverage(bulletin).unreachable == 1


def test_the_committee_is_told_once_who_has_not_answered(scene):
    bulletin = sent(scene)
    passed(scene, bulletin)
    assert acts.escalate(on=DUE) == 0
    assert acts.escalate(on=DUE + timedelta(days=1)) == 1
    assert acts.escalate(on=DUE + timedelta(days=2)) == 0
    assert coverage(bulletin, DUE + timedelta(days=1)).overdue == 1
    notice = Notice.objects.get(code="bulletins:overdue")
    assert notice.party_id == str(scene.world.one.pk)


def test_a_note_has_four_thousand_characters_and_no_more(scene):
    bulletin = sent(scene)
    with pytest.raises(NotNow, match="4,000"):
        passed(scene, bulletin, "x" * 4001)
    passed(scene, bulletin, "x" * 4000)
    assert len(bulletin.relays.get(body=scene.world.one).note) == 4000


def test_a_committee_whose_organizations_all_answered_is_told_nothing(scene):
    bulletin = sent(scene)
    passed(scene, bulletin)
    acts.acknowledge(copy=bulletin.copies.get(organization=scene.own), on=TODAY, by=scene.editor)
    assert acts.escalate(on=DUE + timedelta(days=1)) == 0
    assert not Notice.objects.filter(code="bulletins:overdue").exists()


def test_a_withdrawn_one_asks_for_nothing(scene):
    bulletin = sent(scene)
    passed(scene, bulletin)
    with pytest.raises(NotNow):
        acts.withdraw(bulletin=bulletin, reasons=" ", on=TODAY, by=scene.apex)
    with pytest.raises(NotAllowed):
        acts.withdraw(bulletin=bulletin, reasons="Wrong day.", on=TODAY, by=scene.officer)
    acts.withdraw(bulletin=bulletin, reasons="Wrong day.", on=TODAY, by=scene.apex)
    assert not Clock.objects.filter(state=ClockState.RUNNING).exists()
    deliver_bulletin.call(bulletin.pk)
    assert coverage(bulletin).reached == 1, "it goes no further"
    with pytest.raises(NotNow):
        acts.acknowledge(copy=bulletin.copies.get(organization=scene.own), on=TODAY, by=scene.editor)


def test_a_killed_worker_is_followed_by_one_that_tells_nobody_twice(scene, monkeypatch):
    for number in range(24):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Choir {number}")
    monkeypatch.setattr(sending, "BATCH", 10)
    real, calls = sending.send_to_many, []

    def dies_in_the_second_batch(**said):
        real(**said)
        calls.append(said)
        if len(calls) == 3:  # the first told the committees
            raise SystemExit("killed")

    bulletin = acts.send(message=a_message(), on=TODAY, by=scene.apex)
    acts.relay(relay=bulletin.relays.get(body=scene.world.one), note="", on=TODAY, by=scene.officer)
    calls.append({})
    monkeypatch.setattr(sending, "send_to_many", dies_in_the_second_batch)
    with pytest.raises(SystemExit):
        deliver_bulletin.call(bulletin.pk)
    assert coverage(bulletin).reached == 10
    monkeypatch.setattr(sending, "send_to_many", real)
    assert acts.resume_bulletins() == 0, "it was at work just now"
    Bulletin.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
    assert acts.resume_bulletins() == 1
    assert coverage(bulletin).reached == 25
    told = Notice.objects.filter(code="bulletins:bulletin", party_kind="organization")
    assert told.count() == told.values("party_id").distinct().count() == 25
    Bulletin.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
    assert acts.resume_bulletins() == 0, "what waits for the other committee is nobody's to deliver yet"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["relay", "pass", "deliver", "open", "acknowledge", "escalate", "withdraw"]),
        st.integers(0, 4),
        st.integers(0, 60),
    ),
    max_size=14,
)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_coverage_adds_up_at_each_tier_whatever_happens(scene, steps):
    bulletin = acts.send(message=a_message(), on=TODAY, by=scene.apex)
    copies, people = list(bulletin.copies.all()), [scene.editor, scene.outsider]
    for step, number, days in sorted(steps, key=lambda step: step[2]):
        on = TODAY + timedelta(days=days)
        copies = list(bulletin.copies.select_related("bulletin").order_by("organization_id"))
        try:
            if step == "relay":
                by = [scene.officer, scene.sibling][number % 2]
                acts.relay(relay=bulletin.relays.get(body_id=by.body_id), note="", on=on, by=by)
            elif step == "pass":
                acts.pass_on(on=on)
            elif step == "deliver":
                deliver_bulletin.call(bulletin.pk)
            elif step == "escalate":
                acts.escalate(on=on)
            elif step == "withdraw" and number == 0:
                acts.withdraw(bulletin=bulletin, reasons="x", on=on, by=scene.apex)
            elif copies:
                copy = copies[number % len(copies)]
                do = acts.open_copy if step == "open" else acts.acknowledge
                do(copy=copy, on=on, by=people[number % 2])
        except (NotNow, NotAllowed):
            pass
        by_committee = coverage_by_committee(bulletin, on)
        whole = total(by_committee.values())
        assert whole.whole == bulletin.copies.count()
        for part in (*by_committee.values(), whole):
            assert part.acknowledged <= part.opened <= part.reached <= part.whole
            assert part.overdue <= part.reached - part.acknowledged
            assert part.unreachable <= part.reached
    assert not Copy.objects.values("bulletin", "organization").annotate(n=Count("pk")).filter(n__gt=1).exists()
    assert Relay.objects.filter(bulletin=bulletin).count() == 2
