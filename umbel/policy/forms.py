"""Returns as data, and how many organizations are drawn by lot to be visited."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from umbel.policy.provisions import Entry
from umbel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to a question of a form."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of a form. `type` is whole, amount, text, yes-no, choice or day."""

    code: str
    title: Words
    type: str
    required: bool = True
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is added up over organizations."""
        return self.type in {"whole", "amount"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCheck:
    """What must hold between fields: `total` equals the sum `of` the others, or is at most it."""

    total: str
    of: tuple[str, ...]
    rule: str = "equals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Entry):
    """A return: what every organization fills in, its joint committee reviews and the apex rolls up."""

    due_days: int
    """Working days an organization has after the call."""
    review_days: int
    """Working days its joint committee has after that."""
    fields: tuple[FormField, ...]
    checks: tuple[FormCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling(Entry):
    """How many organizations are visited, in percent: nobody's chance is below the floor."""

    floor: int
    by_grade: dict[str, int] = field(default_factory=dict)
    never_visited: int = 0
    after_months: int | None = None
    after_rate: int = 0
