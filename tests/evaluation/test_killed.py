"""An evaluation that is killed leaves nothing half done, and the next run finishes it."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests import prepared

ROOT = Path(__file__).parents[2]
ORGANIZATIONS = 4000
FILL = f"""
import django; django.setup()
from datetime import date
from umbel.structure.models import Organization, Particulars
made = Organization.objects.bulk_create(Organization(registered_on=date(2015, 1, 1)) for _ in range({ORGANIZATIONS}))
Particulars.objects.bulk_create(
    Particulars(organization=one, from_on=date(2015, 1, 1), names={{"en": f"Club {{one.pk}}"}}, size=50) for one in made
)
"""
EVALUATE = ["-m", "umbel.cli", "evaluate", "--pack", "annual-return"]
EVALUATE += ["--from", "2022-01-01", "--until", "2023-01-01", "--as-of", "2023-06-01"]


@pytest.fixture
def home(django_db_setup, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("The killed program works on a SQLite database of its own; once is enough.")
    prepared.copy_to(tmp_path / "umbel.sqlite3")
    run(tmp_path, "-c", FILL)
    return tmp_path


def environment(home):
    own = {name: value for name, value in os.environ.items() if not name.startswith("UMBEL_")}
    return own | {"UMBEL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "umbel.site.settings", "UMBEL_SECRET_KEY": "test"}


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(home), check=True, capture_output=True, text=True
    )


def kill_after(home, seconds):
    process = subprocess.Popen(
        [sys.executable, *EVALUATE],
        cwd=ROOT,
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.kill()
    process.wait()


def one(home, question):
    with closing(sqlite3.connect(home / "umbel.sqlite3")) as database:
        return database.execute(question).fetchone()[0]


def test_a_killed_evaluation_is_finished_by_the_next(home):
    kill_at = 0.9
    for _ in range(4):
        kill_after(home, kill_at)
        assert one(home, "SELECT count(*) FROM evaluation_proposedgrade") in {0, ORGANIZATIONS}
        kill_at += 0.4
    told = run(home, *EVALUATE).stdout
    assert str(ORGANIZATIONS) in told.replace(",", "")
    assert one(home, "SELECT state FROM evaluation_cycle") == "proposed"
    assert one(home, "SELECT count(*) FROM evaluation_proposedgrade") == ORGANIZATIONS
    assert one(home, "SELECT count(*) FROM evaluation_snapshot") == 1
    assert [path.name for path in (home / "snapshots").iterdir() if path.name.startswith("writing-")] == []
    assert "sound" in run(home, "-m", "umbel.cli", "ledger", "verify").stdout
