"""Rules take effect on the day they were adopted for, and never before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories
from tests.registration.conftest import a_world
from umbel.activities.acts import generate_ahead, generate_obligations, replace_obligations
from umbel.activities.models import Obligation
from umbel.audit.actors import Actor
from umbel.audit.models import Entry
from umbel.errors import NotNow
from umbel.evaluation.acts import plan
from umbel.policy import find_pack
from umbel.policy.adjusting import adjust, with_head
from umbel.policy.catalogue import pack_texts
from umbel.policy.storing import pack_of, write_pack
from umbel.structure.acts import put_in_force, take_up_vocabulary
from umbel.structure.models import District, Federation, RulesInForce
from umbel.structure.queries import federation, rules_on, rules_to_come

BY = Actor.program("tests")
TODAY = date(2026, 4, 8)
FROM = date(2027, 1, 1)


@pytest.fixture
def world(db):
    made = a_world()
    Federation.objects.update(stands_on=TODAY)
    return made


@pytest.fixture
def twice(monkeypatch, tmp_path):
    """Version 1.1.0 asks for two activities a quarter, reported within 20 working days."""
    numbers = {"requirement/regular-activity/minimum": "2", "requirement/regular-activity/due_days": "20"}
    texts = with_head(pack_texts("beijing-2016", "1.0.0"), version="1.1.0", effective_from=FROM)
    texts = adjust(texts, numbers, why="More of them.")
    write_pack(texts, tmp_path / "beijing-2016-1.1.0")
    monkeypatch.setenv("UMBEL_PACKS", str(tmp_path))
    return pack_of(texts)


def in_force(on):
    Federation.objects.update(stands_on=on)
    here = federation()
    return here.pack_version, here.pack_hash


def test_rules_are_in_force_from_their_day_and_not_a_day_before(world, twice):
    put_in_force(pack=twice, from_on=FROM, on=TODAY, by=world.apex_decider)

    assert in_force(date(2026, 12, 31)) == ("1.0.0", find_pack("beijing-2016", "1.0.0").content_hash)
    assert in_force(FROM) == ("1.1.0", twice.content_hash)
    assert Entry.objects.order_by("-number").first().act == "structure:put-in-force"


def test_of_two_for_one_day_the_later_counts(world, twice):
    first = replace(twice, version="1.0.5", content_hash="1" * 64)
    put_in_force(pack=first, from_on=FROM, on=TODAY, by=world.apex_decider)
    put_in_force(pack=twice, from_on=FROM, on=TODAY, by=world.apex_decider)

    assert [row.pack_version for row in rules_to_come(TODAY)] == ["1.1.0"]
    assert in_force(FROM)[0] == "1.1.0"


@pytest.mark.parametrize(("from_on", "why"), [(TODAY, "backwards"), (date(2026, 6, 1), "takes effect on 2027-01-01")])
def test_rules_do_not_apply_backwards_nor_before_they_say(world, twice, from_on, why):
    with pytest.raises(NotNow, match=why):
        put_in_force(pack=twice, from_on=from_on, on=TODAY, by=world.apex_decider)

    assert RulesInForce.objects.count() == 0


def test_the_database_refuses_rules_that_apply_backwards(world):
    row = RulesInForce(pack_id="x", pack_version="1", pack_hash="", from_on=TODAY, adopted_on=TODAY)
    row.adopted_by_id = world.apex_decider.account_id
    with pytest.raises(IntegrityError, match="rules_never_apply_backwards"), transaction.atomic():
        row.save()


@pytest.fixture
def ahead(world):
    """One organization with what is due in the coming year under version 1.0.0."""
    own = factories.an_organization(world.one, world.concept, world.district, name="Own Choir")
    pack = find_pack("beijing-2016", "1.0.0")
    generate_obligations(pack=pack, from_on=date(2026, 1, 1), until_on=date(2028, 1, 1), by=BY)
    return own


def asked():
    rows = Obligation.objects.filter(requirement="regular-activity").order_by("from_on")
    return [(row.period, row.minimum, row.due_on.isoformat(), row.pack_version) for row in rows]


def test_what_has_begun_keeps_its_rules_and_what_comes_has_the_new_ones(world, twice, ahead):
    put_in_force(pack=twice, from_on=FROM, on=TODAY, by=world.apex_decider)
    before = asked()
    taken_back, added = replace_obligations(pack=twice, from_on=FROM, by=BY)

    assert (taken_back, added) == (5, 5)
    assert asked()[:4] == before[:4]
    assert [(row[0], row[1], row[3]) for row in asked()[4:]] == [
        (f"2027-Q{quarter}", 2, "1.1.0") for quarter in (1, 2, 3, 4)
    ]


def test_what_was_answered_already_is_left_alone(world, twice, ahead):
    answered = Obligation.objects.get(requirement="regular-activity", period="2027-Q2")
    factories.an_activity(ahead, answered)
    put_in_force(pack=twice, from_on=FROM, on=TODAY, by=world.apex_decider)

    assert replace_obligations(pack=twice, from_on=FROM, by=BY) == (4, 4)
    assert [row[3] for row in asked()[4:]] == ["1.1.0", "1.0.0", "1.1.0", "1.1.0"]


def test_the_year_ahead_is_generated_under_the_rules_of_each_stretch(world, twice, ahead):
    Obligation.objects.all().delete()
    put_in_force(pack=twice, from_on=FROM, on=TODAY, by=world.apex_decider)
    added = generate_ahead(on=TODAY, by=BY)

    assert added == Obligation.objects.count()
    assert [(period, version) for period, _minimum, _due, version in asked()] == [
        ("2026-Q3", "1.0.0"),
        ("2026-Q4", "1.0.0"),
        ("2027-Q1", "1.1.0"),
        ("2027-Q2", "1.1.0"),
    ]
    assert generate_ahead(on=TODAY, by=BY) == 0


def test_a_cycle_is_not_planned_under_rules_adopted_after_it_began(world, twice):
    """The pack itself says 2027-01-01 at the earliest; here it was adopted from the middle of that year."""
    put_in_force(pack=twice, from_on=date(2027, 7, 1), on=TODAY, by=world.apex_decider)
    Federation.objects.update(stands_on=date(2028, 3, 31))
    year = {"from_on": FROM, "until_on": date(2028, 1, 1), "as_of": date(2028, 3, 31), "by": BY}
    with pytest.raises(NotNow, match="put in force here from 2027-07-01"):
        plan(code="2027", pack=twice, **year)

    assert plan(code="2027", pack=find_pack("beijing-2016", "1.0.0"), **year).pack_version == "1.0.0"


@pytest.mark.parametrize(
    ("day", "version"), [(date(2020, 1, 1), "1.0.0"), (date(2026, 12, 31), "1.0.0"), (FROM, "1.1.0")]
)
def test_the_rules_of_a_day_are_those_in_force_then(world, twice, day, version):
    put_in_force(pack=twice, from_on=FROM, on=TODAY, by=world.apex_decider)

    assert rules_on(day) == ("beijing-2016", version)


@pytest.mark.django_db(transaction=True)
def test_what_is_generated_ahead_is_decided_and_written_while_the_rules_are_held():
    """Else rules adopted between the two would never replace what is written under the old ones."""
    a_world()
    Federation.objects.update(stands_on=TODAY)
    loose = []

    def watch(execute, sql, params, many, context):
        if "rulesinforce" in sql and not connection.in_atomic_block:
            loose.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        generate_ahead(on=TODAY, by=BY)
    assert loose == []


def test_new_fields_and_districts_are_taken_up_with_the_rules_and_not_before(world, monkeypatch, tmp_path):
    texts = with_head(pack_texts("beijing-2016", "1.0.0"), version="1.1.0", effective_from=FROM)
    texts["districts.csv"] = texts["districts.csv"].rstrip() + "\n119999,New Area,新区\n"
    write_pack(texts, tmp_path / "beijing-2016-1.1.0")
    monkeypatch.setenv("UMBEL_PACKS", str(tmp_path))
    put_in_force(pack=pack_of(texts), from_on=FROM, on=TODAY, by=world.apex_decider)
    eve = FROM - timedelta(days=1)

    assert not take_up_vocabulary(on=eve, by=BY)
    assert not District.objects.filter(code="119999").exists()
    assert take_up_vocabulary(on=FROM, by=BY)
    assert District.objects.get(code="119999").names.get("zh-hans", "") == "新区"
    assert not take_up_vocabulary(on=FROM, by=BY)
