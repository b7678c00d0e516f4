"""The register is searched, sorted and cut in the database, as it stood on the day."""

from datetime import date

import pytest
from django.utils import translation

from tests import factories
from umbel.register.queries import SearchTerms, Status, search

pytestmark = pytest.mark.django_db
NOW = date(2026, 6, 30)


@pytest.fixture
def fields():
    return factories.a_classification()


def names(as_of=NOW, **terms):
    return [entry.name["en"] for entry in search(SearchTerms(**terms), as_of)[:50]]


def test_every_word_must_fit(fields):
    factories.an_organization(name="Harbour Choir")
    factories.an_organization(name="Harbour Library")
    assert names(text="harbour choir") == ["Harbour Choir"]
    assert names(text="harbour opera") == []


def test_a_word_may_be_the_beginning_of_an_identifier(fields):
    found = factories.an_organization(name="Harbour Choir")
    factories.an_organization(name="Harbour Library")
    number = found.identifiers.get().value
    assert names(text=number.lower()) == ["Harbour Choir"]
    assert names(text=number[1:]) == []


def test_a_field_holds_all_below_it_and_nothing_that_begins_alike(fields):
    factories.an_organization(concept=fields.concepts.get(code="A1"), name="Below A")
    factories.an_organization(concept=fields.concepts.get(code="B1"), name="Below B")
    assert names(field="A") == ["Below A"]
    assert names(field="A1") == ["Below A"]
    assert names(field="1") == []


def test_a_committee_holds_those_placed_that_day_and_none_those_without(fields):
    apex = factories.an_apex()
    one, two = factories.a_committee(apex, "J01"), factories.a_committee(apex, "J02")
    moved = factories.an_organization(one, name="Moved")
    factories.an_organization(name="Unplaced")
    moved.placements.update(until_on=date(2026, 1, 1))
    factories.Placement.objects.create(organization=moved, body=two, from_on=date(2026, 1, 1))
    assert names(committee="J01") == []
    assert names(committee="J02") == ["Moved"]
    assert names(committee="J01", as_of=date(2025, 12, 31)) == ["Moved"]
    assert names(committee="none") == ["Unplaced"]


def test_status_is_that_of_the_day(fields):
    factories.an_organization(name="Ended", ended_on=date(2026, 1, 1))
    factories.an_organization(name="Standing")
    factories.an_organization(name="To come", registered_on=date(2027, 1, 1))
    assert names() == ["Standing"]
    assert names(status=Status.ENDED) == ["Ended"]
    assert names(status=Status.ALL) == ["Ended", "Standing"]
    assert names(as_of=date(2025, 12, 31)) == ["Ended", "Standing"]


def test_sorting_is_by_the_column_then_by_name_with_the_unknown_last(fields):
    factories.an_organization(name="B", registered_on=date(2020, 1, 1))
    factories.an_organization(name="A", registered_on=date(2020, 1, 1))
    factories.an_organization(name="C", registered_on=date(2010, 1, 1))
    factories.an_organization(name="None", registered_on=None)
    assert names() == ["A", "B", "C", "None"]
    assert names(descending=True) == ["None", "C", "B", "A"]
    assert names(sort="registered") == ["C", "A", "B", "None"]
    assert names(sort="registered", descending=True) == ["A", "B", "C", "None"]
    assert names(sort="no such column") == ["A", "B", "C", "None"]


@pytest.mark.parametrize("many", [1, 120])
def test_a_page_is_cut_in_the_database(fields, many, django_assert_num_queries):
    apex = factories.an_apex()
    body = factories.a_committee(apex)
    for _ in range(many):
        factories.an_organization(body)
    found = search(SearchTerms(), NOW)
    with django_assert_num_queries(1):
        assert found.count() == many
    with django_assert_num_queries(2):
        assert len(found[:50]) == min(many, 50)


def test_names_are_said_in_the_readers_language():
    factories.an_organization(name="Harbour Choir")
    [entry] = search(SearchTerms(), NOW)[:50]
    with translation.override("zh-hans"):
        assert str(entry.name).endswith("号组织")
        assert entry.name.others == [("en", "Harbour Choir")]
    with translation.override("en"):
        assert str(entry.name) == "Harbour Choir"
