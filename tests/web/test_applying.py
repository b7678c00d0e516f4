"""Applying: from the first page to the certificate, and everything that may go wrong on the way."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registration.conftest import TODAY, a_draft, an_account, world  # noqa: F401
from umbel import outcomes
from umbel.accounts.models import User
from umbel.commitments.acts import pledge_in_words
from umbel.documents.queries import documents_of
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.queries import subject_of
from umbel.registration.states import ApplicationState, Position

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
QUESTIONS = ["name", "class", "field", "district", "purposes", "office-holders", "documents", "commitments"]
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.fixture
def enter(client):
    """The browser of an account: `enter(world.applicant)`."""

    def entered(viewer):
        User.objects.filter(pk=viewer.user_id).update(is_sample=True)  # no second factor
        client.force_login(User.objects.get(pk=viewer.user_id))
        return client

    return entered


@pytest.fixture
def browser(enter, world):  # noqa: F811
    return enter(world.applicant)


def text(response):
    return response.content.decode()


def begun(browser):
    response = browser.post("/apply/")
    assert response.status_code == 302
    return Application.objects.get(reference=response["Location"].strip("/").rpartition("/")[2])


def page(application, question=""):
    return f"/applications/{application.reference}/" + (f"{question}/" if question else "")


def a_submitted(world, **more):  # noqa: F811
    return acts.submit(application=a_draft(world, **more), on=TODAY, by=world.applicant)


def a_ready(world, **more):  # noqa: F811
    application = a_submitted(world, **more)
    acts.accept_as_complete(application=application, on=TODAY, by=world.officer)
    opinion = application.opinions.get()
    acts.give_opinion(opinion=opinion, position=Position.NO_OBJECTION, reasons="", on=TODAY, by=world.joint)
    return acts.examine(application=application, recommends=True, findings="All in order.", on=TODAY, by=world.officer)


def a_refused(world, **more):  # noqa: F811
    application = a_ready(world, **more)
    ruled = Ruled(
        reasons="The purposes are those of another organization.",
        ground=world.pack.refusal_grounds[1].code,
        facts_relied_on="Two applications with the same purposes.",
        facts_set_aside="None.",
    )
    acts.refuse(application=application, ruled=ruled, on=TODAY, by=world.decider)
    application.refresh_from_db()
    return application


def test_everyone_reads_what_registration_takes(client, world):  # noqa: F811
    shown = text(client.get("/apply/"))
    assert "35 working days" in shown
    for kind in world.pack.document_kinds:
        assert kind.title.in_language("en") in shown


def test_starting_leads_to_sign_in_and_back(client, world):  # noqa: F811
    response = client.post("/apply/")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?" + urlencode({"next": "/apply/"})
    assert not Application.objects.exists()


@pytest.mark.parametrize("path", ["/applications/", "/applications/A-2026-0001/", "/applications/A-2026-0001/name/"])
def test_whoever_is_not_signed_in_signs_in_first(client, world, path):  # noqa: F811
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?" + urlencode({"next": path})


def test_an_officer_is_told_why_they_do_not_apply(enter, world):  # noqa: F811
    shown = text(enter(world.officer).get("/apply/"))
    assert "This is done by" in shown
    assert "Start an application</button>" not in shown


def test_an_application_of_somebody_else_looks_like_one_there_is_not(enter, world):  # noqa: F811
    application = a_draft(world)
    other = enter(an_account("applicant"))
    theirs, nowhere = other.get(page(application)), other.get("/applications/A-2026-9999/")
    assert theirs.status_code == nowhere.status_code == 404
    assert text(theirs).replace(application.reference, "A-2026-9999") == text(nowhere) or "Lantern" not in text(theirs)
    assert "no application by this reference" in text(theirs)


def test_a_new_application_is_a_list_of_tasks(browser):
    shown = text(browser.get(page(begun(browser))))
    assert shown.count("Not started") == len(QUESTIONS)
    assert "Check and submit" in shown


def test_the_whole_way_from_start_to_submission(browser, world):  # noqa: F811
    application = begun(browser)
    pack = world.pack
    answers = {
        "name": {"name_en": "Lantern Choir", "name_zh": "灯笼合唱团", "identifier": "", "language": "en"},
        "class": {"organization_class": "social-association"},
        "field": {"concept": "A1", "purposes": "To sing together and to teach singing to children."},
        "district": {"district": "110101"},
        "purposes": {"purposes": "To sing together and to teach singing to children.", "size": "60"},
        "office-holders": {
            "office": [office.code for office in pack.offices],
            "holder": ["Li Wei", "", "Wang Fang"],
        },
    }
    for question, data in answers.items():
        response = browser.post(page(application, question), data)
        assert response.status_code == 302, (question, text(response))
    for kind in pack.document_kinds:
        file = SimpleUploadedFile(f"{kind.code}.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
        assert browser.post(page(application, "documents"), {f"file-{kind.code}": file}).status_code == 302
    for pledge in pack.commitments:
        _words, read = pledge_in_words(pledge, "en")
        made = {"code": pledge.code, "read": read, "language": "en", "made_by": "Li Wei", "agreed": "yes"}
        browser.post(page(application, "commitments"), made | {"office": pledge.offices[0]})
    assert "Ready" in text(browser.get(page(application)))
    assert browser.get(page(application, "check")).status_code == 200
    assert browser.post(page(application, "check")).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert application.size == 60
    assert "was submitted" in text(browser.get(page(application)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_says_why_it_is_asked_and_which_rule_asks_it(browser, world, question):  # noqa: F811
    shown = text(browser.get(page(begun(browser), question)))
    asked = next(item for item in world.pack.questions if item.code == question)
    assert "Why we ask, and which rule" in shown
    assert asked.why.in_language("en")[:60] in shown.replace("&#x27;", "'")


def test_a_bad_name_comes_back_as_it_was_typed(browser, world):  # noqa: F811
    application = begun(browser)
    response = browser.post(page(application, "name"), {"name_en": "<b>Choir</b>", "name_zh": "合唱团"})
    assert response.status_code == 422
    assert "&lt;b&gt;Choir&lt;/b&gt;" in text(response)
    assert 'href="#name_en"' in text(response)
    application.refresh_from_db()
    assert application.names.get("zh-hans", "") == "合唱团"
    assert application.names.get("en", "") == ""


@pytest.mark.parametrize(
    ("question", "data"),
    [
        ("name", {"name_en": "x" * 500}),
        ("name", {"name_en": "Choir", "identifier": "1234"}),
        ("class", {"organization_class": "sect"}),
        ("field", {"concept": "other", "other": "NOPE"}),
        ("district", {"district": "999999"}),
        ("purposes", {"purposes": "x" * 6000}),
        ("purposes", {"purposes": "Singing", "size": "many"}),
        ("purposes", {"purposes": "Singing", "size": "9" * 30}),
        ("office-holders", {"office": [""], "holder": ["Li Wei"]}),
        ("office-holders", {"office": ["legal-representative"], "holder": ["<i>Li</i>"]}),
    ],
)
def test_what_could_never_be_right_is_pointed_out(browser, world, question, data):  # noqa: F811
    response = browser.post(page(begun(browser), question), data)
    assert response.status_code == 422
    assert "There is a problem" in text(response)


@pytest.mark.parametrize("question", QUESTIONS[:6])
def test_whatever_is_typed_answers_with_a_page(browser, world, question):  # noqa: F811
    names = ("name_en", "identifier", "concept", "other", "district", "purposes", "size", "office", "holder", "remove")
    application = begun(browser)
    for value in ("\0", "'; DROP TABLE x; --", "一" * 300, "\u202eevil", "-1", "²"):
        assert browser.post(page(application, question), dict.fromkeys(names, value)).status_code in {302, 422}


def test_answers_are_saved_as_one_goes(browser, world):  # noqa: F811
    application = begun(browser)
    saved = browser.post(page(application, "save/purposes"), {"purposes": "Singing"}, headers={"HX-Request": "true"})
    assert re.search(r"Saved \d\d:\d\d", text(saved))
    assert "<html" not in text(saved)
    application.refresh_from_db()
    assert application.purposes == "Singing"


def test_saving_as_one_goes_says_what_cannot_be_saved(browser, world):  # noqa: F811
    saved = browser.post(page(begun(browser), "save/name"), {"name_en": "<b>"}, headers={"HX-Request": "true"})
    assert "Not saved yet" in text(saved)


def test_saving_after_the_session_was_lost_says_so_and_keeps_nothing(client, world):  # noqa: F811
    application = a_draft(world)
    saved = client.post(page(application, "save/name"), {"name_en": "Other"}, headers={"HX-Request": "true"})
    application.refresh_from_db()
    assert application.names.get("en", "") == "Lantern Choir"
    assert "Other" not in text(saved)


def test_names_that_are_near_are_shown_with_the_reason(browser, world):  # noqa: F811
    first = a_draft(world, name="Lantern Choirs")
    acts.submit(application=first, on=TODAY, by=world.applicant)
    application = begun(browser)
    response = browser.post(page(application, "name"), {"name_en": "Lantern Choir"})
    assert response["Location"].endswith("#alike")
    shown = text(browser.get(page(application, "name")))
    assert "Another open application has a near name." in shown
    assert first.reference in shown
    seen = browser.post(page(application, "name"), {"name_en": "Lantern Choir", "seen": "1"})
    assert seen["Location"].endswith("/class/")


def test_fields_are_suggested_from_the_description_and_none_is_chosen(browser, world):  # noqa: F811
    application = begun(browser)
    browser.post(page(application, "field"), {"purposes": "All about field A one", "suggest": "1"})
    shown = text(browser.get(page(application, "field")))
    assert "because of the words" in shown
    assert "checked" not in shown.partition('id="concept"')[2].partition("</fieldset>")[0]
    application.refresh_from_db()
    assert application.concept is None


def test_rows_of_office_holders_are_added_and_removed_without_scripts(browser, world):  # noqa: F811
    application = begun(browser)
    data = {"office": ["legal-representative", "treasurer"], "holder": ["Li Wei", "Wang Fang"]}
    added = browser.post(page(application, "office-holders"), data | {"add": "1"})
    assert added["Location"].endswith("?more=1#more")
    assert text(browser.get(added["Location"])).count('name="holder"') == len(world.pack.offices) + 1
    browser.post(page(application, "office-holders"), data | {"remove": "0"})
    application.refresh_from_db()
    assert application.office_holders == [{"office": "treasurer", "name": "Wang Fang"}]


def test_a_document_is_added_and_removed(browser, world):  # noqa: F811
    application = begun(browser)
    about = subject_of(application)
    file = SimpleUploadedFile("articles.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    browser.post(page(application, "documents"), {"file-articles": file})
    document = documents_of(about.kind, about.id).get()
    assert "articles" in text(browser.get(page(application, "documents")))
    browser.post(page(application, "documents"), {"remove": document.pk})
    assert not documents_of(about.kind, about.id).exists()


def test_a_document_of_somebody_else_is_not_removed(browser, world):  # noqa: F811
    other = a_draft(world, by=an_account("applicant"))
    document = documents_of("application", str(other.pk)).first()
    response = browser.post(page(begun(browser), "documents"), {"remove": document.pk})
    assert response.status_code == 404
    document.refresh_from_db()
    assert document.removed_at is None


def test_a_file_that_is_too_large_does_not_lose_the_others(browser, world, monkeypatch):  # noqa: F811
    monkeypatch.setattr("umbel.web.registration.applying.questions.LARGEST", 100)
    application = begun(browser)
    files = {
        "file-articles": SimpleUploadedFile("articles.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf"),
        "file-premises": SimpleUploadedFile("premises.pdf", b"%PDF-1.7\n" + b"x" * 200, "application/pdf"),
    }
    response = browser.post(page(application, "documents"), files)
    assert response.status_code == 422
    assert "premises.pdf" in text(response)
    assert documents_of("application", str(application.pk)).count() == 1


def test_a_commitment_is_made_in_the_words_that_were_read(browser, world):  # noqa: F811
    application = begun(browser)
    pledge = world.pack.commitments[0]
    wording, read = pledge_in_words(pledge, "en")
    shown = text(browser.get(page(application, "commitments")))
    assert wording[:60] in shown
    assert read in shown
    made = {"code": pledge.code, "read": read, "language": "en", "made_by": "Li Wei", "office": pledge.offices[0]}
    untouched = browser.post(page(application, "commitments"), made)
    assert untouched.status_code == 422
    assert "Li Wei" in text(untouched)
    changed = browser.post(page(application, "commitments"), made | {"agreed": "yes", "read": "0" * 64})
    assert changed.status_code == 422
    assert "wording of this commitment changed" in text(changed)
    assert browser.post(page(application, "commitments"), made | {"agreed": "yes"}).status_code == 302
    assert "Made by Li Wei" in text(browser.get(page(application, "commitments")))


def test_what_is_missing_is_listed_with_the_way_to_each_question(browser, world):  # noqa: F811
    application = begun(browser)
    response = browser.post(page(application, "check"))
    assert response.status_code == 422
    for question in QUESTIONS:
        assert f'href="{page(application, question)}"' in text(response)


def test_the_button_pressed_twice_submits_once(browser, world):  # noqa: F811
    application = a_draft(world)
    assert browser.post(page(application, "check")).status_code == 302
    again = browser.post(page(application, "check"))
    assert again.status_code == 302
    assert "submitted already" in text(browser.get(again["Location"]))


def test_the_back_button_after_submission_leads_to_where_it_stands(browser, world):  # noqa: F811
    application = a_submitted(world)
    for question in QUESTIONS:
        assert browser.get(page(application, question))["Location"] == page(application)
    late = browser.post(page(application, "name"), {"name_en": "Another"})
    assert late["Location"] == page(application)
    application.refresh_from_db()
    assert application.names.get("en", "") == "Lantern Choir"


def test_what_was_asked_for_is_sent_once(browser, world):  # noqa: F811
    application = a_submitted(world)
    acts.ask_for_more(application=application, items=["A newer proof of premises"], on=TODAY, by=world.officer)
    shown = text(browser.get(page(application)))
    assert "A newer proof of premises" in shown
    assert "Check and send" in shown
    assert browser.get(page(application, "purposes")).status_code == 200
    assert browser.post(page(application, "check")).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_a_refusal_is_shown_whole_and_can_be_reviewed(browser, world):  # noqa: F811
    application = a_refused(world)
    shown = text(browser.get(page(application)))
    for said in ("Two applications with the same purposes", "those of another organization", "Ask for a review"):
        assert said in shown
    assert browser.get(page(application, "review")).status_code == 200
    empty = browser.post(page(application, "review"), {"grounds": " "})
    assert empty.status_code == 422
    assert browser.post(page(application, "review"), {"grounds": "They are not the same."}).status_code == 302
    assert browser.post(page(application, "review"), {"grounds": "Again."}).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.REVIEW
    acts.uphold(application=application, reasons="They are.", on=TODAY, by=world.reviewer)
    assert "The refusal was upheld" in text(browser.get(page(application)))


def test_the_registered_find_their_certificate_and_entry(browser, world):  # noqa: F811
    application = a_ready(world)
    outcomes.register(application=application, ruled=Ruled(reasons="All in order."), on=TODAY, by=world.decider)
    application.refresh_from_db()
    shown = text(browser.get(page(application)))
    assert f"{application.reference}-certificate.pdf" in shown
    assert f"/organizations/{application.organization_id}/" in shown


def test_silence_is_shown_as_silence(browser, world):  # noqa: F811
    application = a_submitted(world)
    acts.accept_as_complete(application=application, on=TODAY, by=world.officer)
    opinion = application.opinions.get()
    acts.record_silences(on=opinion.due_on.replace(year=opinion.due_on.year + 1))
    assert "recorded as silence" in text(browser.get(page(application)))


def test_an_application_is_withdrawn_after_asking_once(browser, world):  # noqa: F811
    application = a_submitted(world)
    assert "Withdraw it" in text(browser.get(page(application, "withdraw")))
    assert browser.post(page(application, "withdraw")).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert "Withdrawn by you" in text(browser.get("/applications/"))


def a_more_asked(world, **more):  # noqa: F811
    return acts.ask_for_more(
        application=a_submitted(world, **more), items=["A newer proof"], on=TODAY, by=world.officer
    )


@pytest.mark.parametrize("made", [a_draft, a_submitted, a_more_asked, a_ready, a_refused])
@pytest.mark.parametrize("sub", ["", "check", "review", "withdraw", *QUESTIONS])
def test_no_state_breaks_a_page_in_few_queries(browser, world, made, sub):  # noqa: F811
    application = made(world)
    browser.get(page(application, sub))
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(page(application, sub))
    assert response.status_code in {200, 302, 409}
    assert len(asked) <= MOST_QUERIES, [query["sql"][:90] for query in asked]
    assert INLINE.findall(response.content) == []


def test_every_page_speaks_both_languages(browser, world):  # noqa: F811
    application = a_draft(world)
    browser.cookies["django_language"] = "zh-hans"
    for sub in ("", "check", *QUESTIONS):
        assert 'lang="zh-Hans"' in text(browser.get(page(application, sub)))
    assert world.pack.questions[0].title.in_language("zh-hans") in text(browser.get(page(application)))
