"""The access matrix: every page and form, tried in every role at its own place, beside it and in another branch."""

import re
import time
from datetime import date
from types import SimpleNamespace

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from tests import factories
from tests.extent import everything
from tests.notices.conftest import a_notice
from tests.registration.conftest import TODAY, a_world, an_account
from tests.web.access import FEDERATION_WIDE, PLACES, ROWS, SIGNED_IN
from tests.web.activity_things import activity_things
from tests.web.applying_things import applying_things
from tests.web.case_things import case_things
from tests.web.desks import under_review
from tests.web.reading import Page, is_data, said_on
from tests.web.rulemaking_things import rulemaking_things
from umbel.accounts.models import User
from umbel.accounts.permissions import Role
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.models import Entry
from umbel.documents.models import Document
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.evaluation.models import Cycle, Grade, Objection, ProposedGrade
from umbel.notices.acts import Party
from umbel.notices.models import CalendarFeed
from umbel.policy import find_pack
from umbel.structure.acts.roles import invite
from umbel.structure.models import RoleHolding
from umbel.structure.table_of_acts import StructureAct
from umbel.web.accounts.backend import BACKEND
from umbel.web.notices.deadlines import SIGNER

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
READERS = {"public", "applicant:own", "organization-approver:own"}
QUOTING = {
    "application",
    "case",
    "deadlines",
    "desk",
    "inbox",
    "notice",
    "organization-activities",
    "organization-file",
}
"""Pages that quote what people wrote, or what was sent to them before, in the language it was said in."""
TO_READ = [row for row in ROWS if row.method == "GET" and row.may & READERS and row.name not in QUOTING]
ALLOWED, REFUSED = 2, 3
"""How many seats of each kind a usual run tries on a page, besides the public."""
EMAIL = "Subject: Welcome\nFrom: a@test.invalid\nTo: b@test.invalid\n\nHello.\n" + "-" * 79 + "\n"


def names(patterns):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)
        else:
            yield from names(entry.url_patterns)


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker, tmp_path_factory):
    """Organizations of two branches, an application that was referred to J01, and an account in every seat. Made
    once: what a request changes is taken back after it.
    """
    home = tmp_path_factory.mktemp("access")
    folders = {
        name: home / name.lower() for name in ("UMBEL_DOCUMENTS", "UMBEL_SNAPSHOTS", "UMBEL_MAIL", "UMBEL_PACKS")
    }
    places = {**folders, "ACCOUNT_REAUTHENTICATION_TIMEOUT": 24 * 60 * 60}  # signed in once, for every row
    folders["UMBEL_MAIL"].mkdir()
    (folders["UMBEL_MAIL"] / "20260630-1.log").write_text(EMAIL)
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        yield built()
        transaction.set_rollback(True)


def built():
    world = a_world()
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
    made = things(world, own)
    User.objects.update(is_sample=True, password=make_password("a long enough secret"))
    accounts = {seat: User.objects.get(pk=viewer.user_id) for seat, viewer in seats.items()}
    for account in accounts.values():
        TOTP.activate(account, generate_totp_secret())
        RecoveryCodes.activate(account)
    sessions = {seat: sign_in(account) for seat, account in accounts.items()}
    return SimpleNamespace(sessions=sessions, things=made, texts=["Own Choir", "Lantern Choir"])


def things(world, own):
    """What the rows name: everything that an address or a form is built from."""
    colleague = User.objects.create_user("colleague@test.invalid", name="Colleague")
    role = {"role": "organization-editor", "from_on": date(2025, 1, 1), "given_by": "tests"}
    held = RoleHolding.objects.create(account=colleague, organization=own, **role)
    audit.record(StructureAct.FOUND, by=BY, about=Subject("federation", "1", "Test Federation"))
    invitation, token = invite(
        email="invited@test.invalid", role=Role.ORGANIZATION_EDITOR, organization=own, on=TODAY, by=BY
    )
    made = {
        "organization": own.pk,
        "committee": "J01",
        "pack_id": world.pack.id,
        "pack_version": world.pack.version,
        "entry": Entry.objects.get(act="structure:found").number,
        "private_entry": Entry.objects.get(act="structure:invite").number,
        "holding": held.pk,
        "invitation": invitation.pk,
        "token": token,
        "desk_list": "completeness",
        "notice": a_notice(Party.organization(own.pk)).pk,
        "feed": SIGNER.sign(CalendarFeed.objects.create(account=colleague, key="of-tests", made_at=timezone.now()).key),
        "mail": "20260630-1.log",
        "first": 1,
        "key_of_another": Authenticator.objects.create(user=colleague, type="webauthn", data={}).pk,
        "reviewed": under_review(world, "Lantern Choir Two").reference,
    }
    made |= {"kind_of_subject": "activity"}
    made |= applying_things(world, own) | a_cycle(own) | activity_things(world, own) | case_things(world, own)
    made |= rulemaking_things(world)
    made["document"] = Document.objects.filter(subject_kind="application").earliest("pk").pk
    audit.checkpoint()
    return made


