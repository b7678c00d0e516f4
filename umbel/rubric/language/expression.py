"""The language of a pack's expressions: a closed subset of SQL, parsed by sqlglot, admitted node by node.

The lexer looks at its words, sqlglot reads it, and `admission` lets through what is in the language. What comes out is
our own typed tree; whatever is wrong is said with its place in the pack's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from umbel.errors import Problem
from umbel.policy.pack import Place
from umbel.rubric.language.admission import Admission, parts_of, position
from umbel.rubric.language.lexer import Refusal, check_words
from umbel.rubric.language.tree import AGGREGATES, Aggregate, Constant, Node, Operation, Scope, Type

TALLEST = 60
"""Levels of a tree: brackets, functions and signs; a long sum counts one for each term."""


def check_expression(
    text: str, scope: Scope, place: Place, *, expected: Type | None
) -> tuple[Node | None, list[Problem]]:
    """The typed tree of a scalar expression, or what is wrong with it and where."""
    node, refusals = _read(text, scope, lambda tree: _scalar(tree, scope, expected), aggregates=False)
    return cast("Node | None", node), _problems(refusals, text, place)


def check_aggregate(text: str, scope: Scope, place: Place) -> tuple[Aggregate | None, list[Problem]]:
    """The typed tree of one aggregate over the columns in scope, or what is wrong with it and where."""
    node, refusals = _read(text, scope, lambda tree: _aggregate(tree, scope), aggregates=True)
    return cast("Aggregate | None", node), _problems(refusals, text, place)


def check_literal(text: str, place: Place) -> tuple[Constant | None, list[Problem]]:
    """A single value written out: a number, a 'text', a date, true, false or null."""

    def read(tree: exp.Expr) -> Constant:
        node = Admission({}).node(tree)
        if isinstance(node, Operation) and node.operator == "negate" and isinstance(node.parts[0], Constant):
            node = Constant(-cast("Fraction", node.parts[0].value), node.type)
        if not isinstance(node, Constant):
            raise Refusal(0, "One value is expected here.", found=text, way_out="Write a number, or null for missing.")
        return node

    node, refusals = _read(text, {}, read, aggregates=False)
    return cast("Constant | None", node), _problems(refusals, text, place)


def place_inside(place: Place, text: str, at: int) -> tuple[int, int]:
    """Line and column in the file of a position inside an expression."""
    before = text[:at]
    if "\n" not in before:
        return place.line, place.column + at
    return place.line + before.count("\n"), at - before.rindex("\n")


def _problems(refusals: Iterable[Refusal], text: str, place: Place) -> list[Problem]:
    return [
        Problem(
            refusal.message,
            file=place.file,
            line=place_inside(place, text, refusal.at)[0],
            column=place_inside(place, text, refusal.at)[1],
            field=place.key,
            found=refusal.found,
            way_out=refusal.way_out,
        )
        for refusal in refusals
    ]


def _read(
    text: str, scope: Scope, admit: Callable[[exp.Expr], object], *, aggregates: bool
) -> tuple[object | None, list[Refusal]]:
    refusals = check_words(text, scope, aggregates=aggregates)
    if refusals:
        return None, refusals
    try:
        tree = _parsed(text)
        _check_height(tree)
        return admit(tree), []
    except Refusal as refusal:
        return None, [refusal]
    except SqlglotError as error:
        return None, [_unparsed(error, text)]
    except (RecursionError, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None, [Refusal(0, "This cannot be read as an expression.", found=text[:60])]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> exp.Expr:
    """Kept, because a pack that is tried again differs in one text of a hundred. Nobody writes to the tree."""
    return sqlglot.parse_one(text, dialect="duckdb")


def _unparsed(error: SqlglotError, text: str) -> Refusal:
    details: list[dict[str, Any]] = getattr(error, "errors", [])
    mark = str(details[0].get("highlight") or "") if details else ""
    column = int(details[0].get("col") or 0) if details and details[0].get("line") == 1 else 0
    at = max(0, column - len(mark)) if text[max(0, column - len(mark)) : column] == mark else 0
    return Refusal(at, "This cannot be read as an expression.", found=mark or text[:60])


def _check_height(tree: exp.Expr) -> None:
    level, height = [tree], 0
    while level:
        height += 1
        if height > TALLEST:
            raise Refusal(0, f"The expression is nested deeper than {TALLEST} levels.")
        level = [child for node in level for child in node.iter_expressions()]


def _scalar(tree: exp.Expr, scope: Scope, expected: Type | None) -> Node:
    node = Admission(scope).node(tree)
    number = expected is not None and expected.is_number
    if (
        expected
        and node.type is not expected
        and not (number and node.type.is_number)
        and node.type is not Type.MISSING
    ):
        wanted = "a number" if number else "a condition" if expected is Type.BOOLEAN else f"a {expected}"
        raise Refusal(position(tree), f"The result must be {wanted}.", found=f"a {node.type}")
    return node


def _aggregate(tree: exp.Expr, scope: Scope) -> Aggregate:
    while type(tree) is exp.Paren and set(parts_of(tree)) == {"this"}:
        tree = cast("exp.Expr", tree.this)
    kinds: dict[type, str] = {exp.Count: "count", exp.Sum: "sum", exp.Min: "min", exp.Max: "max", exp.Avg: "avg"}
    kind = kinds.get(type(tree))
    if kind is None or not set(parts_of(tree)) <= {"this", "big_int"}:
        way_out = "Combine several measures in an indicator."
        raise Refusal(0, f"A measure is one of {', '.join(AGGREGATES)} over the records.", way_out=way_out)
    inner, distinct = cast("exp.Expr", tree.this), False
    if type(inner) is exp.Star and kind == "count" and not parts_of(inner):
        return Aggregate("count", None, distinct=False, where=None, type=Type.INTEGER)
    if type(inner) is exp.Distinct:
        if kind != "count" or len(inner.expressions) != 1 or set(parts_of(inner)) != {"expressions"}:
            raise Refusal(position(tree), "Only count takes distinct, and of one thing.", way_out="count(distinct x)")
        inner, distinct = inner.expressions[0], True
    over = Admission(scope).node(inner)
    return Aggregate(kind, over, distinct=distinct, where=None, type=_aggregate_type(kind, over, position(tree)))


def _aggregate_type(kind: str, over: Node, at: int) -> Type:
    if kind == "count":
        return Type.INTEGER
    if kind in {"sum", "avg"} and not over.type.is_number:
        raise Refusal(at, f"{kind} takes a number.", found=f"a {over.type}")
    if kind in {"min", "max"} and not (over.type.is_number or over.type is Type.DATE):
        raise Refusal(at, f"{kind} takes a number or a date.", found=f"a {over.type}")
    return Type.DECIMAL if kind == "avg" else over.type
