"""`umbel demo` as a process: whole or not at all, built once, nothing lost at the second start."""

import fcntl
import signal
import socket
from urllib.request import urlopen

from tests.cli.places import new_installation

SMALL = ("--organizations", "120", "--committees", "2")


def build(installation, *more):
    return installation.run("demo", "--build-only", *SMALL, *more)


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
    first = build(installation)
    assert first.returncode == 0, first.stderr
    assert "120 organizations under 2 joint committees" in first.stderr
    before = ledger(installation)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    second = installation.start("demo", "--port", str(port))
    said = read_until(second, f"http://localhost:{port}/")
    with urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
        assert b"demonstration" in page.read()
    second.terminate()
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert "Entering organizations" not in said
    assert ledger(installation) == before


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


def test_two_builds_at_once_do_not_meet(installation):
    with (installation.home / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = build(installation)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Another `umbel demo` is building in this folder.")
    assert not list(installation.home.glob("*.sqlite3"))


def test_a_register_that_is_not_the_demo_is_never_touched(installation, tmp_path):
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "register.csv").write_text("number,name\nA1,Choir\n", encoding="utf-8")
    entered = installation.run("import", str(tmp_path / "map.toml"), str(tmp_path / "register.csv"))
    assert entered.returncode == 0, entered.stderr
    before = ledger(installation)
    for more in ((), ("--rebuild", "--yes")):
        refused = build(installation, *more)
        assert refused.returncode == 1
        assert "is not the demo, and stays as it is" in refused.stderr
    assert ledger(installation) == before


def test_the_same_seed_builds_the_same_rows(tmp_path):
    outcomes = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        installation = new_installation(tmp_path / name)
        assert build(installation, "--seed", "5").returncode == 0
        folder = tmp_path / name / "exported"
        assert installation.run("export", str(folder)).returncode == 0
        outcomes.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert len(outcomes[0]) > 3
    assert outcomes[0] == outcomes[1]


MAPPING = """
[mapping]
id = "tiny"
title = "A tiny register"

[[file]]
match = ["register.csv"]

[file.organization]
identifiers = [{ scheme = "local-tiny", column = "number" }]
name_en = { column = "name" }
"""
