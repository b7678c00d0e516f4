"""An act as a whole: one transaction, at the end of which it has gone its route or is not done.

The record takes an act that has a route only within one, so that no caller can write the entry and leave the rest.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction

from umbel.audit.acts.sent_once import claim
from umbel.audit.table_of_acts import ActCode, Told


class RouteLeft(RuntimeError):
    """An act was about to be done without what its row in the table asks for: a fault of the program, never of a
    person. Nothing of it is kept.
    """


@dataclass(slots=True)
class _Doing:
    routed: list[tuple[ActCode, str]] = field(default_factory=list)
    """Acts with a route, each with its subject."""
    told: set[str] = field(default_factory=set)
    """The subjects about which whoever they concern was sent a notice, no office alone; and who was."""


_current: ContextVar[_Doing | None] = ContextVar("umbel_act", default=None)


@contextmanager
def whole() -> Iterator[None]:
    """Around an act, or as its decorator. An act that is a part of another is judged with it."""
    if _current.get() is not None:
        with transaction.atomic():
            yield
        return
    doing = _Doing()
    token = _current.set(doing)
    try:
        with transaction.atomic():
            yield
            for act, subject in doing.routed:
                if act.row.route and act.row.route.told is Told.AT_ONCE and subject not in doing.told:
                    raise RouteLeft(f"{act} of {subject} was not told.")
            claim()
    finally:
        _current.reset(token)


OFFICES = ("body ", "role ")
"""How the parties are called that an act cannot be done to."""


def note(act: ActCode, subject: str, reasons: str, to: Sequence[str]) -> None:
    """An act that is being recorded, and to whom where it is a notice; part of `record`. Raises RouteLeft."""
    doing, route = _current.get(), act.row.route
    concerned = [party for party in to if not party.startswith(OFFICES)] if act.row.tells else []
    if doing is not None and concerned:
        doing.told |= {subject, *(party.replace(" ", ":", 1) for party in concerned)}
    if route is None:
        return
    if doing is None:
        raise RouteLeft(f"{act} has a route: put @whole() on the function that does it.")
    if route.reasons and not reasons.strip():
        raise RouteLeft(f"{act} of {subject} has no reasons.")
    doing.routed.append((act, subject))
