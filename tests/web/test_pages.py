"""Every page answers, in few queries, and says something with no data, with a little and with more."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from umbel.ledger import verify_receipt

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
PUBLIC = [
    "/",
    "/about/",
    "/view-as/",
    "/register/",
    "/register/?q=choir",
    "/federation/",
    "/federation/?as_of=2025-06-30",
    "/committees/J01/",
    "/committees/J01/placements/",
    "/organizations/{good}/",
    "/cycles/",
    "/cycles/2025/",
    "/packs/",
    "/packs/beijing-2016/1.0.0/",
    "/packs/annual-return/1.0.0/",
    "/ledger/",
    "/ledger/1/",
]
FILE = [
    "/organizations/{good}/obligations/",
    "/organizations/{good}/activities/",
    "/organizations/{good}/grade/",
    "/federation/?colour=grade",
    "/federation/?colour=overdue",
]
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def address(path, federation):
    return path.format(good=federation.good.pk)


@pytest.mark.parametrize("path", PUBLIC)
def test_the_public_reads(client, evaluated, path):
    response = client.get(address(path, evaluated))
    assert response.status_code == 200
    assert b"<h1" in response.content


@pytest.mark.parametrize("path", [*PUBLIC, *FILE])
def test_the_apex_reads_everything(look, evaluated, path):
    assert look("apex").get(address(path, evaluated)).status_code == 200


@pytest.mark.parametrize("path", [*PUBLIC, *FILE])
def test_a_page_asks_few_questions_however_many_rows(look, evaluated, path):
    browser, path = look("apex"), address(path, evaluated)
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    for number in range(70):
        made = factories.an_organization(evaluated.one, evaluated.top, name=f"More {number:03}")
        factories.an_activity(made, factories.an_obligation(made))
        factories.an_activity(evaluated.good)
    with CaptureQueriesContext(connection) as many:
        browser.get(path)
    assert len(many) <= MOST_QUERIES
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize("path", [*PUBLIC, *FILE])
def test_no_page_needs_what_the_security_policy_refuses(look, evaluated, path):
    response = look("apex").get(address(path, evaluated))
    assert INLINE.findall(response.content) == []
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/about/", "/register/", "/federation/", "/cycles/", "/packs/", "/ledger/"])
def test_an_empty_installation_says_so(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert b"<h1" in response.content


@pytest.mark.parametrize("path", ["/federation/", "/register/", "/committees/J01/", "/organizations/{good}/"])
@pytest.mark.parametrize("written", ["2025-02-31", "yesterday", "0000-00-00", "9" * 300, "<script>"])
def test_a_date_that_is_none_is_pointed_out(client, small_federation, path, written):
    response = client.get(address(path, small_federation), {"as_of": written})
    assert response.status_code == 200
    assert "is not a date" in response.content.decode()
    assert b"<script>" not in response.content


def test_the_past_is_shown_as_it_was(client, small_federation):
    factories.Organization.objects.filter(pk=small_federation.good.pk).update(ended_on="2026-01-01")
    before = client.get("/register/", {"as_of": "2025-12-31"}).content.decode()
    after = client.get("/register/", {"as_of": "2026-01-01"}).content.decode()
    assert "Good Choir" in before
    assert "Good Choir" not in after


@pytest.mark.parametrize("query", ["choir", "CHOIR", "good"])
def test_the_register_is_searched_by_name(client, small_federation, query):
    text = client.get("/register/", {"q": query}).content.decode()
    assert "Good Choir" in text
    assert "Quiet Theatre" not in text


def test_the_register_is_searched_by_identifier(client, small_federation):
    number = small_federation.good.identifiers.get().value
    text = client.get("/register/", {"q": number}).content.decode()
    assert "Good Choir" in text
    assert "Quiet Theatre" not in text


@pytest.mark.parametrize("query", ["%", "_", "'; DROP TABLE structure_organization; --", "x\x00y", "一" * 300])
def test_a_search_for_anything_is_only_a_search(client, small_federation, query):
    response = client.get("/register/", {"q": query})
    assert response.status_code == 200
    assert "Good Choir" not in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/organizations/999999/", "/committees/NONE/", "/cycles/none/", "/packs/none/1/", "/x/"]
)
def test_what_is_not_there_is_a_page_too(client, small_federation, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b"<h1" in response.content


def test_a_receipt_can_be_checked_by_anyone(client, evaluated):
    receipt = client.get("/ledger/1/receipt.json").json()
    checkpoint = client.get("/ledger/checkpoint.txt").content.decode()
    assert verify_receipt(receipt, against=checkpoint).size >= 1


@pytest.mark.parametrize("day", ["2030-01-01", "9999-12-31", "0001-01-01"])
def test_a_day_that_has_not_come_shows_today(client, small_federation, day):
    for path in ("/federation/", "/committees/J01/"):
        response = client.get(path, {"as_of": day})
        assert response.status_code == 200
        assert "2026" in response.content.decode()
