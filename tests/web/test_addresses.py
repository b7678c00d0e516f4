"""The language in the address: every page in each language, links that keep it, and papers that are scanned in it."""

import re

import pytest
from django.urls import get_script_prefix, reverse

from tests import factories
from umbel.words import Message, path_in, spoken, without_language

pytestmark = pytest.mark.django_db
PUBLIC = ("front", "about", "register", "federation", "packs", "ledger", "decisions", "supervisors", "roles")
HELLO = {language: Message("Skip to main content").in_language(language) for language in spoken()}


@pytest.fixture(autouse=True)
def federation():
    factories.a_federation()
    factories.an_organization(factories.a_committee(factories.an_apex(), "J01"))


def links(content):
    return [link for link in re.findall(r'(?:href|action)="(/[^"]*)"', content) if not link.startswith("/static/")]


@pytest.mark.parametrize("page", PUBLIC)
@pytest.mark.parametrize("language", spoken())
def test_a_page_is_read_in_the_language_of_its_address_and_links_stay_in_it(client, language, page):
    shown = client.get(f"/{language}{reverse(page)}", headers={"Accept-Language": "xx"})
    content = shown.content.decode()
    assert shown.status_code == 200
    assert HELLO[language] in content
    assert shown["Content-Language"] == language
    assert {link.split("/")[1] for link in links(content)} == {language}
    assert 'hreflang="' in content
    assert get_script_prefix() == "/", "the next request begins anew"


def test_without_a_language_the_browser_is_asked(client):
    shown = client.get("/register/", headers={"Accept-Language": "fr"}).content.decode()
    assert HELLO["fr"] in shown
    assert all(without_language(link)[0] == "" for link in links(shown))


def test_whoever_chooses_a_language_reads_the_same_page_in_it_and_its_address_says_so(client):
    chosen = client.post("/fr/language/", {"language": "zh-hans", "next": "/fr/register/?q=choir"})
    assert (chosen.status_code, chosen["Location"]) == (302, "/zh-hans/register/?q=choir")
    assert HELLO["zh-hans"] in client.get("/register/").content.decode(), "remembered"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "evil"])
def test_nobody_is_led_elsewhere(client, elsewhere):
    chosen = client.post("/language/", {"language": "fr", "next": elsewhere})
    assert "evil.test" not in chosen["Location"]


def test_a_language_that_is_not_spoken_is_no_address(client):
    assert client.get("/xx/register/").status_code == 404


def test_a_second_factor_is_asked_for_whatever_the_language(client):
    """What tells pages apart by their address does so without the language."""
    assert client.get("/fr/account/login/").status_code == 200
    assert client.get("/fr/api/me").status_code == client.get("/api/me").status_code


@pytest.mark.parametrize(
    ("path", "language", "made"),
    [
        ("/organizations/1/", "fr", "/fr/organizations/1/"),
        ("/en/organizations/1/", "fr", "/fr/organizations/1/"),
        ("/", "zh-hans", "/zh-hans/"),
        ("/organizations/1/", "xx", "/organizations/1/"),
    ],
)
def test_a_path_takes_one_language(path, language, made):
    assert path_in(path, language) == made
