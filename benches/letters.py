"""The letters of a published cycle: time a letter, and all of them by `umbel letters`, which uses every core.

python -m benches.letters          # builds the demo in a folder of its own, and publishes its cycle, first
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from benches.machine import load, machine, peak_memory_mib

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = 300


def main() -> None:
    """Build, publish, measure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"UMBEL_HOME": folder, "DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
        umbel = [sys.executable, "-m", "umbel.cli"]
        subprocess.run([*umbel, "demo", "--build-only"], cwd=ROOT, check=True, capture_output=True)
        import django  # noqa: PLC0415  after the folder is known

        django.setup()
        from umbel.evaluation import letters  # noqa: PLC0415
        from umbel.evaluation.models import Grade  # noqa: PLC0415

        cycle = published()
        rows = Grade.objects.filter(cycle=cycle).select_related("cycle__snapshot", "organization").order_by("position")
        print(f"{machine()}; load {load()}")
        one_by_one(letters, rows)
        start = time.perf_counter()
        subprocess.run(
            [*umbel, "letters", cycle.code, "--to", f"{folder}/letters"], cwd=ROOT, check=True, capture_output=True
        )
        took, many = time.perf_counter() - start, rows.count()
        print(f"umbel letters: {many:,} in {took:.0f} s, {took / many * 1000:.0f} ms each, on {os.cpu_count()} cores")
        print(f"load {load()}, peak memory {peak_memory_mib():.0f} MiB")


def one_by_one(letters: ModuleType, rows: Any) -> None:
    """The same work on one core: what a letter says, and setting it."""
    head = letters.letterhead(rows[0].cycle)
    start = time.perf_counter()
    words = [letters.letter_words(grade, head) for grade in islice(rows.iterator(chunk_size=500), SAMPLE)]
    said = time.perf_counter()
    for each in words:
        letters.typesetting.letter(**each)
    done = time.perf_counter()
    print(f"one after the other, {SAMPLE}: {(said - start) / SAMPLE * 1000:.1f} ms to say a letter, "
          f"{(done - said) / SAMPLE * 1000:.1f} ms to set it")  # fmt: skip


def published() -> Any:
    """The demo's cycle, taken to its published grades by those who may."""
    from umbel.accounts.permissions import Role, Viewer  # noqa: PLC0415
    from umbel.evaluation import acts  # noqa: PLC0415
    from umbel.evaluation.queries.grades import latest_cycle  # noqa: PLC0415
    from umbel.structure.acts.roles import sample_account  # noqa: PLC0415
    from umbel.structure.queries import today  # noqa: PLC0415

    officer, decider = (
        Viewer(role=role, user_id=sample_account(role=role).pk, label=role.value)
        for role in (Role.APEX_OFFICER, Role.APEX_DECIDER)
    )
    cycle, on = latest_cycle(), today()
    assert cycle is not None
    steps = [
        (acts.open_self_assessment, officer),
        (acts.begin_review, officer),
        (acts.end_review, officer),
        (acts.confirm, decider),
        (acts.publish, decider),
    ]
    for step, by in steps:
        cycle = step(cycle=cycle, on=on, by=by)
        on += timedelta(days=365)
    return cycle


if __name__ == "__main__":
    main()
