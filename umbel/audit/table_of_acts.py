"""The table of acts: for each act that the record can hold, what people call it, who may do it, and what it can do to
an organization. Each piece has the rows of its own in `table_of_acts.py`; `record` takes nothing else, and refuses
whoever the row does not name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Self

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umbel.audit.actors import Actor
from umbel.errors import NotAllowed
from umbel.words import SOURCE, Message


class Bearing(StrEnum):
    """What an act can do to an organization, at its worst."""

    FAVOURABLE = "favourable"
    NEUTRAL = "neutral"
    BURDENING = "burdening"
    """It asks for work or time, or changes where the organization stands."""
    ADVERSE = "adverse"
    """It takes something away, or is held against the organization."""


class Hand(StrEnum):
    """Who acts without a role."""

    ACCOUNT = "account"
    """Anyone signed in: the act is a part of another one, or concerns the account alone."""
    PROGRAM = "program"
    """The program by itself: at midnight, in the background, in an import or a demo."""
    OPERATOR = "command-line"
    """Whoever runs a command on the server."""


class Told(StrEnum):
    """How whoever an act concerns learns of it."""

    BEFORE = "before"
    """A notice with time to reply went before it; the steps of the case let nothing pass it by."""
    AT_ONCE = "at-once"
    """By a notice, within the act itself: where none is sent, the act is not done."""
    IN_PUBLIC = "in-public"
    """By publication, to all alike: rules, cycles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How whoever a burdening or adverse act concerns learns of it, answers it and contests it."""

    told: Told
    reply: Message
    """How it is answered, without contesting it."""
    review: Message
    """How it is contested: what is asked for, and who looks at it."""
    decided_by: Message | None = None
    """Who else has to decide, or may not."""
    within: tuple[str, ...] = ()
    """The times that run, by the codes of a pack's due times; the first is the time to contest it."""
    reasons: bool = True
    """Whether it is done with written reasons only; the record takes none without."""


OUTSIDE = Message("It is the last word here.")
"""How an act is contested that was itself the review of another one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One act: what people call it, and what the record says of one that was done."""

    code: str
    title: Message
    sentence: Message
    bearing: Bearing
    by: frozenset[str]
    """Permissions, of which a role needs one, and hands."""
    public: bool
    """Whether everyone may open its entries; else those who may read their subject."""
    route: Route | None = None
    tells: bool = False
    """Whether the act is a notice, by which others are told."""


def favourable(code: str, title: Message, sentence: Message, *by: str, public: bool = False) -> Row:
    """The row of an act that gives an organization something, or spares it something."""
    return Row(code, title, sentence, Bearing.FAVOURABLE, frozenset(by), public)


def neutral(code: str, title: Message, sentence: Message, *by: str, public: bool = False, tells: bool = False) -> Row:
    """The row of an act that changes nothing for an organization, such as its own."""
    return Row(code, title, sentence, Bearing.NEUTRAL, frozenset(by), public, tells=tells)


def burdening(
    code: str, title: Message, sentence: Message, *by: str, public: bool = False, route: Route | None = None
) -> Row:
    """The row of an act that can ask for work or time, or change where an organization stands."""
    return Row(code, title, sentence, Bearing.BURDENING, frozenset(by), public, route)


def adverse(
    code: str, title: Message, sentence: Message, *by: str, public: bool = False, route: Route | None = None
) -> Row:
    """The row of an act that can take something away, or be held against an organization."""
    return Row(code, title, sentence, Bearing.ADVERSE, frozenset(by), public, route)


def retired(code: str, title: Message, sentence: Message) -> Row:
    """The row of an act that nobody can do any more: the record still says what was done."""
    return Row(code, title, sentence, Bearing.NEUTRAL, frozenset(), public=False)


class ActCode(StrEnum):
    """The code of an act, as the record keeps it, with its row of the table. Each piece lists its own."""

    row: Row

    def __new__(cls, row: Row) -> Self:
        """A member is its code; the row is beside it."""
        member = str.__new__(cls, row.code)
        member._value_ = row.code
        member.row = row
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """The act of a code. Raises ValueError where this piece has none."""
        return cls(code)  # type: ignore[arg-type]  # an enum is called with a value

    @property
    def piece(self) -> str:
        """The piece whose act it is."""
        return self.partition(":")[0]

    @property
    def name_in_piece(self) -> str:
        """The code without its piece, by which a piece calls it among its own."""
        return self.partition(":")[2]

    def check_by(self, actor: Actor) -> None:
        """Raises NotAllowed for someone whom the row does not name: the last door, behind each act's own check."""
        if actor.kind not in self.row.by and not self.row.by & actor.may:
            title = self.row.title.in_language(get_language() or SOURCE)
            raise NotAllowed(_("%(act)s: your role does not do this.") % {"act": title})


@cache
def table_of_acts() -> dict[str, ActCode]:
    """Every act of all installed pieces, by its code."""
    found: dict[str, ActCode] = {}
    for app in apps.get_app_configs():
        if app.module is None or not module_has_submodule(app.module, "table_of_acts"):
            continue
        for listed in vars(import_module(f"{app.name}.table_of_acts")).values():
            if not (isinstance(listed, type) and issubclass(listed, ActCode)):
                continue
            if twice := found.keys() & set(map(str, listed)):
                raise ImproperlyConfigured(f"Two pieces list the act {', '.join(sorted(twice))}.")
            found |= {str(act): act for act in listed}
    return found
