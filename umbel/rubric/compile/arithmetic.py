"""Exact arithmetic: every number is a whole number over a whole number until the one rounding.

DuckDB divides decimals into binary floats, so division is never left to it: a `Ratio` carries the SQL of its top and
of what stands under it, with bounds, and only multiplies. The bounds choose 64 or 128 bits, and refuse at load what
might not fit 38 digits. Under a line there is always at least 1, or NULL: what is divided by zero is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from umbel.rubric.language.lexer import Refusal

NARROW = 2**63 - 1
WIDE = 10**38 - 1
LONGEST_SQL = 20_000
LONGEST_QUOTIENT = 10**32
MILLION = 10**6


@dataclass(frozen=True, slots=True)
class Whole:
    """SQL of a whole number, with bounds. `constant` when it is always the same."""

    sql: str
    low: int
    high: int
    wide: bool = False
    constant: int | None = None
    core: str = ""
    factor: int = 1
    """When it is a column or the like times a number written out: that column, and the number."""

    def __post_init__(self) -> None:
        if max(-self.low, self.high) > WIDE:
            message = "The exact result may need more than 38 digits."
            raise Refusal(0, message, way_out="Shorten a part of it with round(x, 2).")
        if len(self.sql) > LONGEST_SQL:
            raise Refusal(
                0, "The expression is too intricate.", way_out="Split it into several indicators or measures."
            )

    @property
    def negative(self) -> bool:
        """Whether it can be below zero."""
        return self.low < 0

    def rewritten(self, sql: str, low: int, high: int) -> Whole:
        """Other SQL of the same width."""
        return Whole(sql, low, high, wide=self.wide)

    def narrowed(self) -> Whole:
        """In 64 bits again, where its bounds allow it."""
        if not self.wide or max(-self.low, self.high) > NARROW:
            return self
        return Whole(f"CAST({self.sql} AS BIGINT)", self.low, self.high)


def literal(value: int) -> Whole:
    """A whole number written out."""
    wide = abs(value) > NARROW
    return Whole(f"({value})" if value < 0 else str(value), value, value, wide=wide, constant=value)


ONE = literal(1)


def times(left: Whole, right: Whole) -> Whole:
    """The product."""
    if left.constant is not None and right.constant is not None:
        return literal(left.constant * right.constant)
    if right.constant == 1:
        return left
    if left.constant == 1:
        return right
    if left.constant is not None:
        left, right = right, left
    if right.constant:
        return _scaled(left, right.constant)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return _combined("*", left, right, min(corners), max(corners))


def _scaled(part: Whole, by: int) -> Whole:
    """A part times a number; numbers that follow each other become one."""
    core, factor = part.core or part.sql, part.factor * by
    low, high = sorted((part.low * by, part.high * by))
    if part.wide or max(-low, high, abs(factor)) > NARROW:
        return _combined("*", part, literal(by), low, high)
    sql = f"({core} * {literal(factor).sql})" if factor != 1 else core
    return Whole(sql, low, high, core=core, factor=factor)


def without_common_factor(left: Whole, right: Whole) -> tuple[Whole, Whole]:
    """Both divided by what both are a multiple of, which changes no comparison between them."""
    shared = gcd(*(part.factor if part.constant is None else part.constant for part in (left, right)))
    return (left, right) if shared <= 1 else (_shrunk(left, shared), _shrunk(right, shared))


def _shrunk(part: Whole, by: int) -> Whole:
    if part.constant is not None:
        return literal(part.constant // by)
    factor = part.factor // by
    sql = f"({part.core} * {literal(factor).sql})" if factor != 1 else part.core
    return Whole(sql, part.low // by, part.high // by, core=part.core, factor=factor)


def plus(left: Whole, right: Whole) -> Whole:
    """The sum."""
    if left.constant is not None and right.constant is not None:
        return literal(left.constant + right.constant)
    if right.constant == 0:
        return left
    if left.constant == 0:
        return right
    return _combined("+", left, right, left.low + right.low, left.high + right.high)


def minus(left: Whole, right: Whole) -> Whole:
    """The difference."""
    if left.constant is not None and right.constant is not None:
        return literal(left.constant - right.constant)
    if right.constant == 0:
        return left
    return _combined("-", left, right, left.low - right.high, left.high - right.low)


def _combined(sign: str, left: Whole, right: Whole, low: int, high: int) -> Whole:
    wide = left.wide or right.wide
    first = left.sql
    if not wide and max(-low, high) > NARROW:
        wide, first = True, f"CAST({left.sql} AS HUGEINT)"
    return Whole(f"({first} {sign} {right.sql})", low, high, wide=wide).narrowed()


def magnitude(part: Whole) -> Whole:
    """Without its sign."""
    if part.constant is not None:
        return literal(abs(part.constant))
    return part.rewritten(f"abs({part.sql})", 0, max(-part.low, part.high)) if part.negative else part


def truncated(top: Whole, under: Whole) -> Whole:
    """The quotient of whole numbers without its fraction; `under` is at least 1."""
    low, high = (-(-top.low // max(under.low, 1)) if top.low < 0 else 0), max(top.high // max(under.low, 1), 0)
    if top.wide or under.wide:  # spelled otherwise than in 64 bits, so that an engine without 128 can tell them apart
        return Whole(_divided(top, under, max(-low, high)), low, high, wide=True).narrowed()
    return Whole(f"({top.sql} // {under.sql})", low, high)


def _divided(top: Whole, under: Whole, most: int) -> str:
    """A quotient of which no engine needs more than 32 digits at once: that is all Spark keeps of one."""
    whole = f"divide({top.sql}, {under.sql})"
    if most < LONGEST_QUOTIENT or under.high * MILLION > WIDE or len(whole) > LONGEST_SQL // 8:
        return whole
    millions = times(under, literal(MILLION)).sql
    first = f"divide({top.sql}, {millions})"
    return f"({first} * {MILLION} + divide({top.sql} - {first} * {millions}, {under.sql}))"


def half_away(top: Whole, under: Whole) -> Whole:
    """The quotient rounded to a whole number, halves away from zero: the one rounding rule."""
    if under.constant == 1:
        return top
    if top.constant is not None and under.constant is not None:
        doubled = (2 * abs(top.constant) + under.constant) // (2 * under.constant)
        return literal(doubled if top.constant >= 0 else -doubled)
    if under.constant is not None and under.constant % 2 == 0:
        half, below = literal(under.constant // 2), under
    else:
        top, half, below = times(top, literal(2)), under, times(under, literal(2))
    return truncated(plus(top, _signed(half, top) if top.negative else half), below)


def _signed(part: Whole, like: Whole) -> Whole:
    """`part` with the sign of `like`, so that truncation rounds alike on both sides of zero."""
    sql = f"(CASE WHEN {like.sql} < 0 THEN -{part.sql} ELSE {part.sql} END)"
    return Whole(sql, -part.high, part.high, wide=part.wide or part.high > NARROW)


def rounded_down(top: Whole, under: Whole) -> Whole:
    """The largest whole number not above the quotient."""
    return _rounded_towards(top, under, up=False)


def rounded_up(top: Whole, under: Whole) -> Whole:
    """The smallest whole number not below the quotient."""
    return _rounded_towards(top, under, up=True)


def _rounded_towards(top: Whole, under: Whole, *, up: bool) -> Whole:
    if under.constant == 1:
        return top
    if top.constant is not None and under.constant is not None:
        return literal(-(-top.constant // under.constant) if up else top.constant // under.constant)
    rest = minus(under, ONE)
    if up:
        shift = f"(CASE WHEN {top.sql} > 0 THEN {rest.sql} ELSE 0 END)"
        moved = plus(top, Whole(shift, 0, rest.high, wide=rest.wide)) if top.high > 0 else top
    else:
        shift = f"(CASE WHEN {top.sql} < 0 THEN {rest.sql} ELSE 0 END)"
        moved = minus(top, Whole(shift, 0, rest.high, wide=rest.wide)) if top.negative else top
    return truncated(moved, under)


@dataclass(frozen=True, slots=True)
class Ratio:
    """top / (scale * under), where a constant `under` is 1. `nullable`: the top may be NULL though what is under it is
    not.
    """

    top: Whole
    scale: int = 1
    under: Whole = ONE
    nullable: bool = False
    under_nullable: bool = False
    ceiling: Fraction | None = None
    """What its value is known never to exceed, where that says more than the bounds of its parts."""

    @property
    def most(self) -> Fraction:
        """It is never above this."""
        most = Fraction(self.top.high, self.scale * (1 if self.top.high > 0 else self.under.high))
        return most if self.ceiling is None else min(most, self.ceiling)

    @property
    def constant(self) -> Fraction | None:
        """Its value, when it is always the same."""
        if self.top.constant is None or self.under.constant is None or self.nullable:
            return None
        return Fraction(self.top.constant, self.scale * self.under.constant)

    @property
    def may_be_missing(self) -> bool:
        """Whether there may be no value."""
        return self.nullable or self.under_nullable

    @property
    def missing(self) -> str:
        """SQL of: it is missing."""
        parts = [f"{self.top.sql} IS NULL"] * self.nullable + [f"{self.under.sql} IS NULL"] * self.under_nullable
        return f"({' OR '.join(parts)})" if parts else "FALSE"

    @property
    def below(self) -> Whole:
        """All that stands under the line, as one whole number."""
        return times(literal(self.scale), self.under)


def exactly(value: Fraction) -> Ratio:
    """A number written out."""
    return Ratio(literal(value.numerator), value.denominator)


NOTHING = Ratio(Whole("CAST(NULL AS BIGINT)", 0, 0), nullable=True)
"""The number that is missing."""


def multiplied(left: Ratio, right: Ratio) -> Ratio:
    """left * right."""
    cut_left, cut_right = _shared(left.top, right.scale), _shared(right.top, left.scale)
    negative = left.top.negative or right.top.negative
    return Ratio(
        times(_cut(left.top, cut_left), _cut(right.top, cut_right)),
        (left.scale // cut_right) * (right.scale // cut_left),
        times(left.under, right.under),
        nullable=left.nullable or right.nullable,
        under_nullable=left.under_nullable or right.under_nullable,
        ceiling=None if negative else left.most * right.most,
    )


def divided(left: Ratio, right: Ratio) -> Ratio:
    """left / right; missing where right is zero."""
    value = right.constant
    if value is not None:
        return multiplied(left, exactly(1 / value)) if value else NOTHING
    shared = gcd(left.scale, right.scale)
    top = times(times(left.top, literal(right.scale // shared)), right.under)
    if right.top.negative:
        sql = f"CAST(sign({right.top.sql}) AS BIGINT)"
        top = times(top, Whole(sql, -1, 1))
    under = magnitude(right.top)
    zero = under.low == 0
    if zero:
        under = under.rewritten(f"nullif({under.sql}, 0)", 1, max(under.high, 1))
    scale, under = left.scale // shared, times(left.under, under)
    if under.constant is not None:  # what is known stands in the scale alone: sums and choices look for it there
        scale, under = scale * under.constant, ONE
    return Ratio(
        top,
        scale,
        under,
        nullable=left.nullable or right.under_nullable,
        under_nullable=left.under_nullable or right.nullable or zero,
    )


def _shared(top: Whole, scale: int) -> int:
    return gcd(top.constant, scale) if top.constant else 1


def _cut(top: Whole, by: int) -> Whole:
    return literal(top.constant // by) if top.constant is not None else top


def level(parts: Sequence[Ratio]) -> tuple[list[Whole], int, Whole, bool]:
    """All parts over one common line: (their tops, the scale, what is under, whether that may be NULL)."""
    scale = lcm(*(part.scale for part in parts))
    unders = {part.under.sql: part.under for part in parts if part.under.constant is None}
    tops = []
    for part in parts:
        top = times(part.top, literal(scale // part.scale))
        for sql, other in unders.items():
            if sql != part.under.sql:
                top = times(top, other)
        tops.append(top)
    under = ONE
    for other in unders.values():
        under = times(under, other)
    return tops, scale, under, any(part.under_nullable for part in parts)


def compared(sign: str, left: Ratio, right: Ratio) -> str:
    """SQL of left < right and the like: unknown when either is missing."""
    scale = lcm(left.scale, right.scale)
    first, second = times(left.top, literal(scale // left.scale)), times(right.top, literal(scale // right.scale))
    if left.under != right.under or left.under_nullable:
        first, second = times(first, right.under), times(second, left.under)
    first, second = without_common_factor(first, second)
    return f"({first.sql} {sign} {second.sql})"


def added(left: Ratio, right: Ratio, *, subtract: bool = False) -> Ratio:
    """left + right, or left - right."""
    (first, second), scale, under, under_nullable = level((left, right))
    top = minus(first, second) if subtract else plus(first, second)
    nullable = left.nullable or right.nullable
    most = None if subtract else left.most + right.most
    if subtract and not right.top.negative:
        most = left.most
    return Ratio(top, scale, under, nullable=nullable, under_nullable=under_nullable, ceiling=most)


def extreme(parts: Sequence[Ratio], *, largest: bool) -> Ratio:
    """The least or the greatest; missing when any of them is."""
    if len(parts) == 1:
        return parts[0]
    tops, scale, under, under_nullable = level(parts)
    pick = max if largest else min
    constants = [top.constant for top in tops if top.constant is not None]
    if len(constants) == len(tops) and not any(part.nullable for part in parts):
        return Ratio(literal(pick(constants)), scale, under, under_nullable=under_nullable)
    low, high = pick(top.low for top in tops), pick(top.high for top in tops)
    guards = [f"{part.top.sql} IS NULL" for part in parts if part.nullable]
    if len(tops) == 2 and not guards and all(len(top.sql) < 400 for top in tops):
        first, second, sign = tops[0].sql, tops[1].sql, ">" if largest else "<"
        sql = f"(CASE WHEN {first} {sign} {second} THEN {first} ELSE {second} END)"
    else:
        sql = f"{'greatest' if largest else 'least'}({', '.join(top.sql for top in tops)})"
    if guards:
        sql = f"(CASE WHEN {' OR '.join(guards)} THEN NULL ELSE {sql} END)"
    wide = any(top.wide for top in tops)
    top = Whole(sql, low, high, wide=wide)
    most = pick(part.most for part in parts)
    return Ratio(top.narrowed(), scale, under, nullable=bool(guards), under_nullable=under_nullable, ceiling=most)


def negated(part: Ratio) -> Ratio:
    """-part."""
    return replace(part, top=minus(literal(0), part.top), ceiling=None)


def without_sign(part: Ratio) -> Ratio:
    """abs(part)."""
    return replace(part, top=magnitude(part.top), ceiling=None)
