"""The request an entry belongs to: entries written in one scope share its id."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

_current: ContextVar[str] = ContextVar("umbel_request_id", default="")


def request_id() -> str:
    """The id of the request being served, or nothing outside of one."""
    return _current.get()


@contextmanager
def request_scope(name: str = "") -> Iterator[str]:
    """Everything recorded within belongs together, under `name` or an id made here."""
    token = _current.set(name or uuid4().hex)
    try:
        yield _current.get()
    finally:
        _current.reset(token)
