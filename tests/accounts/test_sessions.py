"""What a session may and for how long; and what was typed when it ended."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.registration.conftest import World, an_account, world
from umbel.accounts.models import User
from umbel.structure.models import RoleHolding
from umbel.web.accounts.backend import BACKEND
from umbel.web.viewing import OFFICERS_STAY

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://testserver"}
TYPED = {"name_en": "Typed Choir", "csrfmiddlewaretoken": "grown-old", "password": "never kept"}
FORM = "/applications/A-2026-0001/name/"


@pytest.fixture
def strict():
    """A browser whose forms need their token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def officer(world):
    user = User.objects.get(pk=world.officer.user_id)
    TOTP.activate(user, generate_totp_secret())
    return user


def enter(client, user, at=None):
    client.force_login(user, backend=BACKEND)
    if at:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": at}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def test_an_officer_signs_in_anew_after_half_a_day(client, officer):
    assert enter(client, officer, time.time() - 60).get("/desk/").status_code == 200
    long_ago = time.time() - OFFICERS_STAY.total_seconds() - 60
    left = enter(client, officer, long_ago).get("/desk/")
    assert left["Location"] == "/account/login/?next=%2Fdesk%2F"
    applicant = User.objects.create_user("someone@test.invalid", name="Someone")
    assert enter(client, applicant, long_ago).get("/applications/").status_code == 200, (
        "only officers' sessions are short"
    )


def test_who_looks_costs_three_questions(client, officer):
    enter(client, officer, time.time())
    client.get("/roles/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/roles/")
    assert len(asked) == 3, "the federation, the session, and the account with its roles and second factor"


def test_a_form_whose_token_grew_old_is_offered_again(strict, world):
    user = User.objects.get(pk=world.applicant.user_id)
    enter(strict, user)
    sent = strict.post(FORM, TYPED, headers=HERE)
    assert (sent.status_code, sent["Location"]) == (302, "/account/kept/")
    page = strict.get("/account/kept/").content.decode()
    assert "Typed Choir" in page
    assert f'action="{FORM}"' in page
    assert "never kept" not in page
    assert "grown-old" not in page


def test_a_form_of_a_session_that_is_gone_waits_for_the_sign_in(strict, world):
    sent = strict.post(FORM, TYPED, headers=HERE)
    assert sent["Location"] == "/account/login/?next=%2Faccount%2Fkept%2F"
    enter(strict, User.objects.get(pk=world.applicant.user_id))
    assert "Typed Choir" in strict.get("/account/kept/").content.decode()


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://elsewhere.test"}, {"Origin": "null"}])
def test_what_another_site_sends_is_refused_and_not_kept(strict, world, origin):
    enter(strict, User.objects.get(pk=world.applicant.user_id))
    sent = strict.post(FORM, TYPED, headers=origin)
    assert sent.status_code == 403
    assert b"<h1" in sent.content
    assert strict.get("/account/kept/")["Location"] == "/"


def test_an_old_sign_in_page_is_shown_afresh(strict, world):
    sent = strict.post("/account/login/?next=/desk/", {"login": "x", "password": "y"}, headers=HERE)
    assert (sent.status_code, sent["Location"]) == (302, "/account/login/?next=/desk/")


@pytest.mark.parametrize("path", ["/desk/applications/A-2026-0001/", "/organizations/9/commitments/make/x/", FORM])
def test_typed_text_is_kept_even_where_the_public_finds_nothing(client, world, path):
    sent = client.post(path, TYPED)
    assert sent["Location"] == "/account/login/?next=%2Faccount%2Fkept%2F"


def test_a_kept_form_waits_for_a_sample_account_too(client, world):
    client.post(FORM, TYPED)
    client.post("/view-as/", {"seat": "applicant", "next": "/"})
    assert "Typed Choir" in client.get("/account/kept/").content.decode()


def test_a_form_too_large_is_not_kept(client, world):
    sent = client.post(FORM, {"purposes": "x" * 200_000})
    assert "kept" not in sent["Location"]


def test_too_many_sign_ups_are_answered_with_a_page_of_this_site(client, world):
    cache.clear()
    answers = [client.post("/account/signup/", {"email": f"a{number}"}).status_code for number in range(22)]
    assert answers[0] == 200
    assert answers[-1] == 429
    page = client.post("/account/signup/", {}).content.decode()
    assert "try again in five minutes" in page
    cache.clear()


def test_failed_sign_ins_are_counted_by_the_visitor_behind_the_proxy(client, world, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()
    for _ in range(31):
        last = client.post("/account/login/", {"login": "x"}, headers={"X-Forwarded-For": "203.0.113.7"})
    assert last.status_code == 429
    other = client.post("/account/login/", {"login": "x"}, headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.8"})
    assert other.status_code == 200
    forged = client.post("/account/login/", {"login": "x"}, headers={"X-Forwarded-For": "203.0.113.8, 203.0.113.7"})
    assert forged.status_code == 429, "what a visitor writes into the header itself does not count"
    cache.clear()


def test_several_roles_begin_in_the_order_of_the_table(client, world):
    choir = factories.an_organization(world.one, world.concept, name="Choir")
    viewer = an_account("joint-officer", body=world.one)
    user = User.objects.get(pk=viewer.user_id)
    RoleHolding.objects.create(
        account=user, role="organization-editor", organization=choir, from_on=factories.DAY, given_by="tests"
    )
    User.objects.filter(pk=user.pk).update(is_sample=True)
    page = enter(client, User.objects.get(pk=user.pk)).get(reverse("about")).content.decode()
    assert "Organization editor" in page
