"""A year of the federation: reporting on a phone and by spreadsheet, verifying, a bulletin down, a return up.

Pages are addressed by the names of their fields and by the acts their forms carry, so that each journey runs in both
languages, at desktop and at phone width.
"""

import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests import factories
from tests.activities.conftest import a_scene
from tests.journeys.test_reading import LANGUAGES, speak
from tests.journeys.test_registration import act, sit
from tests.registration.conftest import TODAY, an_account
from tests.web.activity_things import FIGURES
from umbel.activities import acts
from umbel.activities.acts import Report
from umbel.activities.models import Activity
from umbel.activities.states import ActivityState, Finding
from umbel.bulletins.models import Bulletin, Call, Return
from umbel.bulletins.states import ReturnState
from umbel.structure.queries import languages
from umbel.words import UNKNOWN

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("language", LANGUAGES)
QUARTER = {"period": "2026-Q2", "from_on": date(2026, 4, 1), "until_on": date(2026, 7, 1), "due_on": date(2026, 7, 20)}
HELD = TODAY - timedelta(days=9)


@pytest.fixture
def scene(transactional_db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    made = a_scene()
    made.due = factories.an_obligation(made.own, **QUARTER)
    made.filing = factories.an_obligation(
        made.own, kind="filing", requirement="annual-report", period="2025 report", due_on=date(2026, 7, 31)
    )
    return made


def sit_at(page, site, role, organization):
    """Take a sample account of an organization, found by its name."""
    page.goto(f"{site.url}/view-as/")
    page.locator("input[name=organization]").fill(organization.particulars.get().names.get("en", ""))
    page.locator(f"button[name=seat][value={role}]").click()
    page.wait_for_url(re.compile("/desk/$"))


def send(page, selector):
    """Press the button, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(selector).click()


def follow(page, selector):
    """Open the first link found, and wait for its page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


@both
def test_a_secretary_reports_on_a_phone(live_server, scene, page, accessible, language, tmp_path):
    speak(page, live_server, language)
    sit_at(page, live_server, "organization-editor", scene.own)
    accessible(page)
    page.goto(f"{live_server.url}/organizations/{scene.own.pk}/obligations/")
    accessible(page)
    follow(page, f"main a[href*='/organizations/{scene.own.pk}/report/?']")
    accessible(page)
    page.locator("[name=kind]").first.check(force=True)
    page.locator("[name=head_count]").fill("many")
    page.locator("[name=summary]").fill("Forty children sang at the harbour.")
    send(page, "main form[enctype] button[type=submit]")
    accessible(page)
    assert page.locator(".govuk-error-summary").is_visible()
    assert not Activity.objects.exists()
    assert page.locator("[name=summary]").input_value() == "Forty children sang at the harbour.", "nothing is lost"

    minutes = tmp_path / "minutes.txt"
    minutes.write_text("The hall was open from two to five.")
    page.locator("[name=held_on]").fill(HELD.isoformat())
    page.locator("[name=head_count]").fill("40")
    page.locator("[name=answers]").select_option(f"obligation-{scene.due.pk}")
    page.locator("[name=files]").set_input_files(str(minutes))
    send(page, "main form[enctype] button[type=submit]")
    accessible(page)
    activity = Activity.objects.get()
    assert (activity.head_count, activity.obligation_id, activity.evidence.count()) == (40, scene.due.pk, 1)
    assert page.url.endswith(f"/activities/{activity.pk}/")
    assert page.locator("main a[href*='/ledger/']").count(), "a receipt proves when it was filed"

    sit_at(page, live_server, "organization-approver", scene.own)
    page.goto(f"{live_server.url}/organizations/{scene.own.pk}/obligations/")
    follow(page, "main a[href$='/hand-in/']")
    accessible(page)


@both
def test_a_sheet_goes_out_and_comes_back(live_server, scene, page, accessible, language, tmp_path):
    speak(page, live_server, language)
    sit_at(page, live_server, "organization-editor", scene.own)
    page.goto(f"{live_server.url}/organizations/{scene.own.pk}/report/sheet/")
    accessible(page)
    with page.expect_download() as download:
        page.locator("main a[href$='sheet.xlsx']").click()
    sheet = tmp_path / "activities.xlsx"
    download.value.save_as(sheet)

    fill(sheet, {2: HELD, 3: "twelve", 4: "A concert at the harbour."})
    page.locator("input[name=file]").set_input_files(str(sheet))
    send(page, "main form[enctype] button")
    accessible(page)
    assert "C2" in page.locator("main table").inner_text(), "the cell is named"
    assert not Activity.objects.exists()

    fill(sheet, {3: 12})
    page.locator("input[name=file]").set_input_files(str(sheet))
    send(page, "main form[enctype] button")
    accessible(page)
    assert not Activity.objects.exists(), "each row is seen before it is filed"
    send(page, "#progress form button")
    accessible(page)
    activity = Activity.objects.get()
    assert activity.head_count == 12
    said_in = language if language in languages() else UNKNOWN  # a federation keeps nothing in a language it has not
    assert dict(activity.summary) == {said_in: "A concert at the harbour."}
    assert activity.obligation_id == scene.due.pk
    follow(page, f"#progress a[href='/activities/{activity.pk}/']")
    accessible(page)


def fill(sheet, cells):
    """Type into the row of the obligation of this quarter, as someone would offline."""
    book = load_workbook(sheet)
    rows = book.active
    row = next(number for number in range(2, rows.max_row + 1) if "2026-Q2" in str(rows.cell(number, 7).value))
    if row != 2:
        rows.cell(2, 7).value, rows.cell(row, 7).value = rows.cell(row, 7).value, None
    if not rows.cell(2, 1).value:
        rows.cell(2, 1).value = book.worksheets[-1].cell(1, 1).value
    for number in range(3, rows.max_row + 1):
        for column in range(1, 8):
            rows.cell(number, column).value = None
    for column, value in cells.items():
        rows.cell(2, column).value = value
    book.save(sheet)


@both
def test_an_officer_verifies_twenty(live_server, scene, page, accessible, language):
    for number in range(20):
        what = Report(
            kind="training",
            held_on=HELD - timedelta(days=number),
            head_count=20 + number,
            summary=f"Lesson {number}: {'scales' * (number + 1)}.",
        )
        acts.report(organization=scene.own, what=what, on=TODAY - timedelta(days=3), by=scene.editor)
    speak(page, live_server, language)
    sit(page, live_server, f"joint-officer:{scene.world.one.code}")
    accessible(page)
    page.goto(f"{live_server.url}/desk/reports/")
    accessible(page)
    page.locator("main a[href*='/activities/']").first.click()
    for _number in range(5):
        page.wait_for_load_state("networkidle")
        here = page.url
        page.keyboard.press("a")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, here=here: url != here)
    accessible(page)
    act(page, "return", reasons="The minutes are missing.")
    page.wait_for_load_state("networkidle")
    act(page, "not-accept", reasons="It was held before the quarter began.")
    page.wait_for_load_state("networkidle")

    page.goto(f"{live_server.url}/desk/reports/")
    chosen = page.locator("input[name=chosen]")
    expect(chosen).to_have_count(13)
    for number in range(13):
        chosen.nth(number).check(force=True)
    send(page, "form:has(input[name=act][value=accept-reports]) button[type=submit]")
    accessible(page)
    found = Activity.objects.exclude(state=ActivityState.REPORTED)
    assert found.count() == 20
    assert found.filter(verifications__finding=Finding.ACCEPTED).count() == 18

    sit_at(page, live_server, "organization-editor", scene.own)
    page.goto(f"{live_server.url}/activities/{found.get(verifications__finding=Finding.NOT_ACCEPTED).pk}/")
    assert "It was held before the quarter began." in page.locator("main").inner_text()
    accessible(page)
    act(page, "ask", reasons="It was held on the first day of the quarter.")
    page.wait_for_load_state("networkidle")
    assert Activity.objects.filter(state=ActivityState.CONTESTED).count() == 1