def a_cycle(own):
    """A cycle in which a grade was proposed for `own`."""
    factories.an_activity(own, factories.an_obligation(own))
    pack = find_pack("beijing-2016")
    span = {"from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1), "as_of": date(2026, 4, 30)}
    cycle = plan(code="2025", pack=pack, by=BY, **span)
    freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    propose_grades(cycle=cycle, by=BY)
    objection = Objection.objects.create(
        cycle=cycle,
        organization=own,
        indicator="evidence",
        grounds="Wrong.",
        made_on=TODAY,
        made_by=User.objects.order_by("pk").first(),
        due_on=TODAY,
    )
    return {
        "cycle": "2025",
        "chart": "grades",
        "measure": pack.measures[0].code,
        "objection": objection.pk,
        "published_cycle": a_published_cycle(own, pack),
    }


def a_published_cycle(own, pack):
    """The year before, published."""
    span = {"from_on": date(2024, 1, 1), "until_on": date(2025, 1, 1), "as_of": date(2025, 4, 30)}
    cycle = plan(code="2024", pack=pack, by=BY, **span)
    freeze_facts(cycle=cycle, by=BY)
    Cycle.objects.filter(pk=cycle.pk).update(
        state="published",
        published_on=TODAY,
        published_by=User.objects.order_by("pk").first(),
        valid_until=date(2028, 1, 1),
        root="00" * 32,
        entry=1,
    )
    figures = ProposedGrade.objects.get(organization=own).figures
    said = {"grade": figures["grade"], "total": figures["total"], "figures": figures}
    Grade.objects.create(cycle=cycle, organization=own, position=0, leaf="00" * 32, **said)
    return cycle.code


def test_every_page_and_every_method_has_its_row(prepared):
    known = {row.name for row in ROWS}
    pages = set(names(get_resolver().url_patterns))
    assert pages - known == set(), "Add a row to tests/web/access.py for each of these."
    assert known - pages == set(), "These rows name no page any more."
    answered = set()
    for row in {row.name: row for row in ROWS}.values():
        refused = asked(prepared, "auditor", row, "PATCH")
        if refused.status_code == 405:
            answered |= {(row.name, method) for method in ("GET", "POST") if method in refused["Allow"]}
    assert answered - {(row.name, row.method) for row in ROWS} == set(), "These forms have no row."


def seats_to_try(row):
    """Every seat in a run of everything. In a usual one the public, a few who may, in turn, and a few who may not,
    first those who are nearest to it: the same role elsewhere. The rows together try every seat.
    """
    seats = sorted(SIGNED_IN | {"public"})
    if everything():
        return seats
    turn = ROWS.index(row)
    seats = seats[turn % len(seats) :] + seats[: turn % len(seats)]
    may = [seat for seat in seats if seat in row.may]
    may_not = [seat for seat in seats if seat not in row.may and seat != "public"]
    roles = {seat.partition(":")[0] for seat in may}
    may_not.sort(key=lambda seat: seat.partition(":")[0] not in roles)
    return ["public", *may[:ALLOWED], *may_not[:REFUSED]]


@pytest.mark.both_engines
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_may(prepared, row):
    wrong = []
    readers = {seat for other in ROWS if (other.name, other.method) == (row.name, "GET") for seat in other.may}
    for seat in seats_to_try(row):
        response = asked(prepared, seat, row)
        allowed = is_allowed(response)
        if allowed != (seat in row.may):
            wrong.append(f"{seat}: {response.status_code} {response.get('Location', '')}")
        elif not allowed and response.status_code == 403 and not (row.method == "POST" and seat in readers):
            main = response.content.decode(errors="replace").split("<main", 1)[1].split("</main>", 1)[0]
            assert re.search(r"<p[^>]*>\s*\S+", main), "a refusal says why"
            assert not any(name in main for name in prepared.texts), f"{seat} learns a name from the refusal"
        if not allowed and row.hides:
            assert response.status_code in {302, 404}, f"{seat}: {response.status_code}"
    assert wrong == []


@pytest.mark.parametrize("seat", ["auditor", "organization-editor:other", "joint-officer:sibling"])
def test_a_refusal_speaks_the_readers_language(prepared, seat):
    row = next(row for row in ROWS if row.name == "organization-obligations")
    if seat == "auditor":
        row = next(row for row in ROWS if row.name == "role-holders")
    text = asked(prepared, seat, row, language="zh-hans").content.decode()
    main = text.split("<main", 1)[1].split("</main>", 1)[0]
    assert re.search(r"<p[^>]*>[^<]*[\u4e00-\u9fff]{6}", main)


@pytest.mark.parametrize("row", TO_READ, ids=str)
def test_nothing_is_left_in_english_on_a_french_page(prepared, row):
    """Of what the program says; packs and people speak their own languages."""
    seat = "public" if "public" in row.may else next(iter(row.may & READERS))
    pages = [asked(prepared, seat, row, language=language) for language in ("en", "fr")]
    if pages[1].status_code == 200 and "html" in pages[1].get("Content-Type", ""):
        english, french = (said_on(page.content.decode()) for page in pages)
        assert b'<html lang="fr"' in pages[1].content
        assert [text for text in french if text in english and not is_data(text)] == []


TYPED = {"nothing": "", "much": "x" * 7000, "digits": "9" * 5000, "no day": "0000-13-32", "markup": "<b>%s%(a)s{b}</b>"}
WRITTEN = [row for row in ROWS if row.method == "POST" and row.name != "mfa_add_webauthn"]
"""Adding a passkey reads what the browser makes, not what people type: allauth stumbles over other JSON."""


@pytest.mark.parametrize("row", WRITTEN, ids=str)
def test_whatever_is_typed_is_answered_and_each_problem_leads_to_its_field(prepared, row):
    seat = min(row.may - {"public"}, default="public")
    asks = Page(asked(prepared, seat, row, "GET").content.decode(errors="replace")).fields(row.data.get("act", ""))
    kept = {name: row.data[name] for name in ("act", "step", "table", "sign", "objection", "token") if name in row.data}
    turn = WRITTEN.index(row) % len(TYPED)
    for typed in list(TYPED.values()) if everything() else [*TYPED.values(), *TYPED.values()][turn : turn + 2]:
        answer = asked(prepared, seat, row, data=dict.fromkeys(asks | set(row.data), typed) | kept)
        assert answer.status_code < 500
        if answer.status_code == 422:
            page = Page(answer.content.decode())
            assert [key for key in page.leads_to if key not in page.ids] == []
            assert [key for key in set(page.ids) if page.ids.count(key) > 1] == []


@pytest.mark.parametrize("row", [row for row in WRITTEN if row.args and row.name != "invitation"], ids=str)
def test_the_same_form_sent_twice_acts_once(prepared, row):
    """Without JavaScript: the page's own token tells its form from the same form of the next page. Whoever takes up a
    role is somebody else afterwards, whose invitation is used.
    """
    seat = min(row.may - {"public"}, default="public")
    client, address, data = asking(prepared, seat, row)
    with transaction.atomic():
        before = Entry.objects.count()
        first = client.post(address, data | {"csrfmiddlewaretoken": "of-this-page"})
        done = Entry.objects.count()
        if done > before and first.status_code == 302:
            second = client.post(address, data | {"csrfmiddlewaretoken": "of-this-page"})
            assert (second.status_code, second["Location"]) == (302, first["Location"])
            assert Entry.objects.count() == done
        transaction.set_rollback(True)


def asking(prepared, seat, row, language="en", data=None):
    """The browser of a seat, the address of a row, and what is sent there."""
    cache.clear()
    client = Client(headers={"Accept-Language": language})
    if seat != "public":
        client.cookies[settings.SESSION_COOKIE_NAME] = prepared.sessions[seat]
    address = reverse(row.name, args=[prepared.things[name] for name in row.args])
    said = row.data if data is None else data
    own = row.data.values()
    return client, address, {key: text.format(**prepared.things) if text in own else text for key, text in said.items()}


def asked(prepared, seat, row, method=None, language="en", data=None):
    """One request in one seat, and nothing left of it afterwards."""
    client, address, said = asking(prepared, seat, row, language, data)
    method = method or row.method
    with transaction.atomic():
        response = client.post(address, said) if method == "POST" else client.generic(method, address)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response


def sign_in(account):
    """The key of a session in which both factors were given."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    session = client.session
    records = [{"method": "password"}, {"method": "mfa", "type": "totp", "reauthenticated": True}]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"at": time.time()} | record for record in records]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return session.session_key


def is_allowed(response):
    """Whether the page was opened or the act was taken up: a refusal is 403, 404 or the way to sign in."""
    if response.status_code in {301, 302, 303}:
        return "/account/login/" not in response["Location"]
    return response.status_code not in {401, 403, 404}
