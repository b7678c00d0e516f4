"""An organization under a committee, with an obligation, and everyone who acts on its reports."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories
from tests.registration.conftest import a_world, an_account

TODAY = date(2026, 4, 8)
"""A Wednesday."""
HELD = date(2026, 3, 20)


@pytest.fixture
def scene(db):
    """One organization with an open obligation for the first quarter of 2026."""
    return a_scene()


def a_scene():
    """The same, for those who make it themselves."""
    world = a_world()
    own = factories.an_organization(world.one, world.concept, world.district, name="Own Choir")
    other = factories.an_organization(world.two, world.concept, world.district, name="Other Choir")
    due = factories.an_obligation(
        own, period="2026-Q1", from_on=date(2026, 1, 1), until_on=date(2026, 4, 1), due_on=date(2026, 4, 22)
    )
    return SimpleNamespace(
        world=world,
        own=own,
        other=other,
        due=due,
        editor=an_account("organization-editor", organization=own),
        approver=an_account("organization-approver", organization=own),
        outsider=an_account("organization-editor", organization=other),
        officer=world.joint,
        sibling=world.sibling,
        chair=world.chair,
        reviewer=world.reviewer,
        apex=world.apex_decider,
    )
