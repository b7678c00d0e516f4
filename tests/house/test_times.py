"""A time that a pack does not state holds as is usual: nobody reads the stated ones alone."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_only_the_rules_themselves_tell_stated_times_from_usual_ones():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "umbel").rglob("*.py"))
        if path.parent.name != "policy" and "migrations" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\.due_times\b", line)
    ]
    assert found == [], "Ask the pack for `due_time(code)` or `times_that_hold`."
