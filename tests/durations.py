"""Keeps how long each module of tests lasted, so that `make test-quick` knows what fits into a minute."""

import json
import os
from collections import defaultdict
from pathlib import Path

KEPT = Path(__file__).parents[1] / "build" / "test-durations.json"
_lasted: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report):
    _lasted[report.nodeid.partition("::")[0]] += report.duration


def pytest_sessionfinish(session):
    """Modules that ran take their new time, as far as all of their tests ran; the others keep theirs."""
    narrowed = session.config.option.keyword or any("::" in part for part in session.config.args)
    if "PYTEST_XDIST_WORKER" in os.environ or narrowed or not _lasted:
        return
    known = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(known | {name: round(lasted, 2) for name, lasted in _lasted.items()}, indent=1))