@both
def test_a_bulletin_from_the_apex_to_the_last_acknowledgement(live_server, scene, page, accessible, language):
    speak(page, live_server, language)
    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/bulletins/")
    accessible(page)
    follow(page, "main a[href='/bulletins/new/']")
    accessible(page)
    page.locator("[name=title_en]").fill("Fire safety")
    page.locator("[name=text_en]").fill("Check every exit before the summer.")
    page.locator("[name=title_zh]").fill("消防安全")
    page.locator("[name=text_zh]").fill("请在夏季之前检查所有出口。")
    page.locator("[name=asks]").select_option("acknowledgement")
    page.locator("[name=due_on]").fill((TODAY + timedelta(days=30)).isoformat())
    send(page, "main form[data-keep] button[type=submit]")
    accessible(page)
    assert not Bulletin.objects.exists(), "whom it reaches is shown first"
    send(page, "button[name=step][value=send]")
    accessible(page)
    bulletin = Bulletin.objects.get()
    address = f"{live_server.url}/bulletins/{bulletin.pk}/"

    for place, own in ((scene.world.one, scene.own), (scene.world.two, scene.other)):
        sit(page, live_server, f"joint-officer:{place.code}")
        page.goto(f"{live_server.url}/desk/relays/")
        accessible(page)
        follow(page, f"main a[href='/bulletins/{bulletin.pk}/']")
        accessible(page)
        act(page, "relay", reasons=f"From {place.code}: our own hall first.")
        page.wait_for_load_state("networkidle")
        sit_at(page, live_server, "organization-editor", own)
        page.goto(f"{live_server.url}/inbox/")
        page.goto(address)
        assert f"From {place.code}" in page.locator("main").inner_text()
        accessible(page)
        act(page, "acknowledge")
        page.wait_for_load_state("networkidle")

    sit(page, live_server, "apex-decider")
    page.goto(address)
    accessible(page)
    assert bulletin.copies.filter(acknowledged_on=None).count() == 0
    everyone = page.locator("tr.umbel-total td.umbel-number").all_inner_texts()
    assert everyone[:4] == ["2", "2", "2", "2"], "all, reached, opened, acknowledged"
    follow(page, "tr.umbel-total a")
    accessible(page)


