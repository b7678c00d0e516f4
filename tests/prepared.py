"""Migrates once for each run: every worker's database, and every installation that asks, is a copy of the first one.

The first that needs a database makes its own and keeps a copy of it, empty, as the template; the others wait for it.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection

TEMPLATE = "umbel_prepared"


def shared() -> Path:
    """The folder of this run, which its workers share."""
    home = Path(os.environ["UMBEL_HOME"])
    return home.parent if os.environ.get("PYTEST_XDIST_WORKER") else home


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One worker looks for the template, makes it or copies it; the others wait."""
    with (shared() / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_prepared() -> bool:
    """Whether the template of this run is there to be copied."""
    return (shared() / "prepared").exists()


def keep(name: str | Path) -> None:
    """Keep a copy of the migrated, empty database `name` as the template."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as database:
            database.execute("VACUUM INTO ?", [str(shared() / "prepared.sqlite3")])
    else:
        _copy_on_postgresql(str(name), TEMPLATE)
    (shared() / "prepared").touch()


def copy_to(name: str | Path) -> None:
    """Make the database `name`, with every table and no row of ours."""
    if connection.vendor == "sqlite":
        shutil.copyfile(shared() / "prepared.sqlite3", name)
    else:
        _copy_on_postgresql(TEMPLATE, str(name))


def _copy_on_postgresql(source: str, target: str) -> None:
    with psycopg.connect(os.environ["UMBEL_DATABASE"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
