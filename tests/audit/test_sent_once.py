"""Of two that are the same, one is done."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.audit.conftest import note
from umbel.audit.acts import SentBeforeError, answering, forget_sent_forms, keep_where_it_led, leads_to, whole
from umbel.audit.models import Entry, SentForm


@whole()
def act(number):
    note(number)


@pytest.mark.django_db
def test_a_form_is_claimed_by_the_first_act_and_by_all_of_one_answer():
    with answering("a") as sent:
        act(1)
        act(2)
    keep_where_it_led(sent, "/there/")
    assert leads_to("a") == "/there/"
    with answering("a"), pytest.raises(SentBeforeError):
        act(3)
    with answering("b"):
        act(4)
    assert Entry.objects.count() == 3


@pytest.mark.django_db
def test_what_acted_on_nothing_or_led_nowhere_can_be_sent_again():
    with answering("a") as sent:
        pass
    keep_where_it_led(sent, "/there/")
    assert leads_to("a") is None
    with answering("a") as sent:
        act(1)
    keep_where_it_led(sent, "")
    assert leads_to("a") is None


@pytest.mark.django_db
def test_an_act_that_fails_claims_nothing():
    with pytest.raises(ZeroDivisionError), answering("a"), whole():
        note(1 // 0)
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_forms_are_forgotten_after_a_few_days():
    for name, days in (("old", 4), ("young", 2)):
        SentForm.objects.create(fingerprint=name, at=timezone.now() - timedelta(days=days))
    assert forget_sent_forms() == 1
    assert SentForm.objects.get().fingerprint == "young"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done():
    both, came_second = threading.Barrier(2), []

    def send():
        both.wait()
        try:
            with answering("a"):
                act(1)
        except SentBeforeError:
            came_second.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came_second == [True]
    assert Entry.objects.count() == 1
