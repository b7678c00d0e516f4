"""A second reading of the language, in fractions and without any engine: what the tests compare with.

Each strategy gives a text and a function of the values that says what the text means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st

type Values = dict[str, Any]


@dataclass(frozen=True)
class Said:
    text: str
    means: Callable[[Values], Any]

    def __repr__(self) -> str:
        return self.text


def half_away(value: Fraction, decimals: int = 0) -> Fraction:
    """Rounded to so many decimals, halves away from zero."""
    scaled = abs(value) * 10**decimals
    whole = floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def missing_if_any(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: None if any(value is None for value in values) else function(*values)


def both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def either(first: bool | None, second: bool | None) -> bool | None:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False


def first_there(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def chosen(when: Any, then: Any, when2: Any, then2: Any, otherwise: Any) -> Any:
    return then if when is True else then2 if when2 is True else otherwise


def is_between(value: Any, low: Any, high: Any) -> bool | None:
    at_least, at_most = missing_if_any(lambda a, b: a >= b), missing_if_any(lambda a, b: a <= b)
    return both(at_least(value, low), at_most(value, high))


NUMBER = {
    "({} + {})": missing_if_any(lambda a, b: a + b),
    "({} - {})": missing_if_any(lambda a, b: a - b),
    "({} * {})": missing_if_any(lambda a, b: a * b),
    "({} / {})": missing_if_any(lambda a, b: Fraction(a) / b if b else None),
    "least({}, {})": missing_if_any(min),
    "greatest({}, {})": missing_if_any(max),
    "least({}, {}, {})": missing_if_any(min),
    "coalesce({}, {})": first_there,
    "abs({})": missing_if_any(abs),
    "floor({})": missing_if_any(lambda a: Fraction(floor(a))),
    "ceil({})": missing_if_any(lambda a: Fraction(ceil(a))),
    "round({})": missing_if_any(half_away),
    "round({}, 1)": missing_if_any(lambda a: half_away(a, 1)),
    "(- {})": missing_if_any(lambda a: -a),
}
CONDITION = {
    "({} = {})": missing_if_any(lambda a, b: a == b),
    "({} <> {})": missing_if_any(lambda a, b: a != b),
    "({} < {})": missing_if_any(lambda a, b: a < b),
    "({} <= {})": missing_if_any(lambda a, b: a <= b),
    "({} > {})": missing_if_any(lambda a, b: a > b),
    "({} >= {})": missing_if_any(lambda a, b: a >= b),
    "({} is null)": lambda a: a is None,
    "({} is not null)": lambda a: a is not None,
    "({} between {} and {})": is_between,
    "({} in (1, 2.5))": missing_if_any(lambda a: a in {1, Fraction(5, 2)}),
}
LOGIC = {
    "({} and {})": both,
    "({} or {})": either,
    "(not {})": missing_if_any(lambda a: not a),
}
CASE = "(case when {} then {} when {} then {} else {} end)"
CASE_WITHOUT = "(case when {} then {} when {} then {} end)"


def _joined(template: str, function: Callable[..., Any], parts: list[Said]) -> Said:
    return Said(template.format(*(part.text for part in parts)), lambda v: function(*(part.means(v) for part in parts)))


@st.composite
def leaves(draw, codes):
    if draw(st.integers(0, 2)):
        code = draw(st.sampled_from(codes))
        return Said(code, lambda values: values[code])
    text = draw(st.sampled_from(["0", "1", "2", "3", "7", "30", "0.5", "2.5", "0.25", "4.0", "0.05", "33.3"]))
    return Said(text, lambda _: Fraction(text))


@st.composite
def conditions(draw, codes, depth):
    kinds = [*CONDITION, *LOGIC] if depth else [*CONDITION]
    template = draw(st.sampled_from(kinds))
    inner = conditions if template in LOGIC else expressions
    parts = [draw(inner(codes, max(depth - 1, 0))) for _ in range(template.count("{}"))]
    return _joined(template, {**CONDITION, **LOGIC}[template], parts)


@st.composite
def expressions(draw, codes, depth=3):
    """A number over the named values, of every operator and function of the language."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(leaves(codes))
    template = draw(st.sampled_from([*NUMBER, CASE, CASE_WITHOUT]))
    if template in NUMBER:
        parts = [draw(expressions(codes, depth - 1)) for _ in range(template.count("{}"))]
        return _joined(template, NUMBER[template], parts)
    kinds = [conditions, expressions, conditions, expressions, expressions]
    parts = [draw(kind(codes, depth - 1)) for kind in kinds[: template.count("{}")]]
    return _joined(template, chosen if template == CASE else lambda *four: chosen(*four, None), parts)
