"""Figures that take long are kept, say when they were counted, and are counted again in the background."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.test import Client

from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY
from tests.web.desks import text
from umbel.register.queries import keeping
from umbel.register.queries.keeping import count_again, count_all, figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    caches["figures"].clear()
    keeping._quick.clear()
    yield a_scene()
    caches["figures"].clear()


@pytest.fixture
def asked(monkeypatch):
    """Recounts that were asked for: the worker's part, done by hand."""
    waiting = []
    monkeypatch.setattr(keeping, "count_again", SimpleNamespace(enqueue=lambda *said: waiting.append(said)))
    return waiting


@pytest.fixture
def slow(monkeypatch):
    """Everything takes long, as at 100,000 organizations."""
    monkeypatch.setattr(keeping, "QUICK", timedelta(0))


@pytest.fixture
def counted(monkeypatch):
    """A figure that says how often it was counted."""
    times = []
    monkeypatch.setitem(keeping.COUNTS, "supervision", lambda as_of: times.append(as_of) or len(times))
    return times


def test_what_is_quick_is_counted_for_every_reader(scene, counted):
    assert [figures("supervision", TODAY).value for _reader in range(3)] == [1, 2, 3]
    assert not figures("supervision", TODAY).is_kept


def test_what_is_slow_is_counted_once_and_kept(scene, slow, counted, asked):
    first = figures("supervision", TODAY)
    again = figures("supervision", TODAY)
    assert (first.value, first.is_kept) == (1, False)
    assert (again.value, again.is_kept, again.at) == (1, True, first.at)


def test_what_another_reader_is_counting_for_the_first_time_is_not_counted_twice(scene, slow, counted, monkeypatch):
    monkeypatch.setattr(keeping, "A_WAIT", timedelta(milliseconds=1))
    others = []
    monkeypatch.setitem(keeping.COUNTS, "glance", lambda as_of: others.append(figures("glance", as_of)) or "counted")
    assert figures("glance", TODAY).value == "counted"
    assert others == [None], "whoever came meanwhile was told to come back"
    assert figures("glance", TODAY).value == "counted"


def test_after_a_while_it_is_counted_again_in_the_background_once(scene, slow, counted, asked, monkeypatch):
    figures("supervision", TODAY)
    monkeypatch.setattr(keeping, "PATIENCE", 0)
    assert [figures("supervision", TODAY).value for _reader in range(3)] == [1, 1, 1], "nobody waits"
    assert asked == [("supervision", TODAY.isoformat())], "one recount for all readers"
    count_again.call(*asked[0])
    assert figures("supervision", TODAY).value == 2


def test_the_next_day_shows_the_day_before_until_it_is_counted(scene, slow, counted, asked):
    figures("supervision", TODAY)
    found = figures("supervision", TODAY + timedelta(days=1))
    assert (found.value, found.as_of) == (1, TODAY)
    count_again.call(*asked[0])
    assert figures("supervision", TODAY + timedelta(days=1)).value == 2


def test_a_day_long_ago_is_counted_in_the_background(scene, slow, counted, asked):
    figures("supervision", TODAY)
    long_ago = TODAY - timedelta(days=900)
    assert figures("supervision", long_ago) is None
    count_again.call(*asked[0])
    assert figures("supervision", long_ago).as_of == long_ago


def test_what_became_quick_is_not_kept_any_longer(scene, slow, counted, asked, monkeypatch):
    figures("supervision", TODAY)
    monkeypatch.setattr(keeping, "QUICK", timedelta(minutes=1))
    count_again.call("supervision", TODAY.isoformat())
    assert [figures("supervision", TODAY).value, figures("supervision", TODAY).value] == [3, 4]


def test_all_are_counted_by_the_clock_and_every_page_says_when(scene, slow, asked):
    assert set(count_all(TODAY)) == set(keeping.COUNTS)
    client = Client()
    for path in ("/", "/federation/", "/supervisors/"):
        assert "counted" in text(client.get(path)), path
        assert "are being counted" in text(client.get(f"{path}?as_of=2019-01-01")), path
