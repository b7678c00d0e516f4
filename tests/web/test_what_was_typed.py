"""What people typed in a form is read as they meant it, and whatever becomes of the form, their words come back."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.activities.conftest import a_scene
from tests.activities.test_reporting import a_picture
from tests.casework.conftest import TODAY as CASE_DAY
from tests.casework.conftest import WEIGHED, a_case_scene, noon
from tests.registration.conftest import TODAY, a_draft, an_account, world  # noqa: F401
from tests.rulemaking.conftest import a_draft as a_rule_draft
from tests.rulemaking.conftest import consulted
from tests.web.applying_things import applying_things
from tests.web.desks import enter, ready, text  # noqa: F401
from tests.web.test_activity_pages import a_form, reported
from tests.web.test_change_pages import choir  # noqa: F401
from tests.web.test_grounds import reader as of_cycle
from tests.web.test_grounds import road  # noqa: F401
from tests.web.test_lab_pages import hall, reader  # noqa: F401
from umbel.activities import acts
from umbel.activities.acts import Report
from umbel.activities.models import Draw, Filing, Visit
from umbel.casework import acts as case_acts
from umbel.commitments import acts as commitment_acts
from umbel.commitments.models import Undertaking
from umbel.evaluation.models import Cycle
from umbel.registration.models import ChangeRequest
from umbel.rulemaking import acts as rule_acts
from umbel.rulemaking.models import Comment
from umbel.structure.models import Federation
from umbel.web.fields import Day, Email, Yes
from umbel.web.number_fields import Amount, Count

pytestmark = pytest.mark.django_db
WORDS = "My own long and careful words."
LONG = "Reasons. " * 700


@pytest.fixture
def cases(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    made = a_case_scene()
    Federation.objects.update(stands_on=CASE_DAY)
    return made


@pytest.fixture
def acting(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return a_scene()


def leads_to(response):
    return re.findall(r'<a href="#(?!main)([^"]*)">', text(response))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250,50", "1250.50"),
        ("1 250,5", "1250.5"),
        ("1.250.000,50", "1250000.50"),
        ("1,250,000.50", "1250000.50"),
        ("１２５０", "1250"),
        ("-5", "-5"),
    ],
)
def test_an_amount_is_read_as_it_is_written_anywhere(typed, amount):
    assert Amount().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1e3", "1_000", "+5", "1,5,0", "12,34,567", "1.2345", "0E+999999", "1,2345"])
def test_an_amount_that_can_be_misread_is_asked_for_again(typed):
    for field in (Amount(), Count()):
        with pytest.raises(Exception, match=r"amount|whole number"):
            field.clean(typed)


def test_a_comma_makes_no_other_number_of_a_count():
    assert Count().clean("1,250") == 1250
    with pytest.raises(Exception, match="whole number"):
        Count().clean("1,5")


@pytest.mark.parametrize("day", ["0001-01-01", "1500-01-01", "3000-01-01", "9999-12-31"])
def test_a_day_that_no_record_can_count_on_from_is_asked_for_again(day):
    with pytest.raises(Exception, match="between the years"):
        Day().clean(day)


def test_an_address_longer_than_any_is_refused_before_it_reaches_the_database():
    with pytest.raises(Exception, match="Shorten"):
        Email(missing="No.").clean(f"{'a' * 60}@{'b.' * 97}org")


@pytest.mark.parametrize("value", ["no", "0", "off", "false", "on", "1"])
def test_only_yes_ticks_a_box(value, enter, world, choir):  # noqa: F811
    assert Yes().widget.value_from_datadict({"sure": value}, None, "sure") is False
    sent = {"sure": value, "reasons": "x", "effective_on": TODAY.isoformat()}
    enter(world.approver).post(f"/organizations/{choir.pk}/changes/new/dissolution/", sent)
    assert not ChangeRequest.objects.exists()


def test_an_edited_file_comes_back_whatever_is_wrong_beside_it(hall):  # noqa: F811
    draft = a_rule_draft(hall)
    sent = {"act": "save", "after": "1", "why": "w" * 5001, "text": "# my long edit of this file\n"}
    assert "my long edit of this file" in text(reader(hall.editor).post(f"/lab/{draft.pk}/files/", sent))


def test_a_button_that_only_tries_keeps_what_stands_beside_the_numbers(hall):  # noqa: F811
    draft = a_rule_draft(hall)
    assert WORDS in text(reader(hall.editor).post(f"/lab/{draft.pk}/", {"after": "1", "why": WORDS}))


def test_reasons_that_are_too_long_come_back_with_that_sentence(road):  # noqa: F811
    Cycle.objects.filter(pk=road.cycle.pk).update(state="confirmation")
    sent = {"act": "send-back", "body": "J01", "reasons": LONG}
    shown = text(of_cycle(road.apex).post("/cycles/2025/step/", sent))
    assert "Shorten it to 5000 characters" in shown
    assert "Reasons. Reasons." in shown


@pytest.mark.parametrize("act", ["report", "answer"])
def test_a_page_asks_for_no_less_than_its_act_takes(enter, acting, act):  # noqa: F811
    chair = enter(acting.chair)
    for _step in ("bind", "draw"):
        chair.post("/draws/")
    visit = Visit.objects.get_or_create(draw=Draw.objects.get(), organization=acting.own, body=acting.world.one)[0]
    if act == "answer":
        acts.report_visit(visit=visit, visited_on=TODAY, seen="x", on=TODAY, by=acting.officer)
    browser = enter(acting.editor if act == "answer" else acting.officer)
    sent = {"act": act, "visited_on": str(TODAY), "text": LONG}
    assert browser.post(f"/visits/{visit.pk}/", sent).status_code == 302


def test_a_page_and_its_act_say_one_limit(enter, acting):  # noqa: F811
    quarter = {"from_on": date(2026, 4, 1), "until_on": date(2026, 7, 1), "due_on": date(2026, 7, 22)}
    acting.quarter = factories.an_obligation(acting.own, period="2026-Q2", **quarter)
    for many in (4001, 9000):
        sent = a_form(acting, summary="x" * many)
        assert "Shorten it to 4000" in text(enter(acting.editor).post(f"/organizations/{acting.own.pk}/report/", sent))


def test_a_case_that_moved_on_gives_the_reply_back(enter, cases):  # noqa: F811
    case = cases.walk.replied(nothing_more=True)
    case_acts.consider(case=case, weighed=WEIGHED, at=noon(CASE_DAY), by=cases.colleague)
    shown = enter(cases.approver).post(f"/cases/{case.reference}/", {"act": "reply", "text": WORDS})
    assert WORDS in text(shown)
    assert "What you wrote was not used" in text(shown)


def test_a_report_that_was_taken_back_gives_the_finding_back(enter, acting):  # noqa: F811
    activity = reported(acting)
    acts.withdraw(activity=activity, reasons="x", on=TODAY, by=acting.editor)
    sent = {"act": "not-accept", "reasons": WORDS}
    assert WORDS in text(enter(acting.officer).post(f"/activities/{activity.pk}/", sent))


def test_a_consultation_that_is_over_gives_the_comment_back(hall):  # noqa: F811
    draft = consulted(hall)
    rule_acts.withdraw(draft=draft, reasons="x", on=hall.today, by=hall.apex)
    sent = {"provision": "", "text": WORDS}
    assert WORDS in text(reader(hall.approver).post(f"/consultations/{draft.pk}/", sent))


def test_no_password_is_ever_said_back(client):
    secret = "a quite long secret of somebody"
    assert secret not in text(client.post("/roles/holders/1/end/", {"password": secret, "text": secret[:10]}))


def test_what_was_done_of_a_remedy_is_asked_for_at_its_field(enter, cases):  # noqa: F811
    case = cases.walk.final()
    until = CASE_DAY + timedelta(days=30)
    case_acts.plan_remedy(case=case, what="Do it", due_on=until, on=CASE_DAY, by=cases.officer)
    sent = {"act": "show", "step": case.remedy.get().pk, "shown": ""}
    [field] = leads_to(enter(cases.approver).post(f"/cases/{case.reference}/", sent))
    assert field.startswith("show-shown")


@pytest.mark.parametrize(
    ("act", "said", "field"),
    [
        ("try", {"channel": "post", "tried_on": str(CASE_DAY), "detail": ""}, "detail"),
        ("try", {"channel": "post", "tried_on": "2031-01-01", "detail": "x"}, "tried_on"),
        ("set-hearing", {"held_on": "2026-06-01", "where": ""}, "where"),
        ("interim", {"what": "x", "reasons": "", "until_on": "2026-04-20"}, "reasons"),
        ("interim", {"what": "x", "reasons": "y", "until_on": "2031-04-20"}, "until_on"),
        ("plan", {"what": "x", "due_on": "2020-01-01"}, "due_on"),
    ],
)
def test_each_step_of_a_case_says_what_is_wrong_at_its_field(enter, cases, act, said, field):  # noqa: F811
    walks = {"try": cases.walk.opened, "plan": cases.walk.final}
    case = walks.get(act, cases.walk.served)()
    if act == "try":
        case = case_acts.send_notice(case=case, on=CASE_DAY, by=cases.officer)
    browser = enter(cases.apex if act == "interim" else cases.officer)
    assert leads_to(browser.post(f"/cases/{case.reference}/", {"act": act} | said)) == [f"{act}-{field}"]


def test_a_number_is_put_right_where_it_was_typed(enter, world):  # noqa: F811
    application = ready(world)
    sent = {"act": "register", "reasons": "Fine.", "number": "123"}
    shown = enter(world.decider).post(f"/desk/applications/{application.reference}/", sent)
    assert leads_to(shown) == ["register-number"]


def test_reasons_of_a_finding_are_asked_for_at_their_field(road):  # noqa: F811
    Cycle.objects.filter(pk=road.cycle.pk).update(state="review", review_until=date(2030, 1, 1))
    page = f"/organizations/{road.own.pk}/assessment/2025/"
    browser = of_cycle(road.officer)
    indicator = re.findall(r'<option\s+value="([^"]*)"', text(browser.get(page)))[0]
    sent = {"act": "judge", "indicator": indicator, "points": "1", "words": ""}
    assert leads_to(browser.post(page, sent)) == ["words"]


def test_how_many_files_there_may_be_is_said_before_they_are_chosen(enter, cases):  # noqa: F811
    case = cases.walk.served()
    assert "Up to 20 files" in text(enter(cases.approver).get(f"/cases/{case.reference}/"))


def test_one_document_is_one(enter, acting):  # noqa: F811
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 7, 1), "due_on": date(2026, 7, 22)}
    row = factories.an_obligation(acting.own, kind="filing", requirement="annual-report", period="2025", **days)
    files = [SimpleUploadedFile(f"{name}.jpg", a_picture(name), "image/jpeg") for name in (1, 2)]
    sent = {"income": "1250,50", "file": files}
    page = f"/organizations/{acting.own.pk}/obligations/{row.pk}/hand-in/"
    assert enter(acting.approver).post(page, sent).status_code == 422
    assert not Filing.objects.exists()


def test_no_office_holder_is_left_out_in_silence(enter, world):  # noqa: F811
    application = a_draft(world)
    sent = {"office": ["legal-representative"] * 31, "holder": [f"Person {number}" for number in range(31)]}
    shown = enter(world.applicant).post(f"/applications/{application.reference}/office-holders/", sent)
    assert "At most 30 office-holders" in text(shown)


@pytest.mark.parametrize("row", ["000099", "00005", "0" * 5000, "-1", "²", "٣"])
def test_a_row_that_is_not_there_is_not_left_out(enter, world, row):  # noqa: F811
    application = a_draft(world)
    page = f"/applications/{application.reference}/office-holders/"
    assert enter(world.applicant).post(page, {"remove": row, "office": ["x"], "holder": ["y"]}).status_code < 500


def test_a_corrected_report_still_answers_what_it_answered(enter, world):  # noqa: F811
    own = factories.an_organization(world.one, world.concept, world.district, name="Own Choir")
    approver = an_account("organization-approver", organization=own)
    undertaking = Undertaking.objects.get(pk=applying_things(world, own)["undertaking"])
    what = Report(kind="training", held_on=TODAY, head_count=3, summary="x", undertaking=undertaking)
    activity = acts.report(organization=own, what=what, on=TODAY, by=approver)
    if undertaking.answered_on is None:
        commitment_acts.answer_undertaking(undertaking=undertaking, evidence="done", on=TODAY, by=approver)
    browser = enter(approver)
    page = f"/activities/{activity.pk}/change/"
    [kind, *_rest] = re.findall(r'value="([^"]*)"\s+selected', text(browser.get(page)))
    sent = {"kind": "training", "held_on": str(TODAY), "head_count": "4", "summary": "y", "answers": kind}
    assert browser.post(page, sent | {"reasons": "typo", "token": "0123456789"}).status_code == 302
    activity.refresh_from_db()
    assert activity.undertaking_id == undertaking.pk


@pytest.mark.parametrize("tokens", [("of-one-page", "of-one-page"), ("of-one-page", "of-the-next")])
def test_the_same_words_of_one_page_are_said_once_and_of_the_next_page_twice(enter, cases, tokens):  # noqa: F811
    case = cases.walk.served()
    browser = enter(cases.approver)
    for token in tokens:
        sent = {"act": "reply", "text": WORDS, "csrfmiddlewaretoken": token}
        shown = browser.post(f"/cases/{case.reference}/", sent, follow=True)
    assert case.steps.filter(code="reply").count() == len(set(tokens))
    assert ("You had sent this already; it was done once." in text(shown)) == (tokens[0] == tokens[1])


def test_a_comment_that_is_sent_twice_is_one(hall):  # noqa: F811
    draft = consulted(hall)
    sent = {"provision": "", "text": WORDS, "csrfmiddlewaretoken": "of-this-page"}
    for _time in range(2):
        reader(hall.approver).post(f"/consultations/{draft.pk}/", sent)
    assert Comment.objects.count() == 1
