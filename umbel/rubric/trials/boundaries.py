"""Who is close to a boundary between two grades, in points of the total.

Where the condition of the better grade draws a line over the total (`total >= 60 and ...`), distances are from that
line, and those who have the points but not the grade are counted apart. Where it draws none, the distance is from the
closest total that anyone on the other side has.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import ceil, floor

from umbel.rubric.compile.query import Compiled
from umbel.rubric.engines.duckdb import rows
from umbel.rubric.language.tree import Constant, Name, Node, Operation
from umbel.rubric.trials.results import NEAREST, Boundary, Near
from umbel.rubric.trials.trial_query import Tried, as_points, counted

MIRRORED = {"less": "more", "less_or_equal": "more_or_equal", "more": "less", "more_or_equal": "less_or_equal"}
COLUMNS = "organization, before, after, total_before, total_after"
FIRST = f"ORDER BY distance, organization LIMIT {NEAREST}"


def boundaries(tried: Tried, other: Compiled) -> tuple[Boundary, ...]:
    """One between each two neighbouring grades, best first."""
    ranks = range(len(tried.grades_after) - 1)
    if not ranks:
        return ()
    lines = [least_total(other.rules.grades[rank].tree) for rank in ranks]
    near = _nearest(tried, lines)
    counts = [
        counted("FALSE" if line is None else f"after > {rank} AND total_after >= {line}")
        for rank, line in enumerate(lines)
    ]
    (held_back,) = rows(tried.connection, f"SELECT {', '.join(counts)} FROM tried")
    return tuple(
        Boundary(
            better=tried.grades_after[rank],
            worse=tried.grades_after[rank + 1],
            line=None if line is None else as_points(line),
            basis="seen" if line is None else "rule",
            above=near[rank, 0],
            below=near[rank, 1],
            held_back=held_back[rank],
        )
        for rank, line in enumerate(lines)
    )


def _nearest(tried: Tried, lines: list[int | None]) -> dict[tuple[int, int], tuple[Near, ...]]:
    """(rank, 0 above or 1 below) -> those nearest to the boundary below that rank."""
    sides = [(rank, side) for rank in range(len(lines)) for side in (0, 1)]
    parts = [
        f"(SELECT {rank} AS rank, {side} AS side, * FROM ({_side(rank, side, lines[rank])}))" for rank, side in sides
    ]
    sql = f"{' UNION ALL '.join(parts)} ORDER BY rank, side, distance, organization"
    found: dict[tuple[int, int], list[Near]] = defaultdict(list)
    for rank, side, key, old, new, was, now, distance in rows(tried.connection, sql):
        row = Near(
            key, tried.grades_before[old], tried.grades_after[new], as_points(was), as_points(now), as_points(distance)
        )
        found[rank, side].append(row)
    return {key: tuple(found[key]) for key in sides}


def _side(rank: int, side: int, line: int | None) -> str:
    here = f"after {'<=' if side == 0 else '>'} {rank}"
    if line is None:
        return _closest(rank, here, f"after {'>' if side == 0 else '<='} {rank}")
    where, distance = f"total_after >= {line}", f"total_after - {line}"
    if side == 1:
        where, distance = f"total_after < {line}", f"{line} - total_after"
    return f"SELECT {COLUMNS}, {distance} AS distance FROM tried WHERE {here} AND {where} {FIRST}"


def _closest(rank: int, here: str, there: str) -> str:
    """Distances from the closest total on the other side, computed over the different totals, which are few."""
    own = f"own_{rank}"
    totals = "SELECT DISTINCT total_after AS t FROM tried WHERE"
    gaps = (
        f"SELECT {own}.t, least({own}.t - under.t, over.t - {own}.t) AS distance FROM ({totals} {here}) AS {own} "
        f"ASOF LEFT JOIN ({totals} {there}) AS under ON {own}.t >= under.t "
        f"ASOF LEFT JOIN ({totals} {there}) AS over ON {own}.t <= over.t"
    )
    return (
        f"SELECT {COLUMNS}, distance FROM tried JOIN ({gaps}) AS gaps ON gaps.t = total_after "
        f"WHERE {here} AND distance IS NOT NULL {FIRST}"
    )


def least_total(tree: Node) -> int | None:
    """The least total, in hundredths, that a condition lets pass, whatever else it asks; None: it draws no line."""
    match tree:
        case Operation(operator="and", parts=parts):
            return max((line for part in parts if (line := least_total(part)) is not None), default=None)
        case Operation(operator="or", parts=parts):
            lines = [least_total(part) for part in parts]
            return min((line for line in lines if line is not None), default=None) if None not in lines else None
        case Operation(operator="between", parts=(Name(code="total"), Constant(value=Fraction() as value), _)):
            return ceil(value * 100)
        case Operation(operator=sign, parts=(Name(code="total"), Constant(value=Fraction() as value))):
            return _line(sign, value)
        case Operation(operator=sign, parts=(Constant(value=Fraction() as value), Name(code="total"))):
            return _line(MIRRORED.get(sign, sign), value)
    return None


def _line(sign: str, value: Fraction) -> int | None:
    """Totals are whole hundredths: more than 59 is 59.01 at least."""
    return {"more_or_equal": ceil(value * 100), "more": floor(value * 100) + 1}.get(sign)
