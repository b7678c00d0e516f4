"""The supervisors' figures, the federation at a glance and whom to call, as page, CSV and XLSX."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import factories
from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY
from tests.web.desks import enter, text  # noqa: F401
from umbel.activities.models import Obligation

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def scene(db):
    return a_scene()


@pytest.mark.parametrize("path", ["/supervisors/", "/glance/", "/desk/calls/"])
def test_each_is_a_page_a_csv_and_an_xlsx(enter, scene, path):  # noqa: F811
    factories.an_obligation(scene.own, period="=1+1", due_on=TODAY - timedelta(days=5))
    browser = enter(scene.officer if "calls" in path else scene.apex)
    browser.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) <= MOST_QUERIES
    assert browser.get(path + "?as=csv").content.startswith(b"\xef\xbb\xbf")
    sheet = load_workbook(BytesIO(browser.get(path + "?as=xlsx").content)).active
    assert sheet.max_row > 1


def test_whoever_missed_something_is_named_with_the_reason(enter, scene):  # noqa: F811
    factories.an_obligation(scene.own, period="2026-P1", due_on=TODAY - timedelta(days=5))
    quarter = {"from_on": TODAY - timedelta(days=80), "until_on": TODAY, "due_on": TODAY + timedelta(days=3)}
    factories.an_obligation(scene.own, period="2026-P2", **quarter)
    shown = text(enter(scene.officer).get("/desk/calls/"))
    assert "missed lately" in shown
    assert "due within a week: 2026-P2" in shown
    assert "Other Choir" not in shown


def test_officers_by_name_are_for_those_who_answer_for_them(enter, client, scene):  # noqa: F811
    assert "By officer" not in text(client.get("/supervisors/"))
    assert "The burden of the rules" in text(client.get("/supervisors/"))


def test_a_committee_with_nobody_to_call_says_so(enter, scene):  # noqa: F811
    Obligation.objects.all().delete()
    assert "Nobody needs a call this week." in text(enter(scene.officer).get("/desk/calls/"))
