"""Other rules tried on what is kept: one row an organization, and the questions that are counted from it.

The table `tried` has, of each organization, its ranks and totals before and after, the ground of each label
before and after (`b_`, `a_` and the number of the label), and its keys (`k_`).
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import batched

import duckdb
import pyarrow as pa

from umbel.errors import NotFound
from umbel.policy.pack import Pack
from umbel.rubric.compile.query import Compiled, Query, ground_columns, points
from umbel.rubric.compile.sql import text_literal
from umbel.rubric.engines.duckdb import rows, table
from umbel.rubric.language.lexer import nearest
from umbel.rubric.trials.kept_table import GROUPS
from umbel.rubric.trials.results import NEAREST, Grounds, GroupMoves, Moved


@dataclass(frozen=True)
class Source:
    """Where other rules find their measures and points, and what the rules before made of everyone."""

    connection: duckdb.DuckDBPyConnection
    before: Pack
    other: Compiled
    scored: str
    """Attributes, measures, points, keys, and grades before, in SQL."""
    points_sum: str
    """The sum of the points, where it need not be added up."""
    attributes: tuple[str, ...]
    keys: tuple[str, ...]
    anew: bool

    @property
    def query(self) -> Query:
        """The query of the other rules."""
        return self.other.query

    @property
    def layers(self) -> str:
        """From what is kept to `graded`."""
        return self.query.layers(scored=self.scored, points_sum=self.points_sum)

    def tried(self, *, kept: bool) -> Tried:
        """The table `tried`: kept for many questions, or made for the one question that is asked."""
        before, after = ground_columns(self.before), ground_columns(self.other.pack)
        labels = {name: code for code, name in [*before, *after]}
        old = {name: f"before_{number}" for number, (_code, name) in enumerate(before)}
        new = {name: f'"{name}"' for _code, name in after}
        columns = ["organization", "grade_before AS before", "CAST(rank AS UTINYINT) AS after"]
        columns += ["total_before", "total AS total_after", *(f"k_{name}" for name in self.keys)]
        for number, name in enumerate(labels):
            columns += [f"{old.get(name, 'FALSE')} AS b_{number}", f"{new.get(name, 'FALSE')} AS a_{number}"]
        selected = f"SELECT {', '.join(columns)} FROM graded"
        if kept:
            rows(self.connection, f"CREATE TEMP TABLE tried AS {self.layers}{selected}")
        opening = "" if kept else f"{self.layers}, tried AS ({selected}) "
        grades = [tuple(grade.code for grade in pack.grades) for pack in (self.before, self.other.pack)]
        return Tried(self.connection, opening, grades[0], grades[1], tuple(labels.values()), self.keys)


@dataclass(frozen=True)
class Tried:
    """The table, and how its numbers read."""

    connection: duckdb.DuckDBPyConnection
    opening: str
    """What stands before a query where the table is not kept."""
    grades_before: tuple[str, ...]
    grades_after: tuple[str, ...]
    labels: tuple[str, ...]
    keys: tuple[str, ...]

    def matrix(self) -> dict[tuple[str, str], int]:
        """(grade before, grade after) -> organizations."""
        counted = rows(self.connection, "SELECT before, after, count(*) FROM tried GROUP BY ALL ORDER BY ALL")
        return {(self.grades_before[old], self.grades_after[new]): many for old, new, many in counted}

    def step(self, before: str, after: str) -> int:
        """How many places a grade is further from the best one; below 0 it is better."""
        return self.grades_after.index(after) - self.grades_before.index(before)

    def groups(self) -> dict[str, tuple[GroupMoves, ...]]:
        """Of each key and value: how many get a better grade, a worse one, the same."""
        found = {name: self._group(name) for name in GROUPS if name in self.keys}
        return {name: group for name, group in found.items() if any(row.value is not None for row in group)}

    def _group(self, name: str) -> tuple[GroupMoves, ...]:
        counts = ", ".join(counted(f"after {sign} before") for sign in ("<", ">", "="))
        sql = f"SELECT k_{name} AS key, {counts} FROM tried GROUP BY key ORDER BY key NULLS LAST"
        return tuple(GroupMoves(*row) for row in rows(self.connection, sql))

    def grounds(self) -> tuple[Grounds, ...]:
        """Of each label: how many have its ground, and who newly or no longer."""
        if not self.labels:
            return ()
        counts = []
        for number in range(len(self.labels)):
            b, a = f"b_{number}", f"a_{number}"
            counts += [counted(when) for when in (b, a, f"{a} AND NOT {b}", f"{b} AND NOT {a}")]
        (found,) = rows(self.connection, f"SELECT {', '.join(counts)} FROM tried")
        return tuple(
            Grounds(code, had, has, newly, gone, self._first(at, "a", "b"), self._first(at, "b", "a"))
            for at, (code, (had, has, newly, gone)) in enumerate(zip(self.labels, batched(found, 4), strict=True))
        )

    def _first(self, number: int, has: str, had: str) -> tuple[int, ...]:
        where = f"{has}_{number} AND NOT {had}_{number}"
        sql = f"SELECT organization FROM tried WHERE {where} ORDER BY organization LIMIT {NEAREST}"
        return tuple(number for (number,) in rows(self.connection, sql))

    def movers(self) -> str:
        """The condition of those who get another grade: its code, not its place, is what people see."""
        same = [
            f"(before = {old} AND after = {self.grades_after.index(code)})"
            for old, code in enumerate(self.grades_before)
            if code in self.grades_after
        ]
        return f"NOT ({' OR '.join(same)})" if same else "TRUE"

    def in_cell(self, before: str | None, after: str | None) -> str:
        """The condition of those in some cells of the matrix; without a grade, of those who move."""
        said = [(before, "before", self.grades_before), (after, "after", self.grades_after)]
        wanted = [f"{column} = {_place(code, grades)}" for code, column, grades in said if code is not None]
        return " AND ".join([*wanted, *([self.movers()] if len(wanted) < len(said) else [])])

    def among(self, only: Mapping[str, str | None]) -> str:
        """The condition of those who have these values."""
        for name in only:
            if name not in self.keys:
                raise NotFound(f'These facts have no attribute "{name}". {nearest(name, list(self.keys))}')
        said = [
            f"k_{name} IS NULL" if value is None else f"CAST(k_{name} AS VARCHAR) = {text_literal(value)}"
            for name, value in only.items()
        ]
        return " AND ".join(["TRUE", *said])

    def with_ground(self, label: str, *, newly: bool) -> str:
        """The condition of those who newly have the ground of a label, or no longer."""
        if label not in self.labels:
            raise NotFound(f'There is no label "{label}" in these rules. {nearest(label, list(self.labels))}')
        number = self.labels.index(label)
        return f"a_{number} AND NOT b_{number}" if newly else f"b_{number} AND NOT a_{number}"

    def listed(self, where: str, limit: int | None, offset: int) -> tuple[Moved, ...]:
        """A page of those of whom a condition of ours holds, by organization."""
        page = f" LIMIT {int(limit)}" if limit is not None else ""
        columns = "organization, before, after, total_before, total_after"
        sql = (
            f"{self.opening}SELECT {columns} FROM tried WHERE {where} ORDER BY organization{page} OFFSET {int(offset)}"
        )
        return tuple(
            Moved(key, self.grades_before[old], self.grades_after[new], as_points(was), as_points(now))
            for key, old, new, was, now in rows(self.connection, sql)
        )

    def listed_table(self) -> pa.Table:
        """Everyone who moves, in words."""
        grades = [
            f"CASE {name} {' '.join(f'WHEN {rank} THEN {text_literal(code)}' for rank, code in enumerate(codes))} END"
            for name, codes in (("before", self.grades_before), ("after", self.grades_after))
        ]
        columns = f"organization, {grades[0]} AS before, {grades[1]} AS after, "
        columns += f"{points('total_before')} AS total_before, {points('total_after')} AS total_after"
        sql = f"{self.opening}SELECT {columns} FROM tried WHERE {self.movers()} ORDER BY organization"
        return table(self.connection, sql)


def _place(code: str, grades: tuple[str, ...]) -> int:
    if code not in grades:
        raise NotFound(f'There is no grade "{code}" in these rules. {nearest(code, list(grades))}')
    return grades.index(code)


def as_points(hundredths: int) -> Decimal:
    """Hundredths as points with two decimals."""
    return Decimal(hundredths).scaleb(-2)


def counted(when: str) -> str:
    """Of how many a condition of ours holds. A FILTER would say the same, and takes three times as long in many."""
    return f"coalesce(count_if({when}), 0)"
