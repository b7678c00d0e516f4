"""The typed tree as SQL. Only what is written here ever reaches the engine.

Conditions have SQL's three values: one that compares a missing value is unknown, and what is unknown does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import cast

from umbel.rubric.compile.arithmetic import (
    NOTHING,
    ONE,
    Ratio,
    Whole,
    added,
    compared,
    divided,
    exactly,
    extreme,
    half_away,
    literal,
    multiplied,
    negated,
    rounded_down,
    rounded_up,
    times,
    without_common_factor,
    without_sign,
)
from umbel.rubric.language.tree import Constant, Name, Node, Operation, Type

type Columns = Mapping[str, Ratio | str]
"""How each name reads in the layer at hand: a number as a ratio, everything else as SQL."""

MOST_DAYS = 2**32


def text_literal(text: str) -> str:
    """A text written out in SQL."""
    return "'" + text.replace("'", "''") + "'"


def big(number: Whole) -> str:
    """SQL of 64 bits at least, so that a choice of constants is not computed with in 32."""
    return f"CAST({number.sql} AS BIGINT)" if number.constant is not None and not number.wide else number.sql


@dataclass(frozen=True, slots=True)
class Rendering:
    """Renders trees over one layer of columns."""

    columns: Columns

    def sql(self, node: Node) -> str:
        """SQL of anything that is not a number."""
        match node:
            case Name(code=code):
                return cast("str", self.columns[code])
            case Constant(value=bool() as value):
                return "TRUE" if value else "FALSE"
            case Constant(value=str() as value):
                return text_literal(value)
            case Constant(value=date() as value):
                return f"DATE '{value.isoformat()}'"
            case Constant():
                return "NULL"
            case Operation(operator=operator, parts=parts):
                return _SQL[operator](self, parts)

    def condition(self, node: Node) -> str:
        """SQL of a condition; the word null as one that is unknown."""
        return f"CAST({self.sql(node)} AS BOOLEAN)" if node.type is Type.MISSING else self.sql(node)

    def number(self, node: Node) -> Ratio:
        """A number as a ratio; the word null as a missing one."""
        match node:
            case Name(code=code):
                return cast("Ratio", self.columns[code])
            case Constant(value=Fraction() as value):
                return exactly(value)
            case Operation(operator=operator, parts=parts):
                return _NUMBER[operator](self, parts)
        return NOTHING

    def compare(self, sign: str, left: Node, right: Node) -> str:
        if left.type.is_number or right.type.is_number:
            return compared(sign, self.number(left), self.number(right))
        return f"({self.sql(left)} {sign} {self.sql(right)})"

    def is_missing(self, parts: Sequence[Node]) -> str:
        if parts[0].type.is_number:
            return self.number(parts[0]).missing
        return f"({self.sql(parts[0])} IS NULL)"

    def among(self, parts: Sequence[Node]) -> str:
        if parts[0].type.is_number:
            return "(" + " OR ".join(self.compare("=", parts[0], other) for other in parts[1:]) + ")"
        return f"({self.sql(parts[0])} IN ({', '.join(map(self.sql, parts[1:]))}))"

    def between(self, parts: Sequence[Node]) -> str:
        return f"({self.compare('>=', parts[0], parts[1])} AND {self.compare('<=', parts[0], parts[2])})"

    def chosen(self, parts: Sequence[Node]) -> str:
        branches = zip(parts[:-1:2], parts[1::2], strict=True)
        whens = "".join(f" WHEN {self.condition(when)} THEN {self.sql(then)}" for when, then in branches)
        return f"(CASE{whens} ELSE {self.sql(parts[-1])} END)"

    def first_there(self, parts: Sequence[Node]) -> str:
        return f"coalesce({', '.join(map(self.sql, parts))})"

    def extreme_date(self, parts: Sequence[Node], function: str) -> str:
        dates = list(map(self.sql, parts))
        missing = " OR ".join(f"{each} IS NULL" for each in dates)
        return f"(CASE WHEN {missing} THEN NULL ELSE {function}({', '.join(dates)}) END)"

    def days(self, parts: Sequence[Node]) -> Ratio:
        sql = f"date_diff('day', {self.sql(parts[1])}, {self.sql(parts[0])})"
        return Ratio(Whole(sql, -MOST_DAYS, MOST_DAYS), nullable=True)

    def chosen_number(self, parts: Sequence[Node]) -> Ratio:
        conditions = [self.condition(when) for when in parts[:-1:2]]
        return _selected(conditions, [self.number(part) for part in [*parts[1::2], parts[-1]]])

    def first_there_number(self, parts: Sequence[Node]) -> Ratio:
        values: list[Ratio] = []
        for part in parts:
            value = self.number(part)
            values.append(value)
            if not value.may_be_missing:
                break
        conditions = [f"NOT {value.missing}" for value in values[:-1]]
        return _selected(conditions, values)

    def rounded(self, parts: Sequence[Node]) -> Ratio:
        value, decimals = self.number(parts[0]), cast("Constant", parts[1])
        return rounded(value, int(cast("Fraction", decimals.value)))

    def towards(self, parts: Sequence[Node], way: Callable[[Whole, Whole], Whole]) -> Ratio:
        value = self.number(parts[0])
        return Ratio(way(value.top, value.below), nullable=value.may_be_missing)


def _selected(conditions: list[str], values: list[Ratio]) -> Ratio:
    """One of the values: of the first condition that holds, or else the last."""
    if len(values) == 1:
        return values[0]
    scale = lcm(*(value.scale for value in values))
    tops = [times(value.top, literal(scale // value.scale)) for value in values]
    under = ONE
    if any(value.under.constant is None for value in values):
        under = _choice(conditions, [value.under for value in values])
    return Ratio(
        _choice(conditions, tops),
        scale,
        under,
        nullable=any(value.nullable for value in values),
        under_nullable=any(value.under_nullable for value in values),
        ceiling=max(value.most for value in values),
    )


def _choice(conditions: list[str], values: list[Whole]) -> Whole:
    if len({value.sql for value in values}) == 1:
        return values[0]
    whens = "".join(
        f" WHEN {condition} THEN {big(value)}" for condition, value in zip(conditions, values[:-1], strict=True)
    )
    return Whole(
        f"(CASE{whens} ELSE {big(values[-1])} END)",
        min(value.low for value in values),
        max(value.high for value in values),
        wide=any(value.wide for value in values),
    )


def rounded(value: Ratio, decimals: int) -> Ratio:
    """The ratio at a number of decimals, halves away from zero."""
    unit = 10**decimals
    if unit % value.scale == 0 and value.under.constant == 1:
        return value
    shrunk = exactly(Fraction(unit, value.scale)).constant or Fraction(1)
    top = times(value.top, literal(shrunk.numerator))
    under = times(literal(shrunk.denominator), value.under)
    return Ratio(half_away(top, under), unit, nullable=value.may_be_missing)


def hundredths(rendering: Rendering, score: Node, most: Decimal) -> Whole:
    """Points as a whole number of hundredths: a score rounded once, not below nothing and not above `most`.

    What only says that again at the outside of a score, such as `least(..., most)`, is left out, and of a `case` each
    branch is rounded by itself: the result is the same, and cheaper.
    """
    match score:
        case Operation(operator="case", parts=parts):
            conditions = [rendering.condition(when) for when in parts[:-1:2]]
            values = [hundredths(rendering, part, most) for part in [*parts[1::2], parts[-1]]]
            return _choice(conditions, values)
        case Operation(operator="least" | "greatest" as operator, parts=parts):
            left = [part for part in parts if not _says_nothing(part, operator, most)]
            if len(left) == 1:
                return hundredths(rendering, left[0], most)
    return _limited(rendering.number(score), int(most * 100))


def _says_nothing(part: Node, operator: str, most: Decimal) -> bool:
    """Whether points are limited so anyway."""
    if not isinstance(part, Constant) or not isinstance(part.value, Fraction):
        return False
    return part.value >= Fraction(most) if operator == "least" else part.value <= 0


def _limited(value: Ratio, highest: int) -> Whole:
    if value.constant is not None:
        return literal(min(max(int(half_away_from(value.constant * 100)), 0), highest))
    positive = replace(value, top=replace(value.top, low=max(value.top.low, 0)))
    whole = times(rounded(positive, 2).top, literal(100 // rounded(positive, 2).scale))
    top, limit = without_common_factor(times(value.top, literal(100)), times(value.below, literal(highest)))
    whens = []
    if value.most * 100 > highest:
        whens.append(f"WHEN {top.sql} >= {limit.sql} THEN CAST({highest} AS BIGINT)")
    if value.may_be_missing or value.top.negative:
        there = [f"{top.sql} > 0"] if value.top.negative or value.nullable else []
        there += [f"{value.under.sql} IS NOT NULL"] if value.under_nullable else []
        whens.append(f"WHEN {' AND '.join(there)} THEN {big(whole)}")
        whens.append("ELSE 0")
    elif whens:
        whens.append(f"ELSE {big(whole)}")
    if not whens:
        return replace(whole, high=min(whole.high, highest))
    return Whole(f"(CASE {' '.join(whens)} END)", 0, highest, wide=whole.wide).narrowed()


def half_away_from(value: Fraction) -> int:
    """A number rounded to a whole one, halves away from zero."""
    whole = half_away(literal(value.numerator), literal(value.denominator))
    return cast("int", whole.constant)


_SQL: dict[str, Callable[[Rendering, Sequence[Node]], str]] = {
    "equal": lambda r, parts: r.compare("=", parts[0], parts[1]),
    "unequal": lambda r, parts: r.compare("<>", parts[0], parts[1]),
    "less": lambda r, parts: r.compare("<", parts[0], parts[1]),
    "less_or_equal": lambda r, parts: r.compare("<=", parts[0], parts[1]),
    "more": lambda r, parts: r.compare(">", parts[0], parts[1]),
    "more_or_equal": lambda r, parts: r.compare(">=", parts[0], parts[1]),
    "and": lambda r, parts: f"({r.condition(parts[0])} AND {r.condition(parts[1])})",
    "or": lambda r, parts: f"({r.condition(parts[0])} OR {r.condition(parts[1])})",
    "not": lambda r, parts: f"(NOT {r.condition(parts[0])})",
    "is_missing": Rendering.is_missing,
    "in": Rendering.among,
    "between": Rendering.between,
    "case": Rendering.chosen,
    "coalesce": Rendering.first_there,
    "least": lambda r, parts: r.extreme_date(parts, "least"),
    "greatest": lambda r, parts: r.extreme_date(parts, "greatest"),
}

_NUMBER: dict[str, Callable[[Rendering, Sequence[Node]], Ratio]] = {
    "add": lambda r, parts: added(r.number(parts[0]), r.number(parts[1])),
    "subtract": lambda r, parts: added(r.number(parts[0]), r.number(parts[1]), subtract=True),
    "multiply": lambda r, parts: multiplied(r.number(parts[0]), r.number(parts[1])),
    "divide": lambda r, parts: divided(r.number(parts[0]), r.number(parts[1])),
    "negate": lambda r, parts: negated(r.number(parts[0])),
    "days": Rendering.days,
    "case": Rendering.chosen_number,
    "coalesce": Rendering.first_there_number,
    "least": lambda r, parts: extreme(list(map(r.number, parts)), largest=False),
    "greatest": lambda r, parts: extreme(list(map(r.number, parts)), largest=True),
    "abs": lambda r, parts: without_sign(r.number(parts[0])),
    "round": Rendering.rounded,
    "floor": lambda r, parts: r.towards(parts, rounded_down),
    "ceil": lambda r, parts: r.towards(parts, rounded_up),
}
