"""The commitments of an organization: read, answered, made anew, and varied or ended by both sides."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.registration.conftest import TODAY, an_account, world  # noqa: F401
from umbel.accounts.models import User
from umbel.audit.actors import Subject
from umbel.commitments.acts import make_commitment, pledge_in_words, propose
from umbel.commitments.models import Commitment, Proposal, Undertaking
from umbel.commitments.states import CommitmentState, ProposalState
from umbel.documents.models import Document
from umbel.web.commitments.views import EvidenceForm
from umbel.words import Words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def enter(client):
    """The browser of an account."""

    def entered(viewer):
        User.objects.filter(pk=viewer.user_id).update(is_sample=True)  # no second factor
        client.force_login(User.objects.get(pk=viewer.user_id))
        return client

    return entered


@pytest.fixture
def made(world):  # noqa: F811
    """A commitment of an organization under J01."""
    world.choir = factories.an_organization(world.one, world.concept, world.district, name="Lantern Choir")
    world.approver = an_account("organization-approver", organization=world.choir)
    pledge = world.pack.commitments[0]
    wording, read = pledge_in_words(pledge, "en")
    world.wording = wording
    return make_commitment(
        about=Subject("organization", str(world.choir.pk), "Lantern Choir"),
        organization=world.choir,
        pack=world.pack,
        code=pledge.code,
        language="en",
        read=read,
        made_by="Li Wei",
        office=pledge.offices[0],
        on=date(2026, 1, 10),
        by=world.approver,
    )


@pytest.fixture
def browser(enter, world, made):  # noqa: F811
    return enter(world.approver)


def text(response):
    return response.content.decode()


def tab(world, more=""):  # noqa: F811
    return f"/organizations/{world.choir.pk}/{more or 'commitments/'}"


def proposed(world, made, ends=False, by=None):  # noqa: F811
    wording = "" if ends else "We undertake something else."
    return propose(
        commitment=made, ends=ends, wording=wording, reasons="Times change.", on=TODAY, by=by or world.approver
    )


@pytest.mark.parametrize("role", ["approver", "joint", "chair", "auditor", "placer"])
def test_its_supervisors_read_what_the_organization_reads(enter, world, made, role):  # noqa: F811
    shown = text(enter(getattr(world, role)).get(tab(world)))
    assert world.wording[:60] in shown
    assert made.sha256 in shown
    assert "Li Wei" in shown


@pytest.mark.parametrize("role", ["sibling", "applicant", "officer"])
def test_others_do_not(enter, world, made, role):  # noqa: F811
    response = enter(getattr(world, role)).get(tab(world))
    assert response.status_code == 403
    assert "Li Wei" not in text(response)


def test_the_past_shows_what_stood_then(browser, world, made):  # noqa: F811
    before = text(browser.get(tab(world), {"as_of": "2026-01-09"}))
    assert "No commitment was in force on that day." in before
    after = text(browser.get(tab(world), {"as_of": "2026-01-10"}))
    assert "in force" in after
    assert "Propose to vary" not in after


def test_an_undertaking_is_answered_in_words(browser, world, made):  # noqa: F811
    first = made.undertakings.order_by("due_on").first()
    path = tab(world, f"undertakings/{first.pk}/")
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"evidence": " "}).status_code == 422
    assert browser.post(path, {"evidence": "The plan was sent."}).status_code == 302
    assert "The plan was sent." in text(browser.get(tab(world)))
    assert browser.post(path, {"evidence": "Twice."})["Location"] == tab(world)
    first.refresh_from_db()
    assert first.evidence == "The plan was sent."


def test_an_undertaking_is_answered_with_a_document(browser, world, made):  # noqa: F811
    first = made.undertakings.order_by("due_on").first()
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    assert browser.post(tab(world, f"undertakings/{first.pk}/"), {"file": file}).status_code == 302
    first.refresh_from_db()
    assert Document.objects.get(pk=first.document_id).kind == "evidence"


def test_a_file_that_is_not_taken_keeps_the_words(browser, world, made, monkeypatch):  # noqa: F811
    monkeypatch.setattr(EvidenceForm.base_fields["file"], "largest", 10)
    first = made.undertakings.first()
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n" + b"x" * 99, "application/pdf")
    response = browser.post(tab(world, f"undertakings/{first.pk}/"), {"file": file, "evidence": "Kept words"})
    assert response.status_code == 422
    assert "Kept words" in text(response)
    assert not Document.objects.exists()


def test_a_commitment_whose_time_is_over_is_made_anew(browser, world, made):  # noqa: F811
    Commitment.objects.filter(pk=made.pk).update(renew_by=TODAY)
    path = tab(world, f"commitments/make/{made.code}/")
    assert path in text(browser.get(tab(world)))
    assert browser.get(path).status_code == 200
    data = {"read": made.sha256, "language": "en", "made_by": "Wang Fang", "office": made.made_by_office}
    assert browser.post(path, data).status_code == 422
    assert browser.post(path, data | {"agreed": "yes"}).status_code == 302
    standing = Commitment.objects.get(organization=world.choir, state=CommitmentState.IN_FORCE)
    assert standing.made_by == "Wang Fang"
    assert "Earlier commitments" in text(browser.get(tab(world)))


def test_one_in_force_need_not_be_made_again(browser, world, made):  # noqa: F811
    assert browser.get(tab(world, f"commitments/make/{made.code}/"))["Location"] == tab(world)


def test_a_proposal_takes_effect_when_the_other_side_agrees(enter, browser, world, made):  # noqa: F811
    path = tab(world, f"commitments/{made.pk}/propose/")
    assert browser.get(path).status_code == 200
    unchanged = {"what": "vary", "wording": made.wording, "reasons": "Times change."}
    assert browser.post(path, unchanged).status_code == 422
    assert browser.post(path, {"what": "vary", "wording": "Other words.", "reasons": ""}).status_code == 422
    response = browser.post(path, {"what": "vary", "wording": "Other words.", "reasons": "Times change."})
    assert response.status_code == 302
    answer = tab(world, f"proposals/{Proposal.objects.get().pk}/")
    assert "Withdraw the proposal" in text(browser.get(answer))
    chair = enter(world.chair)
    assert "Other words." in text(chair.get(answer))
    assert chair.post(answer, {"step": "decline", "answer": ""}).status_code == 422
    assert chair.post(answer, {"step": "agree"}).status_code == 302
    assert chair.post(answer, {"step": "agree"})["Location"] == tab(world)
    assert Commitment.objects.get(state=CommitmentState.IN_FORCE).wording == "Other words."


def test_one_side_does_not_answer_itself(browser, world, made):  # noqa: F811
    row = proposed(world, made)
    assert browser.post(tab(world, f"proposals/{row.pk}/"), {"step": "agree"}).status_code == 403
    assert browser.post(tab(world, f"proposals/{row.pk}/"), {"step": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == ProposalState.WITHDRAWN


def test_a_commitment_is_ended_by_both(enter, world, made):  # noqa: F811
    row = proposed(world, made, ends=True)
    enter(world.chair).post(tab(world, f"proposals/{row.pk}/"), {"step": "agree"})
    made.refresh_from_db()
    assert made.state == CommitmentState.ENDED


@pytest.mark.parametrize("role", ["joint", "sibling", "applicant", "auditor", "decider"])
def test_nobody_but_the_two_sides_acts(enter, world, made, role):  # noqa: F811
    row = proposed(world, made)
    first = made.undertakings.first()
    other = enter(getattr(world, role))
    for path in (
        f"commitments/{made.pk}/propose/",
        f"commitments/make/{made.code}/",
        f"proposals/{row.pk}/",
        f"undertakings/{first.pk}/",
    ):
        assert other.get(tab(world, path)).status_code == 403, path
        assert other.post(tab(world, path), {"step": "agree", "evidence": "x"}).status_code == 403, path


def test_what_belongs_to_another_organization_is_not_found_here(browser, world, made):  # noqa: F811
    stranger = factories.an_organization(world.one, world.concept, world.district, name="Stranger")
    pledge = world.pack.commitments[0]
    theirs = Commitment.objects.create(
        subject_kind="organization",
        subject_id=str(stranger.pk),
        organization=stranger,
        code=pledge.code,
        version=1,
        pack_id="p",
        pack_version="1",
        pack_hash="0",
        title="T",
        language="en",
        wording="W",
        sha256="0",
        made_by="X",
        made_by_office="Y",
        made_on=TODAY,
        in_force_on=TODAY,
        state=CommitmentState.IN_FORCE,
    )
    due = Undertaking.objects.create(
        commitment=theirs, code="u", title=Words({"en": "U", "zh-hans": "U"}), due_on=TODAY
    )
    for path in (f"commitments/{theirs.pk}/propose/", f"undertakings/{due.pk}/", "proposals/999/"):
        assert browser.get(tab(world, path)).status_code == 404, path


def test_the_pages_ask_few_questions(browser, world, made):  # noqa: F811
    row, first = proposed(world, made), made.undertakings.first()
    for path in ("", f"proposals/{row.pk}/", f"undertakings/{first.pk}/", f"commitments/{made.pk}/propose/"):
        browser.get(tab(world, path))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(tab(world, path)).status_code == 200
        assert len(asked) <= MOST_QUERIES, (path, [query["sql"][:100] for query in asked])
