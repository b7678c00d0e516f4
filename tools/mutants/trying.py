"""Runs the tests of a mutant in a copy of the tree, as a fork of a process that has imported what is slow to import."""

import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.mutants import BUILD, ROOT
from tools.mutants.drawing import Mutant

SLOW_TO_IMPORT = """
    altair click django.contrib.staticfiles.testing django.core.management django.db.models django.forms
    django.template.defaultfilters django.test django.test.client django.views.generic duckdb highspy hypothesis
    icalendar imagehash jsonschema numpy openpyxl PIL.Image playwright.sync_api psycopg pyarrow.parquet pydantic
    rapidfuzz rich.console scipy.optimize scipy.sparse segno sqlglot tomlkit typst vl_convert xdist
"""
SHARED = (".venv", "node_modules", "build/assets", "build/static", "build/test-template")
USUAL = 30.0
"""Seconds that a run may take beside its tests, on a busy machine."""
TIMES = 3
"""How many times longer than usual the tests of a mutant may last: then it counts as noticed, by the clock."""
OPTIONS = [
    *("-x", "-n", "0", "-q", "--no-header", "--tb=line", "-p", "no:randomly", "-p", "no:cacheprovider"),
    *("--hypothesis-profile", "repeatable"),
    # A plugin that was imported before the runs parted is not rewritten: nothing depends on it.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
]
TESTS_FAILED, NO_TESTS = 1, 5
NOT_IMPORTED = ("ERROR collecting", "while loading conftest", "Interrupted: 1 error", "INTERNALERROR")


@dataclass(frozen=True)
class Trial:
    """A mutant with the text of its file as it is and as it becomes."""

    mutant: Mutant
    text: str
    changed: str


@dataclass
class Slot:
    """A copy of the tree, in which one mutant at a time is tried."""

    folder: Path
    pid: int = 0
    began: float = 0
    until: float = 0
    trial: Trial | None = None
    stat: os.stat_result | None = None

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    @property
    def temporary(self) -> Path:
        return self.folder.with_suffix(".tmp")


def copy_tree(number: int) -> Slot:
    """A fresh copy of everything that is or would be committed, and of what was compiled from it."""
    slot = Slot(BUILD / f"tree-{number}")
    shutil.rmtree(slot.folder, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    compiled = (path.relative_to(ROOT) for path in (ROOT / "umbel").rglob("*.mo"))
    cached = (
        path.relative_to(ROOT) for top in ("umbel", "config", "tests") for path in (ROOT / top).rglob("__pycache__/*")
    )
    for name in [*map(Path, listed), *compiled, *cached]:
        if (ROOT / name).is_file():
            (slot.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, slot.folder / name)
    for name in SHARED:
        (slot.folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            (slot.folder / name).symlink_to(ROOT / name)
    return slot


def import_what_is_slow() -> None:
    """What every run needs and no mutant changes is imported before the runs part."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for name in SLOW_TO_IMPORT.split():
        with suppress(ImportError):
            importlib.import_module(name)


def start(slot: Slot, trial: Trial | None, tests: list[str], usual: float) -> None:
    """Make the change in the copy and begin with its tests; without one, with the tests alone."""
    slot.trial = trial
    if trial:
        path = slot.folder / trial.mutant.path
        slot.stat = path.stat()
        path.write_text(trial.changed)
    slot.began = time.monotonic()
    slot.until = slot.began + TIMES * usual + USUAL
    slot.temporary.mkdir(exist_ok=True)
    sys.stdout.flush()
    slot.pid = os.fork()
    if not slot.pid:
        # What was written after the copy was made waits for the next start.
        _run(slot, [name for name in tests if name[0] == "-" or (slot.folder / name.partition("::")[0]).exists()])


def _run(slot: Slot, tests: list[str]) -> None:
    """In the fork: become a test run of the copy, and nothing else."""
    code = 70
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.chdir(slot.folder)
        log = os.open(slot.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.environ |= {
            "PYTHONPATH": str(slot.folder),
            "TMPDIR": str(slot.temporary),
            "UMBEL_TEST_ENGINE": "sqlite",
        }
        sys.path[:] = [str(slot.folder), *(each for each in sys.path if each not in {"", str(ROOT)})]
        for name in [name for name in sys.modules if name.partition(".")[0] in {"tools", "tests", "umbel"}]:
            del sys.modules[name]
        code = int(pytest.main([*OPTIONS, *tests]))
    except BaseException:  # noqa: BLE001  the fork must end here, whatever it was
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def ended(slots: list[Slot]) -> Iterator[tuple[Slot, str, list[str]]]:
    """Slots whose run is over: with what came of the mutant, and which tests failed."""
    for slot in slots:
        if not slot.pid:
            continue
        late = time.monotonic() > slot.until
        if late:
            with suppress(ProcessLookupError):
                os.killpg(slot.pid, signal.SIGKILL)
        pid, status = os.waitpid(slot.pid, 0 if late else os.WNOHANG)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            said = slot.log.read_text(errors="replace")
            yield slot, "timeout" if late else _outcome(code, said), _failed(said)


def _outcome(code: int, said: str) -> str:
    """What the end of a run says of the mutant: only a test that failed or that could not be imported noticed it."""
    if code in {0, NO_TESTS}:
        return "unreached" if code else "survived"
    if code == TESTS_FAILED or any(words in said for words in NOT_IMPORTED):
        return "killed"
    raise SystemExit(f"The tests could not be run:\n{said[-2000:]}")


def _failed(said: str) -> list[str]:
    return re.findall(r"^(?:FAILED|ERROR) (tests/[^\s\[]+)", said, re.MULTILINE)


def clear(slot: Slot) -> None:
    """End what the tests left running, put the file back as it was, and be free for the next."""
    if slot.pid:
        with suppress(ProcessLookupError):
            os.killpg(slot.pid, signal.SIGKILL)
    if slot.trial and slot.stat:
        path = slot.folder / slot.trial.mutant.path
        path.write_text(slot.trial.text)
        # As old as before, so that what was compiled from it holds again.
        os.utime(path, ns=(slot.stat.st_atime_ns, slot.stat.st_mtime_ns))
    shutil.rmtree(slot.temporary, ignore_errors=True)
    slot.pid, slot.trial, slot.stat = 0, None, None
