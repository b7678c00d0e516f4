"""Signing up, in and out, with one factor and with two, through the pages."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.registration.conftest import World, world
from umbel.accounts.models import User

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
SECRET = "a long sentence to sign in"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def account(world):
    user = User.objects.create_user("someone@test.invalid", SECRET, name="Someone")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client, password=SECRET, email="someone@test.invalid"):
    return client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client):
    return client.get("/applications/").status_code == 200


def code_in(message):
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", message.body, re.MULTILINE)[1]


def a_code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_an_applicant_signs_up_with_a_code_from_an_e_mail(client, world):
    typed = {"email": "new@test.invalid", "name": "New Applicant", "password1": SECRET}
    assert client.post("/account/signup/", typed).status_code == 302
    assert not is_signed_in(client)
    wrong = client.post("/account/confirm-email/", {"code": "000000"})
    assert not is_signed_in(client)
    assert wrong.status_code in {200, 302}
    client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert is_signed_in(client)
    assert User.objects.get(email="new@test.invalid").name == "New Applicant"


def test_nobody_learns_from_sign_up_or_reset_who_has_an_account(client, account):
    known = client.post("/account/password/reset/", {"email": account.email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@test.invalid"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    taken = client.post("/account/signup/", {"email": account.email, "name": "Thief", "password1": SECRET})
    fresh = Client().post("/account/signup/", {"email": "fresh@test.invalid", "name": "Fresh", "password1": SECRET})
    assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])


@pytest.mark.parametrize("password", ["short", "password1234", "someone@test.invalid"])
def test_a_weak_password_is_refused_and_what_was_typed_stays(client, world, password):
    typed = {"email": "someone@test.invalid", "name": "Typed Name", "password1": password}
    answer = client.post("/account/signup/", typed)
    assert answer.status_code == 200
    assert b"Typed Name" in answer.content


def test_failed_sign_ins_are_limited(client, account):
    for _ in range(6):
        sign_in(client, "wrong")
    sign_in(client)
    assert not is_signed_in(client), "after so many failures even the right password waits"


def test_a_second_factor_is_asked_for_once_it_is_set_up(client, account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    answer = sign_in(client)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": a_code(secret)})
    assert is_signed_in(client)


def test_a_recovery_code_opens_once(client, account):
    TOTP.activate(account, generate_totp_secret())
    code = RecoveryCodes.activate(account).get_unused_codes()[0]
    sign_in(client)
    client.post("/account/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)
    other = Client()
    sign_in(other)
    other.post("/account/2fa/authenticate/", {"code": code})
    assert not is_signed_in(other)


def test_signing_out_elsewhere_ends_the_other_session(client, account):
    other = Client()
    sign_in(other)
    sign_in(client)
    assert is_signed_in(other)
    listed = client.get("/account/sessions/").content.decode()
    assert listed.count("<tr") >= 3
    client.post("/account/sessions/")
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_a_forgotten_password_is_replaced_with_a_code(client, account):
    asked = client.post("/account/password/reset/", {"email": account.email})
    answered = client.post(asked["Location"], {"code": code_in(mail.outbox[-1])})
    fresh = "another long sentence for signing in"
    client.post(answered["Location"], {"password1": fresh, "password2": fresh})
    account.refresh_from_db()
    assert account.check_password(fresh)


def test_an_account_that_was_closed_is_signed_out(client, account):
    sign_in(client)
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_speak_the_readers_language(client, world, path, language):
    client.post("/language/", {"language": language})
    text = client.get(f"/account/{path}").content.decode()
    assert f'<html lang="{ {"en": "en", "zh-hans": "zh-Hans"}[language] }"' in text
