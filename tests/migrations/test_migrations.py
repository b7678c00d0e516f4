"""Migrations are one line in each app, and what changes rows is tried on rows of the version before."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django_linear_migrations.apps import check_max_migration_files

from tests.migrations.test_upgrade import HERE, OLD

OURS = {app.label: app.name for app in apps.get_app_configs() if app.name.startswith("umbel.")}


def ours():
    loader = MigrationLoader(None)
    return {key: made for key, made in loader.disk_migrations.items() if key[0] in OURS}


def test_migrations_are_linear_and_each_app_names_its_last(settings):
    settings.FIRST_PARTY_APPS = list(OURS.values())
    assert check_max_migration_files() == []


def known_to(old: Path, folder: Path) -> set[tuple[str, str]]:
    """The migrations that an earlier version has made."""
    whole = folder / "old.sqlite3"
    whole.write_bytes(lzma.decompress(old.read_bytes()))
    with closing(sqlite3.connect(whole)) as database:
        return set(database.execute("SELECT app, name FROM django_migrations"))


def test_no_migration_of_a_release_has_gone(tmp_path):
    for old in OLD:
        assert {key for key in known_to(old, tmp_path) if key[0] in OURS} <= set(ours())


def test_what_changes_rows_since_the_last_release_is_tried_on_rows(tmp_path):
    released = set().union(*(known_to(old, tmp_path) for old in OLD))
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    untried = [
        f"{app}.{name}"
        for (app, name), made in ours().items()
        if (app, name) not in released
        and any(isinstance(operation, RunPython | RunSQL) for operation in made.operations)
        and f'"{name}"' not in tests
    ]
    assert untried == [], "Write a test in test_rows_of_before.py, and name the migration in it."
