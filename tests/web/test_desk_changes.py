"""Changes to an entry on the desk: before and after, granted, refused, reviewed, and by whom not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.registration.conftest import TODAY, an_account, world  # noqa: F401
from tests.web.desks import FACTS as BARE_FACTS
from tests.web.desks import enter, registered, text  # noqa: F401
from umbel.audit.models import Entry
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import ChangeRequest
from umbel.registration.states import ChangeKind, ChangeState
from umbel.structure.models import Particulars
from umbel.words import Words

pytestmark = pytest.mark.django_db
FACTS = BARE_FACTS | {"ground": "forbidden-by-law"}
MOST_QUERIES = 12
LATER = TODAY + timedelta(days=40)
KINDS = {
    ChangeKind.NAME: {"names": {"en": "Beacon Band"}},
    ChangeKind.FIELD: {"concept": "B1"},
    ChangeKind.DISTRICT: {"district": "110102"},
    ChangeKind.OFFICE_HOLDERS: {"office_holders": [{"office": "legal-representative", "name": "Person 9"}]},
    ChangeKind.TRANSFER: {"body": "J02"},
    ChangeKind.SPLIT: {"names": {"en": "Beacon Youth"}},
    ChangeKind.DISSOLUTION: {},
}


@pytest.fixture
def asked(world):  # noqa: F811
    """A change of that kind, asked for by the approver of an organization under J01."""
    factories.a_district("110102")
    application = registered(world)
    acts.confirm_placement(application=application, body=world.one, reasons="", on=TODAY, by=world.placer)
    world.federation.stands_on = LATER
    world.federation.save()
    world.approver = an_account("organization-approver", organization=application.organization)

    def request(kind, **more):
        return acts.request_change(
            organization=application.organization,
            kind=kind,
            after=dict(more or KINDS[kind]),
            reasons="We grew.",
            effective_on=LATER,
            on=LATER,
            by=world.approver,
        )

    return request


def page(change, query=""):
    return f"/desk/changes/{change.reference}/" + (f"?{query}" if query else "")


def decider_of(world, kind):  # noqa: F811
    return world.apex_decider if kind == ChangeKind.TRANSFER else world.decider


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_is_shown_and_granted(enter, world, asked, kind):  # noqa: F811
    change = asked(kind)
    browser = enter(decider_of(world, kind))
    browser.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        response = browser.get(page(change, "list=all-changes"))
    assert response.status_code == 200
    assert len(few) <= MOST_QUERIES
    assert "We grew." in text(response)
    assert "Lantern Choir" in text(response)
    response = browser.post(page(change), {"act": "grant", "reasons": " "})
    assert response.status_code == 422
    for _click in range(2):
        response = browser.post(page(change), {"act": "grant", "reasons": "It may."})
        assert response.status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.CARRIED_OUT
    assert Entry.objects.filter(act="registration:carry-out-change").count() == 1
    assert "This request is over" in text(browser.get(page(change)))


def test_a_refused_change_comes_back_until_it_is_whole(enter, world, asked):  # noqa: F811
    change = asked(ChangeKind.NAME)
    browser = enter(world.decider)
    response = browser.post(page(change), {"act": "refuse", "reasons": "It misleads."})
    assert response.status_code == 422
    assert "It misleads." in text(response)
    assert "Name the facts the refusal rests on." in text(response)
    assert browser.post(page(change), {"act": "refuse", "reasons": "It misleads.", **FACTS}).status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.REFUSED
    assert not Particulars.objects.filter(names=Words({"en": "Beacon Band"})).exists()


@pytest.mark.parametrize(("act", "state"), [("uphold", ChangeState.UPHELD), ("reverse", ChangeState.CARRIED_OUT)])
def test_a_refused_change_is_reviewed_by_others(enter, world, asked, act, state):  # noqa: F811
    change = asked(ChangeKind.NAME)
    change = acts.refuse_change(change=change, ruled=Ruled(reasons="It misleads.", **FACTS), on=LATER, by=world.decider)
    change = acts.ask_for_change_review(change=change, grounds="It does not.", on=LATER, by=world.approver)
    shown = text(enter(world.decider).get(page(change)))
    assert "This is done by: Reviewer." in shown
    browser = enter(world.reviewer)
    assert f"/desk/changes/{change.reference}/" in text(browser.get("/desk/change-reviews/"))
    assert "It does not." in text(browser.get(page(change)))
    assert browser.post(page(change), {"act": act, "reasons": ""}).status_code == 422
    for _click in range(2):
        assert browser.post(page(change), {"act": act, "reasons": "Looked at again."}).status_code == 302
    change.refresh_from_db()
    assert change.state == state


def test_the_second_decider_of_a_change_loses_nothing(enter, world, asked):  # noqa: F811
    change = asked(ChangeKind.NAME)
    other = an_account("registrar-decider", name="Li Wei")
    acts.carry_out_change(change=change, ruled=Ruled(reasons="It may."), on=LATER, by=other)
    response = enter(world.decider).post(page(change), {"act": "refuse", "reasons": "It misleads, for long.", **FACTS})
    assert response.status_code == 409
    assert "Li Wei" in text(response)
    assert "It misleads, for long." in text(response)


def test_a_queue_of_changes_is_worked_through(enter, world, asked):  # noqa: F811
    rows = [asked(ChangeKind.NAME), asked(ChangeKind.OFFICE_HOLDERS), asked(ChangeKind.SPLIT)]
    browser = enter(world.decider)
    assert "1 of 3" in text(browser.get(page(rows[0], "list=changes")))
    typed = {"act": "grant", "reasons": "It may.", "next": rows[1].reference}
    response = browser.post(page(rows[0], "list=changes"), typed)
    assert response["Location"] == page(rows[1], "list=changes")


def test_whoever_holds_a_role_there_decides_nothing(enter, world, asked):  # noqa: F811
    change = asked(ChangeKind.NAME)
    browser = enter(world.decider)
    acts.recuse(about=change, reasons="My cousin.", on=LATER, by=world.decider)
    assert "You declared a conflict" in text(browser.get(page(change)))
    response = browser.post(page(change), {"act": "grant", "reasons": "It may."})
    assert response.status_code == 403
    assert ChangeRequest.objects.get().state == ChangeState.REQUESTED


def test_a_change_is_read_by_those_it_concerns(enter, world, asked):  # noqa: F811
    change = asked(ChangeKind.NAME)
    assert enter(world.joint).get(page(change)).status_code == 200
    assert enter(world.sibling).get(page(change)).status_code == 404
    assert enter(world.auditor).get(page(change)).status_code == 200
    assert enter(world.approver).get(page(change)).status_code == 404
    assert enter(world.decider).get("/desk/changes/C-1999-0001/").status_code == 404
    assert enter(world.decider).post(page(change), {"act": "nothing"}).status_code == 404


def test_the_page_says_when_the_committee_covers_it_no_longer(enter, world, asked):  # noqa: F811
    change = asked(ChangeKind.FIELD)
    assert "outside the remit" not in text(enter(world.decider).get(page(change)))
    acts.carry_out_change(change=change, ruled=Ruled(reasons="Yes."), on=LATER, by=world.decider)
    shown = text(enter(world.placer).get(page(change)))
    assert "is outside the remit of Committee J01 from" in shown
    assert "with the next design of committees" in shown
    own = text(enter(world.approver).get(f"/changes/{change.reference}/"))
    assert "is outside the remit of Committee J01 from" in own
    assert f"/organizations/{change.organization_id}/changes/new/transfer/" in own
