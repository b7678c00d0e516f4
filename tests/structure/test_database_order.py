"""What the database itself refuses, whoever asks."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.extent import examples
from umbel.structure.models import Body, Classification, Concept, Organization, Particulars, Placement
from umbel.structure.states import TierCode
from umbel.words import Words

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def body(code, parent=None, tier=TierCode.JOINT):
    depth = parent.depth + 1 if parent else 1
    return Body.objects.create(
        tier=tier if parent else TierCode.APEX,
        code=code,
        parent=parent,
        depth=depth,
        established_on=DAY,
        names=Words({"en": code}),
    )


def placed(organization, under, from_on=DAY, until_on=None):
    return Placement.objects.create(organization=organization, body=under, from_on=from_on, until_on=until_on)


@pytest.fixture
def tree():
    apex = body("A")
    return apex, body("J1", apex), body("J2", apex)


def refused(statement, params=()):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_a_body_cannot_stand_above_itself(tree):
    _apex, one, two = tree
    below = body("J3", two)
    refused("UPDATE structure_body SET parent_id = %s, depth = %s WHERE id = %s", (below.pk, 4, two.pk))
    refused("UPDATE structure_body SET parent_id = %s WHERE id = %s", (one.pk, one.pk))
    two.refresh_from_db()
    assert two.parent.code == "A"


def test_a_body_moves_to_another_parent_on_its_level(tree):
    _apex, one, two = tree
    leaf = body("J3", two)
    leaf.parent = one
    leaf.save()
    leaf.refresh_from_db()
    assert leaf.parent_id == one.pk


def test_a_concept_cannot_skip_a_level():
    classification = Classification.objects.create(code="c", names=Words({"en": "c"}))
    top = Concept.objects.create(classification=classification, code="A", path="/A/", depth=1, names=Words({"en": "A"}))
    with pytest.raises(DatabaseError), transaction.atomic():
        Concept.objects.create(
            classification=classification, code="B", path="/A/B/", depth=3, parent=top, names=Words({"en": "B"})
        )


class TreesNeverTurnBack(TestCase):
    """Whatever parents and depths are written, every body still reaches the apex."""

    @settings(max_examples=examples(30), deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 5)), max_size=12))
    def test_no_sequence_of_updates_makes_a_cycle(self, moves):
        Body.objects.all().delete()
        nodes = [body("A")]
        for number in range(4):
            nodes.append(body(f"J{number}", nodes[number // 2]))
        for child, parent, depth in moves:
            try:
                with transaction.atomic():
                    Body.objects.filter(pk=nodes[child].pk).update(parent=nodes[parent], depth=depth)
            except DatabaseError:
                continue
        parents = dict(Body.objects.values_list("pk", "parent_id"))
        for start in nodes:
            above, seen = start.pk, set()
            while above is not None:
                assert above not in seen
                seen.add(above)
                above = parents[above]


def test_two_placements_cannot_overlap(tree):
    _apex, one, two = tree
    organization = Organization.objects.create()
    placed(organization, one, DAY, date(2025, 6, 1))
    placed(organization, two, date(2025, 6, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        placed(organization, one, date(2025, 3, 1), date(2025, 4, 1))
    assert organization.placements.count() == 2


def test_a_placement_is_ended_and_nothing_else(tree):
    _apex, one, two = tree
    placement = placed(Organization.objects.create(), one)
    refused("UPDATE structure_placement SET body_id = %s WHERE id = %s", (two.pk, placement.pk))
    refused("UPDATE structure_placement SET from_on = '2024-01-01' WHERE id = %s", (placement.pk,))
    refused("DELETE FROM structure_placement WHERE id = %s", (placement.pk,))
    Placement.objects.filter(pk=placement.pk).update(until_on=date(2025, 2, 1))
    refused("UPDATE structure_placement SET until_on = NULL WHERE id = %s", (placement.pk,))
    placement.refresh_from_db()
    assert (placement.body_id, placement.from_on, placement.until_on) == (one.pk, DAY, date(2025, 2, 1))


def test_particulars_are_kept():
    row = Particulars.objects.create(
        organization=Organization.objects.create(), from_on=DAY, names=Words({"en": "Choir"})
    )
    refused("DELETE FROM structure_particulars WHERE id = %s", (row.pk,))
    assert Particulars.objects.filter(pk=row.pk).exists()


def test_a_span_cannot_end_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        Particulars.objects.create(
            organization=Organization.objects.create(),
            from_on=DAY,
            until_on=date(2024, 12, 31),
            names=Words({"en": "Choir"}),
        )


@pytest.mark.parametrize("tier", [TierCode.APEX, TierCode.ORGANIZATION])
def test_a_body_stands_where_its_tier_says(tree, tier):
    apex, _one, _two = tree
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.create(tier=tier, code="X", parent=apex, depth=2, established_on=DAY, names=Words({"en": "X"}))
