"""A registrar, committees and an applicant: a small federation in which applications go through."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories
from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Seat, Viewer
from umbel.audit.actors import Actor
from umbel.commitments.acts import make_commitment, pledge_in_words
from umbel.documents.acts import add_document
from umbel.policy import find_pack
from umbel.registration.acts import save_answers, start_application
from umbel.registration.queries import rules_of, subject_of
from umbel.structure.models import RoleHolding
from umbel.words import Words

TODAY = date(2026, 6, 30)
PAGES = b"Articles of association of a test organization.\n"


def an_account(role, *, body=None, organization=None, name=None, since=date(2020, 1, 1)):
    """An account that holds a role, as the viewer it makes."""
    number = User.objects.count() + 1
    user = User.objects.create_user(f"{role}-{number}@test.invalid", name=name or f"{role} {number}")
    row = ROLES[Role(role)]
    if row.held_at is not Seat.NOWHERE:
        RoleHolding.objects.create(
            account=user, role=role, body=body, organization=organization, from_on=since, given_by="tests"
        )
    return Viewer(
        role=Role(role),
        body_id=body.pk if body else None,
        organization_id=organization.pk if organization else None,
        user_id=user.pk,
        label=user.name,
    )


class World(SimpleNamespace):
    """Everyone and everything of a test; hypothesis prints it, so it is short."""

    def __repr__(self):
        return "world"


@pytest.fixture
def world(db, settings, tmp_path):
    """Committees J01 (field A) and J02 (field B), officers of every kind, and an applicant."""
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return a_world()


def a_world():
    """The rows of `world`, for a test that keeps its own database and folders."""
    pack = find_pack("beijing-2016")
    federation = factories.a_federation(pack_hash=pack.content_hash)
    fields = factories.a_classification()
    district = factories.a_district("110101")
    apex = factories.an_apex()
    one = factories.a_committee(apex, "J01", remit=[fields.concepts.get(code="A")])
    two = factories.a_committee(apex, "J02", remit=[fields.concepts.get(code="B")])
    return World(
        federation=federation,
        pack=pack,
        concept=fields.concepts.get(code="A1"),
        other_concept=fields.concepts.get(code="B1"),
        district=district,
        apex=apex,
        one=one,
        two=two,
        applicant=an_account("applicant"),
        officer=an_account("registrar-officer"),
        decider=an_account("registrar-decider"),
        joint=an_account("joint-officer", body=one),
        sibling=an_account("joint-officer", body=two),
        chair=an_account("joint-chair", body=one),
        placer=an_account("apex-officer"),
        apex_decider=an_account("apex-decider"),
        reviewer=an_account("reviewer"),
        auditor=an_account("auditor"),
    )


def a_draft(world, name="Lantern Choir", by=None, language="en", **answers):
    """A draft with every answer, document and commitment it needs."""
    by = by or world.applicant
    application = start_application(language=language, on=TODAY, by=by)
    kind = answers.pop("organization_class", world.pack.organization_classes[0].code)
    save_answers(
        application=application,
        by=by,
        **{
            "names": Words({language: name}),
            "organization_class": kind,
            "concept": world.concept,
            "district": world.district,
            "size": 60,
            "purposes": "To sing together and to teach singing to children of the district.",
            "office_holders": [
                {"office": office.code, "name": f"Person {number}"} for number, office in enumerate(world.pack.offices)
            ],
        }
        | answers,
    )
    application.refresh_from_db()
    about = subject_of(application)
    for document in world.pack.document_kinds:
        add_document(
            subject=about, kind=document.code, name=f"{document.code}.txt", content=PAGES, by=Actor.program("tests")
        )
    commit(world, application, by, language)
    return application


def commit(world, application, by, language="en"):
    """Make every commitment the pack asks for."""
    pack = rules_of(application)
    for pledge in pack.commitments:
        _words, read = pledge_in_words(pledge, language)
        make_commitment(
            about=subject_of(application),
            organization=None,
            pack=pack,
            code=pledge.code,
            language=language,
            read=read,
            made_by="Person 0",
            office=pledge.offices[0],
            on=TODAY,
            by=by,
        )
