"""Coming in: an account of one's own, a second factor, a passkey, and the ways back when something is forgotten.

The whole way at both widths and in both languages; the passkey on a device that Chromium plays.
"""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from tests import factories
from tests.accounts.test_sign_in import SECRET, a_code, code_in
from tests.journeys.test_reading import LANGUAGES, speak
from umbel.accounts.models import User

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def account(db):
    factories.a_federation()
    user = User.objects.create_user("someone@test.invalid", SECRET, name="Someone")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def device(page):
    """A device that keeps passkeys and asks its owner nothing: `say` speaks to it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda method, **more: session.send(f"WebAuthn.{method}", {"authenticatorId": number} | more)


def go(page, site, path):
    page.goto(f"{site.url}/account/{path}")


def send(page):
    """Send the first form of the page itself."""
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def sign_in(page, site, password=SECRET):
    go(page, site, "login/")
    page.locator("#id_login").fill("someone@test.invalid")
    page.locator("#id_password").fill(password)
    send(page)


def show_that_it_is_me(page, password=SECRET):
    """Before anything that protects the account changes, the password is asked for once more."""
    assert "/reauthenticate/" in page.url
    page.locator("#id_password").fill(password)
    send(page)


def sign_out(page):
    page.locator(".umbel-account form button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_applicant_makes_an_account_and_protects_it(live_server, page, accessible, language):
    factories.a_federation()
    speak(page, live_server, language)
    go(page, live_server, "signup/")
    accessible(page)
    page.locator("#id_email").fill("new@test.invalid")
    page.locator("#id_password1").fill("short")
    send(page)
    accessible(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator(".govuk-error-summary__list a").first.click()
    assert page.locator("#id_email").input_value() == "new@test.invalid"
    page.locator("#id_name").fill("New Applicant")
    page.locator("#id_password1").fill(SECRET)
    send(page)

    accessible(page)
    page.locator("#id_code").fill("WRONG1")
    send(page)
    accessible(page)
    page.locator("#id_code").fill(code_in(mail.outbox[-1]))
    send(page)
    assert page.url == f"{live_server.url}/desk/"

    go(page, live_server, "2fa/")
    accessible(page)
    page.locator("a[href$='/2fa/totp/activate/']").click()
    page.wait_for_load_state()
    accessible(page)
    show_that_it_is_me(page)
    page.locator("details summary").click()
    accessible(page)
    secret = page.locator(".umbel-account-secret").inner_text()
    assert page.locator(".umbel-qr").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    page.locator("#id_code").fill(a_code(secret))
    send(page)
    accessible(page)
    assert page.locator(".umbel-account-codes li").count() == 10
    for path in ("2fa/", "2fa/recovery-codes/generate/", "2fa/totp/deactivate/", "sessions/", "password/change/"):
        go(page, live_server, path)
        accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_someone_comes_back_and_changes_address_and_password(live_server, page, accessible, account, language):
    speak(page, live_server, language)
    go(page, live_server, "login/")
    accessible(page)
    sign_in(page, live_server, "not the password")
    accessible(page)
    assert page.locator("#id_login").input_value() == "someone@test.invalid"

    page.locator("a[href$='/password/reset/']").click()
    page.wait_for_load_state()
    accessible(page)
    page.locator("#id_email").fill("someone@test.invalid")
    send(page)
    accessible(page)
    page.locator("#id_code").fill(code_in(mail.outbox[-1]))
    send(page)
    accessible(page)
    fresh = "another long sentence for signing in"
    page.locator("#id_password1").fill(fresh)
    page.locator("#id_password2").fill(fresh)
    send(page)
    accessible(page)

    sign_in(page, live_server, fresh)
    go(page, live_server, "email/")
    accessible(page)
    page.locator("#id_email").fill("else@test.invalid")
    page.locator("button[name=action_add]").click()
    page.wait_for_load_state()
    show_that_it_is_me(page, fresh)
    accessible(page)
    page.locator("#id_code").fill(code_in(mail.outbox[-1]))
    send(page)
    account.refresh_from_db()
    assert account.email == "else@test.invalid"
    go(page, live_server, "logout/")
    accessible(page)


def test_a_passkey_is_set_up_and_signs_in_alone(live_server, page, accessible, account, device):
    sign_in(page, live_server)
    go(page, live_server, "2fa/")
    page.locator("a[href$='/webauthn/add/']").click()
    page.wait_for_load_state()
    show_that_it_is_me(page)
    accessible(page)
    page.locator("#id_name").fill("Office computer")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/recovery-codes/")
    assert len(device("getCredentials")["credentials"]) == 1
    for path in ("2fa/", "2fa/webauthn/"):
        go(page, live_server, path)
        accessible(page)
    assert "Office computer" in page.locator("main").inner_text()

    go(page, live_server, "2fa/webauthn/add/")
    page.locator("form[data-passkey] button").click()
    expect(page.locator("[role=alert]")).to_contain_text("already holds")

    sign_out(page)
    go(page, live_server, "login/?next=/inbox/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(f"{live_server.url}/inbox/")
    assert Authenticator.objects.get(type="webauthn").last_used_at

    go(page, live_server, "2fa/webauthn/")
    page.locator("a[href*='/edit/']").click()
    page.wait_for_load_state()
    page.locator("a[href*='/webauthn/reauthenticate/']").click()
    page.wait_for_load_state()
    accessible(page)
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/edit/")
    accessible(page)
    page.locator("#id_name").fill("Telephone")
    send(page)
    page.locator("a[href*='/remove/']").click()
    page.wait_for_load_state()
    accessible(page)
    send(page)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_a_passkey_stands_in_for_the_code_after_the_password(live_server, page, accessible, account, device):
    sign_in(page, live_server)
    go(page, live_server, "2fa/webauthn/add/")
    show_that_it_is_me(page)
    page.locator("label[for=passwordless]").click()
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)

    sign_in(page, live_server)
    accessible(page)
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(f"{live_server.url}/desk/")


def test_a_device_without_a_passkey_says_so_gently(live_server, page, accessible, account, device):
    go(page, live_server, "login/")
    refuse = "() => Promise.reject(new DOMException('', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.get = {refuse}; }}")
    page.locator("form[data-passkey] button").click()
    expect(page.locator("form[data-passkey] [role=alert]")).to_contain_text("Nothing was sent")
    expect(page.locator("form[data-passkey] button")).to_be_enabled()
    accessible(page)
