"""The inbox on a phone and at a desk: an unopened notice, its page, the deadlines with their calendar, the mail."""

import pytest
from django.core.mail import mailers

from tests import factories
from tests.journeys.test_reading import LANGUAGES, speak
from tests.journeys.test_registration import sit
from tests.notices.conftest import a_clock, a_deadline, a_notice
from umbel.accounts.permissions import Role
from umbel.notices.acts import Party, deliver_waiting, quiet
from umbel.notices.models import Notice
from umbel.structure.acts.roles import sample_account

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mail_folder(settings, tmp_path):
    """E-mails go into a folder, as in a demo."""
    settings.UMBEL_MAIL = tmp_path / "mail"
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(settings.UMBEL_MAIL)}}}
    assert mailers["default"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_inbox_to_the_calendar(live_server, page, accessible, mail_folder, language):
    factories.a_federation()
    account = sample_account(role=Role.APPLICANT)
    to = Party.account(account.pk)
    with quiet():
        a_notice(to, title="A decision with-a-very-long-word-" + "x" * 60, language=language, deadline=a_deadline())
        a_notice(to, title="决定已作出 / Your application was decided", language="both", deadline=a_deadline(5))
    a_clock(to, 3)
    assert deliver_waiting() == 2
    speak(page, live_server, language)
    sit(page, live_server, "applicant")

    page.goto(f"{live_server.url}/inbox/")
    accessible(page)
    assert page.locator(".umbel-inbox__title--unread").count() == 2
    page.locator(".umbel-inbox__title").first.click()
    page.wait_for_load_state()
    accessible(page)
    assert Notice.objects.exclude(received_at=None).get().received_by == str(account)
    page.goto(f"{live_server.url}/inbox/")
    assert page.locator(".umbel-inbox__title--unread").count() == 1

    page.goto(f"{live_server.url}/deadlines/")
    accessible(page)
    page.locator("form[action='/deadlines/renew/'] button").click()
    page.wait_for_load_state()
    accessible(page)
    assert page.locator("#feed").input_value().endswith(".ics")

    page.goto(f"{live_server.url}/mail/")
    accessible(page)
    page.locator("main a[href^='/mail/']").first.click()
    page.wait_for_load_state()
    accessible(page)
