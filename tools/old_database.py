"""Keeps a small database as an earlier version fills it: `python -m tools.old_database 0.1.0 833aa77`.

The code of that commit builds its own small demo in a temporary folder, with the dependencies that are installed here.
What comes of it is packed into tests/migrations and opened by every version that follows.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "tests" / "migrations"
BUILD = "from umbel.cli import main; main()"
SMALL = ("demo", "--build-only", "--organizations", "90", "--committees", "2")


def main(version: str, commit: str) -> None:
    """Build with the code of `commit`, and keep the database under the name of `version`."""
    with tempfile.TemporaryDirectory(prefix="umbel-old-") as name:
        code, home = Path(name) / "code", Path(name) / "home"
        code.mkdir()
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x"], cwd=code, input=packed, check=True)
        own = {name: value for name, value in os.environ.items() if not name.startswith("UMBEL_")}
        environment = own | {"UMBEL_HOME": str(home), "PYTHONPATH": str(code)}
        subprocess.run([sys.executable, "-c", BUILD, *SMALL], cwd=code, env=environment, check=True)
        with closing(sqlite3.connect(home / "umbel.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(home / "kept.sqlite3")])
        whole = (home / "kept.sqlite3").read_bytes()
    made = KEPT / f"{version}.sqlite3.xz"
    made.write_bytes(lzma.compress(whole, preset=9 | lzma.PRESET_EXTREME))
    print(f"{made.relative_to(ROOT)}: {made.stat().st_size:,} bytes")  # noqa: T201  its result


if __name__ == "__main__":
    main(*sys.argv[1:])
