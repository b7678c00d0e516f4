"""A badly-run case from its ground to its end after a remedy, and a decision that an appeal undoes, in a browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.casework.conftest import GROUND, a_case_scene
from tests.journeys.test_federation_year import sit_at
from tests.journeys.test_reading import LANGUAGES, speak
from tests.journeys.test_registration import TODAY, act, sit
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.models import Case, Label
from umbel.casework.states import CaseState
from umbel.structure.models import Federation

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def scene(transactional_db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    made = a_case_scene()
    Federation.objects.update(stands_on=TODAY)
    reminded = TODAY - timedelta(days=60)
    reminder = acts.open_case(organization=made.own, rung="reminder", ground=GROUND, on=reminded, by=made.apex_officer)
    acts.give(case=reminder, on=reminded, by=made.apex_officer)
    return made


def step(page, site, case, name, **fields):
    """Open the case, take one step, and wait for the page that answers."""
    page.goto(f"{site.url}/cases/{case.reference}/")
    with page.expect_navigation():
        act(page, name, **fields)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    case.refresh_from_db()


def opened(page, site, scene, accessible):
    """An apex officer opens the case from the organization's page."""
    sit(page, site, "apex-officer")
    page.goto(f"{site.url}/organizations/{scene.own.pk}/cases/new/")
    accessible(page)
    with page.expect_navigation():
        page.locator("form.umbel-question button[type=submit]").click()
    assert page.locator(".govuk-error-summary").is_visible()
    page.locator("input[name=rung][value=badly-run]").check(force=True)
    page.locator("[name=ground]").fill("No activity for three quarters.")
    page.locator("[name=rule]").fill("regular-activity")
    page.locator("[name=facts]").fill("Q2, Q3 and Q4 stand empty.")
    with page.expect_navigation():
        page.locator("form.umbel-question button[type=submit]").click()
    page.wait_for_url(re.compile("/cases/C-"))
    accessible(page)
    return Case.objects.get(rung="badly-run")


def decided(page, site, scene, accessible):
    """From the notice over the reply to a decision that has been served."""
    case = opened(page, site, scene, accessible)
    step(page, site, case, "send-notice")
    accessible(page)
    sit_at(page, site, "organization-approver", scene.own)
    step(page, site, case, "acknowledge")
    page.locator("[name=nothing_more]").check(force=True)
    form = page.locator("form:has(input[name=act][value=reply])")
    form.locator("[name=text]").fill("The hall was flooded in the second quarter.")
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    accessible(page)
    sit(page, site, "apex-officer")
    considered = {"relied_on": "Three quarters.", "set_aside": "None.", "of_the_reply": "It explains one."}
    step(page, site, case, "consider", **considered)
    sit(page, site, "apex-decider")
    page.goto(f"{site.url}/desk/")
    accessible(page)
    step(page, site, case, "decide", reasons="Two quarters remain.")
    sit_at(page, site, "organization-approver", scene.own)
    step(page, site, case, "acknowledge")
    assert case.state == CaseState.APPEALABLE
    return case


@both
def test_a_badly_run_case_from_its_ground_to_its_end_after_a_remedy(live_server, scene, page, accessible, language):
    speak(page, live_server, language)
    case = decided(page, live_server, scene, accessible)
    outcomes.run_cases(on=case.round.appeal_until + timedelta(days=1))
    Federation.objects.update(stands_on=case.round.appeal_until + timedelta(days=1))
    step(page, live_server, case, "answer", text="We have a new hall.")
    page.goto(f"{live_server.url}/organizations/{scene.own.pk}/")
    accessible(page)
    assert "We have a new hall." in page.locator("main").inner_text(), "its answer stands beside the label"

    sit(page, live_server, "apex-officer")
    due = case.round.appeal_until + timedelta(days=30)
    step(page, live_server, case, "plan", what="Two open days.", due_on=due.isoformat())
    sit_at(page, live_server, "organization-approver", scene.own)
    step(page, live_server, case, "show", shown="Held on two Sundays.")
    sit(page, live_server, "apex-officer")
    page.goto(f"{live_server.url}/cases/{case.reference}/")
    form = page.locator("form:has(button[value=met])")
    form.locator("[name=reasons]").fill("Seen.")
    with page.expect_navigation():
        form.locator("button[value=met]").click()
    accessible(page)
    sit(page, live_server, "apex-decider")
    step(page, live_server, case, "end", reasons="Every step is met.")
    assert case.state == CaseState.ENDED
    with page.expect_download() as download:
        page.locator("main a[href$='file.pdf']").click()
    assert download.value.suggested_filename == f"{case.reference}.pdf"
    page.goto(f"{live_server.url}/organizations/{scene.own.pk}/")
    assert "We have a new hall." not in page.locator("main").inner_text(), "what has ended is published no longer"


@both
def test_an_appeal_upheld_undoes_every_effect(live_server, scene, page, accessible, language):
    speak(page, live_server, language)
    case = decided(page, live_server, scene, accessible)
    step(page, live_server, case, "appeal", grounds="Two courses were held and never entered.")
    accessible(page)
    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/cases/{case.reference}/")
    assert not page.locator("form:has(input[value=uphold])").count(), "whoever decided does not hear the appeal"
    sit(page, live_server, "reviewer")
    page.goto(f"{live_server.url}/desk/")
    accessible(page)
    step(page, live_server, case, "reverse", reasons="The courses were held.")
    accessible(page)
    assert case.state == CaseState.REVERSED
    assert not Label.objects.filter(reversed_on=None).exists()
    sit_at(page, live_server, "organization-approver", scene.own)
    page.goto(f"{live_server.url}/cases/?which=all")
    accessible(page)
