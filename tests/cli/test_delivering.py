"""`umbel deliver`."""

import pytest
from click.testing import CliRunner
from django.core import mail

from tests.notices.conftest import a_clock, a_notice, the_account
from tests.notices.conftest import people as people  # noqa: PLC0414  the fixture
from umbel.cli import delivering, umbel

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(umbel, arguments)


def test_it_sends_what_waits_and_reminds(people):
    a_notice(the_account(people.applicant))
    a_clock(the_account(people.applicant), 2)
    result = run("deliver")
    assert result.exit_code == 0
    assert result.stdout.strip() == "2"
    assert "Sent 2 e-mails, 1 reminder." in result.stderr
    assert len(mail.outbox) == 2
    assert run("deliver").stdout.strip() == "0"


def test_it_watches_until_it_is_stopped(people, monkeypatch):
    a_notice(the_account(people.applicant))
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            raise KeyboardInterrupt
        a_notice(the_account(people.applicant))

    monkeypatch.setattr(delivering.time, "sleep", sleep)
    monkeypatch.setattr(delivering, "close_old_connections", lambda: None)
    run("deliver", "--watch")
    assert waited == [60, 60]
    assert len(mail.outbox) == 2
