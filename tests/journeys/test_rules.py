"""A policy officer tries a threshold and saves it; everyone reads it, an organization comments, the apex adopts it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.test_cycle import stand_on
from tests.journeys.test_federation_year import sit_at
from tests.journeys.test_reading import LANGUAGES, speak
from tests.journeys.test_registration import sit
from tests.rulemaking.conftest import a_hall
from umbel.rulemaking.models import RuleDraft
from umbel.structure.queries import federation

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def hall(transactional_db, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("UMBEL_HOME", str(tmp_path))
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    settings.UMBEL_PACKS = tmp_path / "packs"
    return a_hall()


def press(page, act):
    with page.expect_navigation():
        page.locator(f"main button[name=act][value={act}]").first.click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


@both
def test_a_threshold_tried_consulted_on_and_adopted(live_server, hall, page, accessible, language):
    speak(page, live_server, language)
    sit(page, live_server, "pack-editor")
    page.goto(f"{live_server.url}/lab/")
    accessible(page)
    page.locator("#purpose").fill("Nobody reaches an A. 无人达到优秀。")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    draft = RuleDraft.objects.get()
    accessible(page)

    before = page.locator("#result [role=status]").inner_text()
    page.locator("[id='n:grade/A/when/0']").fill("101")
    expect(page.locator("#result [role=status]")).not_to_have_text(before)
    assert draft.revisions.count() == 1, "trying saves nothing"
    accessible(page)
    page.locator("[id='n:grade/A/when/0']").fill("85")
    expect(page.locator("#result [role=status]")).to_have_text(before)
    page.locator("#why").fill("Everyone who did anything passes. 有活动即合格。")
    press(page, "save")
    press(page, "keep-run")
    accessible(page)

    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/lab/{draft.pk}/")
    press(page, "open-consultation")
    accessible(page)
    sit_at(page, live_server, "organization-approver", hall.own)
    page.goto(f"{live_server.url}/consultations/{draft.pk}/")
    accessible(page)
    page.locator("#text").fill("We agree. 同意。")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#comments")).to_contain_text("We agree. 同意。")

    draft.refresh_from_db()
    stand_on(draft.consulted_until + timedelta(days=1))
    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/lab/{draft.pk}/")
    accessible(page)
    page.locator("#answer").fill("One comment, which agrees. 一条意见，表示同意。")
    press(page, "adopt")
    page.goto(f"{live_server.url}/packs/")
    accessible(page)
    draft.refresh_from_db()
    stand_on(draft.from_on)
    assert federation().pack_version == draft.version
    page.goto(f"{live_server.url}/consultations/{draft.pk}/rules/")
    accessible(page)
