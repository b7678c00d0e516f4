"""Where an installation keeps what it keeps, and that its owner alone reads it."""

import os
from contextlib import suppress
from pathlib import Path

KEPT = ("umbel.sqlite3*", "mail", "documents", "snapshots", "packs", "staging", "charts", "details")


def usual_home(package: Path) -> Path:
    """The folder of an installation where none is named: `var` in a checkout, the user's folder of data otherwise."""
    if (package.parent / "pyproject.toml").is_file():
        return package.parent / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "umbel"


def keep_to_owner(home: Path) -> None:
    """Make or take the folder of an installation. What is made from now on, and what an earlier version left readable
    to others, is closed to them; what lies in a closed folder is closed with it.
    """
    os.umask(0o077)
    home.mkdir(parents=True, exist_ok=True)
    for path in [path for name in KEPT for path in home.glob(name)]:
        with suppress(OSError):  # of another owner, or gone meanwhile
            mode = path.stat().st_mode
            if mode & 0o077:
                path.chmod(mode & 0o700)
