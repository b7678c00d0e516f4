"""A small federation to look at: two committees, a few organizations, something met and something missed."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from tests import factories
from umbel.activities.states import Finding
from umbel.audit import acts as audit
from umbel.audit.actors import Actor
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.policy import find_pack
from umbel.words import Words


@pytest.fixture
def small_federation(db):
    """An apex, committees J01 (three organizations) and J02 (one), fields, districts, obligations."""
    federation = factories.a_federation()
    fields = factories.a_classification()
    top, district = fields.concepts.get(code="A1"), factories.a_district()
    apex = factories.an_apex()
    one = factories.a_committee(
        apex, "J01", remit=[top], names=Words({"en": "Culture Committee", "zh-hans": "文化联合委员会"})
    )
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


@pytest.fixture
def evaluated(small_federation, settings, tmp_path):
    """The small federation with a cycle whose grades are proposed."""
    settings.UMBEL_SNAPSHOTS = tmp_path / "snapshots"
    by = Actor.program("tests")
    cycle = plan(
        code="2025",
        pack=find_pack("beijing-2016"),
        from_on=date(2025, 1, 1),
        until_on=date(2026, 1, 1),
        as_of=date(2026, 4, 30),
        by=by,
    )
    freeze_facts(cycle=cycle, by=by)
    cycle.refresh_from_db()
    propose_grades(cycle=cycle, by=by)
    with transaction.atomic():
        audit.checkpoint()
    small_federation.cycle = cycle
    return small_federation


@pytest.fixture
def look(client):
    """A browser in someone's place: `look("joint:J01")`, `look("organization:3")`, `look("apex")`."""

    def take(seat):
        data = {"next": "/"}
        kind, _, name = seat.partition(":")
        data |= {"seat": "organization", "organization": name} if kind == "organization" else {"seat": seat}
        assert client.post("/view-as/", data).status_code == 302
        return client

    return take
