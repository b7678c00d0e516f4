"""Who may read a document, and that nobody else learns that there is one."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests import factories
from tests.registration.conftest import TODAY, World, an_account, world
from tests.web.desks import enter, registered, submitted
from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor, Subject
from umbel.commitments.models import Commitment
from umbel.documents.acts import add_document, remove_document, write_document
from umbel.documents.models import Document
from umbel.documents.queries import documents_of
from umbel.errors import NotFound
from umbel.registration.acts import confirm_placement, request_change
from umbel.registration.states import ChangeKind
from umbel.web.documents.access import check_may_read_document, may_read_document

__all__ = ["World", "enter", "world"]
pytestmark = pytest.mark.django_db
OFFICERS = ("officer", "decider", "joint", "sibling", "chair", "placer", "apex_decider", "reviewer", "auditor")
BY = Actor.program("tests")
NOTHING = "There is no document here that your role may read."
FILE = {"editor", "approver", "joint", "chair", "placer", "apex_decider", "reviewer", "auditor"}
CASES = {"officer", "decider", "placer", "apex_decider", "reviewer", "auditor"}


def a_document(kind, key, what="articles"):
    return add_document(subject=Subject(kind, str(key), "Choir"), kind=what, name="a.txt", content=b"Words.", by=BY)


@pytest.fixture
def everyone(world):
    """Everyone who may come by a document, by name, and an organization that was registered on application."""
    application = registered(world)
    confirm_placement(application=application, body=world.one, reasons="", on=TODAY, by=world.placer)
    choir = application.organization
    club = factories.an_organization(world.two, world.other_concept, world.district, name="Other Club")
    people = {name: getattr(world, name) for name in OFFICERS}
    people |= {
        "applicant": Viewer(user_id=world.applicant.user_id, role=world.applicant.role, label="Applicant"),
        "other_applicant": an_account("applicant"),
        "editor": an_account("organization-editor", organization=choir),
        "approver": an_account("organization-approver", organization=choir),
        "other_approver": an_account("organization-approver", organization=club),
        "pack_editor": an_account("pack-editor"),
        "administrator": an_account("administrator"),
        "public": Viewer(),
    }
    return SimpleNamespace(application=application, choir=choir, people=people)


def readers(everyone, document, on=TODAY):
    found = set()
    for name, viewer in everyone.people.items():
        if may_read_document(viewer, document, on) and document.removed_at is None:
            assert check_may_read_document(viewer, document, on) is document
            found.add(name)
            continue
        with pytest.raises(NotFound) as refused:
            check_may_read_document(viewer, document, on)
        assert str(refused.value) == NOTHING
    return found


def test_what_is_about_an_application_is_read_by_its_readers(everyone):
    document = documents_of("application", str(everyone.application.pk)).first()
    assert readers(everyone, document) == CASES | {"applicant", "editor", "approver", "joint", "chair"}


def test_what_is_about_an_organization_is_read_by_readers_of_its_file(everyone):
    assert readers(everyone, a_document("organization", everyone.choir.pk)) == FILE


def test_until_it_is_placed_no_committee_reads_the_file(everyone):
    document = a_document("organization", everyone.choir.pk)
    assert readers(everyone, document, TODAY - timedelta(days=1)) == FILE - {"joint", "chair"}


def test_a_certificate_is_also_read_by_whoever_applied(everyone):
    certificate = documents_of("organization", str(everyone.choir.pk)).get(kind="certificate")
    assert readers(everyone, certificate) == FILE | {"applicant"}


def test_what_is_about_a_change_or_a_commitment_is_read_with_the_file(everyone):
    change = request_change(
        organization=everyone.choir,
        kind=ChangeKind.NAME,
        after={"names": {"en": "New Choir"}},
        reasons="We grew.",
        effective_on=TODAY,
        on=TODAY,
        by=everyone.people["approver"],
    )
    commitment = Commitment.objects.filter(organization=everyone.choir).first()
    assert readers(everyone, a_document("change-request", change.pk)) == FILE
    assert readers(everyone, a_document("commitment", commitment.pk)) == FILE


def test_before_it_was_asked_a_committee_reads_nothing_of_an_application(everyone, world):
    waiting = submitted(world, name="Evening Band")
    document = documents_of("application", str(waiting.pk)).first()
    assert readers(everyone, document) == CASES | {"applicant"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("application", 999_999),
        ("organization", 999_999),
        ("change-request", 999_999),
        ("commitment", 999_999),
        ("organization", "-1"),
        ("organization", ""),
        ("organization", "1 OR 1=1"),
        ("organization", "9" * 40),
        ("account", 1),
        ("unheard-of", 1),
    ],
)
def test_what_is_about_nothing_known_is_read_by_nobody(everyone, kind, key):
    assert readers(everyone, a_document(kind, key)) == set()


def test_a_removed_document_is_read_by_nobody(everyone):
    document = a_document("organization", everyone.choir.pk)
    remove_document(document=document, by=BY)
    assert readers(everyone, document) == set()


def test_missing_removed_and_not_readable_answer_alike(everyone, enter):
    hidden = a_document("organization", everyone.choir.pk)
    removed = a_document("organization", everyone.choir.pk)
    remove_document(document=removed, by=BY)
    browser = enter(everyone.people["other_applicant"])
    answers = [browser.get(f"/documents/{number}/") for number in (hidden.pk, removed.pk, 999_999, 10**30)]
    assert {answer.status_code for answer in answers} == {404}
    pages = [
        answer.content.decode().replace(f"/documents/{number}/", "")
        for answer, number in zip(answers, (hidden.pk, removed.pk, 999_999, 10**30), strict=True)
    ]
    assert all(NOTHING in page for page in pages)


def test_whoever_is_not_signed_in_learns_nothing(everyone, client):
    numbers = (a_document("organization", everyone.choir.pk).pk, 999_999)
    assert {client.get(f"/documents/{number}/").status_code for number in numbers} == {302}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("证书.pdf", "filename*=utf-8''%E8%AF%81%E4%B9%A6.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', "Set-Cookie x=1.pdf"),
        ("../../letter.pdf", 'filename="letter.pdf"'),
    ],
)
def test_it_leaves_as_an_attachment_by_a_name_that_is_only_a_name(everyone, enter, name, sent):
    subject = Subject("application", str(everyone.application.pk), "Choir")
    made = write_document(subject=subject, kind="letter", name=name, content=b"%PDF-1.7 letter", by=BY)
    response = enter(everyone.people["officer"]).get(f"/documents/{made.pk}/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert sent in response["Content-Disposition"]
    assert not set(response["Content-Disposition"]) & set("\r\n/")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies.get("x")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 letter"


def test_a_type_that_a_browser_would_run_is_never_kept(everyone):
    kept = set(Document.objects.values_list("media_type", flat=True))
    assert kept <= {"application/pdf", "text/plain"}
