"""Visits: the draw can be repeated, nobody's chance is zero, and the organization's answer stands beside the report."""

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.activities.conftest import TODAY
from umbel import outcomes
from umbel.activities import acts, lots
from umbel.activities.models import Draw, Visit
from umbel.audit.models import Checkpoint, Entry
from umbel.errors import NotAllowed, NotNow
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.policy import find_pack

SAMPLING = find_pack("beijing-2016").sampling
SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)


@pytest.fixture
def drawn(scene):
    """A visit to the organization of the scene."""
    draw = Draw.objects.create(body=scene.world.one, seed="s", committed_on=TODAY, entry=1, drawn_on=TODAY)
    return Visit.objects.create(draw=draw, organization=scene.own, body=scene.world.one)


@given(seed=SEEDS, organization=st.integers(1, 10**9), chance=st.integers(0, 100))
def test_a_lot_is_what_anyone_computes_again(seed, organization, chance):
    lot = lots.lot(seed, organization)
    again = int(hashlib.sha256(f"{seed}:{organization}".encode()).hexdigest()[:16], 16)
    assert lot == again
    assert lots.is_drawn(chance, lot) == (again / 2**64 < chance / 100 or (again * 100 < chance * 2**64))
    assert not lots.is_drawn(0, lot)
    assert lots.is_drawn(100, lot)


@given(
    grade=st.sampled_from([None, "A", "B", "C", "D", "unknown"]),
    last=st.one_of(st.none(), st.dates(date(2000, 1, 1), TODAY)),
)
def test_nobodys_chance_is_below_the_floor_or_above_one(grade, last):
    assert SAMPLING.floor <= lots.chance(SAMPLING, grade, last, TODAY) <= 100


def test_a_weaker_grade_and_an_older_visit_are_likelier():
    recent, long_ago = TODAY - timedelta(days=90), TODAY - timedelta(days=2000)
    assert lots.chance(SAMPLING, "A", recent, TODAY) < lots.chance(SAMPLING, "D", recent, TODAY)
    assert lots.chance(SAMPLING, "A", recent, TODAY) < lots.chance(SAMPLING, "A", long_ago, TODAY)
    assert lots.chance(SAMPLING, "A", recent, TODAY) < lots.chance(SAMPLING, "A", None, TODAY)


@pytest.mark.django_db
def test_the_seed_is_bound_in_the_ledger_before_the_draw_and_the_draw_can_be_repeated(scene):
    for number in range(60):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Choir {number}")
    draw = acts.commit_draw(body=scene.world.one, on=TODAY, by=scene.chair)
    entry = Entry.objects.get(number=draw.entry)
    assert entry.data["sha256"] == hashlib.sha256(draw.seed.encode()).hexdigest()
    assert draw.seed not in str(entry.data)
    assert Checkpoint.objects.order_by("-size").first().size >= draw.entry
    with pytest.raises(NotNow):
        acts.commit_draw(body=scene.world.one, on=TODAY, by=scene.chair)
    made = outcomes.draw_visits(draw=draw, on=TODAY, by=scene.chair)
    published = Entry.objects.get(act="activities:draw").data
    assert published["seed"] == draw.seed
    repeated = [
        key
        for key, chance, _lot, _drawn in made.lots
        if int(hashlib.sha256(f"{published['seed']}:{key}".encode()).hexdigest()[:16], 16) < chance / 100 * 2**64
    ]
    assert repeated == published["drawn"] == sorted(made.visits.values_list("organization", flat=True))
    assert len(published["pool"]) == 61, "those of the other committee are not in it"
    with pytest.raises(NotNow):
        outcomes.draw_visits(draw=draw, on=TODAY, by=scene.chair)


@pytest.mark.django_db
def test_only_the_chair_draws_and_only_its_officers_report(scene, drawn):
    for by in (scene.officer, scene.sibling, scene.apex):
        with pytest.raises(NotAllowed):
            acts.commit_draw(body=scene.world.one, on=TODAY, by=by)
    for by in (scene.sibling, scene.apex, scene.editor):
        with pytest.raises(NotAllowed):
            acts.report_visit(visit=drawn, visited_on=TODAY, seen="Open.", on=TODAY, by=by)
    with pytest.raises(NotAllowed):
        acts.answer_visit(visit=drawn, answer="Yes.", on=TODAY, by=scene.outsider)


@pytest.mark.django_db
def test_the_answer_stands_beside_the_report(scene, drawn):
    with pytest.raises(NotNow):
        acts.answer_visit(visit=drawn, answer="Too early.", on=TODAY, by=scene.editor)
    for wrong in ({"visited_on": TODAY + timedelta(days=1)}, {"visited_on": TODAY - timedelta(days=1)}, {"seen": " "}):
        with pytest.raises(NotNow):
            acts.report_visit(
                **{"visit": drawn, "visited_on": TODAY, "seen": "Open.", "on": TODAY} | wrong, by=scene.officer
            )
    acts.report_visit(visit=drawn, visited_on=TODAY, seen="The hall was open.", on=TODAY, by=scene.officer)
    assert "The hall was open." in str(Notice.objects.get(code="activities:visit").text)
    later = TODAY + timedelta(days=60)
    visit = acts.answer_visit(visit=drawn, answer="It always is.", on=later, by=scene.editor)
    assert (visit.seen, visit.answer) == ("The hall was open.", "It always is.")
    assert Clock.objects.get(code="activities:answer-visit").state == ClockState.MET
    with pytest.raises(NotNow):
        acts.report_visit(visit=drawn, visited_on=TODAY, seen="Again.", on=TODAY, by=scene.officer)
    with pytest.raises(NotNow):
        acts.drop_visit(visit=drawn, reasons="x", on=TODAY, by=scene.officer)


@pytest.mark.django_db
def test_a_visit_that_cannot_be_made_is_dropped_with_reasons(scene, drawn):
    with pytest.raises(NotNow):
        acts.drop_visit(visit=drawn, reasons=" ", on=TODAY, by=scene.officer)
    visit = acts.drop_visit(visit=drawn, reasons="It left the register.", on=TODAY, by=scene.officer)
    assert visit.why_dropped == "It left the register."
