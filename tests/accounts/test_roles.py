"""Roles are given by others, at a place, from a day to a day; and what was typed survives a lost session."""

from datetime import timedelta

import pytest
from django.core import mail

from tests import factories
from tests.registration.conftest import TODAY, World, an_account, world
from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Permission, Role, Viewer
from umbel.audit.models import Entry
from umbel.errors import NotAllowed, NotFound, NotNow
from umbel.structure.acts.roles import (
    accept_invitation,
    end_role,
    give_role,
    invite,
    sample_account,
    withdraw_invitation,
)
from umbel.structure.models import Invitation, RoleHolding
from umbel.structure.permissions import check_no_role_at

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
BACKEND = "umbel.web.accounts.backend.Backend"
PATH = "/organizations/{}/obligations/"


@pytest.fixture
def admin(world):
    return an_account("administrator")


@pytest.fixture
def someone(db):
    return User.objects.create_user("someone@test.invalid", "a long enough secret", name="Someone", is_sample=True)


@pytest.fixture
def choir(world):
    return factories.an_organization(world.one, world.concept, name="Choir")


def opens(client, user, path):
    client.force_login(user, backend=BACKEND)
    return client.get(path).status_code


def test_a_role_opens_what_it_should_from_its_day_to_its_end(client, world, admin, someone, choir):
    path = PATH.format(choir.pk)
    assert opens(client, someone, path) == 403
    holding = give_role(account=someone, role=Role.JOINT_OFFICER, body=world.one, on=TODAY, by=admin)
    assert client.get(path).status_code == 200
    end_role(holding=holding, on=TODAY, by=admin)
    assert client.get(path).status_code == 403, "an ended role reads nothing, from the very next page"
    assert set(Entry.objects.values_list("act", flat=True)) >= {"structure:give-role", "structure:end-role"}


def test_a_role_that_begins_tomorrow_opens_nothing_today(client, world, admin, someone, choir):
    give_role(account=someone, role=Role.JOINT_OFFICER, body=world.one, on=TODAY + timedelta(days=1), by=admin)
    assert opens(client, someone, PATH.format(choir.pk)) == 403


def test_nobody_gives_a_role_to_themselves(world, admin):
    with pytest.raises(NotAllowed, match="themselves"):
        give_role(account=User.objects.get(pk=admin.user_id), role=Role.AUDITOR, on=TODAY, by=admin)


@pytest.mark.parametrize("role", [role for role in Role if not ROLES[role].permissions & {Permission.MANAGE_ROLES}])
def test_only_an_administrator_gives_the_federations_roles(world, someone, role):
    with pytest.raises(NotAllowed):
        give_role(account=someone, role=Role.AUDITOR, on=TODAY, by=Viewer(role, user_id=1, label="x"))


def test_an_approver_gives_roles_at_its_own_organization_alone(world, someone, choir):
    approver = an_account("organization-approver", organization=choir)
    give_role(account=someone, role=Role.ORGANIZATION_EDITOR, organization=choir, on=TODAY, by=approver)
    other = factories.an_organization(world.one)
    with pytest.raises(NotAllowed):
        give_role(account=someone, role=Role.ORGANIZATION_EDITOR, organization=other, on=TODAY, by=approver)


def test_a_role_is_held_where_it_belongs(world, admin, someone):
    with pytest.raises(NotNow, match="not held there"):
        give_role(account=someone, role=Role.AUDITOR, body=world.one, on=TODAY, by=admin)
    give_role(account=someone, role=Role.AUDITOR, on=TODAY, by=admin)
    with pytest.raises(NotNow, match="already"):
        give_role(account=someone, role=Role.AUDITOR, on=TODAY, by=admin)


