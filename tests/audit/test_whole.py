"""An act that bears on someone goes its whole route, or nothing of it is done."""

import pytest
from django.db import transaction

from umbel.accounts.permissions import Permission, Role
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import RouteLeft, whole
from umbel.audit.models import Entry
from umbel.audit.subjects import SubjectKind
from umbel.notices.acts import Party, send_notice
from umbel.notices.said import Said
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.models import Organization
from umbel.words import Message

pytestmark = pytest.mark.django_db
DECIDER = Actor.account("7", "Li Hua", frozenset({Permission.DECIDE_APPLICATIONS}))
CHOIR = Subject(SubjectKind.APPLICATION, "5", "Choir")
CHANGE = Subject(SubjectKind.ORGANIZATION, "8", "Choir")


def refuse(reasons="Because.", about=CHOIR):
    audit.record(RegistrationAct.REFUSE, by=DECIDER, about=about, reasons=reasons)


def tell(to, about=CHOIR):
    said = Said(Message("Refused"), Message("Because."))
    send_notice(to=to, about=about, code="registration:refused", said=said, by=DECIDER)


def test_the_record_takes_it_within_a_whole_act_only():
    with pytest.raises(RouteLeft, match="put @whole"), transaction.atomic():
        refuse()
    assert not Entry.objects.exists()


def test_it_is_not_done_without_reasons():
    @whole()
    def refuse_for_no_reason():
        tell(Party.account(3))
        refuse(" ")

    with pytest.raises(RouteLeft, match="no reasons"):
        refuse_for_no_reason()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        lambda: None,
        lambda: tell(Party.body(3)),
        lambda: tell(Party.role(Role.REGISTRAR_DECIDER)),
        lambda: tell(Party.account(3), Subject(SubjectKind.APPLICATION, "6", "Another")),
    ],
)
def test_it_is_not_done_when_only_an_office_or_nobody_is_told(told):
    @whole()
    def refuse_after():
        told()
        refuse()

    with pytest.raises(RouteLeft, match="application:5 was not told"):
        refuse_after()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("first", [True, False])
def test_it_is_done_when_whoever_it_concerns_is_told_before_or_after(first):
    with whole():
        if first:
            tell(Party.account(3))
        refuse()
        if not first:
            tell(Party.account(3))
    assert Entry.objects.filter(act=RegistrationAct.REFUSE).count() == 1


def test_what_is_done_to_an_organization_is_told_to_it_whatever_the_notice_is_about():
    organization = Organization.objects.create()
    about = Subject(SubjectKind.ORGANIZATION, str(organization.pk), "Choir")
    with whole():
        tell(Party.organization(organization.pk), Subject(SubjectKind.CHANGE_REQUEST, "4", "C-4"))
        refuse(about=about)
    assert Entry.objects.filter(act=RegistrationAct.REFUSE).exists()


def test_an_act_within_another_is_judged_with_it():
    @whole()
    def inner():
        refuse()

    with whole():
        inner()
        tell(Party.account(3))
    with pytest.raises(RouteLeft):
        inner()
    assert Entry.objects.filter(act=RegistrationAct.REFUSE).count() == 1
