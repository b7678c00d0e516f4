"""A return from the call to the roll-up, with some missing, and everything that can happen on the way."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.activities.conftest import a_scene
from tests.extent import examples
from tests.registration.conftest import TODAY, an_account
from tests.web.activity_things import FIGURES
from umbel.audit.models import Entry
from umbel.bulletins import acts, return_form
from umbel.bulletins.acts import Draft
from umbel.bulletins.acts.sending import deliver_bulletin
from umbel.bulletins.models import Bulletin, Call, Return
from umbel.bulletins.queries import (
    all_of,
    coverage_by_committee,
    returns_of,
    rolled_up,
    total,
    waiting_for_review,
)
from umbel.bulletins.states import RETURN, WITH_APEX, WITH_COMMITTEE, Asks, Audience, ReturnState
from umbel.errors import NotAllowed, NotFound, NotNow, Problems, UmbelError
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.structure.models import Body, Placement
from umbel.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    made = a_scene()
    made.other_approver = an_account("organization-approver", organization=made.other)
    return made


def called(scene, period="2025"):
    return acts.call(form="yearly-figures", period=period, on=TODAY, by=scene.apex)


def submitted(scene, call, organization=None, by=None, on=TODAY, **more):
    row = call.returns.get(organization=organization or scene.own)
    return acts.submit(row=row, typed=FIGURES | more, on=on, by=by or scene.approver)


def whole(call, states=WITH_APEX, on=TODAY):
    return all_of(rolled_up(call, on, states).values())


def test_everyone_on_the_register_is_asked_and_told(scene):
    call = called(scene)
    assert set(call.returns.values_list("organization", flat=True)) == {scene.own.pk, scene.other.pk}
    assert TODAY < call.due_on < call.review_by
    assert Notice.objects.filter(code="bulletins:call", party_kind="organization").count() == 2
    assert Clock.objects.filter(code="bulletins:return", state=ClockState.RUNNING).count() == 2
    with pytest.raises(Problems, match="already"):
        called(scene)
    with pytest.raises(NotFound):
        acts.call(form="nothing", period="2025", on=TODAY, by=scene.apex)


def test_a_period_has_forty_characters_and_no_more(scene):
    assert called(scene, period="x" * 40).period == "x" * 40
    with pytest.raises(Problems, match="Say for which period"):
        called(scene, period="y" * 41)


def test_a_total_says_how_many_of_how_many_it_covers(scene):
    for number in range(3):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Silent {number}")
    call = called(scene)
    submitted(scene, call)
    theirs = submitted(scene, call, scene.other, scene.other_approver, staff="10", income="1")
    assert (whole(call).counted, whole(call).asked) == (0, 5), "nothing was forwarded yet"
    acts.forward(rows=[theirs], on=TODAY, by=scene.sibling)
    found = whole(call)
    assert (found.counted, found.asked, found.missing) == (1, 5, 4)
    assert found.sums["staff"] == (Decimal(10), 1)
    at_joint = rolled_up(call, TODAY, WITH_COMMITTEE)[scene.world.one.pk]
    assert (at_joint.counted, at_joint.asked, at_joint.sums["income"]) == (1, 4, (Decimal("125000.50"), 1))
    missing = [row.names.get("en", "") for row in returns_of(call, scene.apex, TODAY).filter(state="draft")]
    assert sorted(missing) == ["Silent 0", "Silent 1", "Silent 2"]


def test_what_is_forwarded_is_frozen_until_it_is_sent_back(scene):
    call = called(scene)
    row = submitted(scene, call)
    assert [found.pk for found in waiting_for_review(scene.officer, TODAY)] == [row.pk]
    acts.forward(rows=[row], on=TODAY, by=scene.officer)
    for act in (
        lambda: acts.save(row=row, typed={"staff": "5"}, by=scene.editor),
        lambda: submitted(scene, call, staff="5"),
        lambda: acts.forward(rows=[row], on=TODAY, by=scene.officer),
    ):
        with pytest.raises(NotNow):
            act()
    with pytest.raises(NotAllowed):
        acts.send_return_back(row=row, reasons="Wrong.", on=TODAY, by=scene.officer)
    acts.send_return_back(row=row, reasons="The staff cannot be right.", on=TODAY, by=scene.apex)
    assert whole(call).counted == 0
    assert "The staff" in str(Notice.objects.get(code="bulletins:return-back").text)
    again = submitted(scene, call, staff="5", on=TODAY + timedelta(days=40))
    assert again.submitted_on == TODAY, "the first day counts"
    acts.forward(rows=[again], on=TODAY, by=scene.officer)
    acts.accept(rows=[again], on=TODAY, by=scene.apex)
    assert whole(call).sums["staff"] == (Decimal(5), 1)


def test_late_ones_do_not_hold_up_the_others(scene):
    call = called(scene)
    row = submitted(scene, call)
    assert acts.forward(rows=[row], on=TODAY, by=scene.officer) == 1
    late = submitted(scene, call, scene.other, scene.other_approver, on=call.review_by + timedelta(days=9))
    acts.forward(rows=[late], on=call.review_by + timedelta(days=9), by=scene.sibling)
    assert whole(call).counted == 2


def test_a_committee_dissolved_in_the_middle_loses_no_return(scene):
    call = called(scene)
    row = submitted(scene, call)
    Body.objects.filter(pk=scene.world.one.pk).update(dissolved_on=TODAY)
    Placement.objects.filter(organization=scene.own).update(until_on=TODAY)
    Placement.objects.create(organization=scene.own, body=scene.world.two, from_on=TODAY)
    with pytest.raises(NotAllowed):
        acts.forward(rows=[row], on=TODAY, by=scene.officer)
    acts.forward(rows=[row], on=TODAY, by=scene.sibling)
    Placement.objects.filter(organization=scene.other).update(until_on=TODAY)
    alone = submitted(scene, call, scene.other, scene.other_approver)
    acts.forward(rows=[alone], on=TODAY, by=scene.apex)
    found = rolled_up(call, TODAY, WITH_APEX)
    assert {key: part.counted for key, part in found.items()} == {scene.world.two.pk: 1, None: 1}


def test_closing_keeps_what_came_and_names_what_is_missing(scene):
    call = called(scene)
    acts.forward(rows=[submitted(scene, call)], on=TODAY, by=scene.officer)
    acts.close(call=call, on=TODAY, by=scene.apex)
    call.refresh_from_db()
    assert (whole(call).counted, whole(call).missing) == (1, 1)
    assert not Clock.objects.filter(state=ClockState.RUNNING, code__startswith="bulletins:").exists()
    with pytest.raises(NotNow):
        submitted(scene, call, scene.other, scene.other_approver)
    with pytest.raises(NotNow):
        acts.close(call=call, on=TODAY, by=scene.apex)
    assert Entry.objects.filter(act="bulletins:close").count() == 1


def test_only_those_whose_it_is_act(scene):
    call = called(scene)
    mine = call.returns.get(organization=scene.own)
    for by in (scene.outsider, scene.officer, scene.apex):
        with pytest.raises(NotAllowed):
            acts.save(row=mine, typed={}, by=by)
    with pytest.raises(NotAllowed):
        acts.submit(row=mine, typed=FIGURES, on=TODAY, by=scene.editor)
    submitted(scene, call)
    for by in (scene.sibling, scene.apex, scene.editor):
        with pytest.raises(NotAllowed):
            acts.forward(rows=[mine], on=TODAY, by=by)
    for by in (scene.officer, scene.editor, scene.reviewer):
        with pytest.raises(NotAllowed):
            acts.call(form="yearly-figures", period="2026", on=TODAY, by=by)
        with pytest.raises(NotAllowed):
            acts.accept(rows=[mine], on=TODAY, by=by)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("staff", ""),
        ("staff", "two"),
        ("staff", "2.5"),
        ("staff", "-1"),
        ("staff", "1"),
        ("income", "1e400"),
        ("income", "NaN"),
        ("income", "12.345"),
        ("premises", "tent"),
        ("individual-members", "99999999999"),
        ("remarks", "x" * 4001),
    ],
)
def test_a_wrong_answer_is_named_by_its_question(scene, field, value):
    call = called(scene)
    with pytest.raises(Problems) as refused:
        submitted(scene, call, **{field: value})
    named = {problem.field for problem in refused.value.problems}
    assert named == {"full-time-staff" if value == "1" else field}
    assert call.returns.get(organization=scene.own).state == ReturnState.DRAFT


def test_a_draft_keeps_what_was_typed_right_or_wrong(scene):
    row = called(scene).returns.get(organization=scene.own)
    acts.save(row=row, typed={"staff": "two", "unknown": "x"}, by=scene.editor)
    row.refresh_from_db()
    assert row.values == {"staff": "two"}


def test_numbers_are_read_as_people_write_them(scene):
    row = submitted(scene, called(scene), income="1,250,000.50")
    assert row.values["income"] == "1250000.50"


WRITTEN = st.dictionaries(
    st.sampled_from([*FIGURES, "remarks"]), st.one_of(st.text(max_size=20), st.integers().map(str)), max_size=9
)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=WRITTEN)
def test_whatever_is_typed_is_read_or_named(scene, written):
    form = scene.world.pack.form("yearly-figures")
    kept = return_form.frozen(form)
    values, problems = return_form.read(kept, written)
    assert set(values) <= {field.code for field in form.fields}
    assert all(problem.field in {field.code for field in form.fields} for problem in problems)
    return_form.sums(kept, [values])


PERIODS = count()
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["save", "submit", "back", "forward", "accept", "close"]), st.integers(0, 1), st.integers(0, 4)
    ),
    max_size=12,
)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=ACTS)
def test_no_sequence_of_acts_leaves_the_table_or_counts_what_did_not_come(scene, steps):
    call = called(scene, f"p{next(PERIODS)}")
    people = [scene.approver, scene.other_approver, scene.officer, scene.sibling, scene.apex]
    before = dict(call.returns.values_list("pk", "state"))
    allowed = {(step.source, step.target) for step in RETURN.steps}
    for step, which, who in steps:
        row = Return.objects.get(call=call, organization=[scene.own, scene.other][which])
        by = people[who]
        try:
            if step == "save":
                acts.save(row=row, typed={"staff": "9"}, by=by)
            elif step == "submit":
                acts.submit(row=row, typed=FIGURES, on=TODAY, by=by)
            elif step == "back":
                acts.send_return_back(row=row, reasons="Wrong.", on=TODAY, by=by)
            elif step == "close":
                acts.close(call=call, on=TODAY, by=by)
            else:
                (acts.forward if step == "forward" else acts.accept)(rows=[row], on=TODAY, by=by)
        except UmbelError:
            pass
        after = dict(call.returns.values_list("pk", "state"))
        changed = {(before[key], after[key]) for key in after if before[key] != after[key]}
        assert changed <= allowed
        before = after
        call.refresh_from_db()
        found = whole(call)
        assert found.asked == call.returns.count()
        assert sum(found.states.values()) == found.asked
        assert 0 <= found.counted <= found.asked
        assert all(many <= found.counted for _amount, many in found.sums.values())


def asked_by_a_bulletin(scene, **more):
    said = {
        "title": Words({"en": "Figures"}),
        "text": Words({"en": "Please."}),
        "asks": Asks.RETURN,
        "form": "yearly-figures",
        "period": "2025",
    }
    bulletin = acts.send(draft=Draft(**said | more), on=TODAY, by=scene.apex)
    deliver_bulletin.call(bulletin.pk)
    return bulletin


def test_a_bulletin_asks_for_a_return_of_those_it_is_for(scene):
    scene.other.particulars.update(concept=scene.world.other_concept)
    bulletin = asked_by_a_bulletin(scene, concept=scene.world.concept)
    call = bulletin.call
    assert [row.organization for row in call.returns.all()] == [scene.own]
    assert bulletin.due_on == call.due_on > bulletin.relays.get().due_on
    assert not Notice.objects.filter(party_kind="organization").exists(), "nobody is told twice, nor past the committee"
    acts.relay(relay=bulletin.relays.get(), note="", on=TODAY, by=scene.officer)
    deliver_bulletin.call(bulletin.pk)
    assert Notice.objects.filter(party_kind="organization").count() == 1
    assert total(coverage_by_committee(bulletin, TODAY).values()).acknowledged == 0
    submitted(scene, call)
    found = total(coverage_by_committee(bulletin, TODAY).values())
    assert (found.whole, found.reached, found.opened, found.acknowledged) == (1, 1, 1, 1), "its return is its answer"


def test_a_return_that_comes_before_its_bulletin_is_an_answer(scene):
    bulletin = asked_by_a_bulletin(scene)
    submitted(scene, bulletin.call)
    acts.relay(relay=bulletin.relays.get(body=scene.world.one), note="", on=TODAY, by=scene.officer)
    copy = bulletin.copies.get(organization=scene.own)
    assert (copy.reached_on, copy.acknowledged_on) == (TODAY, TODAY)


def test_a_bulletin_that_asks_for_what_cannot_be_asked_sends_nothing(scene):
    called(scene)
    for more in ({"form": "nothing"}, {"period": ""}, {"period": "2025"}, {"audience": Audience.COMMITTEES}):
        with pytest.raises(Problems):
            asked_by_a_bulletin(scene, **more)
    with pytest.raises(Problems, match="not sent"):
        acts.send(
            draft=Draft(
                title=Words({"en": "x"}),
                text=Words({"en": "y"}),
                asks=Asks.RETURN,
                form="yearly-figures",
                period="2024",
            ),
            on=TODAY,
            by=scene.officer,
        )
    assert (Bulletin.objects.count(), Call.objects.count()) == (0, 1)


def test_withdrawing_a_bulletin_ends_the_return_it_asked_for(scene):
    bulletin = asked_by_a_bulletin(scene)
    acts.withdraw(bulletin=bulletin, reasons="The wrong year.", on=TODAY, by=scene.apex)
    bulletin.call.refresh_from_db()
    assert bulletin.call.closed_on == TODAY
    assert not Clock.objects.filter(state=ClockState.RUNNING, code__startswith="bulletins:").exists()
