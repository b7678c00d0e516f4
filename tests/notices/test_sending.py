"""A notice, whom it is sent to, and the e-mail that goes out."""

import pytest
from django.core import mail

from tests.notices.conftest import a_deadline, a_notice, emails, the_account
from umbel.accounts.models import User
from umbel.accounts.permissions import Role
from umbel.audit.models import Entry
from umbel.notices.acts import Party, deliver_waiting
from umbel.notices.models import Attempt
from umbel.structure.models import RoleHolding
from umbel.words import Words

pytestmark = pytest.mark.django_db


def test_a_notice_is_in_the_inbox_at_once_and_its_email_waits(people):
    notice = a_notice(the_account(people.applicant))
    inbox, email = notice.attempts.order_by("pk")
    assert (inbox.channel, inbox.outcome) == ("inbox", "sent")
    assert (email.channel, email.outcome, email.tries) == ("email", "waiting", 0)
    assert email.address == User.objects.get(pk=people.applicant.user_id).email
    assert Entry.objects.order_by("number").last().act == "notices:send"


@pytest.mark.parametrize(
    ("to", "whom"),
    [
        (lambda people: Party.organization(people.choir.pk), {"approver", "secretary"}),
        (lambda people: Party.body(people.one.pk), {"joint", "chair"}),
        (lambda people: Party.role(Role.REGISTRAR_OFFICER), {"registrar"}),
    ],
    ids=["organization", "body", "role"],
)
def test_whom_it_is_written_to(people, to, whom):
    notice = a_notice(to(people))
    assert {attempt.account_id for attempt in emails(notice)} == {getattr(people, name).user_id for name in whom}


def test_whose_role_has_ended_is_not_written_to(people):
    RoleHolding.objects.filter(account=people.secretary.user_id).update(until_on="2026-06-30")
    User.objects.filter(pk=people.approver.user_id).update(is_active=False)
    [attempt] = emails(a_notice(Party.organization(people.choir.pk)))
    assert (attempt.outcome, attempt.detail, attempt.address) == ("failed", "nobody to write to", "")
    assert deliver_waiting() == 0


def test_the_email_holds_the_words_the_deadline_and_the_way(people, settings):
    settings.UMBEL_ADDRESS = "https://register.test"
    notice = a_notice(the_account(people.applicant), deadline=a_deadline())
    assert deliver_waiting() == 1
    [sent] = mail.outbox
    assert sent.subject == "Your application was decided"
    assert sent.to == [emails(notice)[0].address]
    assert sent.body == (
        "It was registered.\n\nWelcome.\n\n"
        "Due by the end of 14 July 2026 (Asia/Shanghai): 10 working days after 30 June 2026, when it was asked for. "
        "The calendar does not know all public holidays of that time; only weekends were left out.\n\n"
        f"https://register.test/en/inbox/{notice.pk}/\n"
    )
    assert sent.message().get_content_type() == "text/plain"


def test_the_deadline_is_said_in_every_language_that_is_read_here(people):
    notice = a_notice(
        Party.body(people.one.pk),
        language="",
        title=Words({"zh-hans": "发表意见", "en": "Give an opinion"}),
        text=Words({"zh-hans": "请…", "en": "Please …"}),
        deadline=a_deadline(),
    )
    assert notice.deadline_sentence["zh-hans"].startswith("截止于2026年7月14日")
    assert notice.deadline_sentence["en"].startswith("Due by the end of 14 July 2026")
    assert notice.reply_until.isoformat() == "2026-07-14"


@pytest.mark.parametrize(
    "title",
    [
        "Hello\r\nBcc: everyone@evil.test",
        "Hello\nBcc: everyone@evil.test",
        "Hello\u2028Bcc: everyone@evil.test",
        "Hello\x0bBcc: everyone@evil.test",
        "Hello\x00\x1f\x85Bcc: everyone@evil.test",
    ],
)
def test_a_title_cannot_add_a_header(people, title):
    notice = a_notice(the_account(people.applicant), title=title)
    assert str(notice.title) == "Hello Bcc: everyone@evil.test"
    assert deliver_waiting() == 1
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: everyone@evil.test"
    assert mail.outbox[0].recipients() == [emails(notice)[0].address]


def test_a_title_of_two_long_names_is_cut_to_its_column(people):
    notice = a_notice(the_account(people.applicant), title="灯" * 400 + " / " + "Lantern " * 60)
    notice.refresh_from_db()
    assert len(str(notice.title)) == 300
    assert str(notice.title).endswith("…")


def test_no_other_persons_address_is_in_an_email(people):
    a_notice(Party.organization(people.choir.pk))
    assert deliver_waiting() == 2
    addresses = {address for message in mail.outbox for address in message.to}
    for message in mail.outbox:
        others = addresses - set(message.to)
        assert not any(other in str(message.message()) for other in others)


def test_each_attempt_is_noted(people):
    notice = a_notice(the_account(people.applicant))
    deliver_waiting()
    [attempt] = emails(notice)
    assert (attempt.outcome, attempt.tries, attempt.detail) == ("sent", 1, "")
    assert attempt.tried_at
    assert deliver_waiting() == 0, "what went out is not sent again"
    assert Attempt.objects.filter(outcome="waiting").count() == 0
