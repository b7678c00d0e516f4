"""Days begin in the time zone that the rules in force name, and moments are shown in it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import factories
from umbel.accounts.models import User
from umbel.structure.models import Federation, RulesInForce
from umbel.structure.queries import federation, time_zone, today
from umbel.web.viewing import ViewerMiddleware

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 6, 30, 18, 0, tzinfo=UTC)
"""Already 1 July in Beijing, still 30 June in London."""
NIGHT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""1 July in London too, still 30 June in UTC."""


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def living(at):
    """A federation of today under Beijing's rules."""
    at(EVENING)
    return factories.a_federation(is_demo=False, stands_on=None)


def from_july(pack_id):
    adopter = User.objects.create(email="decider@example.org", name="Decider")
    RulesInForce.objects.create(
        pack_id=pack_id,
        pack_version="1.0.0",
        pack_hash="1" * 64,
        from_on=date(2026, 7, 1),
        adopted_on=date(2026, 1, 1),
        adopted_by=adopter,
    )


def test_before_a_federation_is_founded_days_are_those_of_the_settings(at):
    at(EVENING)
    assert time_zone() == timezone.get_default_timezone()
    assert today() == date(2026, 6, 30)


def test_a_day_begins_where_the_rules_say(living):
    assert time_zone() == ZoneInfo("Asia/Shanghai")
    assert today() == date(2026, 7, 1)


def test_a_demo_stands_still_in_every_zone(at):
    at(NIGHT)
    assert today(factories.a_federation()) == factories.STANDS_ON


def test_rules_come_into_force_when_their_day_begins_in_the_zone_they_name(living, at):
    from_july("annual-return")
    assert (federation().pack_id, today()) == ("beijing-2016", date(2026, 7, 1))
    at(NIGHT)
    assert (federation().pack_id, today()) == ("annual-return", date(2026, 7, 1))
    assert time_zone() == ZoneInfo("Europe/London")


def test_the_latest_of_rules_that_have_begun_hold(living, at):
    from_july("beijing-2016")
    RulesInForce.objects.create(
        pack_id="annual-return",
        pack_version="1.0.0",
        pack_hash="2" * 64,
        from_on=date(2026, 7, 2),
        adopted_on=date(2026, 1, 1),
        adopted_by=User.objects.get(),
    )
    assert federation().pack_hash == "1" * 64
    at(datetime(2026, 7, 2, 12, tzinfo=UTC))
    assert federation().pack_hash == "2" * 64


def test_rules_whose_files_are_gone_leave_the_zone_of_the_settings(living):
    Federation.objects.update(pack_id="gone")
    assert time_zone() == timezone.get_default_timezone()


def test_a_request_is_answered_in_the_zone_of_the_rules(living, rf):
    seen = []

    def page(_request):
        seen.append(timezone.get_current_timezone_name())
        return "answered"

    request = rf.get("/")
    request.user, request.session = None, {}
    assert ViewerMiddleware(page)(request) == "answered"
    assert seen == ["Asia/Shanghai"]
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()
