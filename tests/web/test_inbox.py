"""The inbox, a notice, the deadlines with their calendar, and the mail of a demo."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.notices.conftest import TODAY, a_clock, a_deadline, a_notice, the_account
from tests.notices.conftest import people as people  # noqa: PLC0414  the fixture
from umbel.accounts.models import User
from umbel.accounts.permissions import Role
from umbel.audit.models import Entry
from umbel.notices.acts import Party, deliver_waiting, open_notice
from umbel.notices.models import CalendarFeed, Notice
from umbel.structure.models import Federation, RoleHolding
from umbel.words import Words

pytestmark = pytest.mark.django_db
BACKEND = "umbel.web.accounts.backend.Backend"


@pytest.fixture
def sit(client, people):
    """A browser signed in as someone."""
    User.objects.update(is_sample=True)

    def take(viewer, language="en"):
        client.logout()
        client.force_login(User.objects.get(pk=viewer.user_id), backend=BACKEND)
        client.cookies["django_language"] = language
        return client

    return take


def page(response):
    assert response.status_code == 200
    return response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_an_empty_inbox_says_so(sit, people):
    assert "There is no notice for you" in page(sit(people.applicant).get("/inbox/"))


def test_an_unopened_notice_comes_first_and_is_marked(sit, people):
    unread = a_notice(the_account(people.applicant), title="The older one", deadline=a_deadline())
    read = a_notice(the_account(people.applicant), title="The newer one")
    open_notice(notice=read, by=people.applicant)
    shown = page(sit(people.applicant).get("/inbox/"))
    assert shown.index("The older one") < shown.index("The newer one")
    assert shown.count("umbel-inbox__title--unread") == 1
    assert "1 notice has not been opened" in shown
    assert "answer by" in shown
    assert f"/inbox/{unread.pk}/" in shown


def test_many_notices_are_paged_in_few_queries(sit, people, django_assert_max_num_queries):
    for number in range(60):
        a_notice(the_account(people.applicant), title=f"Notice {number:02}")
    browser = sit(people.applicant)
    with django_assert_max_num_queries(12):
        first = page(browser.get("/inbox/"))
    second = page(browser.get("/inbox/?page=2"))
    assert first.count("umbel-list__item ") == 50
    assert second.count("umbel-list__item ") == 10
    assert "Notice 59" in first
    assert "Notice 00" in second


def test_the_way_from_a_notice_keeps_the_language_of_the_address(sit, people):
    notice = a_notice(the_account(people.applicant), path="/deadlines/")
    shown = sit(people.applicant).get(f"/fr/inbox/{notice.pk}/", follow=True)
    assert 'href="/fr/deadlines/"' in page(shown)


def test_opening_a_notice_is_its_receipt(sit, people, django_assert_max_num_queries):
    notice = a_notice(
        the_account(people.applicant), text="First line.\nSecond line.\n\n<b>Not bold</b>", deadline=a_deadline()
    )
    browser = sit(people.applicant)
    browser.head(f"/inbox/{notice.pk}/")
    browser.get(f"/inbox/{notice.pk}/", headers={"Sec-Purpose": "prefetch"})
    notice.refresh_from_db()
    assert notice.received_at is None
    shown = page(browser.get(f"/inbox/{notice.pk}/"))
    notice.refresh_from_db()
    assert notice.received_by == people.applicant.label
    assert "First line.<br>Second line." in shown
    assert "&lt;b&gt;Not bold" in shown
    assert "Due by the end of 14 July 2026" in shown
    assert f"First opened here by {people.applicant.label}" in shown
    assert 'href="/applications/LANTERN/"' in shown
    received = notice.received_at
    with django_assert_max_num_queries(12):
        response = browser.get(f"/inbox/{notice.pk}/")
    assert "no-store" in response["Cache-Control"]
    notice.refresh_from_db()
    assert notice.received_at == received


def test_who_does_not_belong_sees_nothing_not_even_that_it_exists(sit, people, client):
    notice = a_notice(the_account(people.applicant), title="Lantern secret")
    none, other = (sit(people.other_applicant).get(f"/inbox/{number}/") for number in (999999, notice.pk))
    assert none.status_code == other.status_code == 404
    assert b"Lantern secret" not in other.content
    client.logout()
    answers = [client.get(f"/inbox/{number}/") for number in (999999, notice.pk)]
    assert {answer.status_code for answer in answers} == {302}
    assert not Entry.objects.filter(act="notices:receipt").exists()


def test_an_auditor_reads_without_receipt_and_with_addresses_in_part(sit, people):
    address = User.objects.get(pk=people.applicant.user_id).email
    notice = a_notice(the_account(people.applicant))
    own = page(sit(people.auditor).get(f"/inbox/{notice.pk}/"))
    assert address not in own
    assert f"{address[0]}…@test.invalid" in own
    assert "there is no receipt" in own
    assert address in page(sit(people.applicant).get(f"/inbox/{notice.pk}/"))


def test_nobody_to_write_to_is_shown(sit, people):
    RoleHolding.objects.filter(role="joint-chair").update(until_on=TODAY)
    RoleHolding.objects.filter(role="reviewer").delete()
    notice = a_notice(Party.role(Role.REVIEWER))
    shown = page(sit(people.auditor).get(f"/inbox/{notice.pk}/"))
    assert "There was nobody to write to." in shown
    assert "could not be sent" in shown


def test_in_chinese(sit, people):
    a_notice(
        the_account(people.applicant),
        title=Words({"zh-hans": "决定"}),
        text=Words({"zh-hans": "已登记。"}),
        language="zh-hans",
        deadline=a_deadline(),
    )
    browser = sit(people.applicant, "zh-hans")
    assert "决定" in page(browser.get("/inbox/"))
    shown = page(browser.get(f"/inbox/{Notice.objects.get().pk}/"))
    assert "截止于2026年7月14日" in shown
    assert 'lang="zh-hans"' in shown


def test_deadlines_nearest_first_with_the_way_there(sit, people, django_assert_max_num_queries):
    a_clock(Party.body(people.one.pk), 9, code="far")
    a_clock(Party.body(people.one.pk), 2, code="near", started_on=TODAY - timedelta(days=30))
    a_notice(Party.body(people.one.pk), path="/desk/applications/LANTERN/")
    browser = sit(people.joint)
    with django_assert_max_num_queries(12):
        shown = page(browser.get("/deadlines/"))
    assert shown.index("overdue") < shown.index("13 Jul 2026")
    assert 'href="/desk/applications/LANTERN/"' in shown
    assert "Due by the end of" in shown
    assert "No deadline runs for you" in page(sit(people.sibling).get("/deadlines/"))


def feed_address(browser):
    found = re.search(r'value="http[^"]*?(/deadlines/[^"]+\.ics)"', page(browser.get("/deadlines/")))
    return found.group(1) if found else None


def test_the_calendar_holds_the_deadlines_of_all_roles(sit, people, client, settings):
    settings.UMBEL_ADDRESS = "https://register.test"
    RoleHolding.objects.create(account_id=people.joint.user_id, role="reviewer", from_on=TODAY, given_by="tests")
    clock = a_clock(Party.body(people.one.pk), 5)
    a_clock(Party.role(Role.REVIEWER), 6, code="registration:review")
    a_clock(Party.role(Role.REGISTRAR_OFFICER), 7)
    browser = sit(people.joint)
    assert feed_address(browser) is None
    assert browser.post("/deadlines/renew/").status_code == 302
    address = feed_address(browser)
    client.logout()
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert len(events) == 2
    [event] = [one for one in events if one["UID"] == f"deadline-{clock.pk}@register.test"]
    assert event["DTSTART"].dt == clock.due_on
    assert event["DTEND"].dt == clock.due_on + timedelta(days=1)
    assert event["SUMMARY"] == "Give an opinion – Lantern Choir"
    assert event["DESCRIPTION"] == clock.sentence.get("en", "")
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(days=-3)


def test_the_calendar_speaks_the_accounts_language_whatever_the_browser_asks_for(sit, people, client):
    User.objects.filter(pk=people.applicant.user_id).update(language="zh-hans")
    clock = a_clock(the_account(people.applicant), 5)
    browser = sit(people.applicant)
    browser.post("/deadlines/renew/")
    address = feed_address(browser)
    client.logout()
    [event] = Calendar.from_ical(client.get(address, headers={"Accept-Language": "en"}).content).walk("VEVENT")
    assert event["SUMMARY"] == "发表意见 – Lantern Choir"
    assert event["DESCRIPTION"] == clock.sentence.get("zh-hans", "")


def test_a_renewed_calendar_leaves_the_old_address(sit, people, client):
    browser = sit(people.applicant)
    browser.post("/deadlines/renew/")
    old = feed_address(browser)
    browser.post("/deadlines/renew/")
    new = feed_address(browser)
    assert old != new
    client.logout()
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert CalendarFeed.objects.count() == 1
    assert Entry.objects.filter(act="notices:renew-feed").count() == 2


@pytest.mark.parametrize("kind", ["unsigned", "altered", "inactive", "sample elsewhere"])
def test_a_calendar_address_that_is_not_one_finds_nothing(sit, people, client, kind):
    browser = sit(people.applicant)
    browser.post("/deadlines/renew/")
    address, key = feed_address(browser), CalendarFeed.objects.get().key
    client.logout()
    if kind == "unsigned":
        address = reverse("deadlines-feed", args=[key])
    elif kind == "altered":
        address = address.replace(".ics", "x.ics")
    elif kind == "inactive":
        User.objects.update(is_active=False)
    else:
        Federation.objects.update(is_demo=False, stands_on=None)
    assert client.get(address).status_code == 404


def test_a_calendar_is_renewed_only_by_whoever_has_signed_in(client, people):
    assert client.post("/deadlines/renew/").status_code == 302
    assert client.get("/deadlines/renew/").status_code == 405
    assert not CalendarFeed.objects.exists()


@pytest.fixture
def folder(settings, tmp_path):
    """E-mails go into a folder, as without a mail server."""
    settings.UMBEL_MAIL = tmp_path / "mail"
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(settings.UMBEL_MAIL)},
        }
    }
    return Path(settings.UMBEL_MAIL)


SIGN_IN_MAIL = b"Subject: Your code\nTo: someone@test.invalid\nDate: Tue, 30 Jun 2026 10:00:00 -0000\n\n123456\n"


def test_everyone_reads_the_mail_of_a_demo(client, people, folder, django_assert_max_num_queries):
    assert "No e-mail lies in the folder" in page(client.get("/mail/"))
    rule = "-" * 79
    a_notice(
        the_account(people.applicant), title="第一 <b>one</b>", text=f"<script>alert(1)</script>\n{rule}\nSubject: x"
    )
    a_notice(the_account(people.applicant), title="The second")
    assert deliver_waiting() == 2
    (folder / "20260101-000000-1.log").write_bytes(SIGN_IN_MAIL + f"\n{rule}\n".encode())
    with django_assert_max_num_queries(12):
        shown = page(client.get("/mail/"))
    assert "第一 &lt;b&gt;one&lt;/b&gt;" in shown
    assert "The second" in shown
    assert "Your code" in shown
    addresses = re.findall(r'href="(/mail/[^"]+/\d+/)"', shown)
    assert len(addresses) == 3
    texts = [page(client.get(address)) for address in addresses]
    assert any("&lt;script&gt;alert(1)" in text and "Subject: x" in text for text in texts)
    assert any("123456" in text for text in texts)


def test_elsewhere_the_mail_is_for_those_who_look_after_it_and_holds_no_codes(sit, people, client, folder):
    a_notice(the_account(people.applicant), title="A notice")
    deliver_waiting()
    (folder / "a.log").write_bytes(SIGN_IN_MAIL)
    Federation.objects.update(is_demo=False, stands_on=None)
    User.objects.update(is_sample=False)
    assert client.get("/mail/").status_code == 302
    for viewer in (people.applicant, people.approver):
        assert sit_without_second_factor(client, viewer).get("/mail/").status_code == 403
    administrator = people.administrator
    RoleHolding.objects.filter(account=administrator.user_id).update(from_on=TODAY)
    browser = with_second_factor(client, administrator)
    shown = page(browser.get("/mail/"))
    assert "A notice" in shown
    assert "Your code" not in shown
    assert browser.get("/mail/a.log/1/").status_code == 404


def sit_without_second_factor(client, viewer):
    client.force_login(User.objects.get(pk=viewer.user_id), backend=BACKEND)
    return client


def with_second_factor(client, viewer):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415  a model of an app, loaded with the rest

    Authenticator.objects.create(
        user_id=viewer.user_id, type=Authenticator.Type.TOTP, data={"secret": "ABCDEFGHIJKLMNOP"}
    )
    return sit_without_second_factor(client, viewer)


@pytest.mark.parametrize("name", ["..", "..%2f..%2fsecret-key", "secret.log", "b.txt", "link.log", "%00"])
def test_a_name_in_the_address_opens_nothing_but_the_folders_own(client, people, folder, name):
    folder.mkdir(parents=True)
    secret = folder.parent / "secret.log"
    secret.write_bytes(SIGN_IN_MAIL)
    (folder / "b.txt").write_bytes(SIGN_IN_MAIL)
    (folder / "link.log").symlink_to(secret)
    assert client.get(f"/mail/{name}/1/").status_code == 404
    assert "Your code" not in page(client.get("/mail/"))
