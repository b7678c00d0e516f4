"""The access matrix: every page, tried in every role at its own place, beside it and in another branch."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests import factories
from tests.notices.conftest import a_notice
from tests.registration.conftest import TODAY, an_account
from tests.registration.conftest import world as world  # noqa: PLC0414  the fixture
from tests.web.access import FEDERATION_WIDE, PLACES, ROWS, SIGNED_IN
from tests.web.applying_things import applying_things
from umbel.accounts.models import User
from umbel.accounts.permissions import Role
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.documents.models import Document
from umbel.notices.acts import Party
from umbel.structure.acts.roles import invite
from umbel.structure.models import RoleHolding

pytestmark = pytest.mark.django_db
BACKEND = "umbel.web.accounts.backend.Backend"
LIBRARY = ("account_", "mfa_", "usersessions_")
"""Pages of the sign-in library: it tests its own; ours are named in the table."""


def names(patterns):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)
        else:
            yield from names(entry.url_patterns)


@pytest.fixture
def prepared(world, settings):
    """Organizations of two branches, an application that was referred to J01, and an account in every seat."""
    settings.UMBEL_SNAPSHOTS = settings.UMBEL_DOCUMENTS / "snapshots"
    own = factories.an_organization(world.one, world.concept, world.district, name="Own Choir")
    sibling = factories.an_organization(world.one, world.concept, world.district, name="Sibling Choir")
    other = factories.an_organization(world.two, world.other_concept, world.district, name="Other Choir")
    places = {"own": own, "sibling": sibling, "other": other}
    bodies = {"own": world.one, "sibling": world.two}
    seats = {"applicant:own": world.applicant, "applicant:other": an_account("applicant")}
    seats |= {role: an_account(role) for role in FEDERATION_WIDE}
    for role, where in PLACES.items():
        for place in where:
            at = {"body": bodies[place]} if role.startswith("joint") else {"organization": places[place]}
            seats[f"{role}:{place}"] = an_account(role, **at)
    User.objects.update(is_sample=True)
    return SimpleNamespace(
        world=world, seats=seats, own=own, things=things(world, own), texts=["Own Choir", "Lantern Choir"]
    )


def things(world, own):
    """What the rows name: everything that an address is built from."""
    with transaction.atomic():
        audit.record("structure:found", by=Actor.program("tests"), about=Subject("federation", "1", "Test Federation"))
    invited, _token = invite(
        email="guest@test.invalid",
        role=Role.ORGANIZATION_EDITOR,
        organization=own,
        on=TODAY,
        by=Actor.command_line(),
    )
    held = RoleHolding.objects.create(
        account=User.objects.create_user("colleague@test.invalid", name="Colleague"),
        role="organization-editor",
        organization=own,
        from_on=date(2025, 1, 1),
        given_by="tests",
    )
    return (
        {
            "organization": own.pk,
            "committee": "J01",
            "pack_id": world.pack.id,
            "pack_version": world.pack.version,
            "entry": 1,
            "holding": held.pk,
            "invitation": invited.pk,
            "desk_list": "completeness",
            "notice": a_notice(Party.organization(own.pk)).pk,
        }
        | applying_things(world, own)
        | {"document": Document.objects.filter(subject_kind="application").earliest("pk").pk}
    )


def test_every_page_has_its_row():
    known = {row.name for row in ROWS}
    pages = {name for name in names(get_resolver().url_patterns) if not name.startswith(LIBRARY)}
    assert pages - known - STATED_ELSEWHERE == set(), "Add a row to tests/web/access.py for each of these."
    assert known - pages == set(), "These rows name no page any more."


STATED_ELSEWHERE = {
    "cycle",
    "cycle-chart",
    "organization-grade-in",
    "organization-records",
    "ledger-checkpoint",
    "entry-receipt",
    "invitation",
    "deadlines-feed",
    "mail-message",
}
"""Pages that need an evaluated cycle, a sealed ledger or a secret token, or an e-mail in the folder: tested in
`test_who_reads_what`, `test_pages`, `test_inbox` and `tests/accounts`.
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_who_may(client, prepared, row):
    wrong = []
    for seat in sorted(SIGNED_IN | {"public"}):
        client.logout()
        if seat != "public":
            user = User.objects.get(pk=prepared.seats[seat].user_id)
            client.force_login(user, backend=BACKEND)
        address = reverse(row.name, args=[prepared.things[name] for name in row.args])
        response = client.get(address) if row.method == "GET" else client.post(address, row.data)
        if response.streaming:
            b"".join(response.streaming_content)
        allowed = is_allowed(response)
        if allowed != (seat in row.may):
            wrong.append(f"{seat}: {response.status_code} {response.get('Location', '')}")
        elif not allowed and response.status_code == 403:
            text = response.content.decode(errors="replace")
            main = text.split("<main", 1)[1].split("</main>", 1)[0]
            assert re.search(r"<p|<h1", main)
            assert not any(name in main for name in prepared.texts), f"{seat} learns a name from the refusal"
        if not allowed and row.hides:
            assert response.status_code in {302, 404}, f"{seat}: {response.status_code}"
    assert wrong == []


def is_allowed(response):
    """Whether the page was opened or the act was taken up: a refusal is 403, 404 or the way to sign in."""
    if response.status_code in {301, 302, 303}:
        return "/account/login/" not in response["Location"]
    return response.status_code not in {401, 403, 404}
