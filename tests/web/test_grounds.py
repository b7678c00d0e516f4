"""Where the rules see a ground, officers find the way to a case; nothing follows by itself."""

import pytest
from django.test import Client

from tests.evaluation.conftest import a_road
from tests.web.desks import text
from umbel.accounts.models import User
from umbel.casework.models import Case
from umbel.evaluation.models import ProposedGrade
from umbel.web.accounts.backend import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    made = a_road()
    for grade in ProposedGrade.objects.all():
        has = grade.organization_id in {made.own.pk, made.far.pk}
        grade.grounds, grade.figures["g_badly-run"] = ["badly-run"] if has else [], has
        grade.save()
    User.objects.update(is_sample=True)
    return made


def reader(viewer):
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=viewer.user_id), backend=BACKEND)
    return client


def test_a_committee_sees_its_own_and_the_apex_sees_all(road):
    own = text(reader(road.officer).get("/cycles/2025/grounds/"))
    assert "Own Choir" in own
    assert "Far Choir" not in own
    assert "Near Choir" not in own
    every = text(reader(road.apex).get("/cycles/2025/grounds/"))
    assert "Own Choir" in every
    assert "Far Choir" in every
    assert not Case.objects.exists(), "looking opens nothing"


def test_the_form_is_filled_in_with_what_the_rules_say(road):
    client = reader(road.officer)
    page = client.get("/cycles/2025/grounds/").content.decode()
    way = next(part.split('"')[0] for part in page.split('href="') if "/cases/new/" in part)
    form = client.get(way.replace("&amp;", "&")).content.decode()
    assert "badly-run: grade = " in form
    assert "Evaluation 2025" in form


def test_without_a_ground_it_says_so(road):
    ProposedGrade.objects.update(grounds=[])
    assert "no ground here" in text(reader(road.officer).get("/cycles/2025/grounds/"))
