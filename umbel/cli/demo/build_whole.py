"""Building the demo whole or not at all.

On SQLite it is built in a file of its own, `building.sqlite3`, which takes the database's name only when it is
complete: a build that is killed leaves that file behind, and the next one starts it anew. On PostgreSQL
the build is one transaction, which a kill undoes.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import OperationalError

from umbel.cli.database import bring_up_to_date
from umbel.errors import NotNow

DRAFT = "building.sqlite3"
BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def whole_or_not_at_all() -> Iterator[None]:
    """What the block writes becomes the database of this installation at its end, or never."""
    if connection.vendor == "sqlite":
        with _draft_file(Path(connection.settings_dict["NAME"])):
            yield
    else:
        bring_up_to_date()
        with transaction.atomic():
            yield


@contextmanager
def only_one_builder() -> Iterator[None]:
    """Nobody else looks whether to build, or builds, in this folder meanwhile. Raises NotNow when someone does."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "building.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise NotNow("Another `umbel demo` is building in this folder. Wait for it, then start again.") from held
        yield


@contextmanager
def _draft_file(final: Path) -> Iterator[None]:
    _settle(final)
    draft = final.with_name(DRAFT)
    _remove(draft)
    draft.touch(mode=settings.FILE_UPLOAD_PERMISSIONS)
    connection.close()
    connection.settings_dict["NAME"] = draft
    try:
        bring_up_to_date()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # nothing counts before the end, and then all of it is flushed
        yield
        _to_one_file()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = final
    _flush(draft)
    draft.replace(final)
    _flush(final.parent)


def _settle(final: Path) -> None:
    """Fold what stands beside the old file into it, so that nothing of it is taken for the new one's."""
    if not final.exists():
        return
    try:
        _to_one_file()
    except OperationalError as held:
        raise NotNow("The site is running on this database. Stop it, then start again.") from held
    finally:
        connection.close()


def _to_one_file() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")


def _remove(draft: Path) -> None:
    for path in (draft, *(draft.with_name(draft.name + ending) for ending in BESIDE)):
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
