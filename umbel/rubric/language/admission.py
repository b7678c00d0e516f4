"""Which nodes of a parsed expression are let through, and the typed tree they become.

`_ADMIT` names the only kinds of node there are, each method names the only parts they may have; the rest is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from sqlglot import exp

from umbel.rubric.language.lexer import Refusal, nearest
from umbel.rubric.language.tree import Constant, Name, Node, Operation, Scope, Type


def parts_of(tree: exp.Expr) -> dict[str, Any]:
    return {key: value for key, value in tree.args.items() if value not in (None, [], False)}


def position(tree: exp.Expr) -> int:
    starts = [found.meta["start"] for found in tree.find_all(exp.Identifier) if "start" in found.meta]
    return int(min(starts, default=0))


@dataclass(frozen=True, slots=True)
class Admission:
    """One walk over a parsed tree: every node is either in the table below, or refused."""

    scope: Scope

    def node(self, tree: exp.Expr) -> Node:
        admit = _ADMIT.get(type(tree))
        if admit is None:
            raise Refusal(position(tree), "This is not part of the language.", found=tree.key.upper())
        return admit(self, tree)

    def only(self, tree: exp.Expr, *keys: str) -> list[Any]:
        """The named parts, and a refusal if there are others."""
        given = parts_of(tree)
        if not set(given) <= {*keys, "typed", "safe", "ignore_nulls"}:
            raise Refusal(position(tree), "This is not part of the language.", found=tree.key.upper())
        return [given.get(key) for key in keys]

    def name(self, tree: exp.Expr) -> Node:
        (identifier,) = self.only(tree, "this")
        code = identifier.name
        if type(identifier) is not exp.Identifier or identifier.args.get("quoted") or code not in self.scope:
            raise Refusal(position(tree), "No such name here.", found=code, way_out=nearest(code, self.scope))
        return Name(code, self.scope[code].type)

    def literal(self, tree: exp.Expr) -> Node:
        text = str(tree.this)
        if tree.args.get("is_string"):
            return Constant(text, Type.TEXT)
        return Constant(Fraction(text), Type.DECIMAL if "." in text else Type.INTEGER)

    def date(self, tree: exp.Expr) -> Node:
        this, to, *_ = self.only(tree, "this", "to", "_type")
        if type(this) is not exp.Literal or not this.args.get("is_string") or to.this is not exp.DataType.Type.DATE:
            raise Refusal(position(tree), "There are no casts.", found=tree.key.upper())
        try:
            return Constant(date.fromisoformat(str(this.this)), Type.DATE)
        except ValueError:
            raise Refusal(0, "No such date.", found=str(this.this), way_out="Write date '2025-12-31'.") from None

    def truth(self, tree: exp.Expr) -> Node:
        return Constant(bool(tree.this), Type.BOOLEAN)

    def null(self, _tree: exp.Expr) -> Node:
        return Constant(None, Type.MISSING)

    def inside(self, tree: exp.Expr) -> Node:
        return self.node(self.only(tree, "this")[0])

    def arithmetic(self, tree: exp.Expr) -> Node:
        left, right = map(self.node, self.only(tree, "this", "expression"))
        operator = _OPERATORS[type(tree)]
        if operator == "subtract" and left.type is right.type is Type.DATE:
            return Operation("days", (left, right), Type.INTEGER)
        self.numbers(tree, left, right)
        return Operation(operator, (left, right), _number_type(left, right, divided=operator == "divide"))

    def negation(self, tree: exp.Expr) -> Node:
        part = self.inside(tree)
        self.numbers(tree, part)
        return Operation("negate", (part,), part.type)

    def comparison(self, tree: exp.Expr) -> Node:
        left, right = map(self.node, self.only(tree, "this", "expression"))
        operator = _OPERATORS[type(tree)]
        self.comparable(tree, left, right, ordered=operator not in {"equal", "unequal"})
        return Operation(operator, (left, right), Type.BOOLEAN)

    def logic(self, tree: exp.Expr) -> Node:
        parts = tuple(map(self.node, self.only(tree, "this", "expression")))
        self.conditions(tree, *parts)
        return Operation("and" if type(tree) is exp.And else "or", parts, Type.BOOLEAN)

    def contrary(self, tree: exp.Expr) -> Node:
        part = self.inside(tree)
        self.conditions(tree, part)
        return Operation("not", (part,), Type.BOOLEAN)

    def is_missing(self, tree: exp.Expr) -> Node:
        left, right = map(self.node, self.only(tree, "this", "expression"))
        if right != Constant(None, Type.MISSING):
            raise Refusal(position(tree), "After `is` comes null, or not null.")
        return Operation("is_missing", (left,), Type.BOOLEAN)

    def among(self, tree: exp.Expr) -> Node:
        this, values = self.only(tree, "this", "expressions")
        left, *others = self.node(this), *map(self.node, values or ())
        if not others or not all(isinstance(other, Constant) for other in others):
            raise Refusal(position(tree), "After `in` comes a list of values.", way_out="x in ('a', 'b')")
        for other in others:
            self.comparable(tree, left, other, ordered=False)
        return Operation("in", (left, *others), Type.BOOLEAN)

    def between(self, tree: exp.Expr) -> Node:
        parts = tuple(map(self.node, self.only(tree, "this", "low", "high")))
        for other in parts[1:]:
            self.comparable(tree, parts[0], other, ordered=True)
        return Operation("between", parts, Type.BOOLEAN)

    def case(self, tree: exp.Expr) -> Node:
        this, branches, default = self.only(tree, "this", "ifs", "default")
        subject, parts = (self.node(this) if this is not None else None), []
        for branch in branches:
            when, then = self.only(branch, "this", "true")
            condition = self.node(when)
            if subject is not None:
                self.comparable(tree, subject, condition, ordered=False)
                condition = Operation("equal", (subject, condition), Type.BOOLEAN)
            self.conditions(tree, condition)
            parts += [condition, self.node(then)]
        parts.append(self.node(default) if default is not None else Constant(None, Type.MISSING))
        values = [*parts[1::2], parts[-1]]
        return Operation("case", tuple(parts), self.common(tree, values))

    def function(self, tree: exp.Expr) -> Node:
        this, others = self.only(tree, "this", "expressions")
        parts = tuple(map(self.node, [this, *(others or ())]))
        operator = _OPERATORS[type(tree)]
        found = self.common(tree, parts)
        if operator != "coalesce" and not (found.is_number or found is Type.DATE):
            raise Refusal(position(tree), f"{operator} takes numbers or dates.", found=f"a {found}")
        return Operation(operator, parts, found)

    def shape(self, tree: exp.Expr) -> Node:
        part = self.inside(tree)
        self.numbers(tree, part)
        operator = _OPERATORS[type(tree)]
        return Operation(operator, (part,), part.type if operator == "abs" else Type.INTEGER)

    def rounded(self, tree: exp.Expr) -> Node:
        this, decimals = self.only(tree, "this", "decimals")
        part = self.node(this)
        self.numbers(tree, part)
        places = self.node(decimals) if decimals is not None else Constant(Fraction(0), Type.INTEGER)
        if (
            not isinstance(places, Constant)
            or places.type is not Type.INTEGER
            or not 0 <= cast("int", places.value) <= 6
        ):
            raise Refusal(position(tree), "round takes a number and how many decimals to keep, 0 to 6.")
        return Operation("round", (part, places), Type.DECIMAL if places.value else Type.INTEGER)

    def numbers(self, tree: exp.Expr, *parts: Node) -> None:
        for part in parts:
            if not (part.type.is_number or part.type is Type.MISSING):
                raise Refusal(position(tree), "A number is expected here.", found=f"{_called(part)}, a {part.type}")

    def conditions(self, tree: exp.Expr, *parts: Node) -> None:
        for part in parts:
            if part.type not in {Type.BOOLEAN, Type.MISSING}:
                raise Refusal(position(tree), "A condition is expected here.", found=f"{_called(part)}, a {part.type}")

    def comparable(self, tree: exp.Expr, left: Node, right: Node, *, ordered: bool) -> None:
        at = position(tree)
        if Type.MISSING in {left.type, right.type}:
            raise Refusal(at, "Nothing equals a missing value.", found="null", way_out="Write `is null`.")
        if left.type is not right.type and not (left.type.is_number and right.type.is_number):
            way_out = "Write a date like date '2025-12-31'." if Type.DATE in {left.type, right.type} else ""
            raise Refusal(
                at,
                "These cannot be compared.",
                found=f"{_called(left)} is a {left.type}, {_called(right)} a {right.type}",
                way_out=way_out,
            )
        if ordered and not (left.type.is_number or left.type is Type.DATE):
            raise Refusal(at, "Only numbers and dates have an order.", found=f"{_called(left)}, a {left.type}")
        self.possible(at, left, right)
        self.possible(at, right, left)

    def possible(self, at: int, left: Node, right: Node) -> None:
        if not (isinstance(left, Name) and isinstance(right, Constant)):
            return
        values = self.scope[left.code].values
        if values and right.value not in values:
            message = f"{left.code} is never this."
            raise Refusal(at, message, found=f"'{right.value}'", way_out=nearest(str(right.value), values))

    def common(self, tree: exp.Expr, parts: Iterable[Node]) -> Type:
        types = {part.type for part in parts} - {Type.MISSING}
        if types == {Type.INTEGER, Type.DECIMAL}:
            return Type.DECIMAL
        if len(types) > 1:
            raise Refusal(position(tree), "The values must be of one type.", found=" and ".join(sorted(types)))
        return types.pop() if types else Type.MISSING


def _number_type(*parts: Node, divided: bool) -> Type:
    return Type.DECIMAL if divided or any(part.type is Type.DECIMAL for part in parts) else Type.INTEGER


def _called(node: Node) -> str:
    match node:
        case Name(code=code):
            return code
        case Constant(value=value):
            return "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value)
    return "the result"


_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "equal",
    exp.NEQ: "unequal",
    exp.LT: "less",
    exp.LTE: "less_or_equal",
    exp.GT: "more",
    exp.GTE: "more_or_equal",
}

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.Add: "add",
    exp.Sub: "subtract",
    exp.Mul: "multiply",
    exp.Div: "divide",
    **_COMPARISONS,
    exp.Least: "least",
    exp.Greatest: "greatest",
    exp.Coalesce: "coalesce",
    exp.Abs: "abs",
    exp.Floor: "floor",
    exp.Ceil: "ceil",
}

_ADMIT: dict[type[exp.Expr], Callable[[Admission, exp.Expr], Node]] = {
    exp.Column: Admission.name,
    exp.Literal: Admission.literal,
    exp.Cast: Admission.date,
    exp.Boolean: Admission.truth,
    exp.Null: Admission.null,
    exp.Paren: Admission.inside,
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div), Admission.arithmetic),
    exp.Neg: Admission.negation,
    **dict.fromkeys(_COMPARISONS, Admission.comparison),
    **dict.fromkeys((exp.And, exp.Or), Admission.logic),
    exp.Not: Admission.contrary,
    exp.Is: Admission.is_missing,
    exp.In: Admission.among,
    exp.Between: Admission.between,
    exp.Case: Admission.case,
    **dict.fromkeys((exp.Least, exp.Greatest, exp.Coalesce), Admission.function),
    **dict.fromkeys((exp.Abs, exp.Floor, exp.Ceil), Admission.shape),
    exp.Round: Admission.rounded,
}
