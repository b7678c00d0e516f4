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
from umbel.activities.queries import pace_for
from umbel.activities.states import Finding
from umbel.bulletins import acts as bulletins
from umbel.notices.states import PartyKind
from umbel.register.queries.glance import stalls

pytestmark = pytest.mark.django_db
MOST_QUERIES = 13


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
    assert browser.get(path + "?format=csv").getvalue().startswith(b"\xef\xbb\xbf")
    sheet = load_workbook(BytesIO(browser.get(path + "?format=xlsx").getvalue())).active
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


def test_where_it_stalls_names_every_step_and_whom_it_waits_for(enter, scene):  # noqa: F811
    bulletins.call(form="yearly-figures", period="2025", on=TODAY - timedelta(days=200), by=scene.apex)
    found = {(row.title.get("en", ""), row.of): row for row in stalls(TODAY)}
    fill = found["Fill in a return", PartyKind.ORGANIZATION]
    assert (fill.waiting, fill.overdue) == (2, 2)
    assert found["Review returns and forward them", PartyKind.BODY].overdue == 2
    assert stalls(TODAY - timedelta(days=201)) == []
    browser = enter(scene.apex)
    assert "Review returns and forward them" in text(browser.get("/glance/"))
    assert "Waiting: Fill in a return (organizations)" in browser.get("/glance/?format=csv").getvalue().decode()


def test_an_organization_sees_how_long_its_committee_took(enter, scene):  # noqa: F811
    at = {"obligation": None, "body": scene.world.one}
    for number, days in enumerate((2, 4, 12)):
        held = TODAY - timedelta(days=60 + number)
        factories.an_activity(scene.own, held_on=held, finding=Finding.ACCEPTED, days=days, **at)
    factories.an_activity(scene.own, held_on=TODAY - timedelta(days=3), **at)
    factories.an_activity(scene.other, held_on=TODAY - timedelta(days=3), **at)
    pace = pace_for(scene.own.pk, TODAY - timedelta(days=365), TODAY)
    assert (pace.found, pace.median, pace.longest, pace.silent, pace.waiting) == (3, 4, 12, 0, 1)
    shown = text(enter(scene.editor).get(f"/organizations/{scene.own.pk}/activities/"))
    assert "3 findings, half of them within 4 days, the slowest after 12. 1 waits now." in " ".join(shown.split())
