"""Reminders: before the day, once, in the reader's language."""

import pytest
from django.core import mail

from tests.notices.conftest import BY, TODAY, a_clock, a_notice, the_account
from umbel.accounts.models import User
from umbel.audit.actors import Subject
from umbel.deadlines import Calendar
from umbel.notices.acts import Party, deliver_waiting, send_reminders, stop_clock
from umbel.notices.models import Notice
from umbel.notices.states import ClockState

pytestmark = pytest.mark.django_db


def remind(on=TODAY):
    return send_reminders(on=on, within=3, calendar=Calendar(), by=BY)


def test_those_within_three_working_days_are_reminded_once(people):
    party = Party.body(people.one.pk)
    near, today = a_clock(party, 3, code="near"), a_clock(party, 0, code="today")
    a_clock(party, 4, code="far")
    assert remind() == 2
    assert remind() == 0
    codes = set(Notice.objects.values_list("code", flat=True))
    assert codes == {"near-reminder", "today-reminder"}
    near.refresh_from_db()
    today.refresh_from_db()
    assert near.reminded_on == today.reminded_on == TODAY


def test_what_is_over_is_not_reminded_of(people):
    party = Party.body(people.one.pk)
    a_clock(party, 2, code="stopped")
    stop_clock(about=Subject("application", "7", ""), code="stopped", state=ClockState.MET, on=TODAY)
    a_clock(party, 1, code="overdue", started_on=TODAY.replace(day=10))
    assert remind() == 0


def test_an_account_is_reminded_in_its_language_with_the_way_there(people):
    User.objects.filter(pk=people.applicant.user_id).update(language="zh-hans")
    a_notice(the_account(people.applicant), path="/applications/OLD/")
    a_notice(the_account(people.applicant))
    clock = a_clock(the_account(people.applicant), 2)
    deliver_waiting()
    mail.outbox.clear()
    assert remind() == 1
    notice = Notice.objects.order_by("-pk").first()
    assert (notice.language, dict(notice.title)) == ("zh-hans", {"zh-hans": "提醒：发表意见"})
    assert notice.text["zh-hans"] == "发表意见：Lantern Choir。截止日为2026年7月2日。"
    assert notice.deadline_sentence["zh-hans"] == clock.sentence["zh-hans"]
    assert notice.reply_until == clock.due_on
    assert notice.path == "/applications/LANTERN/"
    assert deliver_waiting() == 1
    assert mail.outbox[0].subject == "提醒：发表意见"


def test_everyone_at_a_committee_is_reminded_in_their_own_language(people):
    clock = a_clock(Party.body(people.one.pk), 2)
    remind()
    notice = Notice.objects.get()
    assert dict(notice.title) == {"zh-hans": "提醒：发表意见", "en": "Reminder: Give an opinion"}
    assert (notice.language, notice.deadline_sentence) == ("", clock.sentence)
    assert notice.path == "/deadlines/"