@both
def test_a_return_is_rolled_up_with_three_missing(live_server, scene, page, accessible, language):
    for number in range(3):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Silent {number}")
    speak(page, live_server, language)
    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/calls/")
    accessible(page)
    page.locator("[name=form]").select_option("yearly-figures")
    page.locator("[name=period]").fill("2025")
    send(page, "main form:has([name=period]) button[type=submit]")
    accessible(page)
    call = Call.objects.get()

    for place, own in ((scene.world.one, scene.own), (scene.world.two, scene.other)):
        sit_at(page, live_server, "organization-approver", own)
        page.goto(f"{live_server.url}/returns/{call.returns.get(organization=own).pk}/")
        accessible(page)
        answers(page, FIGURES | {"income": "a lot"})
        send(page, "button[name=act][value=submit]")
        accessible(page)
        assert page.locator(".govuk-error-summary").is_visible()
        answers(page, FIGURES)
        send(page, "button[name=act][value=submit]")
        accessible(page)
        sit(page, live_server, f"joint-officer:{place.code}")
        page.goto(f"{live_server.url}/desk/returns/")
        accessible(page)
        follow(page, "main a[href*='/returns/']")
        accessible(page)
        send(page, "button[name=act][value=forward]")

    sit(page, live_server, "apex-decider")
    page.goto(f"{live_server.url}/calls/{call.pk}/")
    accessible(page)
    said = page.locator(".umbel-lead").inner_text()
    assert re.findall(r"\d+", said) in (["2", "5", "3"], ["5", "2", "3"])
    staff = page.locator("main table").first.inner_text()
    assert "8" in staff, "four and four"
    page.goto(f"{live_server.url}/calls/{call.pk}/returns/?state=draft")
    assert page.locator("main tbody tr").count() == 3
    accessible(page)
    assert Return.objects.filter(state=ReturnState.FORWARDED).count() == 2


def answers(page, typed):
    for name, value in typed.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("found => found.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_the_supervisors_are_measured_in_public(live_server, scene, page, accessible):
    acts.report(
        organization=scene.own,
        what=Report(kind="training", held_on=HELD, head_count=20, summary="Scales."),
        on=TODAY - timedelta(days=3),
        by=an_account("organization-editor", organization=scene.own),
    )
    for path in ("/supervisors/", "/extensions/", "/draws/"):
        page.goto(live_server.url + path)
        accessible(page)
    sit(page, live_server, "apex-officer")
    for path in ("/glance/", "/desk/calls/", "/visits/"):
        page.goto(live_server.url + path)
        accessible(page)
