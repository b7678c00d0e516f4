"""What if a threshold moved: the measures counted once and kept, the rules tried again and again. Nothing is stored."""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

import duckdb

from umbel.policy.pack import Pack
from umbel.rubric.engine import check_keys, few_texts, open_facts, rows, table
from umbel.rubric.facts import Facts
from umbel.rubric.query import Compiled, Query, compile_query
from umbel.rubric.regrading import with_points


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other rules would make of the same facts."""

    counts: dict[str, int]
    """Grade -> organizations, best first."""
    moves: dict[tuple[str, str], int]
    """(grade before, grade after) -> organizations; those that stay are there too."""

    @property
    def moved(self) -> int:
        """How many organizations would get another grade."""
        return sum(count for (before, after), count in self.moves.items() if before != after)


@dataclass(frozen=True)
class Prepared:
    """The measures and points of everyone, in the engine's memory. Close it, or use it in a `with`.

    Other scores, points, caps, vetoes and grades are tried on what is kept; points that the change does not touch are
    not computed again. Where a measure itself is changed, the facts are counted anew, which takes longer.
    """

    compiled: Compiled
    facts: Facts
    connection: duckdb.DuckDBPyConnection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()

    def what_if(self, changed: Compiled | Pack) -> WhatIf:
        """Counts and moves between grades under other rules."""
        other = changed if isinstance(changed, Compiled) else Compiled(changed, compile_query(changed))
        counted = self._tried(other.query) if self._fits(other.query) else self._counted_anew(other.query)
        before = [grade.code for grade in self.compiled.pack.grades]
        after = [grade.code for grade in other.pack.grades]
        counts, moves = dict.fromkeys(after, 0), {}
        for old, new, count in counted:
            counts[after[new]] += count
            moves[before[old], after[new]] = count
        return WhatIf(counts, dict(sorted(moves.items())))

    def moved_by(self, points: Mapping[str, Decimal]) -> int:
        """How many organizations would get another grade if some indicators gave everyone these points."""
        tried = self._tried(with_points(self.compiled.query, points))
        return sum(count for before, after, count in tried if before != after)

    def _fits(self, query: Query) -> bool:
        """Whether everything the other rules look at is kept."""
        kept = _figures(self.compiled.query)
        attributes = set(query.rules.attributes) <= set(self.compiled.rules.attributes)
        return attributes and all(kept.get(name) == value for name, value in _figures(query).items())

    def _tried(self, query: Query) -> Iterable[tuple[int, int, int]]:
        kept = {code: whole.sql for code, whole in self.compiled.query.scores}
        points = [
            f"p_{code}" if kept.get(code) == whole.sql else f"{whole.sql} AS p_{code}" for code, whole in query.scores
        ]
        columns = ", ".join(["grade_before", *query.measured_names(), *points])
        layers = query.layers(scored=f"SELECT {columns} FROM kept")
        return rows(self.connection, f"{layers}SELECT grade_before, rank, count(*) FROM ranked GROUP BY ALL")

    def _counted_anew(self, query: Query) -> Iterable[tuple[int, int, int]]:
        with open_facts(self.facts, query.needed()) as connection:
            layers = adapted(query, connection).layers()
            ranked = table(connection, f"{layers}SELECT organization, rank FROM ranked")
        self.connection.register("anew", ranked)
        sql = "SELECT grade_before, anew.rank, count(*) FROM kept JOIN anew USING (organization) GROUP BY ALL"
        try:
            return rows(self.connection, sql)
        finally:
            self.connection.unregister("anew")


def _figures(query: Query) -> dict[str, tuple[object, ...]]:
    """What each measure is made of: the same here means the same column."""
    return {
        figure.rule.measure.code: (figure.rule.measure.table, figure.aggregates, figure.columns)
        for figure in query.figures
    }


def adapted(query: Query, connection: duckdb.DuckDBPyConnection) -> Query:
    """The query as it is best run on these facts, once they are known to hold every organization once."""
    check_keys(connection)
    domains = {key: texts for key in query.counts_different() if (texts := few_texts(connection, *key)) is not None}
    return query.knowing(domains) if domains else query


def prepare(compiled: Compiled, facts: Facts) -> Prepared:
    """Count the measures of everyone, once, and keep them with the points and grades they give."""
    connection = open_facts(facts, compiled.query.needed())
    query = adapted(compiled.query, connection)
    columns = [*query.measured_names(), *(f"p_{code}" for code, _ in query.scores), "rank AS grade_before"]
    rows(connection, f"CREATE TABLE kept AS {query.layers()}SELECT {', '.join(columns)} FROM ranked")
    return Prepared(compiled, facts, connection)
