"""One organization enters, changes and leaves: and the record never contradicts itself."""

from datetime import date, timedelta

import pytest

from tests import factories
from umbel.audit.actors import Actor
from umbel.audit.models import Entry
from umbel.errors import NotNow
from umbel.structure.acts import place
from umbel.structure.acts.registering import (
    change_office_holders,
    change_particulars,
    end_organization,
    enter_organization,
)
from umbel.structure.models import Organization
from umbel.structure.queries import in_force, placement_of
from umbel.words import Words

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
ON = date(2026, 3, 2)
LATER = ON + timedelta(days=30)


@pytest.fixture
def choir(db):
    apex = factories.an_apex()
    return factories.an_organization(factories.a_committee(apex), name="Lantern Choir")


def entered(number="N1", holders=(("chair", "A. Li"),)):
    return enter_organization(
        names=Words({"en": "River Choir"}),
        identifier=("test", number),
        concept=None,
        district=None,
        size=20,
        office_holders=list(holders),
        on=ON,
        by=BY,
    )


def test_a_number_belongs_to_one_organization_and_the_other_is_named(choir):
    taken = choir.identifiers.get().value
    with pytest.raises(NotNow, match=f"{taken} is that of Lantern Choir"):
        entered(taken)
    assert Organization.objects.count() == 1


def test_what_changes_is_stated_anew_and_the_rest_is_carried_over(choir):
    change_particulars(organization=choir, on=ON, by=BY, reasons="It grew.", size=70)
    standing = choir.particulars.get(in_force(ON))
    assert (standing.names.get("en", ""), standing.size, standing.from_on) == ("Lantern Choir", 70, ON)
    with pytest.raises(NotNow, match="changed on 2026-03-02 already"):
        change_particulars(organization=choir, on=ON, by=BY, reasons="Again.", size=71)
    with pytest.raises(ValueError, match="colour"):
        change_particulars(organization=choir, on=LATER, by=BY, reasons="Why not.", colour="red")


def test_nothing_is_changed_or_ended_before_what_the_record_says_already(choir):
    change_particulars(organization=choir, on=LATER, by=BY, reasons="It will grow.", size=70)
    with pytest.raises(NotNow, match="already says what follows"):
        change_particulars(organization=choir, on=ON, by=BY, reasons="It shrank.", size=7)
    with pytest.raises(NotNow, match="already says what follows"):
        end_organization(organization=choir, on=ON, by=BY, reasons="It is over.")
    assert choir.particulars.count() == 2


def test_nobody_leaves_before_a_placement_that_is_to_come(choir):
    there = factories.a_committee(placement_of(choir, ON).body.parent)
    place(organization=choir, body=there, on=LATER, by=BY)
    with pytest.raises(NotNow, match="already says what follows"):
        end_organization(organization=choir, on=ON, by=BY, reasons="It is over.")


def test_whoever_leaves_takes_placement_and_offices_along_and_leaves_once(choir):
    end_organization(organization=choir, on=ON, by=BY, reasons="It is over.")
    assert placement_of(choir, ON) is None
    assert placement_of(choir, ON - timedelta(days=1)) is not None
    assert not choir.particulars.filter(in_force(ON)).exists()
    assert Entry.objects.get(act="structure:end").reasons == "It is over."
    with pytest.raises(NotNow, match="ends on 2026-03-02 already"):
        end_organization(organization=choir, on=LATER, by=BY, reasons="It is over.")


def test_offices_pass_to_others_on_a_later_day_than_they_were_taken():
    river = entered(holders=[("chair", "A. Li"), ("secretary", "B. Wu")])
    with pytest.raises(NotNow, match="Wu took office on that very day"):
        change_office_holders(organization=river, office_holders=[("chair", "A. Li")], on=ON, by=BY, reasons="x")
    change_office_holders(
        organization=river,
        office_holders=[("chair", "A. Li"), ("secretary", "C. Ma")],
        on=LATER,
        by=BY,
        reasons="An election.",
    )
    standing = river.office_holders.filter(in_force(LATER)).order_by("office")
    assert [(holder.name, holder.from_on) for holder in standing] == [("A. Li", ON), ("C. Ma", LATER)]