def test_the_record_says_where_a_role_was_given(world, admin, someone, choir):
    give_role(account=someone, role=Role.JOINT_OFFICER, body=world.one, on=TODAY, by=admin)
    give_role(account=someone, role=Role.ORGANIZATION_EDITOR, organization=choir, on=TODAY, by=admin)
    give_role(account=someone, role=Role.AUDITOR, on=TODAY, by=admin)
    entries = Entry.objects.filter(act="structure:give-role").order_by("number")
    assert [entry.data["place"] for entry in entries] == [str(world.one), "Choir", ""]


def test_an_invitation_is_taken_up_once_by_the_address_it_was_sent_to(client, world, admin):
    made, token = invite(email="New@Test.invalid", role=Role.REGISTRAR_OFFICER, on=TODAY, by=admin)
    assert token not in str(Invitation.objects.values_list("token_hash"))
    path = f"/invitation/{token}/"
    assert "Registrar officer" in client.get(path).content.decode()
    weak = client.post(path, {"name": "New Officer", "password": "short"})
    assert weak.status_code == 422
    assert b"New Officer" in weak.content
    assert client.post(path, {"name": "New Officer", "password": "long enough to be good"}).status_code == 302
    holding = RoleHolding.objects.get(account__email="new@test.invalid")
    assert (holding.role, holding.given_by) == ("registrar-officer", made.invited_by)
    client.logout()
    assert client.get(path).status_code == 404


def test_an_invitation_grows_too_old_and_is_not_for_others(world, admin, someone):
    _made, token = invite(email="other@test.invalid", role=Role.AUDITOR, on=TODAY, by=admin)
    with pytest.raises(NotAllowed, match="another address"):
        accept_invitation(token=token, account=someone, on=TODAY)
    with pytest.raises(NotFound):
        accept_invitation(token=token, account=someone, on=TODAY + timedelta(days=14))


def test_nobody_invites_themselves_whatever_their_address_is_later(world, admin, someone):
    own = User.objects.get(pk=admin.user_id)
    with pytest.raises(NotAllowed, match="themselves"):
        invite(email=own.email.upper(), role=Role.AUDITOR, on=TODAY, by=admin)
    _made, token = invite(email="mine-too@test.invalid", role=Role.AUDITOR, on=TODAY, by=admin)
    User.objects.filter(pk=own.pk).update(email="mine-too@test.invalid")
    own.refresh_from_db()
    with pytest.raises(NotAllowed, match="themselves"):
        accept_invitation(token=token, account=own, on=TODAY)


def test_an_invitation_is_withdrawn_by_those_who_may_send_it(client, world, admin, someone, choir):
    invitation, token = invite(email=someone.email, role=Role.AUDITOR, on=TODAY, by=admin)
    approver = an_account("organization-approver", organization=choir)
    with pytest.raises(NotAllowed):
        withdraw_invitation(invitation=invitation, on=TODAY, by=approver)
    User.objects.filter(pk=admin.user_id).update(is_sample=True)
    client.force_login(User.objects.get(pk=admin.user_id), backend=BACKEND)
    assert someone.email in client.get("/roles/holders/").content.decode()
    client.post(f"/roles/invitations/{invitation.pk}/withdraw/")
    assert someone.email not in client.get("/roles/holders/").content.decode()
    assert Entry.objects.filter(act="structure:withdraw-invitation").count() == 1
    with pytest.raises(NotFound):
        accept_invitation(token=token, account=someone, on=TODAY)
    invitation.refresh_from_db()
    with pytest.raises(NotNow):
        withdraw_invitation(invitation=invitation, on=TODAY, by=admin)


def test_an_invitation_opened_by_someone_else_says_so(client, world, admin, someone):
    _made, token = invite(email="other@test.invalid", role=Role.AUDITOR, on=TODAY, by=admin)
    client.force_login(someone, backend=BACKEND)
    assert "You are signed in as Someone" in client.get(f"/invitation/{token}/").content.decode()
    typed = {"name": "Other", "password": "long enough to be good"}
    assert client.post(f"/invitation/{token}/", typed).status_code == 403
    assert not User.objects.filter(email="other@test.invalid").exists()


