"""Whatever kind of requirement a pack states: it is answered from the organization's own page, and then it is met."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.activities.conftest import TODAY, a_scene
from tests.documents.files import PLAIN_PDF
from tests.web.desks import enter, text  # noqa: F401
from umbel import policy
from umbel.activities import acts
from umbel.activities.models import Activity
from umbel.activities.queries import MET_ON, obligations
from umbel.activities.states import Fate, Finding
from umbel.policy.pack import RequirementKind
from umbel.web.answers import WAYS

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(policy.__file__).parent / "schemas/pack.json").read_text("utf-8"))


def report_and_accept(scene, browser, href):
    """What an organization does, and its committee after it, until an obligation met by activities is met."""
    held = {"kind": "training", "held_on": "2026-03-20", "head_count": "9", "summary": "Taught.", "token": "0123456789"}
    answered = {"answers": f"obligation-{href.rpartition('=')[2]}"}
    assert browser.post(href, held | answered).status_code == 302
    activity = Activity.objects.get(obligation=int(href.rpartition("=")[2]))
    acts.find(activity=activity, finding=Finding.ACCEPTED, reasons="", on=TODAY, by=scene.officer)


def hand_in(_scene, browser, href):
    """The same for an obligation met by a document."""
    assert browser.post(href, {"file": SimpleUploadedFile("report.pdf", PLAIN_PDF)}).status_code == 302


ANSWERED = {RequirementKind.ACTIVITY: report_and_accept, RequirementKind.FILING: hand_in}


def test_every_kind_that_a_pack_may_state_is_known_everywhere():
    stated = set(SCHEMA["properties"]["requirement"]["items"]["properties"]["kind"]["enum"])
    assert stated == set(RequirementKind) == set(MET_ON) == set(WAYS) == set(ANSWERED)


@pytest.mark.parametrize("kind", RequirementKind)
def test_an_obligation_of_every_kind_is_answered_from_the_page_that_shows_it(kind, enter, settings, tmp_path):  # noqa: F811
    settings.UMBEL_DOCUMENTS = tmp_path
    scene = a_scene()
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 4, 1), "due_on": date(2026, 12, 31)}
    due = factories.an_obligation(scene.own, kind=kind, requirement="asked", period="2026-Q1", **days)
    browser = enter(scene.approver)
    way = WAYS[kind].address(due)
    assert way in text(browser.get(f"/organizations/{scene.own.pk}/obligations/"))
    assert browser.get(way).status_code == 200

    ANSWERED[kind](scene, browser, way)

    assert obligations(date(2027, 1, 31)).get(pk=due.pk).fate == Fate.MET
    assert way not in text(browser.get(f"/organizations/{scene.own.pk}/obligations/"))
