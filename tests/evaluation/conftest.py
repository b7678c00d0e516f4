"""A cycle with proposed grades of organizations under two committees, and everyone who takes a step in it."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories
from tests.registration.conftest import TODAY, a_world, an_account
from umbel.audit.actors import Actor
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.policy import find_pack

BY = Actor.program("tests")


@pytest.fixture
def road(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    return a_road()


def a_road():
    """Two organizations under J01, one under J02, all graded for 2025."""
    world = a_world()
    own = factories.an_organization(world.one, world.concept, world.district, name="Own Choir")
    near = factories.an_organization(world.one, world.concept, world.district, name="Near Choir")
    far = factories.an_organization(world.two, world.other_concept, world.district, name="Far Choir")
    for organization in (own, near, far):
        factories.an_activity(organization, factories.an_obligation(organization))
    cycle = plan(
        code="2025",
        pack=find_pack("beijing-2016"),
        from_on=date(2025, 1, 1),
        until_on=date(2026, 1, 1),
        as_of=date(2026, 4, 30),
        by=BY,
    )
    freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    propose_grades(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    return SimpleNamespace(
        world=world,
        own=own,
        near=near,
        far=far,
        cycle=cycle,
        today=TODAY,
        approver=an_account("organization-approver", organization=own),
        outsider=an_account("organization-approver", organization=near),
        officer=world.joint,
        sibling=world.sibling,
        chair=world.chair,
        other_chair=an_account("joint-chair", body=world.two),
        apex_officer=world.placer,
        apex=world.apex_decider,
        reviewer=world.reviewer,
    )
