import pytest
from django.db import connection

from tests import prepared
from tests.cli.places import new_installation


@pytest.fixture
def bare_installation(tmp_path):
    """An installation with nothing in it, not even a database, on the engine of this run."""
    return new_installation(tmp_path)


@pytest.fixture
def installation(django_db_setup, tmp_path):
    """An installation with an empty database, as its first start makes it, on the engine of this run."""
    if connection.vendor == "sqlite":
        prepared.copy_to(tmp_path / "umbel.sqlite3")
        return new_installation(tmp_path)
    return new_installation(tmp_path, template=prepared.TEMPLATE)
