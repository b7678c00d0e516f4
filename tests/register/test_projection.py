"""What leaves the register is plain data of public fields; what happened later is left out."""

from dataclasses import fields, is_dataclass
from datetime import date

import pytest
from django.db.models import Model, QuerySet

from tests import factories
from umbel.errors import NotFound
from umbel.register import queries as register
from umbel.register import rows
from umbel.words import Words

pytestmark = pytest.mark.django_db
NOW = date(2026, 6, 30)
NOT_PUBLIC = {
    "grade",
    "total",
    "points",
    "figures",
    "grounds",
    "missed",
    "evidence",
    "finding",
    "reasons",
    "head_count",
}


def parts(value):
    """Everything that can be reached from a value."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from parts(key)
            yield from parts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from parts(item)


@pytest.fixture
def federation():
    factories.a_federation()
    classification = factories.a_classification()
    top, district = classification.concepts.get(code="A1"), factories.a_district()
    apex = factories.an_apex()
    one = factories.a_committee(apex, "J01", remit=[(top, district)])
    two = factories.a_committee(apex, "J02")
    moved = factories.an_organization(one, top, district, name="Moved")
    moved.placements.update(until_on=date(2026, 1, 1))
    factories.Placement.objects.create(
        organization=moved, body=two, from_on=date(2026, 1, 1), why=Words({"en": "Nearer to its field."})
    )
    factories.an_organization(one, top, name="Stayed")
    factories.an_obligation(moved)
    return moved


def test_no_row_of_the_record_leaves_it(federation):
    body = register.committee("J02", NOW)
    answers = [
        register.apex(NOW),
        register.committees(NOW),
        register.choices(NOW),
        register.overview(NOW),
        register.dots(NOW),
        register.public_file(federation.pk, NOW),
        register.search(register.SearchTerms(), NOW)[:50],
        register.Changes(body, NOW)[:50],
        register.fates_by_committee(NOW),
        register.supervision(NOW),
        register.distribution(NOW),
    ]
    reached = [part for answer in answers for part in parts(answer)]
    assert len(reached) > 50
    assert [part for part in reached if isinstance(part, Model | QuerySet)] == []


def test_nothing_about_one_organization_is_more_than_its_entry():
    about_one = [rows.Entry, rows.PublicFile, rows.Standing, rows.Placed, rows.Change]
    assert {field.name for kind in about_one for field in fields(kind)} & NOT_PUBLIC == set()


def test_placements_are_shown_as_they_were_known_that_day(federation):
    before, after = (register.public_file(federation.pk, day) for day in (date(2025, 12, 31), NOW))
    assert before.committee.code == "J01"
    assert [placed.committee.code for placed in before.placements] == ["J01"]
    assert after.committee.code == "J02"
    assert [placed.committee.code for placed in after.placements] == ["J02", "J01"]


def test_a_committee_tells_who_came_and_who_left(federation):
    came = register.Changes(register.committee("J02", NOW), NOW)
    left = register.Changes(register.committee("J01", NOW), NOW)
    assert [(change.came, str(change.name), str(change.why)) for change in came[:9]] == [
        (True, "Moved", "Nearer to its field.")
    ]
    assert [(change.came, change.on, str(change.why)) for change in left[:9]] == [(False, date(2026, 1, 1), "")]
    assert (came.count(), left.count()) == (1, 1)
    assert register.Changes(register.committee("J01", NOW), date(2025, 12, 31)).count() == 0


def test_what_is_not_there_is_said(federation):
    with pytest.raises(NotFound, match="J99"):
        register.committee("J99", NOW)
    with pytest.raises(NotFound, match="987654"):
        register.public_file(987654, NOW)


def test_an_empty_record_has_answers_too():
    assert register.apex(NOW) is None
    assert register.committees(NOW) == []
    assert register.overview(NOW) == register.Overview(organizations=0, placed=0, committees=0)
    assert register.distribution(NOW) is None
    assert register.supervision(NOW) == rows.Supervision()
