"""Decisions in effect, for everyone: few queries, kept by no search engine, as CSV and XLSX."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import factories
from tests.casework.conftest import GROUND, TODAY, a_case_scene, another_like, in_person
from tests.web.desks import enter, text  # noqa: F401
from umbel.casework import acts
from umbel.casework.models import CaseStep
from umbel.structure.models import Federation

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    made = a_case_scene()
    Federation.objects.update(stands_on=TODAY)
    return made


@pytest.fixture
def published(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    acts.answer(case=case, text="=We have a new hall.", on=TODAY, by=scene.approver)
    case.refresh_from_db()
    return case


def copies(case, world, numbers):
    """As many more like it, each about an organization of its own."""
    for number in numbers:
        organization = factories.an_organization(world.two, world.concept, name=f"More {number:02}")
        another_like(case, organization, f"C-X-{number}")


def test_with_none_the_pages_say_so(client, scene):
    assert "No decision against an organization is in effect" in text(client.get("/decisions/"))
    assert "No paper waits for anyone." in text(client.get("/decisions/papers/"))
    assert "No case was brought in these twelve months." in text(client.get("/supervisors/cases/"))
    assert "No published decision fits." in text(client.get("/decisions/?measure=warning&field=x&committee=%00"))
    assert client.get("/decisions/C-2026-0001/").status_code == 404


@pytest.mark.parametrize("path", ["/decisions/", "/decisions/{}/", "/organizations/{own}/", "/decisions/?format=csv"])
def test_neither_search_engines_nor_caches_keep_it(client, scene, published, path):
    response = client.get(path.format(published.reference, own=scene.own.pk))
    assert response.status_code == 200
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert "We have a new hall." in text(response)


def test_a_page_says_when_it_vanishes_and_shows_no_case_file(client, scene, published):
    shown = text(client.get(f"/decisions/{published.reference}/"))
    assert f'datetime="{published.published_until.isoformat()}"' in shown
    assert "This page vanishes on" in shown
    assert f"/cases/{published.reference}/" not in shown
    assert "The flood took both halls." not in shown, "what was said on appeal is not public"


def test_the_organization_s_page_links_the_label_in_force(client, scene, published):
    shown = text(client.get(f"/organizations/{scene.own.pk}/"))
    assert f"/decisions/{published.reference}/" in shown
    assert "X-Robots-Tag" not in client.get(f"/organizations/{scene.other.pk}/")


def test_pages_ask_few_questions_however_many_decisions_there_are(client, scene, published):
    copies(published, scene.world, range(3))
    with CaptureQueriesContext(connection) as few:
        client.get("/decisions/")
    copies(published, scene.world, range(3, 60))
    for path in ("/decisions/", "/decisions/?page=2&committee=J02", "/supervisors/cases/"):
        with CaptureQueriesContext(connection) as many:
            assert client.get(path).status_code == 200
        assert len(many) <= MOST_QUERIES
    assert len(few) <= MOST_QUERIES
    assert "C-X-1" in text(client.get("/decisions/?page=2"))
    sheet = load_workbook(BytesIO(client.get("/decisions/?format=xlsx&committee=J02").getvalue())).active
    assert sheet.max_row == 60 + 1


def test_a_file_runs_no_formula_and_says_when_each_vanishes(client, scene, published):
    lines = client.get("/decisions/?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert published.reference in lines[1]
    assert published.published_until.isoformat() in lines[1]
    assert "'=We have a new hall." in lines[1]


def test_cases_and_appeals_are_a_page_and_a_file(client, scene, published):
    assert "1 of 1" in text(client.get("/supervisors/cases/"))
    assert "Appeals past their deadline" in client.get("/supervisors/cases/?format=csv").getvalue().decode()


def test_a_paper_that_waits_is_announced_on_the_organization_s_page(client, scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    acts.try_service(case=case, attempt=in_person(delivered=False), on=TODAY, by=scene.officer)
    acts.publish_paper(case=case, reasons="Nobody there.", on=TODAY, by=scene.officer)
    for path in ("/decisions/papers/", f"/organizations/{scene.own.pk}/"):
        response = client.get(path)
        assert "noindex" in response["X-Robots-Tag"]
        assert GROUND.ground not in text(response)
    assert "Own Choir" in text(client.get("/decisions/papers/"))


def test_a_reader_of_the_file_gets_to_it(enter, scene, published):  # noqa: F811
    assert f"/cases/{published.reference}/" in text(enter(scene.apex).get(f"/decisions/{published.reference}/"))


def test_as_of_a_day_before_its_effect_it_is_not_there(client, scene, published):
    day = (TODAY - timedelta(days=1)).isoformat()
    assert client.get(f"/decisions/{published.reference}/?as_of={day}").status_code == 404
    assert CaseStep.objects.filter(case=published).exists()
