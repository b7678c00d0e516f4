"""What every test may rely on: a closed network, and a flush that the append-only tables allow."""

import socket

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Close what threads of the tests left open, so that the database can be dropped."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


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
