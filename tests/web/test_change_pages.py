"""Asking for changes to an entry: every kind, before beside after, decided, withdrawn and reviewed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.registration.conftest import TODAY, an_account, world  # noqa: F401
from umbel.accounts.models import User
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import ChangeRequest
from umbel.registration.states import ChangeKind, ChangeState
from umbel.structure.models import OfficeHolder

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def enter(client):
    """The browser of an account."""

    def entered(viewer):
        User.objects.filter(pk=viewer.user_id).update(is_sample=True)  # no second factor
        client.force_login(User.objects.get(pk=viewer.user_id))
        return client

    return entered


@pytest.fixture
def choir(world):  # noqa: F811
    """An organization on the register, with an office-holder and an approver."""
    made = factories.an_organization(world.one, world.concept, world.district, name="Lantern Choir")
    OfficeHolder.objects.create(organization=made, office="legal-representative", name="Li Wei", from_on=factories.DAY)
    world.choir, world.approver = made, an_account("organization-approver", organization=made)
    world.other = factories.an_organization(world.two, world.other_concept, world.district, name="Harbour Club")
    return made


@pytest.fixture
def browser(enter, world, choir):  # noqa: F811
    return enter(world.approver)


def text(response):
    return response.content.decode()


def form(choir, kind):
    return f"/organizations/{choir.pk}/changes/new/{kind}/"


def filled(world, kind):  # noqa: F811
    """What a form of each kind may hold."""
    answers = {
        "name": {"name_en": "Lantern Singers", "name_zh": ""},
        "field": {"concept": "B1"},
        "district": {"district": "110101"},
        "office-holders": {"office": ["legal-representative"], "holder": ["Wang Fang"]},
        "transfer": {"body": "J02"},
        "merger": {"into": "Harbour", "into_id": str(world.other.pk)},
        "split": {"name_en": "Lantern Youth", "name_zh": ""},
        "dissolution": {"sure": "yes"},
    }
    return answers[kind] | {"reasons": "The members decided so.", "effective_on": TODAY.isoformat()}


def asked(world, browser, kind="name"):  # noqa: F811
    response = browser.post(form(world.choir, kind), filled(world, kind))
    assert response.status_code == 302, text(response)
    return ChangeRequest.objects.get(kind=kind)


def a_refused(world, change):  # noqa: F811
    ruled = Ruled(
        reasons="Another has that name.",
        facts_relied_on="The register.",
        facts_set_aside="None.",
        ground="forbidden-by-law",
    )
    return acts.refuse_change(change=change, ruled=ruled, on=TODAY, by=world.decider)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_each_kind_is_asked_for_and_shown_with_before_and_after(browser, world, kind):  # noqa: F811
    assert browser.get(form(world.choir, kind)).status_code == 200
    change = asked(world, browser, kind)
    shown = text(browser.get(f"/changes/{change.reference}/"))
    assert "The members decided so." in shown
    assert "Waiting for the decision" in shown
    assert change.reference in text(browser.get(f"/organizations/{world.choir.pk}/changes/"))


def test_before_stands_beside_after(browser, world):  # noqa: F811
    shown = text(browser.get(f"/changes/{asked(world, browser, 'field').reference}/"))
    assert "Field A one" in shown
    assert "Field B one" in shown
    holders = text(browser.get(f"/changes/{asked(world, browser, 'office-holders').reference}/"))
    assert "legal representative: Li Wei" in holders
    assert "legal representative: Wang Fang" in holders


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_an_empty_form_comes_back_with_what_is_missing(browser, world, kind):  # noqa: F811
    response = browser.post(form(world.choir, kind), {"reasons": "", "effective_on": "soon"})
    assert response.status_code == 422
    assert "year-month-day" in text(response)
    assert not ChangeRequest.objects.exists()


def test_what_was_typed_comes_back(browser, world):  # noqa: F811
    data = filled(world, "name") | {"name_en": "<b>Singers</b>", "reasons": "A reason to keep"}
    response = browser.post(form(world.choir, "name"), data)
    assert response.status_code == 422
    assert "A reason to keep" in text(response)
    assert "&lt;b&gt;Singers&lt;/b&gt;" in text(response)


def test_the_organization_to_merge_into_is_found_by_name_or_number(browser, world):  # noqa: F811
    number = world.other.identifiers.get().value
    for written in ("harbour", number):
        found = browser.post(form(world.choir, "merger"), {"into": written, "find": "1", "reasons": "Kept"})
        assert found.status_code == 200
        assert "Harbour Club" in text(found)
        assert "Kept" in text(found)
    assert not ChangeRequest.objects.exists()


def test_an_organization_does_not_merge_into_itself(browser, world):  # noqa: F811
    data = filled(world, "merger") | {"into_id": str(world.choir.pk)}
    assert browser.post(form(world.choir, "merger"), data).status_code == 422


def test_asking_twice_leads_to_the_one_that_is_open(browser, world):  # noqa: F811
    change = asked(world, browser)
    again = browser.post(form(world.choir, "name"), filled(world, "name"))
    assert again["Location"] == f"/changes/{change.reference}/"
    assert "asked for already" in text(browser.get(again["Location"]))
    assert ChangeRequest.objects.count() == 1


def test_a_request_is_withdrawn_and_twice_is_once(browser, world):  # noqa: F811
    change = asked(world, browser)
    for _time in range(2):
        assert browser.post(f"/changes/{change.reference}/withdraw/").status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.WITHDRAWN


def test_a_refusal_is_shown_whole_and_can_be_reviewed(browser, world):  # noqa: F811
    change = a_refused(world, asked(world, browser))
    shown = text(browser.get(f"/changes/{change.reference}/"))
    for said in ("Another has that name.", "The register.", "Ask for a review"):
        assert said in shown
    path = f"/changes/{change.reference}/review/"
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"grounds": ""}).status_code == 422
    assert browser.post(path, {"grounds": "No one has it."}).status_code == 302
    assert browser.post(path, {"grounds": "Again."}).status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.REVIEW
    assert "No one has it." in text(browser.get(f"/changes/{change.reference}/"))


@pytest.mark.parametrize("role", ["joint", "chair", "decider", "auditor", "placer"])
def test_its_supervisors_and_the_registrar_read_it_without_acting(enter, browser, world, role):  # noqa: F811
    change = asked(world, browser)
    other = enter(getattr(world, role))
    shown = other.get(f"/changes/{change.reference}/")
    assert shown.status_code == 200
    assert "Withdraw the request" not in text(shown)
    assert other.get(f"/organizations/{world.choir.pk}/changes/").status_code == 200
    assert other.get(form(world.choir, "name")).status_code == 403
    assert other.post(f"/changes/{change.reference}/withdraw/").status_code == 403


@pytest.mark.parametrize("role", ["sibling", "applicant"])
def test_nobody_else_learns_of_it(enter, browser, world, role):  # noqa: F811
    change = asked(world, browser)
    other = enter(getattr(world, role))
    assert other.get(f"/changes/{change.reference}/").status_code == 404
    assert other.get("/changes/C-2026-9999/").status_code == 404
    assert other.get(f"/organizations/{world.choir.pk}/changes/").status_code == 403


def test_after_its_end_nothing_of_an_entry_changes(browser, world):  # noqa: F811
    world.choir.ended_on = TODAY
    world.choir.save()
    assert browser.get(form(world.choir, "name"))["Location"] == f"/organizations/{world.choir.pk}/changes/"


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_the_pages_ask_few_questions(browser, world, kind):  # noqa: F811
    change = asked(world, browser, kind)
    for path in (form(world.choir, kind), f"/changes/{change.reference}/", f"/organizations/{world.choir.pk}/changes/"):
        browser.get(path)
        with CaptureQueriesContext(connection) as made:
            assert browser.get(path).status_code == 200
        assert len(made) <= MOST_QUERIES, (path, [query["sql"][:100] for query in made])
