"""The deadlines that run for whoever looks, and the calendar that holds them."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Alarm, Calendar, Event

from umbel.accounts.models import User
from umbel.activities.models import Obligation
from umbel.activities.queries import near_and_open, pack_in_force
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import add_months
from umbel.errors import NotFound
from umbel.notices import queries
from umbel.notices.acts import renew_feed
from umbel.notices.models import CalendarFeed, Clock
from umbel.notices.states import PartyKind
from umbel.web.paging import page_of
from umbel.web.shortcuts import language, say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

SIGNER = signing.Signer(salt="umbel.notices.feed", sep=".")
ALARM = timedelta(days=-3)
MONTHS_AHEAD = 12


@require_safe
@signed_in
def deadlines(request: UmbelRequest) -> HttpResponse:
    """What runs for the viewer, the nearest first, and the address of their calendar."""
    viewer, today = viewer_of(request), today_of(request)
    pages = page_of(request, queries.clocks_of(viewer))
    paths = queries.paths_of(pages.object_list, queries.parties_of(viewer))
    rows = [
        {
            "clock": clock,
            "title": clock.title,
            "sentence": clock.sentence,
            "path": paths.get((clock.subject_kind, clock.subject_id), ""),
            "is_overdue": clock.due_on < today,
        }
        for clock in pages.object_list
    ]
    feed = queries.feed_of(viewer.account_id)
    return show(
        request,
        "notices/deadlines.html",
        {"pages": pages, "rows": rows, "address": address_of(feed) if feed else "", "feed": feed},
    )


@require_POST
@signed_in
def renew(request: UmbelRequest) -> HttpResponse:
    """Make the calendar's address, or a new one in place of the old."""
    renew_feed(by=viewer_of(request))
    say(request, _("Your calendar has a new address. An old one no longer works."))
    return HttpResponseRedirect(reverse("deadlines"))


def address_of(feed: CalendarFeed) -> str:
    """The secret address at which a calendar program reads the feed. What the database holds is not enough for it:
    it is signed with this installation's key.
    """
    return settings.UMBEL_ADDRESS + reverse("deadlines-feed", args=[SIGNER.sign(feed.key)])


@require_safe
def calendar(request: UmbelRequest, token: str) -> HttpResponse:
    """The deadlines of all roles of the account whose secret address this is: calendar programs do not sign in."""
    account = _account(token, is_demo=request.viewing.may_view_as)
    on = today_of(request)
    parties = queries.parties_of_account(account.pk, on)
    clocks = list(queries.running_clocks(parties))
    owed = _owed([int(party.id) for party in parties if party.kind is PartyKind.ORGANIZATION], clocks, on)
    with translation.override(account.language):
        content = _calendar(clocks, owed, on).to_ical()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response


def _account(token: str, *, is_demo: bool) -> User:
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        key = ""
    feed = CalendarFeed.objects.filter(key=key).select_related("account").first() if key else None
    if feed is None or not feed.account.is_active or (feed.account.is_sample and not is_demo):
        raise NotFound(_("This calendar has another address now. Look it up on the page of your deadlines."))
    return feed.account


def _owed(organizations: list[int], clocks: list[Clock], on: date) -> list[Obligation]:
    """What falls due in the next year and has no deadline of its own running yet."""
    running = {clock.subject_id for clock in clocks if clock.subject_kind == SubjectKind.OBLIGATION}
    rows = near_and_open(organizations, on, add_months(on, MONTHS_AHEAD)) if organizations else []
    return [row for row in rows if str(row.pk) not in running]


def _calendar(clocks: list[Clock], owed: list[Obligation], on: date) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Umbel//Deadlines//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Deadlines"))
    for clock in clocks:
        made.add_component(_event(clock))
    for row in owed:
        made.add_component(_obligation_event(row, on))
    return made


def _obligation_event(row: Obligation, on: date) -> Event:
    pack, spoken = pack_in_force(), language()
    asked = pack.requirements if pack else ()
    title = next((item.title.in_language(spoken) for item in asked if item.code == row.requirement), "")
    due_by: date = row.due_by  # type: ignore[attr-defined]
    event = _day_event(f"obligation-{row.pk}", on, due_by, f"{title or row.requirement} – {row.period}")
    event.add("url", settings.UMBEL_ADDRESS + reverse("organization-obligations", args=[row.organization_id]))
    return event


def _event(clock: Clock) -> Event:
    """A day without hours, as its time zone stands in the sentence; with an alarm three days before."""
    event = _day_event(f"deadline-{clock.pk}", clock.started_on, clock.due_on, f"{clock.title} – {clock.subject_label}")
    event.add("description", str(clock.sentence))
    event.add("url", settings.UMBEL_ADDRESS + reverse("deadlines"))
    return event


def _day_event(uid: str, since: date, on: date, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.UMBEL_ADDRESS).hostname}")
    event.add("dtstamp", datetime.combine(since, datetime.min.time(), tzinfo=UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", ALARM)
    event.add_component(alarm)
    return event
