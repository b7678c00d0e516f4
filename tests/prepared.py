"""Migrates once for each state of the migrations: every worker's database, and every installation that asks, is a copy.

The first that needs a database makes its own and keeps a copy of it, empty, as the template; the others wait for it. On
SQLite the template is a file and on PostgreSQL a database of the run's server; between runs both lie in
`build/test-template/`, in a folder that is named after all migrations and the versions of what they are written in.

SQLite takes a text of any length into a column that PostgreSQL would refuse it: in tests it refuses it too, so that a
text which nobody cut is found on either engine.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

TEMPLATE = "umbel_prepared"
ROOT = Path(__file__).parents[1]


def shared() -> Path:
    """The folder of this run, which its workers share."""
    home = Path(os.environ["UMBEL_HOME"])
    return home.parent if os.environ.get("PYTEST_XDIST_WORKER") else home


@cache
def kept() -> Path:
    """Where the template is kept from one run to the next, as long as the migrations are the same."""
    state = hashlib.sha256((ROOT / "uv.lock").read_bytes() + Path(__file__).read_bytes())
    for path in sorted((ROOT / "umbel").glob("*/migrations/*.py")):
        state.update(path.name.encode() + path.read_bytes())
    return ROOT / "build" / "test-template" / f"{connection.vendor}-{state.hexdigest()[:16]}"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One worker looks for the template, makes it or copies it; the others wait."""
    kept().parent.mkdir(parents=True, exist_ok=True)
    with kept().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "postgresql" and kept().exists() and not _is_here():
            _restore()
        yield


def is_prepared() -> bool:
    """Whether the template is there to be copied."""
    return kept().exists()


def limit_texts() -> None:
    """Let SQLite hold texts to the length of their columns, in every table that is made after this."""
    DatabaseWrapper.data_type_check_constraints["CharField"] = 'length("%(column)s") <= %(max_length)s'


def keep(name: str | Path) -> None:
    """Keep a copy of the migrated, empty database `name` as the template."""
    draft = kept().with_suffix(f".{os.getpid()}")
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as database:
            database.execute("VACUUM INTO ?", [str(draft)])
    else:
        _copy_on_postgresql(str(name), TEMPLATE)
        _run("pg_dump", "--no-owner", "--file", str(draft), _address(TEMPLATE))
    draft.rename(kept())


def copy_to(name: str | Path) -> None:
    """Make the database `name`, with every table and no row of ours."""
    if connection.vendor == "sqlite":
        shutil.copyfile(kept(), name)
    else:
        _copy_on_postgresql(TEMPLATE, str(name))


def _restore() -> None:
    """Make the template on this run's server from what an earlier run kept."""
    with psycopg.connect(os.environ["UMBEL_DATABASE"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE template0')
    _run("psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", str(kept()), _address(TEMPLATE))


def _is_here() -> bool:
    with psycopg.connect(os.environ["UMBEL_DATABASE"], autocommit=True) as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone())


def _copy_on_postgresql(source: str, target: str) -> None:
    with psycopg.connect(os.environ["UMBEL_DATABASE"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _address(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["UMBEL_DATABASE"])._replace(path=f"/{name}"))


def _run(program: str, *arguments: str) -> None:
    """Run one of the programs that came with the server."""
    folder = os.environ["UMBEL_TEST_POSTGRESQL"]
    subprocess.run([Path(folder) / program, *arguments], check=True, stdout=subprocess.DEVNULL)
