"""What is committed names no machine, no registry mirror and no unfinished business."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm)/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def committed() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("This is not a git checkout, so there is no list of committed files.")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def texts():
    for path in committed():
        try:
            yield path.relative_to(ROOT), path.read_text()
        except UnicodeDecodeError:
            continue


def test_no_path_of_a_machine():
    assert [str(path) for path, text in texts() if MACHINE_PATH.search(text)] == []


def test_nothing_is_marked_unfinished():
    assert [str(path) for path, text in texts() if path.suffix == ".py" and UNFINISHED.search(text)] == []


def test_the_script_lock_names_no_registry():
    lock = ROOT / "package-lock.json"
    assert '"resolved"' not in lock.read_text()
