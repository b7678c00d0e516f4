"""`umbel demo` as a process: whole or not at all, built once, nothing lost at the second start."""

import fcntl
import re
import signal
import socket
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from django.db import transaction
from rich.progress import Progress

from umbel.audit.actors import Actor
from umbel.cli import umbel
from umbel.cli.demo.building import build as build_here
from umbel.cli.demo.origin import STANDS_ON, Wanted
from umbel.cli.screen import Steps
from umbel.exchange.export import export_register
from umbel.policy import find_pack
from umbel.structure.acts import found_federation
from umbel.structure.models import Federation
from umbel.words import Words

SMALL = ("--organizations", "120", "--committees", "2")


def build(installation, *more):
    return installation.run("demo", "--build-only", *SMALL, *more)


def test_a_demo_that_cannot_be_shared_out_says_so_before_anything_is_made(installation):
    refused = installation.run("demo", "--build-only", "--organizations", "120", "--committees", "4")
    assert refused.returncode == 2
    assert "4 joint committees of 40 to 75 organizations each need 160 to 300 organizations" in refused.stderr
    assert "Entering organizations" not in refused.stderr


def read_until(process, text):
    """What a process says until it says this."""
    said = ""
    for line in process.stderr:
        said += line
        if text in line:
            return said
    raise AssertionError(said)


def ledger(installation):
    """What the ledger says of itself: the number of entries and the root."""
    result = installation.run("ledger", "verify")
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_demo_is_built_once_and_a_second_start_serves_it_and_changes_nothing(installation):
    installation.home.chmod(0o755)
    first = build(installation)
    assert first.returncode == 0, first.stderr
    assert "132 organizations under 2 joint committees" in first.stderr
    before = ledger(installation)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    second = installation.start("demo", "--port", str(port))
    try:
        said = read_until(second, f"http://localhost:{port}/")
        paths = re.findall(r" (/\S+/)  ", said)
        assert len(paths) == 7
        for path in ("/", *paths):
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as page:
                assert b"demonstration" in page.read()
    finally:
        second.terminate()
        second.communicate(timeout=60)
    assert second.returncode == 0
    assert "Entering organizations" not in said
    assert ledger(installation) == before
    kept = {path.name: path.stat().st_mode & 0o077 for path in installation.home.iterdir()}
    assert {"documents", "snapshots"} <= set(kept)
    assert [name for name, others in kept.items() if others] == ["building.lock"], "It holds nothing."


def test_a_build_that_is_killed_leaves_nothing_and_the_next_one_starts_anew(installation):
    killed = installation.start("demo", "--build-only", *SMALL)
    read_until(killed, "Entering organizations")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    looked = installation.run("ledger", "verify")
    assert "no register here yet" in looked.stderr or "0 entries" in looked.stdout
    again = build(installation)
    assert again.returncode == 0, again.stderr
    assert "Entering organizations" in again.stderr
    assert "is sound" in ledger(installation)


def test_two_builds_at_once_do_not_meet(bare_installation):
    with (bare_installation.home / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = build(bare_installation)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Another `umbel demo` is building in this folder.")
    assert not list(bare_installation.home.glob("*.sqlite3"))


@pytest.mark.django_db
@pytest.mark.parametrize("more", [(), ("--rebuild", "--yes")])
def test_a_register_that_is_not_the_demo_is_never_touched(more):
    found_federation(names=Words({"en": "Choirs"}), pack=find_pack("annual-return"), by=Actor.program("test"))
    refused = CliRunner().invoke(umbel, ["demo", "--build-only", *SMALL, *more])
    assert refused.exit_code == 1
    assert "This database holds Choirs, which is not the demo, and stays as it is." in refused.stderr
    assert Federation.objects.get().names.get("en", "") == "Choirs"


@pytest.mark.extensive
@pytest.mark.django_db
def test_the_same_seed_builds_the_same_rows(tmp_path, settings):
    settings.UMBEL_SNAPSHOTS = tmp_path / "snapshots"
    outcomes = []
    for name in ("one", "two"):
        with transaction.atomic():
            build_here(Wanted(organizations=120, committees=2, seed=5), Steps(Progress(disable=True)))
            export_register(to=tmp_path / name, as_of=STANDS_ON)
            transaction.set_rollback(True)
        outcomes.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())})
    assert len(outcomes[0]) > 3
    assert outcomes[0] == outcomes[1]
