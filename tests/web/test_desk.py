"""The desk and its lists: what waits is counted once, found again, narrowed, kept, and dealt with together."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registration.conftest import TODAY, an_account, world  # noqa: F401
from tests.web.desks import complete, enter, ready, registered, submitted, text, under_review  # noqa: F401
from umbel.accounts.models import SavedView
from umbel.registration import acts
from umbel.registration.models import Application
from umbel.registration.states import ApplicationState, ChangeKind
from umbel.web.desk.lists import LISTS, lists_for

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
ROLES = ["officer", "decider", "joint", "chair", "placer", "apex_decider", "reviewer", "auditor", "applicant"]
COUNT = re.compile(r'href="/desk/([a-z-]+)/">\s*<span class="umbel-waits__count">(\d+)')
ROWS = re.compile(r"<strong>(\d+)</strong> rows?")


@pytest.fixture
def busy(world):  # noqa: F811
    """Something on every desk."""
    for number in range(2):
        submitted(world, ("Willow Choir", "Harbour Library")[number])
    complete(world, "Garden Club")
    ready(world, "River Museum")
    under_review(world, "Chess Circle")
    asked = submitted(world, "Pottery House")
    acts.ask_for_more(application=asked, items=["The lease."], on=TODAY, by=world.officer)
    done = registered(world, "Lantern Orchestra")
    world.approver = an_approver(world, done.organization)
    for kind, after in ((ChangeKind.NAME, {"names": {"en": "Beacon Band"}}), (ChangeKind.TRANSFER, {"body": "J02"})):
        acts.request_change(
            organization=done.organization,
            kind=kind,
            after=after,
            reasons="We grew.",
            effective_on=TODAY,
            on=TODAY,
            by=world.approver,
        )
    return world


def an_approver(world, organization):  # noqa: F811
    return an_account("organization-approver", organization=organization)


def viewers(world):  # noqa: F811
    return {name: getattr(world, name) for name in ROLES if hasattr(world, name)}


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_desk_says_so_kindly(enter, world, role):  # noqa: F811
    response = enter(getattr(world, role)).get("/desk/")
    assert response.status_code == 200
    assert "umbel-waits__count" not in text(response)
    if role != "auditor":
        assert "Nothing waits for you" in text(response)


@pytest.mark.parametrize("role", [*ROLES, "approver"])
def test_a_figure_is_the_number_of_rows_behind_it(enter, busy, role):  # noqa: F811
    browser = enter(getattr(busy, role))
    found = COUNT.findall(text(browser.get("/desk/")))
    for code, figure in found:
        response = browser.get(f"/desk/{code}/")
        assert ROWS.search(text(response))[1] == figure, code
        assert text(response).count("<tr>") - 1 == int(figure)
    if role != "auditor":
        assert found, "Nothing waits, although something was made for every desk."


@pytest.mark.parametrize("role", [*ROLES, "approver"])
def test_every_page_asks_few_questions_and_holds_nothing_inline(enter, busy, role):  # noqa: F811
    viewer = getattr(busy, role)
    browser = enter(viewer)
    for number in range(12):
        submitted(busy, f"{('Kite', 'Drum', 'Sewing', 'Tea')[number % 4]} Friends {number}")
    pages = ["/desk/", *(f"/desk/{found.code}/" for found in lists_for(viewer)), "/registration/pace/"]
    browser.get("/desk/")
    for path in pages:
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(path)
        assert response.status_code == 200, path
        assert len(asked) <= MOST_QUERIES, (path, len(asked))
        assert INLINE.findall(response.content) == []


@pytest.mark.parametrize("code", [found.code for found in LISTS])
def test_a_list_is_opened_from_its_own_desk_only(enter, busy, code):  # noqa: F811
    for name, viewer in viewers(busy).items():
        if name == "applicant":  # who is an approver by now
            continue
        able = code in {found.code for found in lists_for(viewer)}
        assert enter(viewer).get(f"/desk/{code}/").status_code == (200 if able else 403)


def test_a_list_that_is_none_is_not_found(enter, world):  # noqa: F811
    assert enter(world.officer).get("/desk/nothing/").status_code == 404


def test_the_desk_is_for_those_who_signed_in(client, world):  # noqa: F811
    for path in ("/desk/", "/desk/completeness/", "/desk/applications/A-2026-0001/", "/desk/changes/C-2026-0001/"):
        response = client.get(path)
        assert response.status_code == 302
        assert "/account/login/" in response["Location"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=willow", ["Willow Choir"]),
        ("q=nothing", []),
        ("district=110101&sort=name", ["Harbour Library", "Willow Choir"]),
        ("field=B", []),
        ("overdue=yes", []),
        ("committee=J01", []),
        ("q=%00%27&state=%3Cscript%3E&sort=x&page=zzz", []),
    ],
)
def test_a_list_is_narrowed_by_its_address(enter, busy, query, found):  # noqa: F811
    response = enter(busy.officer).get(f"/desk/completeness/?{query}")
    assert response.status_code == 200
    assert re.findall(r'\?list=completeness[^"]*">\s*([^<]+?)\s*</a>\s*<span', text(response)) == found
    assert b"<script>" not in response.content


def test_a_narrowed_list_is_kept_and_forgotten(enter, busy):  # noqa: F811
    browser = enter(busy.officer)
    here = "/desk/completeness/?q=willow&sort=name"
    assert "Give the view a name" in text(browser.post(here, {"act": "keep-view", "name": " "}))
    for _twice in range(2):
        assert browser.post(here, {"act": "keep-view", "name": "Willows"}).status_code == 302
    assert SavedView.objects.get().query == "completeness?q=willow&sort=name"
    for path in ("/desk/", "/desk/completeness/"):
        assert '/desk/completeness/?q=willow&amp;sort=name">Willows</a>' in text(browser.get(path))
    assert "Willows" not in text(enter(an_account("registrar-officer")).get("/desk/"))
    browser = enter(busy.officer)
    browser.post(here, {"act": "forget-view", "name": "Willows"})
    assert not SavedView.objects.exists()


def test_several_are_accepted_together_and_each_says_what_became_of_it(enter, busy):  # noqa: F811
    browser = enter(busy.officer)
    assert "Choose at least one" in text(browser.post("/desk/completeness/", {"act": "accept"}))
    rows = {str(row): row for row in Application.objects.filter(state=ApplicationState.SUBMITTED)}
    acts.recuse(about=rows["Harbour Library"], reasons="My cousin.", on=TODAY, by=busy.officer)
    chosen = [row.reference for row in rows.values()] + ["A-1999-0001"]
    response = browser.post("/desk/completeness/", {"act": "accept", "chosen": chosen})
    assert "1 of 3 done" in text(response)
    assert "You declared a conflict" in text(response)
    assert "You may read no application" in text(response)
    rows["Willow Choir"].refresh_from_db()
    assert rows["Willow Choir"].state == ApplicationState.EXAMINATION
    again = browser.post("/desk/completeness/", {"act": "accept", "chosen": [rows["Willow Choir"].reference]})
    assert "0 of 1 done" in text(again)
    assert "It has been dealt with meanwhile. Where it stands now: Examine." in text(again)


def test_placements_are_confirmed_together_as_proposed(enter, busy):  # noqa: F811
    row = Application.objects.get(state=ApplicationState.REGISTERED)
    browser = enter(busy.placer)
    assert "Proposed: Committee J01" in text(browser.get("/desk/placement/"))
    assert "1 of 1 done" in text(browser.post("/desk/placement/", {"act": "place", "chosen": [row.reference]}))
    row.refresh_from_db()
    assert row.placed_on == TODAY
    assert row.organization.placements.get().body == busy.one


@pytest.mark.parametrize("act", ["refuse", "register", "examine", "place", ""])
def test_nothing_that_needs_a_person_is_done_together(enter, busy, act):  # noqa: F811
    rows = [row.reference for row in Application.objects.all()]
    for viewer, code in ((busy.decider, "decision"), (busy.officer, "completeness"), (busy.reviewer, "review")):
        assert enter(viewer).post(f"/desk/{code}/", {"act": act, "chosen": rows}).status_code == 404
    assert Application.objects.filter(state=ApplicationState.READY).exists()


def test_what_i_prepared_stands_apart_with_the_reason(enter, busy):  # noqa: F811
    busy_row = Application.objects.get(state=ApplicationState.READY)
    acts.recuse(about=busy_row, reasons="My cousin.", on=TODAY, by=busy.decider)
    shown = text(enter(busy.decider).get("/desk/"))
    assert "River Museum" in shown.split("To know")[1]
    assert "You declared a conflict of interest here and take no part." in shown


def test_an_overdue_opinion_says_what_silence_means(enter, busy):  # noqa: F811
    late = complete(busy, "Fan Guild", TODAY.replace(year=2025))
    acts.record_silences(on=TODAY)
    shown = text(enter(busy.joint).get("/desk/opinion/"))
    assert late.name in shown
    assert "Silence was recorded on" in shown
    assert "A late opinion is still read." in shown


def test_an_organization_finds_what_is_due_from_it(enter, busy):  # noqa: F811
    shown = text(enter(busy.approver).get("/desk/"))
    assert "Obligations due next" in shown
    assert "Undertakings to answer" in shown
    assert "Changes you asked for" in shown


def test_reading_a_desk_writes_nothing(enter, busy):  # noqa: F811
    complete(busy, "Fan Guild", TODAY.replace(year=2025))
    for role in ROLES:
        browser = enter(getattr(busy, role))
        with CaptureQueriesContext(connection) as asked:
            browser.get("/desk/")
        written = [row["sql"] for row in asked if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert written == []


def test_the_pace_is_public(client, busy):
    shown = text(client.get("/registration/pace/"))
    assert "Committee J01" in shown
    assert "Refusals reversed on review" in shown


def test_the_pace_of_an_empty_installation(client, db):
    assert "No committee was asked" in text(client.get("/registration/pace/"))
