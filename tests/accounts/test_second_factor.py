"""A second factor through the pages: set up, asked for, lost, taken away; and what an officer may do without one."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_sign_in import SECRET, a_code, is_signed_in, sign_in
from tests.registration.conftest import World, world
from tests.web.test_pages import INLINE, MOST_QUERIES
from umbel.accounts.models import User
from umbel.web.templatetags.signing_in import as_json, browser

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
ENTRANCE = ["login/", "signup/", "password/reset/"]
OWN = ["2fa/", "2fa/webauthn/", "sessions/", "password/change/", "email/", "logout/"]
PROTECTED = ["2fa/totp/activate/", "2fa/webauthn/add/"]


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests():
    cache.clear()


def an_owner(email="someone@test.invalid", **more):
    user = User.objects.create_user(email, SECRET, **{"name": "Someone"} | more)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def account(world):
    return an_owner()


@pytest.fixture
def mine(client, account):
    """Signed in, and having shown so again just now."""
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": SECRET})
    return client


def text_of(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.django_db(transaction=True)
def test_an_authenticator_app_is_set_up_with_a_code_it_shows(mine, account):
    page = mine.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'umbel-account-secret">([A-Z2-7]+)<', page)[1]
    assert 'src="data:image/svg+xml' in page
    refused = mine.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "There is a problem" in refused.content.decode()
    assert 'href="#id_code"' in refused.content.decode()
    assert secret in refused.content.decode(), "a mistyped code does not change what the app has scanned"
    answer = mine.post("/account/2fa/totp/activate/", {"code": a_code(secret)})
    codes = re.findall(r"<li>(\d{8})</li>", mine.get(answer["Location"]).content.decode())
    assert len(set(codes)) == 10
    saved = mine.get("/account/2fa/recovery-codes/download/")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved.content.decode().split() == codes
    assert [message.subject for message in mail.outbox if "authenticator" in message.subject]


def test_what_protects_the_account_changes_only_after_showing_again_who_one_is(client, account):
    sign_in(client)
    for path in PROTECTED:
        assert client.get(f"/account/{path}")["Location"].startswith("/account/reauthenticate/?next=")
    client.post("/account/reauthenticate/", {"password": "wrong"})
    assert client.get("/account/2fa/totp/activate/").status_code == 302
    client.post("/account/reauthenticate/", {"password": SECRET})
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_guessing_codes_is_limited(client, account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    sign_in(client)
    for guess in range(12):
        client.post("/account/2fa/authenticate/", {"code": f"{guess:06}"})
    client.post("/account/2fa/authenticate/", {"code": a_code(secret)})
    assert not is_signed_in(client), "after so many wrong codes even the right one waits"


def test_a_code_is_not_taken_twice(client, account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    code = a_code(secret)
    sign_in(client)
    client.post("/account/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)
    other = Client()
    sign_in(other)
    other.post("/account/2fa/authenticate/", {"code": code})
    assert not is_signed_in(other)


def test_nobody_removes_the_passkey_of_another(mine, world):
    stranger = an_owner("stranger@test.invalid")
    key = Authenticator.objects.create(user=stranger, type="webauthn", data={"name": "Key", "credential": {}})
    for act in ("edit", "remove"):
        assert mine.post(f"/account/2fa/webauthn/keys/{key.pk}/{act}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_an_officer_sets_one_up_before_anything_else_opens(client, world):
    officer = User.objects.get(pk=world.officer.user_id)
    officer.set_password(SECRET)
    officer.save()
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    sign_in(client, email=officer.email)
    assert client.get("/desk/")["Location"] == "/account/2fa/"
    assert "nothing else opens" in client.get("/account/2fa/").content.decode()
    for path in OWN:
        assert client.get(f"/account/{path}").status_code == 200
    TOTP.activate(officer, generate_totp_secret())
    assert client.get("/desk/").status_code == 200


def test_a_sample_account_is_told_that_it_needs_none(client, world):
    client.post("/view-as/", {"seat": "registrar-officer", "next": "/"})
    text = client.get("/account/2fa/").content.decode()
    assert "sample account" in text
    assert "/totp/activate/" not in text


@pytest.mark.parametrize("answer", ["{}", "[]", "not json", '{"id": "x", "rawId": "x", "type": "public-key"}'])
@pytest.mark.parametrize("path", ["login/webauthn/", "webauthn/add/"])
def test_a_passkey_that_is_none_is_refused(mine, path, answer):
    browser = Client() if path.startswith("login") else mine
    browser.get(f"/account/2fa/{path}", headers={"Accept": "application/json"})
    assert browser.post(f"/account/2fa/{path}", {"credential": answer, "name": "x"}).status_code < 500
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", [*ENTRANCE, *OWN, *PROTECTED])
def test_no_page_needs_what_the_security_policy_refuses(mine, path):
    browser = Client() if path in ENTRANCE else mine
    answer = browser.get(f"/account/{path}")
    assert answer.status_code == 200
    assert INLINE.findall(answer.content) == []
    assert b"placeholder=" not in answer.content


@pytest.mark.parametrize("path", [*OWN, *PROTECTED])
def test_a_page_asks_few_questions(mine, path):
    mine.get(f"/account/{path}")
    with CaptureQueriesContext(connection) as asked:
        mine.get(f"/account/{path}")
    questions = [query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(questions) <= MOST_QUERIES


@pytest.mark.parametrize(
    ("path", "name", "completes"),
    [
        ("login/", "login", "username"),
        ("login/", "password", "current-password"),
        ("signup/", "email", "email"),
        ("signup/", "name", "name"),
        ("signup/", "password1", "new-password"),
        ("password/reset/", "email", "email"),
    ],
)
def test_a_password_manager_knows_every_field(client, world, path, name, completes):
    page = client.get(f"/account/{path}").content.decode()
    field = re.search(rf'<input\s+class="govuk-input[^>]*\sname="{name}"[^>]*>', page)[0]
    assert f'autocomplete="{completes}"' in field
    assert f'<label class="govuk-label" for="id_{name}">' in page


def test_a_password_is_never_written_back_into_the_page(client, account):
    wrong = "a password that is wrong"
    answer = sign_in(client, wrong).content.decode()
    assert wrong not in answer
    assert "someone@test.invalid" in answer


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_e_mails_are_plain_and_speak_the_readers_language(client, world, account, language):
    client.post("/language/", {"language": language})
    client.post("/account/password/reset/", {"email": account.email})
    typed = {"email": "new@test.invalid", "name": "New", "password1": SECRET}
    client.post("/account/signup/", typed)
    another = Client()
    another.post("/language/", {"language": language})
    another.post("/account/signup/", typed | {"email": account.email})
    reset, confirm, exists = mail.outbox
    federation = {"en": "Test Federation", "zh-hans": "测试联合会"}[language]
    said = {"en": "Nobody of ours will ever ask", "zh-hans": "绝不会向您索要"}[language]
    for message in (reset, confirm, exists):
        assert message.subject.startswith(f"{federation}: ")
        assert federation in message.body
        assert not getattr(message, "alternatives", [])
        assert "example.com" not in message.body
    assert said in reset.body
    assert said in confirm.body
    assert "/account/password/reset/" in exists.body


@pytest.mark.parametrize("demo", [True, False])
def test_only_a_demo_leads_to_sample_accounts_and_to_its_mail(client, world, demo):
    type(world.federation).objects.update(is_demo=demo, stands_on=None)
    text = client.get("/account/login/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert ("/view-as/" in main, "/mail/" in main) == (demo, demo)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/139.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge on Windows"),
        ("curl/8.5", "curl/8.5"),
        ("<script>" * 30, ("<script>" * 30)[:60]),
        ("", "A program that does not say what it is"),
    ],
)
def test_a_browser_is_called_by_its_name(written, named):
    assert browser(written) == named


def test_a_script_reads_what_a_page_asks():
    assert as_json({"challenge": 'a"b<c>'}) == '{"challenge": "a\\"b<c>"}'
