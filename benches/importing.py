"""Import: rows a second and peak memory, each register into an empty database of its own.

`UMBEL_REGISTERS` names the folder of the real registers; without it, ../shared/data. Registers that are not
there are passed over, and a made-up one of 100,000 rows is always measured.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benches.machine import machine, peak_memory_mib

ROOT = Path(__file__).resolve().parents[1]
REGISTERS = Path(os.environ.get("UMBEL_REGISTERS", ROOT.parent / "shared" / "data"))
MADE_UP = 100_000
MAPPING = """
[mapping]
id = "made-up"
title = "A made-up register"

[[file]]
match = ["made-up.csv"]

[file.organization]
identifiers = [{ scheme = "local-made-up", column = "number" }]
name_en = "name"
size = "members"
registered_on = "registered"
"""

RUNS = {
    "made up": ("made-up.toml", ("made-up.csv",)),
    "ukcat": (
        "ukcat",
        tuple(f"ukcat_coded_charities/{name}" for name in ("sample.csv.gz", "top2000.csv.gz", "icnptso.csv")),
    ),
    "ccew": (
        "ccew",
        tuple(
            f"ccew_register_sample_2023/publicextract.{name}.zip"
            for name in ("charity", "charity_annual_return_history")
        ),
    ),
    "irs, Washington": ("irs_dc", ("irs_eo_bmf_2021/eo_dc.csv.gz", "taxonomies/ntee.csv")),
    "irs, 26 states": ("irs", ("irs_eo_bmf_2021/eo_bmf_26_states.parquet", "taxonomies/ntee.csv")),
}


def measure(mapping: str, files: list[str]) -> dict[str, float]:
    """Bring the files in twice, in this process; the first run creates, the second compares."""
    import django  # noqa: PLC0415  only a measured process needs the records
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    from umbel.audit.actors import Actor  # noqa: PLC0415
    from umbel.exchange.acts import import_register  # noqa: PLC0415

    before, seconds, busy = peak_memory_mib(), [], []
    for _ in range(2):
        start, started = time.perf_counter(), time.process_time()
        report = import_register(mapping=mapping, files=files, by=Actor.program("bench"))
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - started)
        assert report.entered, report.problems[:3]
    rows = sum(file.rows for file in report.files)
    memory = {"before": before, "peak": peak_memory_mib()}
    return {"rows": rows, "first": seconds[0], "busy": busy[0], "second": seconds[1], **memory}


def run_apart(mapping: str, files: list[Path]) -> dict[str, float]:
    """`measure` in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="umbel-bench-") as home:
        environment = os.environ | {"UMBEL_HOME": home, "DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
        command = [sys.executable, "-m", "benches.importing", "--measure", mapping, *map(str, files)]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def make_up(folder: Path) -> None:
    (folder / "made-up.toml").write_text(MAPPING)
    with (folder / "made-up.csv").open("w") as stream:
        stream.write("number,name,members,registered\n")
        stream.writelines(f"{n},Organization {n},{n % 997},{2000 + n % 25}-03-01\n" for n in range(MADE_UP))


def main(chosen: list[str]) -> None:
    print(machine())
    head = (
        "register",
        "rows",
        "first run",
        "rows/s",
        "of it processor",
        "second run",
        "rows/s",
        "peak memory",
        "of it the program",
    )
    print(f"{head[0]:<16}" + "".join(f"{title:>18}" for title in head[1:]))
    with tempfile.TemporaryDirectory(prefix="umbel-made-up-") as folder:
        make_up(Path(folder))
        for name, (mapping, files) in RUNS.items():
            home = Path(folder) if name == "made up" else REGISTERS
            paths = [home / file for file in files]
            if (chosen and name not in chosen) or not all(path.is_file() for path in paths):
                print(f"{name:<16}{'passed over':>18}")
                continue
            found = run_apart(str(home / mapping) if name == "made up" else mapping, paths)
            speeds = [f"{found['rows'] / found[run]:,.0f}" for run in ("first", "second")]
            times = [f"{found[run]:.1f} s" for run in ("first", "second")]
            memory = [f"{found[word]:,.0f} MiB" for word in ("peak", "before")]
            busy = f"{found['busy']:.1f} s"
            cells = (f"{found['rows']:,.0f}", times[0], speeds[0], busy, times[1], speeds[1], *memory)
            print(f"{name:<16}" + "".join(f"{cell:>18}" for cell in cells), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], sys.argv[3:])))
    else:
        main(sys.argv[1:])
