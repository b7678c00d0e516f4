"""People who come to read: the public, a joint committee's officer, an organization's secretary.

The public finds an organization and the rules. An officer looks at the files that need attention. The
secretary reads why a grade is proposed, in Chinese, and checks the record. Nothing here needs a script.
"""

import re

import pytest
from django.utils.translation import get_language_info

from tests.web.conftest import evaluated, small_federation
from umbel.words import spoken

__all__ = ["evaluated", "small_federation"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LANGUAGES = {language: get_language_info(language)["name_local"] for language in spoken()}


def speak(page, site, language):
    page.goto(site.url)
    if language != "en":
        page.get_by_role("button", name=LANGUAGES[language]).click()
    assert page.locator("html").get_attribute("lang").lower() == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_reads_every_page(live_server, evaluated, page, accessible, language):
    speak(page, live_server, language)
    accessible(page)
    for path in ("/register/", "/federation/", "/committees/J01/", f"/organizations/{evaluated.good.pk}/"):
        page.goto(live_server.url + path)
        accessible(page)
    for path in ("/cycles/2025/", "/packs/beijing-2016/1.0.0/", "/ledger/", "/ledger/1/", "/about/", "/components/"):
        page.goto(live_server.url + path)
        accessible(page)


def test_a_citizen_finds_an_organization(live_server, evaluated, page, accessible):
    page.goto(live_server.url)
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("Good Choir")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Good Choir").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Good Choir"
    accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_reads_why_a_grade_is_proposed(live_server, evaluated, page, accessible, language):
    speak(page, live_server, language)
    page.goto(f"{live_server.url}/view-as/")
    page.locator("button[value=apex-officer]").first.click()
    page.goto(f"{live_server.url}/federation/?colour=grade")
    accessible(page)
    page.goto(f"{live_server.url}/committees/J01/")
    accessible(page)
    first = page.locator("main table tbody tr").first.inner_text()
    assert "Quiet Theatre" in first or "第" in first
    page.goto(f"{live_server.url}/organizations/{evaluated.weak.pk}/grade/")
    accessible(page)
    assert re.search(r"\bD\b", page.locator("main").inner_text())
    for part in ("obligations/", "activities/"):
        page.goto(f"{live_server.url}/organizations/{evaluated.weak.pk}/{part}")
        accessible(page)


def test_the_picture_is_reached_by_keyboard_without_three_thousand_stops(live_server, evaluated, page):
    page.goto(f"{live_server.url}/federation/")
    rays = page.locator("svg a:not([tabindex='-1'])").count()
    dots = page.locator("svg a[tabindex='-1']").count()
    assert rays >= 2
    assert dots >= 4
