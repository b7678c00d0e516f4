"""A compiled rubric: what people ask of it."""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pyarrow as pa

from umbel.errors import NotFound
from umbel.policy.facts import RECORDS
from umbel.policy.pack import Pack
from umbel.rubric.answers.explanation import Explanation, explain
from umbel.rubric.compile.query import Compiled, column_cast, compile_query, record_column
from umbel.rubric.compile.sql import Rendering
from umbel.rubric.engines.duckdb import by_organization, open_facts, rows, table
from umbel.rubric.engines.facts import Facts
from umbel.rubric.engines.spark import evaluate_spread
from umbel.rubric.engines.spark_session import Cluster
from umbel.rubric.next_grade.answer import Way
from umbel.rubric.next_grade.search import NextGrade
from umbel.rubric.trials.kept_table import adapted
from umbel.rubric.trials.prepared import Prepared, prepare


class Rubric(Compiled):
    """The rules of a pack, compiled into one query. Make one with `compile_rubric`."""

    @cached_property
    def sql(self) -> str:
        """The one query, for people to read."""
        return self.query.full()

    def evaluate(self, facts: Facts, *, keep_measures: bool = True, cluster: Cluster | None = None) -> pa.Table:
        """One row an organization, by organization: attributes, `m_`, `p_`, total, cap, veto, grade, `g_`, `s_`.
        Spark computes it where a cluster is given: the same table, to the last digit.
        """
        if cluster is not None:
            return evaluate_spread(self.query, facts, cluster, measures=keep_measures)
        with open_facts(facts, self.query.needed()) as connection:
            query = adapted(self.query, connection)
            return by_organization(table(connection, query.full(measures=keep_measures)))

    def distribution(self, facts: Facts) -> dict[str, int]:
        """How many organizations are in each grade, best first; nothing is stored."""
        with open_facts(facts, self.query.needed()) as connection:
            sql = f"{adapted(self.query, connection).layers()}SELECT grade, count(*) FROM graded GROUP BY grade"
            counts = Counter(dict(rows(connection, sql)))
        return {grade.code: counts[grade.code] for grade in self.pack.grades}

    def records(
        self, facts: Facts, organization: int, measure: str, *, limit: int | None = 200
    ) -> list[dict[str, Any]]:
        """The records that a measure of one organization was counted from, by number."""
        rule = self.rules.measure(measure)
        kind, where = rule.measure.table, rule.aggregate.where
        columns = RECORDS[kind]
        rendering = Rendering({name: record_column(name, kind) for name, kind in columns.items()})
        only = f" WHERE {rendering.sql(where)}" if where is not None else ""
        cut = f" LIMIT {int(limit)}" if limit is not None else ""
        casts = ", ".join(column_cast(name, kind) for name, kind in columns.items())
        matching = f"SELECT id FROM (SELECT {casts} FROM {kind}){only}"
        needed = {"organization": {"organization"}, kind: set(columns)}
        sql = f"SELECT {', '.join(columns)} FROM {kind} WHERE id IN ({matching}) ORDER BY id{cut}"
        with open_facts(facts, needed, organization=organization) as connection:
            return table(connection, sql).to_pylist()

    def explain(self, row: Mapping[str, Any], *, facts: Facts | None = None, language: str = "en") -> Explanation:
        """The reckoning behind one row of the result. Without its measures the row is made again from the facts."""
        whole = all(f"m_{figure.rule.measure.code}" in row for figure in self.query.figures)
        if not whole and facts is not None:
            row = self.row(facts, int(row["organization"]))
        return explain(self, row, language)

    def row(self, facts: Facts, organization: int) -> dict[str, Any]:
        """The row of one organization, evaluated alone."""
        with open_facts(facts, self.query.needed(), organization=organization) as connection:
            found = table(connection, self.query.full()).to_pylist()
        if not found:
            raise NotFound(f"There is no organization {organization} in these facts.")
        return found[0]

    def next_grade(self, facts: Facts, organization: int, language: str = "en") -> NextGrade | None:
        """The shortest way to a better grade, in steps the pack describes; None when there is none better."""
        return Way(self).next_grade(facts, organization, language)

    def prepare(self, facts: Facts, *, beside: pa.Table | None = None, named: str = "") -> Prepared:
        """The measures of everyone, counted once and kept in memory, to try other rules on."""
        return prepare(self, facts, beside=beside, named=named)


def compile_rubric(pack: Pack) -> Rubric:
    """The rubric of a pack. Raises `Problems` naming every bad expression, its place and the nearest valid name."""
    return Rubric(pack, compile_query(pack))
