"""The typed tree of an expression: what is left of a pack's text once it has been admitted.

Everything that reaches an engine is rendered from these few classes, never from the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Type(StrEnum):
    """The types of the language. `missing` is the type of the word `null` alone."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    MISSING = "missing"

    @property
    def is_number(self) -> bool:
        """Whether it can be counted with."""
        return self in {Type.INTEGER, Type.DECIMAL}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a name that an expression may use."""

    type: Type
    values: tuple[str, ...] = ()
    """The only texts it can be, when there is a list of them."""


type Scope = Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Name:
    """A column, a measure, an attribute, an indicator, `total` or `grade`."""

    code: str
    type: Type


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the pack. Numbers are exact."""

    value: Fraction | str | date | bool | None
    type: Type


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function over its parts; `arithmetic` and `sql` know each by name.

    The parts of a `case` are condition, value, condition, value, ..., and the value otherwise.
    """

    operator: str
    parts: tuple[Node, ...]
    type: Type


type Node = Name | Constant | Operation


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One figure over the records of an organization: `kind` of `over`, of the records where `where` holds."""

    kind: str
    over: Node | None
    distinct: bool
    where: Node | None
    type: Type


AGGREGATES = ("count", "sum", "min", "max", "avg")


def names_in(*nodes: Node | None) -> Iterator[str]:
    """Every name used, in the order of reading."""
    for node in nodes:
        match node:
            case Name(code=code):
                yield code
            case Operation(parts=parts):
                yield from names_in(*parts)
            case _:
                pass
