"""The outbox: failures, tries that grow apart, giving up, and several at once."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from tests.notices.conftest import a_notice, come_due, emails, the_account
from umbel.notices.acts import deliver_waiting, quiet
from umbel.notices.acts.delivering import GAPS, LEASE
from umbel.notices.models import Attempt, Notice


def gap(attempt):
    return round((attempt.next_at - timezone.now()).total_seconds() / 60)


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time_and_is_given_up_after_eight(people, broken):
    notice = a_notice(the_account(people.applicant), title="refuse this")
    gaps = []
    for number in range(1, 9):
        assert deliver_waiting() == 0
        [attempt] = emails(notice)
        assert attempt.tries == number
        assert attempt.detail == "OSError: 550 no such mailbox X-Evil: yes"
        if attempt.outcome == "waiting":
            gaps.append(gap(attempt))
            assert deliver_waiting() == 0
            assert emails(notice)[0].tries == number, "not before its time"
            come_due()
    assert gaps == [1, 5, 15, 60, 240, 720, 1440]
    assert attempt.outcome == "failed"
    come_due()
    assert deliver_waiting() == 0
    assert broken.asked == 8


@pytest.mark.django_db
def test_one_bad_message_does_not_hold_up_the_others(people, broken):
    bad = a_notice(the_account(people.applicant), title="refuse this")
    good = a_notice(the_account(people.applicant))
    assert deliver_waiting() == 1
    assert emails(bad)[0].outcome == "waiting"
    assert emails(good)[0].outcome == "sent"


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_asked_once_for_all(people, broken):
    broken.on_opening = True
    notices = [a_notice(the_account(people.applicant)) for _ in range(3)]
    assert deliver_waiting() == 0
    assert broken.asked == 1
    assert {emails(notice)[0].detail for notice in notices} == {
        "ConnectionRefusedError: [Errno 111] Connection refused"
    }
    broken.on_opening = False
    come_due()
    assert deliver_waiting() == 3


@pytest.mark.django_db
def test_what_someone_died_over_is_tried_again_after_a_while(people, monkeypatch):
    notice = a_notice(the_account(people.applicant))
    monkeypatch.setattr("umbel.notices.acts.delivering.composed", _dies)
    with pytest.raises(SystemExit):
        deliver_waiting()
    monkeypatch.undo()
    assert deliver_waiting() == 0, "it may still be on its way"
    come_due(minutes=LEASE / timedelta(minutes=1))
    assert deliver_waiting() == 1
    assert emails(notice)[0].tries == 2


def _dies(_attempt):
    raise SystemExit


@pytest.mark.django_db
def test_who_comes_late_with_a_failure_does_not_undo_a_success(people, broken, monkeypatch):
    notice = a_notice(the_account(people.applicant), title="refuse this")

    def slow(self, messages):
        Attempt.objects.filter(notice=notice, channel="email").update(outcome="sent", tries=2)
        raise TimeoutError("too late")

    monkeypatch.setattr(broken, "send_messages", slow)
    deliver_waiting()
    assert emails(notice)[0].outcome == "sent"


@pytest.mark.django_db
def test_it_goes_out_after_the_commit(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        a_notice(the_account(people.applicant))
        assert mail.outbox == []
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_quiet_leaves_it_waiting(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks, quiet():
        notice = a_notice(the_account(people.applicant))
    assert callbacks == []
    assert mail.outbox == []
    assert emails(notice)[0].outcome == "waiting"
    assert deliver_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_out_of_what_is_undone(people):
    with transaction.atomic():
        a_notice(the_account(people.applicant))
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_outage_does_not_undo_the_act(people, broken):
    broken.on_opening = True
    notice = a_notice(the_account(people.applicant))
    [attempt] = emails(notice)
    assert (attempt.outcome, attempt.tries) == ("waiting", 1)


@pytest.mark.django_db(transaction=True)
def test_several_at_once_send_each_once(people):
    with quiet():
        for _ in range(12):
            a_notice(the_account(people.applicant))
    start, sent = threading.Barrier(4), []

    def work():
        start.wait()
        try:
            while done := deliver_waiting(limit=2):
                sent.append(done)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver_waiting()
    assert len(mail.outbox) == 12
    assert set(Attempt.objects.filter(channel="email").values_list("outcome", "tries")) == {("sent", 1)}


def test_the_gaps_grow():
    assert list(GAPS) == sorted(GAPS)
