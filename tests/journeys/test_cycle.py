"""A cycle from frozen facts to published grades, and an organization that objects and wins, in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.evaluation.conftest import a_road
from tests.journeys.test_federation_year import sit_at
from tests.journeys.test_reading import LANGUAGES, speak
from tests.journeys.test_registration import sit
from umbel.evaluation.models import Grade, Judgement, Objection
from umbel.evaluation.states import CycleState
from umbel.structure.models import Federation

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("language", LANGUAGES)
DAY = timedelta(days=1)


@pytest.fixture
def road(transactional_db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    return a_road()


def stand_on(day):
    """The demo's calendar moves on to a day."""
    Federation.objects.update(stands_on=day)


def step(page, site, road, name):
    """Press the button of the cycle's page that takes this step."""
    page.goto(f"{site.url}/cycles/2025/")
    with page.expect_navigation():
        page.locator(f"button[name=act][value={name}]").first.click()
    expect(page.locator(".umbel-said")).to_have_count(1)
    road.cycle.refresh_from_db()


def say(page, site, road, act, **fields):
    """Fill the form of the assessment page, and press one of its buttons."""
    page.goto(f"{site.url}/organizations/{road.own.pk}/assessment/2025/")
    form = page.locator("form.umbel-question")
    form.locator("[name=indicator]").select_option("evidence")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        form.locator(f"button[value={act}]").click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def uphold(page):
    """Uphold the objection, with the points that take the place of the old ones."""
    objection = Objection.objects.get()
    page.locator(f"#points-{objection.pk}").fill("15")
    page.locator(f"#words-{objection.pk}").fill("It is the same hall.")
    with page.expect_navigation():
        page.locator("button[value=uphold]").click()


@both
def test_a_cycle_from_frozen_facts_to_published_grades_with_an_objection_that_wins(
    live_server, road, page, accessible, language
):
    speak(page, live_server, language)
    sit(page, live_server, "apex-officer")
    step(page, live_server, road, "open-self-assessment")
    accessible(page)
    sit_at(page, live_server, "organization-approver", road.own)
    page.goto(f"{live_server.url}/organizations/{road.own.pk}/assessment/2025/")
    accessible(page)
    say(page, live_server, road, "assess", points="15", words="Every report had its minutes.")
    accessible(page)

    stand_on(road.cycle.assess_until + DAY)
    sit(page, live_server, "apex-officer")
    step(page, live_server, road, "begin-review")
    sit(page, live_server, "joint-officer:J01")
    say(page, live_server, road, "try", points="0", words="Another hall.")
    accessible(page)
    assert page.locator("main .umbel-said").count(), "the effect is seen before the finding is made"
    assert not Judgement.objects.exists()
    say(page, live_server, road, "judge", points="0", words="The photographs show another hall.")
    sit(page, live_server, "joint-chair:J01")
    page.goto(f"{live_server.url}/cycles/2025/")
    accessible(page)
    step(page, live_server, road, "submit-review")

    stand_on(road.cycle.review_until + DAY)
    sit(page, live_server, "apex-officer")
    step(page, live_server, road, "end-review")
    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/cycles/2025/")
    accessible(page)
    step(page, live_server, road, "confirm")
    sit_at(page, live_server, "organization-approver", road.own)
    say(page, live_server, road, "object", words="The hall was renamed in May.")
    sit(page, live_server, "reviewer")
    page.goto(f"{live_server.url}/organizations/{road.own.pk}/assessment/2025/")
    accessible(page)
    uphold(page)
    accessible(page)

    stand_on(road.cycle.object_until + DAY)
    sit(page, live_server, "apex-decider")
    step(page, live_server, road, "publish")
    accessible(page)
    assert road.cycle.state == CycleState.PUBLISHED
    assert Grade.objects.get(organization=road.own).figures["p_evidence"] == "15.00"
    page.goto(f"{live_server.url}/organizations/{road.own.pk}/")
    accessible(page)
    page.goto(f"{live_server.url}/organizations/{road.own.pk}/assessment/2025/")
    accessible(page)
    proof = page.request.get(f"{live_server.url}/organizations/{road.own.pk}/assessment/2025/proof.json")
    assert proof.json()["root"] == road.cycle.root
