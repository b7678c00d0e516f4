"""The file of an application on the desk: what is shown, what is done, and what happens when two do it at once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registration.conftest import TODAY, an_account, world  # noqa: F401
from tests.web.desks import (  # noqa: F401
    FACTS,
    again,
    complete,
    enter,
    page,
    ready,
    refused,
    registered,
    submitted,
    text,
    under_review,
)
from umbel.audit.models import Entry
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Decision, Recusal
from umbel.registration.states import ApplicationState, Outcome, Position

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
STAGES = {
    "submitted": (submitted, "officer"),
    "complete": (complete, "officer"),
    "opinion": (complete, "joint"),
    "ready": (ready, "decider"),
    "registered": (registered, "placer"),
    "refused": (refused, "auditor"),
    "review": (under_review, "reviewer"),
}


def acted(world, name, act):  # noqa: F811
    return Entry.objects.filter(act=f"registration:{act}", actor_id=str(getattr(world, name).user_id)).count()


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_its_page(enter, world, stage):  # noqa: F811
    make, role = STAGES[stage]
    application = make(world)
    browser = enter(getattr(world, role))
    browser.get("/desk/")
    for query in ("", "list=applications", "part=checks", "part=record"):
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(page(application, query))
        assert response.status_code == 200
        assert len(asked) <= MOST_QUERIES, (query, len(asked))
        assert INLINE.findall(response.content) == []
        assert "Lantern Choir" in text(response)


def test_the_file_shows_all_that_was_said(enter, world):  # noqa: F811
    application = ready(world, position=Position.OBJECTION)
    shown = text(enter(world.decider).get(page(application)))
    commitment = world.pack.commitments[0]
    for said in (
        application.purposes,
        "Person 0",
        application.concept.name,
        "articles",
        commitment.title.in_language("en"),
        "All in order.",
        "recommends registration",
        "objects",
        "Because.",
        world.pack.refusal_grounds[0].title.in_language("en"),
    ):
        assert said in shown, said
    checks = text(enter(world.decider).get(page(application, "part=checks")))
    assert "Committee J01" in checks
    assert "the rules want" in checks
    record = text(enter(world.decider).get(page(application, "part=record")))
    assert "Found the application of Lantern Choir" in record


def test_each_act_leads_to_the_next_of_the_list(enter, world):  # noqa: F811
    rows = [submitted(world, name) for name in ("Willow Choir", "Harbour Library", "Garden Club")]
    browser = enter(world.officer)
    query = "list=completeness&sort=due"
    first = text(browser.get(page(rows[0], query)))
    assert "1 of 3" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    second = browser.get(page(rows[1], query))
    assert "2 of 3" in text(second)
    for here, there in ((rows[1], rows[2]), (rows[2], rows[0])):
        response = browser.post(page(here, query), {"act": "accept", "next": there.reference})
        assert response.status_code == 302
        assert response["Location"] == page(there, "list=completeness&sort=due")
    assert "Accepted as complete" in text(browser.get(response["Location"]))
    response = browser.post(page(rows[0], query), {"act": "accept"})
    assert response["Location"] == "/desk/completeness/?sort=due"
    shown = text(browser.get(response["Location"]))
    assert "That was the last one of this list." in shown
    assert "No application waits to be checked." in shown


def test_a_double_click_goes_on_as_one_click_would(enter, world):  # noqa: F811
    rows = [submitted(world, name) for name in ("Willow Choir", "Harbour Library", "Garden Club")]
    browser = enter(world.officer)
    for _click in range(2):
        response = browser.post(page(rows[1], "list=completeness"), {"act": "accept", "next": rows[2].reference})
        assert response["Location"] == page(rows[2], "list=completeness")
    assert "you had done this already" in text(browser.get(response["Location"]))
    assert acted(world, "officer", "accept-as-complete") == 1


@pytest.mark.parametrize(
    ("stage", "role", "typed", "ledger"),
    [
        ("submitted", "officer", {"act": "more", "items": "The lease.\nThe stamp."}, "ask-for-more"),
        ("complete", "officer", {"act": "examine", "recommends": "no", "findings": "Not in order."}, "examine"),
        ("opinion", "joint", {"act": "opinion", "position": "objection", "reasons": "Too like."}, "give-opinion"),
        ("ready", "decider", {"act": "register", "reasons": "It meets the rules."}, "register"),
        ("registered", "placer", {"act": "place", "body": "J01"}, "confirm-placement"),
        ("review", "reviewer", {"act": "uphold", "reasons": "It misleads."}, "uphold"),
        ("review", "reviewer", {"act": "reverse", "reasons": "It does not."}, "reverse"),
    ],
)
def test_an_act_is_done_once_however_often_it_is_sent(enter, world, stage, role, typed, ledger):  # noqa: F811
    application = STAGES[stage][0](world)
    browser = enter(getattr(world, role))
    for _click in range(2):
        response = browser.post(page(application), typed)
        assert response.status_code == 302
        assert response["Location"] == page(application)
        assert browser.get(response["Location"]).status_code == 200
    assert acted(world, role, ledger) == 1


def test_registering_with_conditions(enter, world):  # noqa: F811
    application = ready(world)
    browser = enter(world.decider)
    typed = {"act": "register", "reasons": "It meets the rules.", "condition-1": "Hand in the lease."}
    response = browser.post(page(application), typed)
    assert response.status_code == 422
    assert "Give the day by which" in text(response)
    assert "Hand in the lease." in text(response)
    assert "It meets the rules." in text(response)
    response = browser.post(page(application), typed | {"due-1": str(TODAY)})
    assert "on a day to come" in text(response)
    response = browser.post(page(application), typed | {"due-1": "2026-09-30", "another": "yes"})
    assert (response.status_code, 'id="register-condition-3"' in text(response)) == (200, False)
    more = typed | {"due-1": "2026-09-30", "condition-2": "x", "another": "yes"}
    assert 'id="register-condition-3"' in text(browser.post(page(application), more))
    assert browser.post(page(application), typed | {"due-1": "2026-09-30"}).status_code == 302
    decision = Decision.objects.get()
    assert decision.outcome == Outcome.WITH_CONDITIONS
    assert decision.conditions == [{"text": "Hand in the lease.", "due_on": "2026-09-30"}]


@pytest.mark.parametrize("left_out", ["ground", "facts_relied_on", "facts_set_aside", "reasons"])
def test_a_refusal_comes_back_filled_in_until_it_is_whole(enter, world, left_out):  # noqa: F811
    application = ready(world)
    browser = enter(world.decider)
    whole = {
        "act": "refuse",
        "ground": world.pack.refusal_grounds[0].code,
        "reasons": "It misleads & confuses.",
        **FACTS,
    }
    response = browser.post(page(application), whole | {left_out: "  "})
    assert response.status_code == 422
    shown = text(response)
    assert f'href="#refuse-{left_out}"' in shown
    for name, value in whole.items():
        if name not in {left_out, "act", "ground"}:
            assert value.replace("&", "&amp;") in shown
    assert not Decision.objects.exists()
    assert browser.post(page(application), whole).status_code == 302
    assert again(application).state == ApplicationState.REFUSED


def test_the_second_of_two_deciders_is_told_who_decided_and_loses_nothing(enter, world):  # noqa: F811
    application = ready(world)
    other = an_account("registrar-decider", name="Li Wei")
    acts.refuse(
        application=application,
        ruled=Ruled(reasons="No.", ground=world.pack.refusal_grounds[0].code, **FACTS),
        on=TODAY,
        by=other,
    )
    typed = {"act": "register", "reasons": "A long reasoning <b>that</b> took an hour.", "condition-1": "The lease."}
    response = enter(world.decider).post(page(application), typed | {"due-1": "2026-09-30"})
    assert response.status_code == 409
    shown = text(response)
    assert "What you wrote was not used" in shown
    assert "Refused to register Lantern Choir" in shown
    assert "Li Wei" in shown
    assert "A long reasoning &lt;b&gt;that&lt;/b&gt; took an hour." in shown
    assert "The lease." in shown
    assert "2026-09-30" in shown
    assert Decision.objects.get().outcome == Outcome.REFUSED


def test_the_back_button_after_deciding_does_not_decide_again(enter, world):  # noqa: F811
    application = ready(world)
    browser = enter(world.decider)
    browser.post(page(application), {"act": "register", "reasons": "It meets the rules."})
    response = browser.post(page(application), {"act": "register", "reasons": "It meets every rule, on reflection."})
    assert response.status_code == 409
    assert "on reflection" in text(response)
    response = browser.post(page(application), {"act": "refuse", "reasons": "No.", **FACTS})
    assert response.status_code == 409
    assert Decision.objects.get().reasons == "It meets the rules."


def test_nobody_decides_on_what_they_prepared(enter, world):  # noqa: F811
    application = ready(world)
    same = an_account("registrar-decider")
    application.examination.examined_by_id = same.user_id
    application.examination.save()
    browser = enter(same)
    shown = text(browser.get(page(application)))
    assert "You prepared this application, so someone else decides on it." in shown
    assert 'value="register"' not in shown
    response = browser.post(page(application), {"act": "register", "reasons": "Mine."})
    assert response.status_code == 403
    assert "You prepared this application" in text(response)
    assert "Mine." in text(response)
    assert not Decision.objects.exists()


def test_a_conflict_is_declared_and_closes_the_forms(enter, world):  # noqa: F811
    application = ready(world)
    browser = enter(world.decider)
    assert "Say what the conflict is" in text(browser.post(page(application), {"act": "recuse", "reasons": " "}))
    for _click in range(2):
        assert browser.post(page(application), {"act": "recuse", "reasons": "My cousin."}).status_code == 302
    assert Recusal.objects.count() == 1
    assert acted(world, "decider", "recuse") == 1
    shown = text(browser.get(page(application)))
    assert "You declared a conflict of interest here and take no part." in shown
    assert 'value="recuse"' not in shown


@pytest.mark.parametrize(
    ("stage", "role", "sentence"),
    [
        ("submitted", "decider", "This is done by: Registrar officer."),
        ("ready", "officer", "This is done by: Registrar decider."),
        ("registered", "decider", "This is done by: Apex officer, Apex decider."),
        ("review", "decider", "This is done by: Reviewer."),
        ("submitted", "auditor", "This is done by: Registrar officer."),
    ],
)
def test_whoever_may_not_act_reads_who_does(enter, world, stage, role, sentence):  # noqa: F811
    application = STAGES[stage][0](world)
    shown = text(enter(getattr(world, role)).get(page(application)))
    assert sentence in shown
    assert 'name="act"' not in shown


def test_going_on_waits_for_the_applicants_time(enter, world):  # noqa: F811
    application = submitted(world, on=TODAY - timedelta(days=90))
    acts.ask_for_more(application=application, items=["The lease."], on=TODAY - timedelta(days=80), by=world.officer)
    early = submitted(world, "Garden Club")
    acts.ask_for_more(application=early, items=["The lease."], on=TODAY, by=world.officer)
    browser = enter(world.officer)
    assert "The applicant has until" in text(browser.get(page(early)))
    assert browser.post(page(early), {"act": "go-on"}).status_code == 409
    assert browser.post(page(application), {"act": "go-on"}).status_code == 302
    assert again(application).state == ApplicationState.EXAMINATION


def test_more_is_asked_for_once(enter, world):  # noqa: F811
    application = submitted(world)
    browser = enter(world.officer)
    assert "List what is missing" in text(browser.post(page(application), {"act": "more", "items": " \n "}))
    assert browser.post(page(application), {"act": "more", "items": "The lease.\r\nThe stamp."}).status_code == 302
    assert again(application).request.items == ["The lease.", "The stamp."]
    acts.send_more(application=again(application), on=TODAY, by=world.applicant)
    shown = text(browser.get(page(application)))
    assert "it is asked only once" in shown
    assert 'value="more"' not in shown


def test_a_placement_against_the_remit_needs_reasons(enter, world):  # noqa: F811
    application = registered(world)
    browser = enter(world.placer)
    shown = text(browser.get(page(application)))
    assert "proposed" in shown
    assert "0 organizations, the rules want" in shown
    assert "Choose the joint committee" in text(browser.post(page(application), {"act": "place"}))
    against = {"act": "place", "body": "other", "other": "J02"}
    response = browser.post(page(application), against)
    assert response.status_code == 422
    assert "Give your reasons" in text(response)
    assert browser.post(page(application), against | {"reasons": "They work together."}).status_code == 302
    assert again(application).organization.placements.get().body == world.two


def test_a_late_opinion_is_still_taken(enter, world):  # noqa: F811
    application = complete(world, on=TODAY - timedelta(days=120))
    acts.record_silences(on=TODAY - timedelta(days=60))
    browser = enter(world.joint)
    assert "A late opinion is still read" in text(browser.get(page(application, "list=opinion")))
    typed = {"act": "opinion", "position": "objection"}
    assert browser.post(page(application), typed).status_code == 422
    assert browser.post(page(application), typed | {"reasons": "Too like."}).status_code == 302
    opinion = application.opinions.get()
    assert (opinion.position, opinion.is_late, opinion.silent_on is not None) == (Position.OBJECTION, True, True)


def test_nobody_reads_what_is_not_theirs(enter, world):  # noqa: F811
    application = complete(world)
    assert enter(world.sibling).get(page(application)).status_code == 404
    assert enter(an_account("applicant")).get(page(application)).status_code == 404
    assert enter(an_account("administrator")).get(page(application)).status_code == 404
    refusal = enter(world.applicant).get(page(application))
    assert refusal.status_code == 404
    assert "has a page of its own" in text(refusal)
    for method in ("get", "post"):
        gone = getattr(enter(world.sibling), method)("/desk/applications/A-1999-0001/", {"act": "accept"})
        assert gone.status_code == 404


@pytest.mark.parametrize("typed", [{}, {"act": "nothing"}, {"act": "examine", "recommends": "\0"}, {"act": "opinion"}])
def test_what_no_form_sends_changes_nothing(enter, world, typed):  # noqa: F811
    application = complete(world)
    before = Entry.objects.count()
    assert enter(world.officer).post(page(application), typed).status_code in {403, 404, 422}
    assert Entry.objects.count() == before


def test_a_list_of_another_desk_is_left_out(enter, world):  # noqa: F811
    application = complete(world)
    for code in ("decision", "changes", "nothing", "%00"):
        response = enter(world.officer).get(page(application, f"list={code}"))
        assert response.status_code == 200
        assert "umbel-place" not in text(response)


def test_reversal_generates_what_follows(enter, world):  # noqa: F811
    application = under_review(world)
    enter(world.reviewer).post(page(application), {"act": "reverse", "reasons": "The name is common."})
    assert again(application).state == ApplicationState.REGISTERED
