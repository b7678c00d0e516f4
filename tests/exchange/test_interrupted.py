"""Imports that are killed, run at once, or out of room: nothing half done, and the next one finishes."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from tests.exchange.conftest import MAPPING, files_no_larger_than
from umbel.audit.models import Entry
from umbel.errors import NotNow
from umbel.exchange import acts
from umbel.exchange.disk_space import NoRoom
from umbel.exchange.staging import remove_leftovers, staging
from umbel.structure.models import Identifier, Organization, Particulars

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
ROWS = 2500


@pytest.fixture
def large(written):
    """A file of many organizations."""
    return written(*[f"{number},Organization {number},,{number},,,," for number in range(ROWS)])


def leftovers():
    return list((Path(settings.HOME) / "staging").glob("import-*"))


def whole():
    counts = {model.objects.count() for model in (Organization, Identifier, Particulars)}
    assert counts == {ROWS}
    assert Entry.objects.filter(act="structure:enter-organizations").count() == 1
    assert leftovers() == []


PROGRAM = """
import sys, time
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = "THIS DATABASE"
django.setup()
from umbel.audit.actors import Actor
from umbel.exchange.acts import import_register

def progress(what, done, size):
    if what.startswith(sys.argv[3]) and done >= 2000:
        print("halfway", flush=True)
        time.sleep(600)

import_register(mapping=sys.argv[1], files=[sys.argv[2]], by=Actor.program("test"), progress=progress)
"""


def program(*arguments):
    """A program of its own that imports into the database of this test, and halts halfway."""
    name = connection.settings_dict["NAME"]
    source = PROGRAM.replace("THIS DATABASE", str(name))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "umbel.site.settings", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", source, *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def mapping_file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(MAPPING)
    return path


@pytest.mark.parametrize("stage", ["Reading", "Entering"])
def test_a_killed_import_leaves_nothing_and_the_next_one_finishes(bring, large, mapping_file, stage):
    running = program(mapping_file, large, stage)
    try:
        assert running.stdout.readline() == "halfway\n", running.stderr.read()
        assert len(leftovers()) == 1
    finally:
        running.send_signal(signal.SIGKILL)
        running.communicate()
    assert not Organization.objects.exists()
    assert not Entry.objects.exists()
    assert len(leftovers()) == 1
    assert bring(large).entered
    whole()


def test_a_running_imports_staging_is_not_removed(tmp_path):
    with staging(tmp_path) as first:
        assert remove_leftovers(tmp_path) == 0
        with staging(tmp_path):
            assert first.count("organization") == 0
            assert len(list(tmp_path.glob("import-*"))) == 2
    assert list(tmp_path.glob("import-*")) == []


def test_imports_that_begin_together_do_not_take_each_other_for_leftovers(tmp_path):
    def run(_number):
        with staging(tmp_path) as stage:
            return stage.count("organization")

    with ThreadPoolExecutor(8) as together:
        assert list(together.map(run, range(200))) == [0] * 200
    assert list(tmp_path.glob("import-*")) == []


def test_of_two_imports_at_once_the_second_waits(bring, large):
    reports = []
    together = threading.Barrier(2)

    def run():
        together.wait()
        reports.append(bring(large))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((one.organizations.created, one.organizations.unchanged) for one in reports) == [(0, ROWS), (ROWS, 0)]
    assert Organization.objects.count() == ROWS
    assert leftovers() == []


@contextmanager
def held():
    """Another connection holds what an import needs."""
    holding, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            acts._one_at_a_time()
            holding.set()
            done.wait()
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_an_import_that_waits_too_long_says_so(bring, large, monkeypatch):
    monkeypatch.setattr(acts, "WAIT_SECONDS", 1)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 500")
    with held(), pytest.raises(NotNow, match="perhaps another import; this one waited"):
        bring(large)
    connection.close()
    assert bring(large).entered
    whole()


def test_a_disk_that_fills_up_while_staging_is_told_and_nothing_is_entered(bring, large):
    with files_no_larger_than(200_000), pytest.raises(NoRoom, match="There is no room left on the disk"):
        bring(large)
    assert not Organization.objects.exists()
    assert leftovers() == []
    assert bring(large).entered
    whole()


def test_a_disk_that_fills_up_while_entering_is_told_and_nothing_is_entered(bring, large):
    if connection.vendor != "sqlite":
        pytest.skip("A PostgreSQL server has its own disk, which this test cannot fill.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(NoRoom, match="Nothing was entered and nothing is lost"):
        bring(large)
    connection.close()
    assert not Organization.objects.exists()
    assert bring(large).entered
    whole()
