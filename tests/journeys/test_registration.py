"""From a first visit to a certificate; a refusal that is reviewed; a queue cleared by keyboard; a late opinion.

Pages are addressed by the names of their fields and by the acts their forms carry, so that each journey runs in both
languages, at desktop and at phone width.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.journeys.test_reading import LANGUAGES, speak
from tests.registration.conftest import PAGES, TODAY, World, a_draft, an_account, world
from umbel import outcomes
from umbel.accounts.models import User
from umbel.accounts.permissions import Role, Viewer
from umbel.documents.models import Document
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.states import ApplicationState
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Organization

__all__ = ["World", "world"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("language", LANGUAGES)


def sit(page, site, seat):
    """Take a sample account by one click."""
    page.goto(f"{site.url}/view-as/")
    role, _, place = seat.partition(":")
    if place:
        page.locator("select[name=committee]").select_option(place)
    page.locator(f"button[name=seat][value={role}]").click()


def act(page, name, **fields):
    """Fill the form that carries this act, and send it."""
    form = page.locator(f"form:has(input[name=act][value={name}])")
    closed = page.locator(f"details:not([open]):has(input[name=act][value={name}]) > summary")
    if closed.count():
        closed.first.click()
    for field, value in fields.items():
        found = form.locator(f"[name={field}]")
        if found.first.get_attribute("type") == "radio":
            form.locator(f"[name={field}][value={value}]").check(force=True)
        else:
            found.fill(value)
    form.locator("button[type=submit]").last.click()


def go_on(page):
    """Save a question of an application and go on."""
    page.locator("form#answers .govuk-button-group button").first.click()


@pytest.fixture
def seats(world):
    """The sample accounts of everyone else who deals with applications."""
    held = {"officer": Role.REGISTRAR_OFFICER, "decider": Role.REGISTRAR_DECIDER, "reviewer": Role.REVIEWER}
    for name, role in held.items():
        user = sample_account(role=role)
        setattr(world, name, Viewer(role, user_id=user.pk, label=str(user)))
    user = sample_account(role=Role.APPLICANT)
    world.applicant = Viewer(Role.APPLICANT, user_id=user.pk, label=str(user))
    return world


def ready(world, name, on=TODAY, opinion="no-objection"):
    """An application of the sample applicant that waits for the decider."""
    application = acts.submit(application=a_draft(world, name=name), on=on, by=world.applicant)
    acts.accept_as_complete(application=application, on=on, by=world.officer)
    acts.examine(application=application, recommends=True, findings="In order.", on=on, by=world.officer)
    if opinion:
        asked = application.opinions.get()
        acts.give_opinion(opinion=asked, position=opinion, reasons="So.", on=on, by=world.joint)
    application.refresh_from_db()
    return application


@both
def test_an_applicant_from_first_visit_to_certificate(live_server, world, page, accessible, language, tmp_path):
    speak(page, live_server, language)
    page.goto(f"{live_server.url}/apply/")
    accessible(page)
    page.goto(f"{live_server.url}/account/signup/")
    accessible(page)
    page.locator("[name=email]").fill("secretary@example.org")
    page.locator("[name=name]").fill("Secretary")
    page.locator("[name=password1]").fill("a long sentence to sign in")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    page.locator("[name=code]").fill(code[1])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()

    page.goto(f"{live_server.url}/apply/")
    page.locator("main form[method=post] button").first.click()
    application = Application.objects.get()
    start = f"{live_server.url}/applications/{application.reference}/"
    expect(page).to_have_url(start)
    accessible(page)
    answer(page, start, world, tmp_path, accessible)

    page.goto(start + "check/")
    accessible(page)
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_load_state()
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    accessible(page)

    decided(world, application)
    page.goto(start)
    accessible(page)
    certificate = Document.objects.get(kind="certificate")
    with page.expect_download() as download:
        page.locator(f"a[href*='/documents/{certificate.pk}/']").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.goto(f"{live_server.url}/organizations/{Organization.objects.get().pk}/file/")
    accessible(page)


def answer(page, start, world, tmp_path, accessible):
    """Every question, one page each."""
    for question in ("name", "class", "field", "district", "purposes", "office-holders", "documents", "commitments"):
        page.goto(f"{start}{question}/")
        accessible(page)
        match question:
            case "name":
                page.locator("[name=name_en]").fill("River Street Choir")
                go_on(page)
            case "class":
                page.locator("[name=organization_class]").first.check(force=True)
                go_on(page)
            case "field":
                page.locator("select[name=other]").select_option(world.concept.code)
                go_on(page)
            case "district":
                page.locator("[name=district]").select_option(world.district.code)
                go_on(page)
            case "purposes":
                page.locator("textarea[name=purposes]").fill("To sing together and to teach singing to children.")
                go_on(page)
            case "office-holders":
                hold(page, start)
            case "documents":
                enclose(page, tmp_path)
            case _:
                page.locator("[name=made_by]").first.fill("Person A")
                page.locator("[name=agreed]").first.check(force=True)
                page.locator("form:has([name=agreed]) button[type=submit]").first.click()
                page.wait_for_load_state()


def hold(page, start):
    for number, office in enumerate(("legal-representative", "treasurer")):
        while page.locator("select[name=office]").count() <= number:
            page.locator("button[name=add]").click()
            page.wait_for_load_state()
        page.locator("select[name=office]").nth(number).select_option(office)
        page.locator("input[name=holder]").nth(number).fill(f"Person {'AB'[number]}")
    go_on(page)
    page.wait_for_url(re.compile(f"{re.escape(start)}(?!office-holders)"))


def enclose(page, tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_bytes(PAGES)
    for number in range(page.locator("input[type=file]").count()):
        page.locator("input[type=file]").nth(number).set_input_files(str(paper))
    page.locator("form[enctype] > button[type=submit]").last.click()
    page.wait_for_load_state()


def decided(world, application):
    """What the other side does meanwhile."""
    acts.accept_as_complete(application=application, on=TODAY, by=world.officer)
    acts.examine(application=application, recommends=True, findings="In order.", on=TODAY, by=world.officer)
    opinion = application.opinions.get()
    acts.give_opinion(opinion=opinion, position="no-objection", reasons="", on=TODAY, by=world.joint)
    application.refresh_from_db()
    outcomes.register(application=application, ruled=Ruled(reasons="In order."), on=TODAY, by=world.decider)


@both
def test_a_refused_applicant_has_it_reviewed(live_server, seats, page, accessible, language):
    application = ready(seats, "Lantern Choir")
    facts = {"facts_relied_on": "The name.", "facts_set_aside": "None."}
    ground = seats.pack.refusal_grounds[0].code
    acts.refuse(
        application=application, ruled=Ruled(ground=ground, reasons="It misleads.", **facts), on=TODAY, by=seats.decider
    )
    speak(page, live_server, language)
    sit(page, live_server, "applicant")
    page.goto(f"{live_server.url}/applications/{application.reference}/")
    assert "It misleads." in page.locator("main").inner_text()
    accessible(page)
    page.goto(f"{live_server.url}/applications/{application.reference}/review/")
    accessible(page)
    page.locator("textarea[name=grounds]").fill("The name is common and misleads nobody.")
    page.locator("main form:has(textarea[name=grounds]) button[type=submit]").first.click()
    page.wait_for_load_state()
    application.refresh_from_db()
    assert application.state == ApplicationState.REVIEW

    sit(page, live_server, "reviewer")
    accessible(page)
    page.goto(f"{live_server.url}/desk/applications/{application.reference}/")
    accessible(page)
    page.locator("textarea[name=reasons]").first.fill("The name is common indeed.")
    page.locator("button[name=act][value=reverse]").click()
    page.wait_for_load_state()
    application.refresh_from_db()
    assert application.state == ApplicationState.REGISTERED

    sit(page, live_server, "applicant")
    page.goto(f"{live_server.url}/inbox/")
    accessible(page)
    assert Organization.objects.get().particulars.get().names.get("en", "") == "Lantern Choir"


@both
def test_a_registrar_clears_a_queue_by_keyboard(live_server, seats, page, accessible, language):
    names = ["Amber Choir", "Birch Theatre Group", "Cedar Chess Circle"]
    for name in names:
        acts.submit(application=a_draft(seats, name=name), on=TODAY, by=seats.applicant)
    speak(page, live_server, language)
    sit(page, live_server, "registrar-officer")
    accessible(page)
    page.locator("main a[href*='/desk/applications/']").first.click()
    page.wait_for_url(re.compile("/desk/applications/"))
    accessible(page)
    for _number in names:
        page.wait_for_load_state("networkidle")
        here = page.url
        page.keyboard.press("a")
        focused = page.evaluate("document.activeElement.form?.elements.act?.value ?? ''")
        assert focused == "accept", "the first thing that can be done has the focus"
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, here=here: url != here)
    page.wait_for_load_state("networkidle")
    states = set(Application.objects.values_list("state", flat=True))
    assert states == {ApplicationState.EXAMINATION}
    accessible(page)


@both
def test_a_joint_officer_gives_an_opinion_late(live_server, seats, page, accessible, language):
    application = ready(seats, "Lantern Choir", on=TODAY - timedelta(days=60), opinion=None)
    opinion = application.opinions.get()
    acts.record_silences(on=TODAY)
    application.refresh_from_db()
    assert application.state == ApplicationState.READY
    speak(page, live_server, language)
    sit(page, live_server, "joint-officer:J01")
    accessible(page)
    page.goto(f"{live_server.url}/desk/applications/{application.reference}/")
    accessible(page)
    act(page, "opinion", position="objection", reasons="Another choir sings in the same street.")
    page.wait_for_load_state()
    opinion.refresh_from_db()
    assert opinion.is_late
    assert opinion.silent_on is not None
    sit(page, live_server, "registrar-decider")
    page.goto(f"{live_server.url}/desk/applications/{application.reference}/")
    assert "Another choir sings in the same street." in page.locator("main").inner_text()
    accessible(page)


def test_two_deciders_at_once(live_server, seats, page):
    application = ready(seats, "Lantern Choir")
    sit(page, live_server, "registrar-decider")
    page.goto(f"{live_server.url}/desk/applications/{application.reference}/")
    other = an_account("registrar-decider", name="Another Decider")
    User.objects.filter(pk=other.user_id).update(is_sample=True)
    decided_by(seats, application, other)
    act(page, "register", reasons="What I wrote is not lost.")
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "Another Decider" in text
    assert "What I wrote is not lost." in page.content()


def decided_by(world, application, decider):
    outcomes.register(application=application, ruled=Ruled(reasons="In order."), on=TODAY, by=decider)
    world.last = decider
