"""A committee is dissolved while it is asked for an opinion: nothing open becomes unreachable."""

from datetime import timedelta

import pytest

from tests import factories
from tests.registration.conftest import TODAY, an_account
from tests.registration.test_deciding import examined
from umbel import outcomes
from umbel.errors import NotAllowed
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.outcomes import carry_out_design
from umbel.registration import acts
from umbel.registration.states import ApplicationState, Position
from umbel.remits import design
from umbel.structure.models import Body, RoleHolding

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=2)


def redesigned(world):
    """One committee for everything, in the place of both."""
    for number in range(8):
        factories.an_organization(world.two, world.concept, world.district, name=f"Choir {number}")
    tree = {"A": None, "A1": "A", "B": None, "B1": "B"}
    rows = [(str(row.organization_id), "A1", None) for row in world.two.placements.all()]
    made = design(rows, classification=tree, committees=1, size_range=(4, 12))
    return carry_out_design(
        design=made,
        tier=world.pack.tiers["joint"],
        classification=world.concept.classification.code,
        parent=world.apex,
        on=LATER,
        by=world.placer.actor,
    )


def test_what_a_dissolved_committee_was_asked_goes_to_the_one_whose_remit_fits(world):
    application = examined(world, opinion=None)
    due = application.opinions.get().due_on
    (body,) = redesigned(world).values()
    assert Body.objects.get(pk=world.one.pk).dissolved_on == LATER
    opinion = application.opinions.get()
    assert (opinion.body, opinion.due_on) == (body, due)
    clock = Clock.objects.get(code="registration:opinion")
    assert (clock.party_id, clock.state) == (str(body.pk), ClockState.RUNNING)
    assert not RoleHolding.objects.filter(body=world.one, until_on=None).exists()
    with pytest.raises(NotAllowed):
        acts.give_opinion(opinion=opinion, position=Position.NO_OBJECTION, reasons="", on=LATER, by=world.joint)
    successor = an_account("joint-officer", body=body)
    acts.give_opinion(opinion=opinion, position=Position.NO_OBJECTION, reasons="", on=LATER, by=successor)
    application.refresh_from_db()
    assert application.state == ApplicationState.READY


def test_where_no_remit_fits_the_question_ends_and_holds_nothing_up(world):
    application = examined(world, opinion=None)
    world.one.remits.update(until_on=LATER)
    Body.objects.filter(pk=world.one.pk).update(dissolved_on=LATER)
    outcomes.hand_over(from_=world.one, on=LATER, by=world.placer.actor)
    application.refresh_from_db()
    assert application.state == ApplicationState.READY
    assert application.asked_body is None
    assert "No joint committee" in application.asked_why.get("en", "")
    assert Clock.objects.get(code="registration:opinion").state == ClockState.LIFTED
