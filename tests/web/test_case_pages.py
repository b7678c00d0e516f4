"""The pages of cases: few queries however many there are, what is due first, and whose turn it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.casework.conftest import TODAY, a_case_scene
from tests.web.desks import enter, text  # noqa: F401
from umbel.casework import acts
from umbel.casework.models import Case
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
        row = Case.objects.get(pk=case.pk)
        row.pk, row.reference = None, f"C-X-{number}"
        row.organization = factories.an_organization(scene.world.one, scene.world.concept, name=f"More {number:02}")
        row.save()
    browser = enter(scene.officer)
    browser.get("/desk/")
    many, shown = asked(browser, "/cases/")
    assert many <= MOST_QUERIES
    assert shown.index(case.reference) < shown.index("C-X-1"), "the one with a deadline comes first"
    assert asked(browser, "/cases/?which=turn")[1].count("No case waits for you.") == 1
    later = case.reply_until + timedelta(days=1)
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
