"""A form that is sent twice acts once: by two clicks, by a page that is loaded again, or because an answer was lost.

What a form said is claimed in the transaction of the act that it brings about, so that of two at the same moment one is
done and the other finds it done. A form that acted on nothing claims nothing, and can be sent again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from umbel.audit.models import SentForm

KEPT = timedelta(days=3)
LONGEST = 500


class SentBeforeError(Exception):
    """This very form was sent before, and done."""


@dataclass(slots=True)
class Sent:
    """The form that is being answered."""

    fingerprint: str
    is_claimed: bool = False


_current: ContextVar[Sent | None] = ContextVar("umbel_sent_form", default=None)


@contextmanager
def answering(fingerprint: str) -> Iterator[Sent]:
    """Every act within is brought about by this form."""
    sent = Sent(fingerprint)
    token = _current.set(sent)
    try:
        yield sent
    finally:
        _current.reset(token)


def claim() -> None:
    """The form that is being answered has acted; part of the act. Raises SentBeforeError where it had before."""
    sent = _current.get()
    if sent is None or sent.is_claimed:
        return
    try:
        with transaction.atomic():
            SentForm.objects.create(fingerprint=sent.fingerprint, at=timezone.now())
    except IntegrityError:
        raise SentBeforeError from None
    sent.is_claimed = True


def leads_to(fingerprint: str) -> str | None:
    """Where a form led that was sent before; None for one that was not, or acted on nothing."""
    return SentForm.objects.filter(pk=fingerprint).values_list("leads_to", flat=True).first()


def keep_where_it_led(sent: Sent, leads_to: str) -> None:
    """Where the form led that was just answered; one that led nowhere may be sent again."""
    if not sent.is_claimed:
        return
    kept = SentForm.objects.filter(pk=sent.fingerprint)
    if leads_to and len(leads_to) <= LONGEST:
        kept.update(leads_to=leads_to)
    else:
        kept.delete()


def forget_sent_forms() -> int:
    """Forget the forms of before the last few days. Returns how many."""
    return SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
