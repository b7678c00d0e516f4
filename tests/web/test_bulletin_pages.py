"""Writing, passing on and acknowledging bulletins through their pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY, an_account
from tests.web.activity_things import FIGURES
from tests.web.desks import enter, text  # noqa: F401
from umbel.bulletins import acts
from umbel.bulletins.acts.sending import deliver_bulletin
from umbel.bulletins.models import Bulletin

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
DUE = str(TODAY + timedelta(days=30))
FORM = {
    "title_en": "Fire safety",
    "title_zh": "消防安全",
    "text_en": "Check the exits.",
    "text_zh": "检查出口。",
    "asks": "acknowledgement",
    "audience": "organizations",
    "concept": "",
    "district": "",
    "grade": "",
    "due_on": DUE,
}


@pytest.fixture
def scene(db):
    return a_scene()


def written(browser, **more):
    return browser.post("/bulletins/new/", FORM | more)


def test_it_is_shown_with_its_reach_before_it_is_sent(enter, scene):  # noqa: F811
    browser = enter(scene.apex)
    shown = written(browser)
    assert "It reaches 2 organizations, through 2 committees." in text(shown)
    assert not Bulletin.objects.exists()
    back = written(browser, step="edit")
    assert "Check the exits." in text(back)
    response = written(browser, step="send")
    bulletin = Bulletin.objects.get()
    assert response["Location"] == f"/bulletins/{bulletin.pk}/"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title_en", "", ""),
        ("text_en", "x" * 9000, "8000"),
        ("due_on", "", "last day to answer"),
        ("due_on", "soon", "year-month-day"),
        ("concept", "/nowhere/", "no such field"),
        ("district", "99", "no such district"),
        ("grade", "Z", "Nobody is in this audience"),
    ],
)
@pytest.mark.parametrize("step", ["", "send"])
def test_a_wrong_field_is_named(enter, scene, field, value, said, step):  # noqa: F811
    more = {field: value, "title_zh": "", "step": step}
    response = written(enter(scene.apex), **more)
    assert response.status_code == 422
    assert said in text(response)
    assert "检查出口。" in text(response), "nothing typed is lost"
    assert not Bulletin.objects.exists()


def test_one_that_asks_for_a_return_leads_to_it(enter, scene, django_capture_on_commit_callbacks):  # noqa: F811
    said = {"asks": "return", "due_on": "", "form": "yearly-figures", "period": "2025"}
    browser = enter(scene.apex)
    assert "It asks for a return: " in text(written(browser, **said))
    assert "Choose the form" in text(written(browser, **said | {"form": "nothing"}))
    assert "for which period" in text(written(browser, **said | {"period": ""}))
    with django_capture_on_commit_callbacks(execute=True):
        written(browser, step="send", **said)
        bulletin = Bulletin.objects.get()
    path = f"/bulletins/{bulletin.pk}/"
    assert "The return it asks for" in text(browser.get(path))
    with django_capture_on_commit_callbacks(execute=True):
        enter(scene.officer).post(path, {"act": "relay", "reasons": ""})
    secretary = enter(scene.approver)
    assert "Fill in the return" in text(secretary.get(path))
    row = bulletin.call.returns.get(organization=scene.own)
    secretary.post(f"/returns/{row.pk}/", FIGURES | {"act": "submit"})
    assert "answered" in text(secretary.get(path))
    apex = text(enter(scene.apex).get(path))
    assert "Answered" in apex


def test_from_the_apex_to_the_last_acknowledgement(enter, scene, django_capture_on_commit_callbacks):  # noqa: F811
    with django_capture_on_commit_callbacks(execute=True):
        written(enter(scene.apex), step="send")
    bulletin = Bulletin.objects.get()
    path = f"/bulletins/{bulletin.pk}/"
    browser = enter(scene.officer)
    assert path in text(browser.get("/desk/relays/"))
    assert "Pass it on" in text(browser.get(path))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(path, {"act": "relay", "reasons": "Ours is the old mill."})
    browser = enter(scene.editor)
    assert path in text(browser.get("/desk/bulletins/"))
    opened = text(browser.get(path))
    assert "Ours is the old mill." in opened
    assert "Acknowledge it" in opened
    assert "How far it has come" not in opened, "an organization sees its own copy, not who else has it"
    assert "Thank you." in text(browser.post(path, {"act": "acknowledge"}, follow=True))
    assert browser.get(f"{path}copies/").status_code == 404
    apex = text(enter(scene.apex).get(path))
    assert "1 of 2 committees passed it on" in apex
    assert "Own Choir" in text(enter(scene.officer).get(f"{path}copies/"))
    assert "Other Choir" not in text(enter(scene.officer).get(f"{path}copies/"))


def test_the_pages_cost_few_queries_however_many_have_it(enter, scene):  # noqa: F811
    for number in range(60):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Choir {number}")
    written(enter(scene.apex), step="send")
    bulletin = Bulletin.objects.get()
    bulletin.relays.update(passed_on=TODAY)
    deliver_bulletin.call(bulletin.pk)
    for viewer in (scene.apex, scene.officer):
        browser = enter(viewer)
        browser.get("/desk/")
        for path in ("/bulletins/", f"/bulletins/{bulletin.pk}/", f"/bulletins/{bulletin.pk}/copies/"):
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            assert len(asked) <= MOST_QUERIES, path


def test_a_return_goes_up_through_its_pages_with_one_missing(enter, scene):  # noqa: F811
    approver = an_account("organization-approver", organization=scene.other)
    browser = enter(scene.apex)
    assert browser.post("/calls/", {"form": "yearly-figures", "period": ""}).status_code == 422
    response = browser.post("/calls/", {"form": "yearly-figures", "period": "2025"}, follow=True)
    assert "0 of 2 organizations; 2 are missing" in text(response)
    path = response.redirect_chain[-1][0]
    browser = enter(approver)
    own = browser.get(path)["Location"]
    wrong = browser.post(own, FIGURES | {"act": "submit", "staff": "two"})
    assert wrong.status_code == 422
    assert 'value="two"' in text(wrong), "nothing typed is lost"
    assert "Saved." in text(browser.post(own, {"act": "save", "staff": "7"}, follow=True))
    assert "It is submitted" in text(browser.post(own, FIGURES | {"act": "submit"}, follow=True))
    browser = enter(scene.sibling)
    assert own in text(browser.get("/desk/returns/"))
    listed = text(browser.get(f"{path}returns/"))
    assert "Other Choir" in listed
    assert "Own Choir" not in listed
    key = own.split("/")[2]
    assert "1 done." in text(browser.post(f"{path}returns/", {"chosen": [key]}, follow=True))
    assert browser.post(f"{path}returns/", {"chosen": [key]}).status_code == 200
    browser = enter(scene.apex)
    shown = text(browser.get(path))
    assert "1 of 2 organizations; 1 are missing" in shown
    assert "125,000.5" in shown
    assert "Own Choir" in text(browser.get(f"{path}returns/?state=draft"))
    table = b"".join(browser.get(f"{path}returns/?format=csv").streaming_content).decode("utf-8-sig")
    assert "125000.50" in table
    assert text(browser.post(path, follow=True)).count("is closed") == 1


def test_a_cell_that_would_run_as_a_formula_does_not(enter, scene):  # noqa: F811
    call = acts.call(form="yearly-figures", period="2025", on=TODAY, by=scene.apex)
    call.returns.update(values={"remarks": "=HYPERLINK(1)", "income": "-5"})
    table = b"".join(enter(scene.apex).get(f"/calls/{call.pk}/returns/?format=csv").streaming_content).decode()
    assert "'=HYPERLINK(1)" in table
    assert ',"-5",' in table


def test_the_pages_of_a_return_cost_few_queries(enter, scene):  # noqa: F811
    for number in range(60):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Choir {number}")
    call = acts.call(form="yearly-figures", period="2025", on=TODAY, by=scene.apex)
    row = call.returns.get(organization=scene.own)
    pages = {
        scene.apex: ("/calls/", f"/calls/{call.pk}/", f"/calls/{call.pk}/returns/", f"/returns/{row.pk}/"),
        scene.officer: (f"/calls/{call.pk}/", f"/calls/{call.pk}/returns/", f"/returns/{row.pk}/"),
        scene.approver: ("/calls/", f"/returns/{row.pk}/"),
    }
    for viewer, paths in pages.items():
        browser = enter(viewer)
        browser.get("/desk/")
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            assert len(asked) <= MOST_QUERIES, path
