"""The pages of cases: few queries however many there are, what is due first, and whose turn it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.casework.conftest import TODAY, WEIGHED, a_case_scene, another_like, noon
from tests.web.desks import enter, text  # noqa: F401
from umbel.casework import acts
from umbel.structure.models import Federation

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    made = a_case_scene()
    Federation.objects.update(stands_on=TODAY)
    return made


def asked(browser, path):
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(path)
    assert response.status_code == 200
    return len(queries), text(response)


def test_a_list_of_50_cases_asks_few_questions_and_shows_what_is_due_first(enter, scene):  # noqa: F811
    case = scene.walk.served()
    for number in range(60):
        organization = factories.an_organization(scene.world.one, scene.world.concept, name=f"More {number:02}")
        another_like(case, organization, f"C-X-{number}")
    browser = enter(scene.officer)
    browser.get("/desk/")
    many, shown = asked(browser, "/cases/")
    assert many <= MOST_QUERIES
    assert shown.index(case.reference) < shown.index("C-X-1"), "the one with a deadline comes first"
    assert asked(browser, "/cases/?which=turn")[1].count("No case waits for you.") == 1
    later = case.round.reply_until + timedelta(days=1)
    Federation.objects.update(stands_on=later)
    assert "Your turn (61)" in " ".join(asked(browser, "/cases/?which=turn")[1].split())


def test_a_case_file_asks_few_questions_however_many_lines_it_has(enter, scene):  # noqa: F811
    case = scene.walk.final()
    browser = enter(scene.officer)
    browser.get("/desk/")
    few, _shown = asked(browser, f"/cases/{case.reference}/")
    for number in range(12):
        acts.answer(case=case, text=f"Word {number}.", on=TODAY, by=scene.approver)
    many, _shown = asked(browser, f"/cases/{case.reference}/")
    assert many <= few
    assert few <= MOST_QUERIES


def test_an_officer_is_told_whose_turn_it_is_without_what_the_organization_does(enter, scene):  # noqa: F811
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    shown = text(enter(scene.apex_officer).get(f"/cases/{case.reference}/"))
    assert "A paper is on its way." in shown
    assert "Officers of the body that brings this case work on it." in shown
    assert "This is done by" not in shown


def test_what_was_said_before_a_case_began_again_stands_folded_on_its_page(enter, scene):  # noqa: F811
    case = scene.walk.replied()
    acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    case = acts.send_notice(case=case, on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    acts.reply(case=case, text="Two floods.", at=noon(TODAY), by=scene.approver, nothing_more=True)
    acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=scene.colleague)
    later = TODAY + timedelta(days=1)
    acts.follow(organization=scene.own, into=scene.other, on=later, by=scene.apex.actor)
    Federation.objects.update(stands_on=later)
    browser = enter(scene.officer)
    browser.get("/desk/")
    many, shown = asked(browser, f"/cases/{case.reference}/")
    assert many <= MOST_QUERIES
    former = shown[shown.index("Before it began again") : shown.index("The file, in time order")]
    first, second = former.split("<details")[1:]
    assert "There was a flood." in first
    assert "asked for the notice in another language" in first
    assert "Two floods." in second
    assert WEIGHED.relied_on in second
    assert "merged into another" in second
    assert first.count("Own Choir") == second.count("Own Choir") == 1


def test_a_case_that_never_began_again_shows_no_earlier_round(enter, scene):  # noqa: F811
    shown = text(enter(scene.officer).get(f"/cases/{scene.walk.replied().reference}/"))
    assert "Before it began again" not in shown


def test_an_organization_asks_on_its_page_for_the_paper_in_another_language(enter, scene):  # noqa: F811
    case = scene.walk.served()
    browser, page = enter(scene.approver), f"/cases/{case.reference}/"
    offered = browser.get(page).text.partition('id="language-language"')[2].partition("</select>")[0]
    assert "简体中文" in offered
    assert "English" not in offered
    refused = browser.post(page, {"act": "language", "language": "xx"})
    assert refused.status_code == 422
    assert browser.post(page, {"act": "language", "language": "zh-hans"}).status_code == 302
    case.refresh_from_db()
    assert (case.language, case.state) == ("zh-hans", "opened")
