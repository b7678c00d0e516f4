"""A small federation to look at: two committees, a few organizations, something met and something missed."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories
from umbel.activities.states import Finding


@pytest.fixture
def small_federation(db):
    """An apex, committees J01 (three organizations) and J02 (one), fields, districts, obligations."""
    federation = factories.a_federation()
    fields = factories.a_classification()
    top, district = fields.concepts.get(code="A1"), factories.a_district()
    apex = factories.an_apex()
    one = factories.a_committee(apex, "J01", remit=[top], name_en="Culture Committee", name_zh="文化联合委员会")
    two = factories.a_committee(apex, "J02", remit=[(fields.concepts.get(code="B"), district)])
    good = factories.an_organization(one, top, district, name="Good Choir")
    weak = factories.an_organization(one, top, district, name="Quiet Theatre")
    late = factories.an_organization(one, top, district, name="Late Library")
    other = factories.an_organization(two, fields.concepts.get(code="B1"), district, name="Other Club")
    for organization in (good, weak, late, other):
        factories.an_obligation(organization)
    answered = {obligation.organization_id: obligation for obligation in factories.Obligation.objects.all()}
    factories.an_activity(good, answered[good.pk], finding=Finding.ACCEPTED, body=one)
    factories.an_activity(late, answered[late.pk], date(2025, 5, 1), finding=Finding.ACCEPTED, body=one)
    factories.an_activity(other, answered[other.pk])
    return SimpleNamespace(
        federation=federation, apex=apex, one=one, two=two, good=good, weak=weak, late=late, other=other, top=top
    )
