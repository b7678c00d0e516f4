"""Reporting, finding, another look and handing in, through their pages."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from tests import factories
from tests.activities.conftest import a_scene
from tests.activities.test_reporting import a_picture
from tests.registration.conftest import TODAY
from tests.web.desks import enter, text  # noqa: F401
from umbel.activities import acts
from umbel.activities.acts import Report, run_near_deadlines
from umbel.activities.models import Activity, Correction, Extension, Filing
from umbel.activities.states import ActivityState, Finding
from umbel.documents.models import Document
from umbel.notices.models import CalendarFeed, Notice
from umbel.web.notices.deadlines import SIGNER

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
HELD = date(2026, 6, 20)


@pytest.fixture
def scene(db):
    """The scene of the acts, with an obligation that is open on the day the pages show."""
    made = a_scene()
    quarter = {"from_on": date(2026, 4, 1), "until_on": date(2026, 7, 1), "due_on": date(2026, 7, 22)}
    made.quarter = factories.an_obligation(made.own, period="2026-Q2", **quarter)
    return made


def address(scene):
    return f"/organizations/{scene.own.pk}/report/"


def a_form(scene, **more):
    return {
        "kind": "training",
        "held_on": HELD.isoformat(),
        "head_count": "24",
        "summary": "Taught bookkeeping.",
        "place": "Community hall",
        "outcome": "",
        "answers": f"obligation-{scene.quarter.pk}",
        "token": "0123456789abcdef",
    } | more


def reported(scene, by=None, **more):
    what = Report(**{"kind": "training", "held_on": HELD, "head_count": 24, "summary": "Taught bookkeeping."} | more)
    return acts.report(organization=scene.own, what=what, on=TODAY, by=by or scene.editor)


def found(scene, activity, finding):
    acts.find(activity=activity, finding=finding, reasons="The minutes are missing.", on=TODAY, by=scene.officer)
    return Activity.objects.get(pk=activity.pk)


def page(activity, query=""):
    return f"/activities/{activity.pk}/" + (f"?{query}" if query else "")


def test_a_report_is_filed_from_its_form_with_a_photograph(enter, scene):  # noqa: F811
    browser = enter(scene.editor)
    form = text(browser.get(address(scene) + f"?obligation={scene.quarter.pk}"))
    assert re.search(rf'value="obligation-{scene.quarter.pk}"\s+selected', form)
    photo = SimpleUploadedFile("hall.jpg", a_picture(), "image/jpeg")
    response = browser.post(address(scene), a_form(scene, files=[photo]), follow=True)
    activity = Activity.objects.get()
    assert response.redirect_chain[-1][0] == page(activity)
    assert (activity.obligation, activity.head_count, activity.place) == (scene.quarter, 24, "Community hall")
    assert "The report is filed." in text(response)
    document = Document.objects.get(subject_kind="activity")
    assert browser.get(f"/documents/{document.pk}/").status_code == 200


def test_the_same_form_sent_twice_is_one_report(enter, scene):  # noqa: F811
    browser = enter(scene.editor)
    for _time in range(2):
        assert browser.post(address(scene), a_form(scene)).status_code == 302
    assert Activity.objects.count() == 1
    browser.post(address(scene), a_form(scene, token="another"))
    assert Activity.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kind", "", "Choose what kind"),
        ("held_on", "20.6.2026", "year-month-day"),
        ("held_on", "2026-07-01", "once it has been held"),
        ("held_on", "2026-03-31", "does not lie in the period"),
        ("head_count", "many", "whole number"),
        ("head_count", "-3", "whole number"),
        ("head_count", "9" * 40, "whole number"),
        ("summary", "", "what was done"),
        ("answers", "obligation-999999", "no such obligation"),
        ("answers", "undertaking-999999", "no such obligation or undertaking"),
        ("answers", "rubbish", "no such obligation or undertaking"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(enter, scene, field, value, said):  # noqa: F811
    response = enter(scene.editor).post(address(scene), a_form(scene, place="The old mill") | {field: value})
    assert response.status_code == 422
    assert said in text(response)
    assert "The old mill" in text(response)
    id_of = "kind" if field == "kind" else field
    assert re.search(rf'href="#{id_of}"', text(response)), "the summary of errors leads to the field"
    assert not Activity.objects.exists()


def test_a_list_of_persons_is_stopped_with_the_way_out(enter, scene):  # noqa: F811
    sheet = SimpleUploadedFile("list.csv", "姓名,手机号,签到\n张三,138,是\n".encode(), "text/csv")
    response = enter(scene.editor).post(address(scene), a_form(scene, files=[sheet]))
    assert response.status_code == 422
    assert "look like a list of persons" in text(response)
    assert "Choose your files once more" in text(response)
    assert not Document.objects.filter(subject_kind="activity").exists()


def test_an_officer_accepts_from_the_list_and_comes_to_the_next(enter, scene):  # noqa: F811
    first, second = reported(scene), reported(scene, summary="Second.")
    browser = enter(scene.officer)
    listed = text(browser.get("/desk/reports/"))
    assert f"/activities/{first.pk}/?list=reports" in listed
    response = browser.post(page(first, "list=reports"), {"act": "accept", "next": str(second.pk)})
    assert response["Location"] == page(second, "list=reports")
    assert Activity.objects.get(pk=first.pk).state == ActivityState.ACCEPTED
    response = browser.post(page(second, "list=reports"), {"act": "accept"}, follow=True)
    assert "Your committee has found on every report." in text(response)


def test_twenty_are_accepted_at_once_and_each_is_an_act(enter, scene):  # noqa: F811
    rows = [reported(scene, summary=f"Number {number}.") for number in range(20)]
    acts.withdraw(activity=rows[0], reasons="By mistake.", on=TODAY, by=scene.editor)
    browser = enter(scene.officer)
    response = browser.post("/desk/reports/", {"act": "accept-reports", "chosen": [str(row.pk) for row in rows]})
    assert response.status_code == 200
    assert "has been dealt with meanwhile" in text(response)
    assert Activity.objects.filter(state=ActivityState.ACCEPTED).count() == 19


def test_another_committees_reports_cannot_be_accepted_in_bulk(enter, scene):  # noqa: F811
    row = reported(scene)
    enter(scene.sibling).post("/desk/reports/", {"act": "accept-reports", "chosen": [str(row.pk)]})
    assert Activity.objects.get().state == ActivityState.REPORTED


def test_a_report_goes_back_and_is_handed_in_again(enter, scene):  # noqa: F811
    activity = reported(scene)
    browser = enter(scene.officer)
    assert browser.post(page(activity), {"act": "return", "reasons": " "}).status_code == 422
    assert browser.post(page(activity), {"act": "return", "reasons": "Enclose the plan."}).status_code == 302
    assert "Enclose the plan." in str(Notice.objects.get(code="activities:returned").text)
    browser = enter(scene.editor)
    assert f'href="/activities/{activity.pk}/"' in text(browser.get("/desk/sent-back/"))
    form = text(browser.get(f"/activities/{activity.pk}/change/"))
    assert "Enclose the plan." in form
    assert "Taught bookkeeping." in form
    changed = a_form(scene, head_count="25", reasons="")
    assert browser.post(f"/activities/{activity.pk}/change/", changed).status_code == 422
    changed["reasons"] = "The plan is enclosed."
    response = browser.post(f"/activities/{activity.pk}/change/", changed, follow=True)
    assert "It is handed in again." in text(response)
    assert Correction.objects.get().after["head_count"] == 25
    assert text(enter(scene.officer).get(page(activity))).count("Send it back, once") == 0


def test_what_was_not_accepted_is_looked_at_again(enter, scene):  # noqa: F811
    activity = found(scene, reported(scene), Finding.NOT_ACCEPTED)
    browser = enter(scene.editor)
    assert "What is wrong with the finding?" in text(browser.get(page(activity)))
    browser.post(page(activity), {"act": "ask", "reasons": "They were enclosed."})
    browser = enter(scene.reviewer)
    assert f"/activities/{activity.pk}/?list=looks" in text(browser.get("/desk/looks/"))
    response = browser.post(page(activity, "list=looks"), {"act": "reverse", "reasons": "They were."}, follow=True)
    assert "The finding was reversed." in text(response)
    assert "No report waits for another look." in text(response)
    assert Activity.objects.get().state == ActivityState.ACCEPTED


@pytest.mark.parametrize("code", ["reports", "looks", "sent-back"])
@pytest.mark.parametrize("many", [0, 1, 60])
def test_the_lists_cost_few_queries_however_long(enter, scene, code, many):  # noqa: F811
    for number in range(many):
        activity = reported(scene, summary=f"Number {number}.")
        if code != "reports":
            finding = Finding.RETURNED if code == "sent-back" else Finding.NOT_ACCEPTED
            activity = found(scene, activity, finding)
        if code == "looks":
            acts.ask_to_look_again(activity=activity, grounds="No.", on=TODAY, by=scene.editor)
    browser = enter({"reports": scene.officer, "looks": scene.reviewer, "sent-back": scene.editor}[code])
    browser.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(f"/desk/{code}/")
    assert response.status_code == 200
    assert len(asked) <= MOST_QUERIES


def test_the_pages_of_one_organization_cost_few_queries(enter, scene):  # noqa: F811
    activity = found(scene, reported(scene, obligation=scene.quarter), Finding.NOT_ACCEPTED)
    acts.ask_to_look_again(activity=activity, grounds="No.", on=TODAY, by=scene.editor)
    for number in range(30):
        reported(scene, summary=f"Number {number}.", obligation=scene.quarter)
    browser = enter(scene.editor)
    browser.get("/desk/")
    for path in (page(activity), address(scene), f"/organizations/{scene.own.pk}/obligations/"):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= MOST_QUERIES, path


def test_a_year_ahead_is_shown_by_month(enter, scene):  # noqa: F811
    spring = {"from_on": date(2027, 1, 1), "until_on": date(2027, 4, 1), "due_on": date(2027, 4, 22)}
    factories.an_obligation(scene.own, period="2027-Q1", **spring)
    shown = text(enter(scene.editor).get(f"/organizations/{scene.own.pk}/obligations/"))
    assert "July 2026" in shown
    assert "April 2027" in shown
    assert f"/report/?obligation={scene.quarter.pk}" in shown


def test_the_yearly_report_is_handed_in_once(enter, scene):  # noqa: F811
    span = {"from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1), "due_on": date(2026, 6, 30)}
    due = factories.an_obligation(scene.own, kind="filing", requirement="annual-report", period="2025", **span)
    path = f"/organizations/{scene.own.pk}/obligations/{due.pk}/hand-in/"
    browser = enter(scene.approver)
    assert browser.post(path, {"income": "12.345"}).status_code == 422
    assert browser.post(path, {"income": "1e400", "expenditure": "NaN"}).status_code == 422
    picture = SimpleUploadedFile("report.jpg", a_picture(), "image/jpeg")
    response = browser.post(path, {"income": "125,000.50", "file": picture}, follow=True)
    assert "It is handed in." in text(response)
    assert str(Filing.objects.get().income) == "125000.50"
    again = browser.post(path, {"file": SimpleUploadedFile("b.jpg", a_picture(2), "image/jpeg")}, follow=True)
    assert "This was handed in already." in text(again)
    assert Filing.objects.count() == 1


def test_more_time_is_shown_before_it_is_given_and_is_public_afterwards(enter, client, scene):  # noqa: F811
    browser = enter(scene.chair)
    what = {"what": "regular-activity|2026-Q2", "due_on": "2026-08-15", "reasons": "The site was down for two days."}
    shown = browser.post("/extensions/new/", what)
    assert "1 organization has until 2026-08-15." in text(shown)
    assert not Extension.objects.exists()
    public = browser.post("/extensions/new/", what | {"step": "give"}, follow=True)
    assert "The site was down for two days." in text(public)
    assert Notice.objects.get(code="activities:extension").path == f"/organizations/{scene.own.pk}/obligations/"
    client.logout()
    assert "The site was down for two days." in text(client.get("/extensions/"))
    assert "extended; it was due" in text(enter(scene.editor).get(f"/organizations/{scene.own.pk}/obligations/"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("what", "", "Choose for what"),
        ("what", "regular-activity|1999-Q1", "nobody needs more time"),
        ("due_on", "soon", "year-month-day"),
        ("due_on", "2026-07-01", "more time is a later day"),
        ("due_on", "2026-06-01", "lies in the past"),
        ("reasons", " ", "it is public"),
        ("obligation", "9" * 30, "nobody needs more time"),
    ],
)
def test_what_stands_against_more_time_is_said_by_field(enter, scene, field, value, said):  # noqa: F811
    asked = {"what": "regular-activity|2026-Q2", "due_on": "2026-08-15", "reasons": "An outage.", "step": "give"}
    response = enter(scene.apex).post("/extensions/new/", asked | {field: value})
    assert response.status_code == 422
    assert said in text(response)
    assert not Extension.objects.exists()


def test_a_chair_gives_no_time_to_those_of_another_committee(enter, scene):  # noqa: F811
    quarter = {"from_on": date(2026, 4, 1), "until_on": date(2026, 7, 1), "due_on": date(2026, 7, 22)}
    theirs = factories.an_obligation(scene.other, period="2026-Q2", **quarter)
    asked = {"obligation": str(theirs.pk), "due_on": "2026-08-15", "reasons": "An outage.", "step": "give"}
    assert enter(scene.chair).post("/extensions/new/", asked).status_code == 422
    enter(scene.chair).post("/extensions/new/", asked | {"obligation": "", "what": "regular-activity|2026-Q2"})
    assert [row.obligation_id for row in Extension.objects.all()] == [scene.quarter.pk]


def test_the_calendar_of_an_account_holds_what_is_due(client, scene):
    CalendarFeed.objects.create(account_id=scene.editor.user_id, key="k", made_at=timezone.now())
    feed = client.get(f"/deadlines/{SIGNER.sign('k')}.ics")
    events = {str(event["uid"]).split("@")[0]: event for event in Calendar.from_ical(feed.content).walk("VEVENT")}
    assert events[f"obligation-{scene.quarter.pk}"]["dtstart"].dt == date(2026, 7, 22)
    run_near_deadlines(on=TODAY)
    feed = client.get(f"/deadlines/{SIGNER.sign('k')}.ics")
    [event] = [e for e in Calendar.from_ical(feed.content).walk("VEVENT") if "2026-Q2" in e["summary"]]
    assert str(event["uid"]).startswith("deadline-"), "one event, once the deadline runs"


def test_a_sheet_is_downloaded_checked_and_filed_from_its_pages(enter, scene, django_capture_on_commit_callbacks):  # noqa: F811
    browser = enter(scene.editor)
    path = f"/organizations/{scene.own.pk}/report/sheet"
    downloaded = browser.get(f"{path}.xlsx")
    assert downloaded.content.startswith(b"PK")
    wrong = SimpleUploadedFile("a.csv", b"kind,held_on,head_count,summary\nparty,2026-06-20,many,Sang.\n")
    refused = browser.post(f"{path}/", {"file": wrong})
    assert refused.status_code == 422
    assert "A2" in text(refused)
    assert "C2" in text(refused)
    assert browser.post(f"{path}/", {}).status_code == 422
    rows = "".join(f"training,2026-06-20,{n},Day {n}.\n" for n in range(500))
    good = SimpleUploadedFile("a.csv", f"kind,held_on,head_count,summary\n{rows}".encode())
    checked = browser.post(f"{path}/", {"file": good}, follow=True)
    assert "500 rows are in order." in text(checked)
    assert not Activity.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(checked.redirect_chain[-1][0])
    with CaptureQueriesContext(connection) as asked:
        done = browser.get(checked.redirect_chain[-1][0])
    assert "500 of 500 rows dealt with." in text(done)
    assert len(asked) <= MOST_QUERIES
    part = browser.get(checked.redirect_chain[-1][0], headers={"HX-Request": "true"})
    assert "<html" not in text(part)


def test_what_is_worth_a_second_look_is_shown_to_both_sides_and_ruled_on(enter, scene):  # noqa: F811
    long = "Taught bookkeeping to beginners."
    reported(scene, summary=long, head_count=3)
    second = reported(scene, summary=long)
    assert "Repeated text" in text(enter(scene.editor).get(page(second)))
    assert "Your ruling" not in text(enter(scene.editor).get(page(second)))
    browser = enter(scene.officer)
    sign = second.signs.get()
    ruled = browser.post(page(second), {"act": "wrong", "sign": sign.pk, "reasons": "A weekly course."}, follow=True)
    assert "it means nothing" in text(ruled)
    assert browser.post(page(second), {"act": "wrong", "sign": "999", "reasons": "x"}).status_code == 404


def test_a_sheet_that_is_cut_short_is_a_problem_on_its_page(enter, scene):  # noqa: F811
    whole = io.BytesIO(enter(scene.editor).get(f"/organizations/{scene.own.pk}/report/sheet.xlsx").content)
    cut = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: -30 if name.endswith("sheet1.xml") else None])
    sheet = SimpleUploadedFile("sheet.xlsx", cut.getvalue())
    refused = enter(scene.editor).post(f"/organizations/{scene.own.pk}/report/sheet/", {"file": sheet})
    assert refused.status_code == 422
    assert "This file cannot be read as a spreadsheet." in text(refused)
