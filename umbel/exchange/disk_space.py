"""A full disk, or a database that another import holds, said in words."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db.utils import DatabaseError, OperationalError

from umbel.errors import NotNow, UmbelError

FULL = ("disk is full", "no space left", "disk i/o error")
FULL_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
WAIT_SECONDS = 20


class NoRoom(UmbelError):
    """The disk is full; the message says what is kept and what to do."""


@contextmanager
def room(where: Path, kept: str) -> Iterator[None]:
    """Raise NoRoom for a full disk under `where`, NotNow for a database that stays locked; `kept` says how
    things stand then.
    """
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as refused:
        text = str(refused).lower()
        if getattr(refused, "errno", None) in FULL_NUMBERS or any(words in text for words in FULL):
            raise NoRoom(
                f"There is no room left on the disk ({refused}). {kept} Free some in {where} and run it again."
            ) from refused
        if isinstance(refused, OperationalError) and ("locked" in text or "lock timeout" in text):
            raise NotNow(
                f"Something else is being entered, perhaps another import; this one waited {WAIT_SECONDS} seconds. "
                f"{kept} Run it again when the other has ended."
            ) from refused
        raise