def test_an_account_takes_up_its_invitation_after_signing_in(client, world, admin, someone):
    _made, token = invite(email=someone.email, role=Role.AUDITOR, on=TODAY, by=admin)
    path = f"/invitation/{token}/"
    assert client.post(path)["Location"].startswith("/account/login/")
    client.force_login(someone, backend=BACKEND)
    assert client.post(path)["Location"] == "/desk/"
    given = Entry.objects.get(act="structure:give-role", subject_id=str(someone.pk))
    assert (given.actor_kind, given.actor_id) == ("account", str(admin.user_id)), "whoever invited them gave the role"


def test_nobody_decides_where_they_hold_a_role(world, admin, someone, choir):
    check_no_role_at(someone.pk, [choir.pk, None], TODAY)
    held = give_role(account=someone, role=Role.ORGANIZATION_SECRETARY, organization=choir, on=TODAY, by=admin)
    with pytest.raises(NotAllowed, match="someone else decides"):
        check_no_role_at(someone.pk, [choir.pk], TODAY)
    end_role(holding=held, on=TODAY, by=admin)
    check_no_role_at(someone.pk, [choir.pk], TODAY)


def test_an_administrator_invites_by_e_mail(client, world, admin):
    User.objects.filter(pk=admin.user_id).update(is_sample=True)
    client.force_login(User.objects.get(pk=admin.user_id), backend=BACKEND)
    sent = client.post("/roles/holders/", {"email": "a@test.invalid", "role": "joint-officer", "place": "J01"})
    assert sent.status_code == 302
    assert "/invitation/" in mail.outbox[0].body
    wrong = client.post("/roles/holders/", {"email": "a@test.invalid", "role": "joint-officer", "place": "J99"})
    assert wrong.status_code == 422
    assert b"a@test.invalid" in wrong.content


def test_an_officer_without_a_second_factor_sets_one_up_first(client, world, choir):
    officer = User.objects.get(pk=world.joint.user_id)
    client.force_login(officer, backend=BACKEND)
    response = client.get(PATH.format(choir.pk))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_one_acts_in_one_role_at_a_time(client, world, admin, someone, choir):
    give_role(account=someone, role=Role.ORGANIZATION_EDITOR, organization=choir, on=TODAY, by=admin)
    second = give_role(account=someone, role=Role.JOINT_OFFICER, body=world.two, on=TODAY, by=admin)
    assert opens(client, someone, PATH.format(choir.pk)) == 200
    client.post("/account/roles/", {"holding": second.pk})
    assert client.get(PATH.format(choir.pk)).status_code == 403
    client.post("/account/roles/", {"holding": 999_999})
    assert client.get(PATH.format(choir.pk)).status_code == 403, "someone else's role is not taken up"


def test_a_sample_account_is_nobody_outside_a_demo(client, world, choir):
    account = sample_account(role=Role.AUDITOR)
    assert opens(client, account, PATH.format(choir.pk)) == 200
    world.federation.is_demo, world.federation.stands_on = False, None
    world.federation.save()
    assert client.get(PATH.format(choir.pk)).status_code == 302


def test_what_was_typed_survives_a_session_that_ended(client, world, someone):
    typed = {"name_en": "Typed Choir", "csrfmiddlewaretoken": "x", "password": "never kept"}
    application = "/applications/A-2026-0001/name/"
    sent = client.post(application, typed)
    assert sent.status_code == 302
    assert "kept" in sent["Location"]
    client.post("/account/login/", {"login": someone.email, "password": "a long enough secret"})
    client.force_login(someone, backend=BACKEND)
    page = client.get("/account/kept/").content.decode()
    assert "Typed Choir" in page
    assert f'action="{application}"' in page
    assert "never kept" not in page
    assert client.get("/account/kept/").status_code == 302, "offered once"
