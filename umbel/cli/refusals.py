"""What goes wrong, in sentences: refusals to stderr, surprises to a file."""

import errno
import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import Error as DatabaseError

from umbel.errors import UmbelError

FULL = "The disk is full. Nothing was half written: free some space and run the command again."
BUSY = (
    "Another command is writing to this database, and did not finish while we waited. "
    "Nothing was changed: run this one again when it is done."
)


class Refusal(click.ClickException):
    """A sentence on stderr, and exit code 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002  click's own signature
        click.echo(self.format_message(), err=True)


@contextmanager
def refusals_as_sentences() -> Iterator[None]:
    """Turn what the program refuses into sentences, and anything unforeseen into a file that holds it."""
    try:
        yield
    except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
        raise
    except UmbelError as refused:
        raise Refusal(str(refused)) from refused
    except ImproperlyConfigured as wrong:
        raise Refusal(f"The settings are not right: {wrong}") from wrong
    except (OSError, DatabaseError) as failed:
        raise Refusal(_outside(failed) or _unforeseen(failed)) from failed
    except Exception as unforeseen:
        raise Refusal(_unforeseen(unforeseen)) from unforeseen


def _outside(failed: BaseException) -> str:
    """The sentence for what the machine refuses, or nothing when it is not one of these."""
    text = str(failed)
    if getattr(failed, "errno", None) == errno.ENOSPC or "disk is full" in text or "No space left" in text:
        return FULL
    if "database is locked" in text:
        return BUSY
    if isinstance(failed, OSError) and failed.filename:
        return f"{failed.filename}: {(failed.strerror or text).lower()}."
    if "readonly database" in text:
        return "The database cannot be written to. Check who owns the folder UMBEL_HOME and may write in it."
    if "connection" in text and "failed" in text:
        return f"The database did not answer. Check UMBEL_DATABASE. It said: {text.strip()}"
    return ""


def _unforeseen(failed: BaseException) -> str:
    name = type(failed).__name__
    try:
        path = _keep("".join(traceback.format_exception(failed)))
    except OSError:
        return f"Something happened that we did not foresee ({name}: {failed})."
    return f"Something happened that we did not foresee ({name}). Nothing was half done. The details are in {path}"


def _keep(details: str) -> Path:
    home = Path(os.environ.get("UMBEL_HOME", "var"))
    folder = home / "details" if home.is_dir() else Path(tempfile.gettempdir())
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=folder, prefix="umbel-", suffix=".txt", delete=False
    ) as file:
        file.write(details)
    return Path(file.name)
