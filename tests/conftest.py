"""What every test may rely on: a closed network, and a flush that the append-only tables allow."""

import socket

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from django.utils import translation

from tests import prepared
from tests.engine import touches_a_database

LOCAL = {"localhost", "127.0.0.1", "::1"}
_connect = socket.socket.connect


def _refuse_outside(self, address):
    if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOCAL:
        pytest.fail(f"A test tried to reach {address[0]}: tests stay on this machine.")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def closed_network(monkeypatch):
    """No test reaches beyond this machine."""
    monkeypatch.setattr(socket.socket, "connect", _refuse_outside)


@pytest.fixture(autouse=True)
def english():
    """A page in another language leaves its language behind in the thread: every test begins without one."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def no_address_without_a_database(request, monkeypatch):
    """What a test that touches no database starts as a process of its own finds none either: see tests/engine.py."""
    if not touches_a_database(request.node):
        monkeypatch.setenv("UMBEL_DATABASE", "postgresql://this-test-touches-no-database.invalid/none")


@pytest.fixture(autouse=True)
def nothing_counted():
    """Nobody has tried to sign in or up before a test: whichever others ran on this worker in the same minute."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The test database begins as a copy of a migrated one, and goes with the folder or the server of the run."""
    return True


@pytest.fixture(scope="session")
def copied_database(django_db_modify_db_settings, django_db_blocker):
    """Copies the migrated database of this run, or waits while the worker that came first makes it."""
    own = connection.settings_dict["NAME"]
    with prepared.one_at_a_time(), django_db_blocker.unblock():
        if prepared.is_prepared():
            prepared.copy_to(connection.settings_dict["TEST"]["NAME"] or f"test_{own}")
        else:
            prepared.limit_texts()
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
            connection.creation.destroy_test_db(own, verbosity=0, keepdb=True)
            prepared.keep(name)


@pytest.fixture(scope="session")
def django_db_setup(copied_database, django_db_setup):
    """As pytest-django does it, on the copy."""


_teardown = TransactionTestCase._fixture_teardown


def _teardown_append_only(self):
    """Empty the tables between transactional tests although the database refuses deletion."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        _teardown(self)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    _teardown(self)
    with connection.cursor() as cursor:
        for _name, sql in triggers:
            cursor.execute(sql)


TransactionTestCase._fixture_teardown = _teardown_append_only


@pytest.fixture(autouse=True)
def no_empty_choice():
    """A page that asks to choose has something to choose from: a list without options is a way that is closed."""
    template_rendered.connect(_offers_something)
    yield
    template_rendered.disconnect(_offers_something)


def _offers_something(context, template, **_more):
    if template.name == "components/select.html":
        offered = [context.get(key) for key in ("options", "optgroups", "first")]
        assert any(offered), f"There is nothing to choose for “{context.get('label')}”."
