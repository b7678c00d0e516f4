"""Where an installation keeps what it keeps, and who reads it: its owner alone, or the group that shares it."""

import os
import shlex
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FOLDERS = ("mail", "documents", "snapshots", "packs", "staging", "charts", "details")
DATABASE = "umbel.sqlite3"
KEY = "secret-key"
OTHERS, GROUP = stat.S_IRWXO, stat.S_IRWXG


def usual_home(package: Path) -> Path:
    """The folder of an installation where none is named: `var` in a checkout, the user's folder of data otherwise.
    Raises ImproperlyConfigured where there is none, or where the data of 0.1.0 would be forgotten.
    """
    if (package.parent / "pyproject.toml").is_file():
        return package.parent / "var"
    home = _folder_of_data() / "umbel"
    earlier = package.parent / "var"  # where a wheel of 0.1.0 kept it
    if _holds_an_installation(earlier) and not _holds_an_installation(home):
        there, here = shlex.quote(str(earlier)), shlex.quote(str(home))
        raise ImproperlyConfigured(
            f"Version 0.1.0 kept its data in {earlier}; it is kept in {home} now, and nothing is there yet. Move it: "
            f"mkdir -p {shlex.quote(str(home.parent))} && mv {there} {here}. "
            f"Or name where it is: UMBEL_HOME={there}. To begin anew, name another folder."
        )
    return home


def _folder_of_data() -> Path:
    if named := os.environ.get("XDG_DATA_HOME"):
        return Path(named)
    try:
        return Path.home() / ".local" / "share"
    except RuntimeError as homeless:
        raise ImproperlyConfigured(
            "This user has no home folder, so that nobody knows where the data is. Name its folder in UMBEL_HOME, "
            "such as UMBEL_HOME=/var/lib/umbel."
        ) from homeless


def _holds_an_installation(home: Path) -> bool:
    return (home / KEY).exists() or (home / DATABASE).exists()


def keep_to_owner(home: Path, *, files: Iterable[str]) -> None:
    """Make or take the folder of an installation, for its owner alone. In a folder that others may read, what will be
    kept (folders and `files`) is made now and closed, like what an earlier version left readable to them. Files
    elsewhere are no business of this.
    """
    _make(home, 0o700)
    _close(home, files, to=OTHERS | GROUP)


def keep_to_group(home: Path, *, files: Iterable[str]) -> None:
    """Make or take the folder of an installation that a group shares: each of them reads and writes what any of them
    has made. Nobody else does.
    """
    mask = os.umask(OTHERS | GROUP)
    os.umask(mask & ~GROUP)
    _make(home, stat.S_ISGID | 0o770)
    _close(home, files, to=OTHERS)


def _make(home: Path, mode: int) -> None:
    if home.is_dir():
        return
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        home.chmod(mode)
    except OSError as refused:
        raise ImproperlyConfigured(
            f"The folder {home} cannot be made ({refused.strerror}). Make it, or name another in UMBEL_HOME."
        ) from refused


def _close(home: Path, files: Iterable[str], *, to: int) -> None:
    with suppress(OSError):  # read by others, or of another owner: nothing to be done
        if home.stat().st_mode & to or not to & GROUP:  # SQLite lets no group write what it makes itself
            for name in FOLDERS:
                (home / name).mkdir(exist_ok=True, mode=0o777 & ~to)
            for name in files:
                (home / name).touch(mode=0o666 & ~to)
    for path in [*(home / name for name in (*FOLDERS, KEY)), *home.glob(f"{DATABASE}*")]:
        with suppress(OSError):  # of another owner, or not there
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & to:
                path.chmod(mode & ~to)
