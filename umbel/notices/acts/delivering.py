"""Trying what waits: taken up in one transaction, sent outside any, and noted in another."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.core.mail import mailers
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from umbel.notices.mail import composed, one_line
from umbel.notices.models import Attempt
from umbel.notices.states import AttemptOutcome, Channel

GAPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long to wait after each failure; after one more it is given up."""
LEASE = timedelta(minutes=30)
"""For so long nobody else tries what has been taken up; then whoever took it up is held to have died."""
AT_ONCE = 20

_quiet: ContextVar[bool] = ContextVar("umbel_notices_quiet", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """In the block nothing is sent after a commit: e-mails wait for `umbel deliver`."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def deliver_after_commit() -> None:
    """Try what waits as soon as this transaction is committed. A failure there must not undo the act: it is logged."""
    if not _quiet.get():
        transaction.on_commit(_deliver_at_once, robust=True)


def _deliver_at_once() -> None:
    deliver_waiting(limit=AT_ONCE)


def deliver_waiting(*, limit: int = 50) -> int:
    """Try the e-mails whose time has come. Returns how many went out. Any number may run at the same time."""
    taken = _take_up(limit)
    return sum(_note(attempt, failure) for attempt, failure in _send(taken)) if taken else 0


def _take_up(limit: int) -> list[Attempt]:
    now = timezone.now()
    due = Attempt.objects.filter(channel=Channel.EMAIL, outcome=AttemptOutcome.WAITING, next_at__lte=now)
    if not due.exists():  # nothing to take up, so no writing transaction on SQLite
        return []
    with transaction.atomic():
        rows = (
            due.select_for_update(skip_locked=True, of=("self",))
            .select_related("notice", "account")
            .order_by("next_at", "pk")
        )
        taken = list(rows[:limit])
        moved = Attempt.objects.filter(pk__in=[attempt.pk for attempt in taken])
        moved.update(next_at=now + LEASE, tries=F("tries") + 1, tried_at=now)
    for attempt in taken:
        attempt.tries += 1
    return taken


def _send(taken: list[Attempt]) -> Iterator[tuple[Attempt, str]]:
    """Each with what went wrong, or nothing. A server that does not answer is asked once for all of them."""
    try:
        connection = mailers["default"]
        connection.open()
    except Exception as failed:  # noqa: BLE001  whatever it is, it is noted and tried again
        yield from ((attempt, _words(failed)) for attempt in taken)
        return
    try:
        for attempt in taken:
            try:
                connection.send_messages([composed(attempt)])
            except Exception as failed:  # noqa: BLE001  one message must not hold up the others
                yield attempt, _words(failed)
            else:
                yield attempt, ""
    finally:
        connection.close()


def _words(failed: Exception) -> str:
    return one_line(f"{type(failed).__name__}: {failed}", 300)


def _note(attempt: Attempt, failure: str) -> bool:
    if not failure:
        Attempt.objects.filter(pk=attempt.pk).update(outcome=AttemptOutcome.SENT, detail="", tried_at=timezone.now())
        return True
    # Only as long as it is still ours: after the lease somebody else may have tried it, with success.
    ours = Attempt.objects.filter(pk=attempt.pk, tries=attempt.tries, outcome=AttemptOutcome.WAITING)
    if attempt.tries > len(GAPS):
        ours.update(outcome=AttemptOutcome.FAILED, detail=failure)
    else:
        ours.update(detail=failure, next_at=_again(attempt.tries))
    return False


def _again(tries: int) -> datetime:
    return timezone.now() + GAPS[tries - 1]
