"""The way to the next grade for one organization: its records, the search, and the answer in words."""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from umbel.errors import NotFound
from umbel.policy.facts import RECORDS
from umbel.policy.pack import Pack
from umbel.rubric.compile.query import Compiled, Query, column_cast
from umbel.rubric.compile.rules import MeasureRule
from umbel.rubric.engines.duckdb import by_organization, open_facts, rows, table
from umbel.rubric.engines.facts import Facts, facts_from_rows
from umbel.rubric.next_grade.search import NOWHERE, NextGrade, Search, sentence
from umbel.rubric.next_grade.steps import Record, Records, conditions_sql, find_steps

MOST_RECORDS = 3_000
"""Of an organization with more records than this no steps are looked for."""


@dataclass(frozen=True)
class Way:
    """What is needed to look for a better grade of one organization."""

    compiled: Compiled

    @property
    def pack(self) -> Pack:
        """The pack."""
        return self.compiled.pack

    @property
    def query(self) -> Query:
        """Its query."""
        return self.compiled.query

    def next_grade(self, facts: Facts, organization: int, language: str) -> NextGrade | None:
        """The shortest way to a better grade; None when there is none better."""
        with open_facts(facts, self.query.needed(), organization=organization) as connection:
            found = rows(connection, f"{self.query.layers()}SELECT rank FROM graded")
            if not found:
                raise NotFound(f"There is no organization {organization} in these facts.")
            rank = int(found[0][0])
            if rank == 0:
                return None
            short = self._shortfalls(connection, rank)
            (attributes,) = table(connection, "SELECT * FROM organization").to_pylist()
            records = {kind: _records(connection, kind) for kind in RECORDS if kind in self.query.needed()}
        best = None
        if sum(map(len, records.values())) <= MOST_RECORDS:
            search = self._search(attributes, records)
            best = search.shortest(rank)
        if best is None:
            return self._unreachable(rank, short, language)
        plan, row = best
        told, code = search.told(plan, language), row["grade"]
        return NextGrade(
            grade=code,
            title=self._title(code, language),
            reachable=True,
            short_by=short.get(code),
            steps=told,
            total=row["total"],
            sentence=sentence(code, told, short.get(code), language),
        )

    def _search(self, attributes: Record, records: Records) -> Search:
        rules = [rule for rule in self.query.rules.measures if rule.measure.step]
        rules = [rule for rule in rules if rule.aggregate.kind in {"count", "sum"}]
        holding = self._holding(rules, attributes, records)
        steps = {rule.measure.code: find_steps(rule, self.pack, records, holding[rule.measure.code]) for rule in rules}
        return Search(self.pack, self.query, records, steps, lambda variants: self._grade(attributes, variants))

    def _holding(
        self, rules: Sequence[MeasureRule], attributes: Record, records: Records
    ) -> dict[str, list[list[bool]]]:
        """For each measure and record: which parts of the measure's condition hold, as the engine sees it."""
        numbered = {
            kind: [{**record, "id": number} for number, record in enumerate(listed)] for kind, listed in records.items()
        }
        needed = {kind: set(RECORDS[kind]) for kind in records}
        holding = {}
        with open_facts(facts_from_rows([attributes], numbered), needed) as connection:
            for rule in rules:
                casts = ", ".join(column_cast(name, kind) for name, kind in RECORDS[rule.measure.table].items())
                held = (
                    f"SELECT {', '.join(['id', *conditions_sql(rule)])} FROM (SELECT {casts} FROM {rule.measure.table})"
                )
                holding[rule.measure.code] = [list(row[1:]) for row in rows(connection, f"{held} ORDER BY id")]
        return holding

    def _grade(self, attributes: Record, variants: Sequence[Records]) -> list[dict[str, Any]]:
        """Every variant of the records as an organization of its own, graded in one run of the query."""
        organizations = [{**attributes, "organization": number} for number in range(len(variants))]
        merged: Records = {kind: [] for kind in RECORDS if kind in self.query.needed()}
        for number, variant in enumerate(variants):
            for kind, listed in variant.items():
                merged[kind] += [{**record, "organization": number} for record in listed]
        with open_facts(facts_from_rows(organizations, merged), self.query.needed()) as connection:
            return by_organization(table(connection, self.query.full(measures=False))).to_pylist()

    def _shortfalls(self, connection: duckdb.DuckDBPyConnection, rank: int) -> dict[str, Decimal]:
        """Grade -> the fewest points more, from anywhere, that would give it; what caps forbid is not there."""
        highest = sum(whole.high for _, whole in self.query.scores)
        scored = self.query.layers(more_points=f"range({highest + 1})")
        sql = f"{scored}SELECT grade, min(more) FROM graded WHERE rank < {rank} GROUP BY grade"
        return {grade: Decimal(more) / 100 for grade, more in rows(connection, sql)}

    def _unreachable(self, rank: int, short: Mapping[str, Decimal], language: str) -> NextGrade:
        better = [grade.code for grade in self.pack.grades[:rank]]
        code = min((code for code in better if code in short), key=lambda code: short[code], default=better[-1])
        words = NOWHERE.in_language(language)
        return NextGrade(
            grade=code,
            title=self._title(code, language),
            reachable=False,
            short_by=short.get(code),
            steps=(),
            total=None,
            sentence=words,
        )

    def _title(self, code: str, language: str) -> str:
        return next(grade for grade in self.pack.grades if grade.code == code).title.in_language(language)


def _records(connection: duckdb.DuckDBPyConnection, kind: str) -> list[Record]:
    listed = table(connection, f"SELECT * FROM {kind}").to_pylist()
    kept = [{name: record.get(name) for name in RECORDS[kind]} for record in listed]
    return sorted(
        kept, key=lambda record: (str(record.get("period") or record.get("held_on") or ""), record["id"] or 0)
    )
