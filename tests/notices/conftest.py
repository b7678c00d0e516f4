"""An organization under a committee, accounts that read for them, and a mail server that does as it is told."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from tests import factories
from tests.registration.conftest import an_account
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import Calendar, working_days_after
from umbel.notices.acts import Party, send_notice, start_clock
from umbel.notices.models import Attempt
from umbel.notices.said import Said
from umbel.words import Words, as_written

TODAY = factories.STANDS_ON
BY = Actor.program("tests")
ABOUT = Subject("application", "7", "Lantern Choir")


@pytest.fixture
def people(db):
    """Those whom notices are for, and those beside them."""
    federation = factories.a_federation()
    apex = factories.an_apex()
    one, two = factories.a_committee(apex, "J01"), factories.a_committee(apex, "J02")
    choir, club = factories.an_organization(one, name="Own Choir"), factories.an_organization(two, name="Other Club")
    return SimpleNamespace(
        federation=federation,
        one=one,
        choir=choir,
        applicant=an_account("applicant"),
        other_applicant=an_account("applicant"),
        approver=an_account("organization-approver", organization=choir),
        secretary=an_account("organization-secretary", organization=choir),
        editor=an_account("organization-editor", organization=choir),
        other_approver=an_account("organization-approver", organization=club),
        joint=an_account("joint-officer", body=one),
        chair=an_account("joint-chair", body=one),
        sibling=an_account("joint-officer", body=two),
        registrar=an_account("registrar-officer"),
        decider=an_account("registrar-decider"),
        apex=an_account("apex-officer"),
        auditor=an_account("auditor"),
        administrator=an_account("administrator"),
    )


def a_notice(to, **more):
    values = {
        "about": ABOUT,
        "code": "registration:decision",
        "language": "en",
        "path": "/applications/LANTERN/",
        "by": BY,
    }
    title, text = more.pop("title", "Your application was decided"), more.pop("text", "It was registered.\n\nWelcome.")
    said = Said(*(part if isinstance(part, Words) else as_written(part) for part in (title, text)))
    return send_notice(to=to, said=said, **values | more)


def a_deadline(days=10, started_on=TODAY):
    started_by = Words({"en": "it was asked for", "zh-hans": "提出要求"})
    return working_days_after(started_on, days, calendar=Calendar(), time_zone="Asia/Shanghai", started_by=started_by)


def a_clock(for_, days=10, about=ABOUT, code="registration:opinion", started_on=TODAY):
    title = Words({"en": "Give an opinion", "zh-hans": "发表意见"})
    return start_clock(for_=for_, about=about, code=code, title=title, deadline=a_deadline(days, started_on))


def the_account(viewer):
    return Party.account(viewer.user_id)


def emails(notice):
    return list(Attempt.objects.filter(notice=notice, channel="email").order_by("pk"))


def come_due(minutes=60 * 48):
    """Let time pass: whatever waits for its next try may be tried."""
    for attempt in Attempt.objects.filter(outcome="waiting"):
        attempt.next_at -= timedelta(minutes=minutes)
        attempt.save()


class Broken(BaseEmailBackend):
    """A mail server that refuses: at once when it is opened, or only those whose title says so."""

    on_opening = False
    asked = 0

    def open(self):
        if Broken.on_opening:
            Broken.asked += 1
            raise ConnectionRefusedError(111, "Connection refused")
        return True

    def send_messages(self, messages):
        for message in messages:
            Broken.asked += 1
            if "refuse" in message.subject:
                raise OSError("550 no such mailbox\r\nX-Evil: yes")
        return len(messages)


@pytest.fixture
def broken(settings, monkeypatch):
    """Mail goes to a server that refuses what says "refuse"."""
    settings.MAILERS = {"default": {"BACKEND": "tests.notices.conftest.Broken"}}
    monkeypatch.setattr(Broken, "on_opening", False)
    monkeypatch.setattr(Broken, "asked", 0)
    return Broken
