"""Designs are carried out without rewriting history."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from umbel import outcomes
from umbel.accounts.models import User
from umbel.accounts.permissions import Role
from umbel.audit.actors import Actor
from umbel.audit.models import Entry
from umbel.errors import NotNow
from umbel.policy import find_pack
from umbel.remits import Remit, RemitTerm, design
from umbel.structure.acts import adopt_vocabulary, establish_body, found_federation, place
from umbel.structure.acts.roles import give_role
from umbel.structure.models import Body, Concept, District, Organization, Particulars, Placement
from umbel.structure.names import LONGEST_SHORT_NAME
from umbel.structure.queries import joint_committees, organizations, placement_of, remits, today
from umbel.structure.states import TierCode
from umbel.words import Words

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
FIRST, SECOND = date(2025, 1, 1), date(2026, 1, 1)
FIELDS = {"A11": 6, "A21": 5, "C20": 7, "D11": 4}


@pytest.fixture
def pack():
    return find_pack("beijing-2016")


@pytest.fixture
def apex(pack):
    found_federation(names=Words({"en": "Test", "zh-hans": "测试"}), pack=pack, by=BY)
    adopt_vocabulary(pack=pack, by=BY)
    for field, count in FIELDS.items():
        concept = Concept.objects.get(code=field)
        for number in range(count):
            made = Organization.objects.create(registered_on=date(2020, 1, 1))
            Particulars.objects.create(
                organization=made, from_on=date(2020, 1, 1), names=Words({"en": f"{field} {number}"}), concept=concept
            )
    return establish_body(
        tier=TierCode.APEX,
        code="APEX",
        names=Words({"en": "Apex", "zh-hans": "综合委员会"}),
        on=date(2016, 12, 1),
        by=BY,
    )


def carried_out(pack, apex, on, committees=3, **more):
    rows = [
        (str(row.pk), Concept.objects.get(pk=row.concept_id).code, None) for row in organizations(on).order_by("pk")
    ]
    tree = {concept.code: concept.parent for concept in pack.classification.concepts}
    made = design(rows, classification=tree, committees=committees, size_range=(4, 12), **more)
    bodies = outcomes.carry_out_design(
        design=made, tier=pack.tiers["joint"], classification="icnptso", parent=apex, on=on, by=BY
    )
    return made, bodies


def test_every_organization_is_placed_where_the_design_says(pack, apex):
    made, bodies = carried_out(pack, apex, FIRST)
    for committee in made.committees:
        for member in committee.members:
            organization = Organization.objects.get(pk=made.organizations[member])
            assert placement_of(organization, FIRST).body == bodies[committee.code]
    assert sum(body.organization_count for body in joint_committees(FIRST)) == sum(FIELDS.values())
    assert not joint_committees(date(2024, 12, 31)).exists()


def test_remits_say_what_is_covered_from_the_day_on(pack, apex):
    carried_out(pack, apex, FIRST)
    covered = {line.concept.code for line in remits(FIRST)}
    assert covered
    assert not remits(date(2024, 12, 31)).exists()


def test_a_committee_is_named_by_its_fields_in_both_languages(pack, apex):
    _made, bodies = carried_out(pack, apex, FIRST)
    for body in bodies.values():
        assert len(body.names.get("en", "")) < 200
        assert body.names.get("zh-hans", "").startswith("联合委员会")


@pytest.mark.parametrize(
    ("terms", "name_en", "name_zh"),
    [
        ([("A11", ("1", "2"))], "One (East, West)", "一（东、西）"),
        ([("A11", ("1", "2", "3"))], "One (East, West and others)", "一（东、西等）"),
        ([("A11", ("1",)), ("A21", ("1",))], "One, Two", "一、二"),
        ([("A11", None), ("A21", None), ("C20", None)], "One, Two and others", "一、二等"),
    ],
)
def test_a_committees_name_says_two_fields_and_two_districts_of_a_field_that_is_split(
    pack, apex, terms, name_en, name_zh
):
    for code, said_en, said_zh in (("A11", "One", "一"), ("A21", "Two", "二"), ("C20", "Three", "三")):
        Concept.objects.filter(code=code).update(names=Words({"en": said_en, "zh-hans": said_zh}))
    for code, said_en, said_zh in (("1", "East", "东"), ("2", "West", "西"), ("3", "South", "南")):
        District.objects.create(code=code, names=Words({"en": said_en, "zh-hans": said_zh}))
    made, _bodies = carried_out(pack, apex, FIRST, committees=2)
    first = replace(made.committees[0], remit=Remit(tuple(RemitTerm(code, places) for code, places in terms)))
    bodies = outcomes.carry_out_design(
        design=replace(made, committees=(first, *made.committees[1:])),
        tier=pack.tiers["joint"],
        classification="icnptso",
        parent=apex,
        on=SECOND,
        by=BY,
    )
    named = bodies[first.code]
    assert (named.names.get("en", "").endswith(f": {name_en}"), named.names.get("zh-hans", "").endswith(name_zh)) == (
        True,
        True,
    ), str(named)


def test_the_same_design_again_moves_nobody(pack, apex):
    carried_out(pack, apex, FIRST)
    today_placed = {str(row.organization_id): row.body.code for row in Placement.objects.select_related("body")}
    before = Placement.objects.count()
    made, _bodies = carried_out(pack, apex, SECOND, placements=today_placed, move_cost=5.0)
    assert made.moves == 0
    assert Placement.objects.count() == before
    assert Body.objects.filter(tier=TierCode.JOINT).count() == 3


def test_a_redesign_ends_placements_and_dissolves_what_is_left_empty(pack, apex):
    carried_out(pack, apex, FIRST)
    placed = {str(row.organization_id): row.body.code for row in Placement.objects.select_related("body")}
    was = dict(Placement.objects.values_list("organization_id", "body_id"))
    carried_out(pack, apex, SECOND, committees=2, placements=placed, move_cost=1.0)
    assert joint_committees(SECOND).count() == 2
    assert joint_committees(date(2025, 12, 31)).count() == 3
    for organization in Organization.objects.all():
        assert placement_of(organization, date(2025, 12, 31)).body_id == was[organization.pk]
        assert placement_of(organization, SECOND).body.dissolved_on is None
    assert not remits(SECOND).filter(body__dissolved_on__isnull=False).exists()


def test_a_placement_is_dated_and_on_the_record(pack, apex):
    _made, bodies = carried_out(pack, apex, FIRST)
    organization = Organization.objects.first()
    here = placement_of(organization, FIRST).body
    there = next(body for body in bodies.values() if body != here)
    place(organization=organization, body=there, on=SECOND, by=BY, why=Words({"en": "Its field changed."}))
    assert placement_of(organization, date(2025, 12, 31)).body == here
    assert placement_of(organization, SECOND).body == there
    entry = Entry.objects.last()
    assert (entry.act, entry.reasons, entry.data["from"], entry.data["to"]) == (
        "structure:place",
        "Its field changed.",
        here.code,
        there.code,
    )


def test_a_placement_that_says_nothing_new_is_refused(pack, apex):
    carried_out(pack, apex, FIRST)
    organization = Organization.objects.first()
    with pytest.raises(NotNow, match="already"):
        place(organization=organization, body=placement_of(organization, FIRST).body, on=SECOND, by=BY)
    with pytest.raises(NotNow, match="not a joint committee"):
        place(organization=organization, body=apex, on=SECOND, by=BY)


def test_a_federation_is_founded_once(pack, apex):
    with pytest.raises(NotNow, match="founded already"):
        found_federation(names=Words({"en": "Another"}), pack=pack, by=BY)


def test_a_demo_stands_on_its_day_and_others_on_today(pack):
    found_federation(names=Words({"en": "Demo"}), pack=pack, by=BY, is_demo=True, stands_on=date(2026, 6, 30))
    assert today() == date(2026, 6, 30)


def test_a_second_redesign_on_one_day_is_refused_with_a_sentence(pack, apex):
    carried_out(pack, apex, FIRST)
    placed = {str(row.organization_id): row.body.code for row in Placement.objects.select_related("body")}
    with pytest.raises(NotNow, match="later day"):
        carried_out(pack, apex, FIRST, committees=2, placements=placed)


def test_an_announced_end_is_not_overwritten_by_a_redesign(pack, apex):
    carried_out(pack, apex, FIRST)
    leaver = Organization.objects.first()
    Placement.objects.filter(organization=leaver).update(until_on=date(2026, 6, 1))
    with pytest.raises(NotNow, match="still has 1 "):
        carried_out(pack, apex, SECOND)


def test_a_role_held_at_a_dissolved_committee_ends_on_the_record(pack, apex):
    carried_out(pack, apex, FIRST)
    placed = {str(row.organization_id): row.body.code for row in Placement.objects.select_related("body")}
    account = User.objects.create_user("officer@test.invalid", name="Officer")
    for body in Body.objects.filter(tier=TierCode.JOINT):
        give_role(account=account, role=Role.JOINT_OFFICER, body=body, on=FIRST, by=BY)
    carried_out(pack, apex, SECOND, committees=2, placements=placed, move_cost=1.0)
    gone = Body.objects.get(tier=TierCode.JOINT, dissolved_on=SECOND)
    ended = Entry.objects.get(act="structure:end-role")
    assert (ended.subject_id, ended.body_id, ended.data["on"]) == (str(account.pk), str(gone.pk), str(SECOND))
    assert gone.role_holdings.get().until_on == SECOND


def test_a_committee_of_long_fields_has_a_name_that_fits(pack, apex):
    Concept.objects.update(names=Words({"en": "F" * 400, "zh-hans": "领" * 400}))
    _made, bodies = carried_out(pack, apex, FIRST)
    assert {(len(body.names.get("en", "")), len(body.names.get("zh-hans", ""))) for body in bodies.values()} == {
        (400, 400)
    }


def test_a_committee_has_a_short_name_for_tables_or_its_full_one(apex):
    assert apex.short_name == apex.name
    apex.short_names = Words({"en": "The top", "zh-hans": "综合"})
    apex.save()
    apex.refresh_from_db()
    assert apex.short_name == "The top"
    with override("zh-hans"):
        assert apex.short_name == "综合"
    apex.short_names = Words({"en": "x" * 17})
    with pytest.raises(ValueError, match="17 characters; at most 16"):
        apex.save()


def test_a_designed_committee_is_called_by_its_number_and_its_first_field(pack, apex):
    carried_out(pack, apex, FIRST)
    for body in Body.objects.filter(tier=TierCode.JOINT):
        number = str(int(body.code.rpartition("-")[2]))
        assert body.short_names.keys() == body.names.keys()
        for words in body.short_names.values():
            assert words.startswith(number)
            assert len(words) <= LONGEST_SHORT_NAME
