"""Which indicators decide grades: every grade again without an indicator, and with all its points, in one pass.

Most rules name an indicator only through the total. Then a grade holds from some total to another, whatever gave the
points: these two ends are found once an organization, and each indicator costs two comparisons. An indicator that a
condition names, and rules whose conditions draw no line over the total, are graded again with the points it would have.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from umbel.rubric.compile.arithmetic import Ratio, literal
from umbel.rubric.compile.query import Query
from umbel.rubric.compile.sql import Rendering
from umbel.rubric.engines.duckdb import rows
from umbel.rubric.language.tree import Node, Operation, names_in
from umbel.rubric.trials.boundaries import least_total
from umbel.rubric.trials.results import Weight
from umbel.rubric.trials.trial_query import Source, counted


@dataclass(frozen=True, slots=True)
class Variant:
    """One indicator that gives everybody the same points."""

    number: int
    code: str
    points: int
    """In hundredths."""


def weights(source: Source) -> tuple[Weight, ...]:
    """Of each indicator, in the order of the pack."""
    query = source.query
    most = {rule.entry.code: int(rule.entry.points * 100) for rule in query.rules.indicators}
    codes = [code for code, _ in query.scores]
    variants = [Variant(2 * at + full, code, most[code] * full) for at, code in enumerate(codes) for full in (0, 1)]
    if not variants:
        return ()
    rules = _Rules(query)
    ends = rules.ends()
    slow = [variant for variant in variants if ends is None or variant.code in rules.named]
    counts = [rules.count(variant) if variant in slow else _crossed(variant) for variant in variants]
    low, high = ends or ("NULL", "NULL")
    sql = (
        f"{source.layers}, "
        f"fixed AS (SELECT *, {rules.limit} AS fixed_limit, {rules.floor} AS fixed_floor FROM ranked), "
        f"ended AS (SELECT *, {low} AS low_end, {high} AS high_end FROM fixed), "
        f"varied AS (SELECT *{_columns(slow, rules.points, 'v')} FROM ended), "
        f"totalled AS (SELECT *{_columns(slow, rules.total, 't')} FROM varied) SELECT {', '.join(counts)} FROM totalled"
    )
    (found,) = rows(source.connection, sql)
    return tuple(Weight(code, found[2 * at], found[2 * at + 1]) for at, code in enumerate(codes))


def _crossed(variant: Variant) -> str:
    """How many leave the stretch of totals in which their grade holds."""
    if variant.points:
        return counted(f"points - p_{variant.code} + {variant.points} >= high_end")
    return counted(f"points - p_{variant.code} < low_end")


def _columns(variants: Iterable[Variant], sql: object, letter: str) -> str:
    assert callable(sql)
    return "".join(f", {sql(variant)} AS {letter}{variant.number}" for variant in variants)


class _Rules:
    """The conditions, those apart that no points can change: they are counted once for all variants."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.codes = {code for code, _ in query.scores}
        ranks = {rule.entry.code: rank for rank, rule in enumerate(query.rules.grades)}
        self.grades = [rule.tree for rule in query.rules.grades]
        caps = [(rule.tree, int(rule.entry.total * 100)) for rule in query.rules.caps]
        vetoes = [(rule.tree, ranks[rule.entry.grade]) for rule in query.rules.vetoes]
        self.named = self.codes & set(names_in(*self.grades, *(tree for tree, _ in [*caps, *vetoes])))
        self.caps = [pair for pair in caps if self._moves(pair[0])]
        self.vetoes = [pair for pair in vetoes if self._moves(pair[0])]
        plain = query.judging("total")
        self.limit = _joined("least", [_when(plain, *pair) for pair in caps if pair not in self.caps])
        self.floor = _joined("greatest", [_when(plain, *pair) for pair in vetoes if pair not in self.vetoes])

    def _moves(self, tree: Node) -> bool:
        return bool({"total", *self.codes} & set(names_in(tree)))

    def ends(self) -> tuple[str, str] | None:
        """The least total with which the grade stays, and the least that gives a better one; None: there are no such.

        Both under the cap and the veto that hold. Other indicators than the one at hand stay as they are.
        """
        lines = [_line_and_rest(tree) for tree in self.grades]
        moved = [tree for tree, _ in [*self.caps, *self.vetoes]]
        if any("total" in names_in(tree) for tree in moved) or any(line is None for line in lines):
            return None
        reading = self.query.judging("total")
        limit = f"least(fixed_limit, {', '.join(_when(reading, *pair) for pair in self.caps) or 'NULL'})"
        floor = f"greatest(fixed_floor, {', '.join(_when(reading, *pair) for pair in self.vetoes) or 'NULL'})"
        low, high = [], []
        for rank, found in enumerate(lines):
            assert found is not None
            line, rest = found
            held = " AND ".join(["TRUE", *(reading.sql(part) for part in rest)])
            low.append(f"CASE WHEN {rank} <= rank AND {held} THEN {line} END")
            reachable = f"coalesce({floor} < rank, TRUE) AND coalesce({limit} >= {line}, TRUE)"
            high.append(f"CASE WHEN {rank} < rank AND {reachable} AND {held} THEN {line} END")
        return f"least({', '.join(low)})", f"least({', '.join(high)})"

    def points(self, variant: Variant) -> str:
        """The sum that the variant gives."""
        return f"points - p_{variant.code} + {variant.points}"

    def total(self, variant: Variant) -> str:
        """The total under every cap."""
        reading = self._reading(variant, f"v{variant.number}")
        return _joined("least", [f"v{variant.number}", "fixed_limit", *(_when(reading, *pair) for pair in self.caps)])

    def count(self, variant: Variant) -> str:
        """How many get another grade."""
        reading = self._reading(variant, f"t{variant.number}")
        whens = " ".join(f"WHEN {reading.sql(tree)} THEN {rank}" for rank, tree in enumerate(self.grades))
        floors = [_when(reading, *pair) for pair in self.vetoes]
        return counted(f"{_joined('greatest', [f'(CASE {whens} END)', 'fixed_floor', *floors])} <> rank")

    def _reading(self, variant: Variant, total: str) -> Rendering:
        """How conditions read when the indicator gives these points."""
        columns = self.query.judging(total).columns
        most = sum(whole.high for _, whole in self.query.scores) + variant.points
        column = columns["total"]
        assert isinstance(column, Ratio)
        wider = replace(column, top=replace(column.top, high=max(most, 1)))
        return Rendering({**columns, "total": wider, variant.code: Ratio(literal(variant.points), 100)})


def _line_and_rest(tree: Node) -> tuple[int, list[Node]] | None:
    """A condition as a line over the total, and what else it asks without naming the total; None: it is no such."""
    parts: list[Node] = []
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Operation) and part.operator == "and":
            waiting += part.parts
        else:
            parts.append(part)
    over = [part for part in parts if "total" in names_in(part)]
    lines = [least_total(part) for part in over if _is_line(part)]
    if len(lines) != len(over) or None in lines:
        return None
    return max((line for line in lines if line is not None), default=0), [part for part in parts if part not in over]


def _is_line(part: Node) -> bool:
    return isinstance(part, Operation) and part.operator in {"more", "more_or_equal", "less", "less_or_equal"}


def _when(reading: Rendering, tree: Node, value: int) -> str:
    return f"CASE WHEN {reading.sql(tree)} THEN {value} END"


def _joined(function: str, parts: list[str]) -> str:
    return f"{function}({', '.join(parts)})" if parts else "CAST(NULL AS BIGINT)"
