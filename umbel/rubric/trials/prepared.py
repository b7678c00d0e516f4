"""What if other rules held: the measures counted once and kept, the rules tried again and again. Nothing is stored."""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import duckdb
import pyarrow as pa

from umbel.errors import NotFound
from umbel.policy.pack import Pack
from umbel.rubric.answers.explanation import Explanation, explain
from umbel.rubric.answers.regrading import regrade
from umbel.rubric.compile.query import Compiled, Query, compile_query, ground_columns
from umbel.rubric.engines.duckdb import rows, table
from umbel.rubric.engines.facts import Facts
from umbel.rubric.language.tree import names_in
from umbel.rubric.trials.boundaries import boundaries
from umbel.rubric.trials.burden import burden
from umbel.rubric.trials.fairness import unequal
from umbel.rubric.trials.kept_table import keep, kept_names
from umbel.rubric.trials.results import Both, Fairness, Moved, Named, Sensitivity, Trial
from umbel.rubric.trials.sensitivity import weights
from umbel.rubric.trials.trial_query import Source, Tried


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

    Other scores, points, caps, vetoes, grades and labels are tried on what is kept; points that the change does not
    touch are not computed again. Where a measure itself is changed, the facts are counted anew, which takes longer.
    Each question uses a cursor of its own, so that several threads may ask at once.
    """

    compiled: Compiled
    facts: Facts
    connection: duckdb.DuckDBPyConnection
    attributes: tuple[str, ...]
    """Of organizations, all that are kept."""
    keys: tuple[str, ...]
    """What organizations can be grouped by."""
    named: str = ""
    """SHA-256 of the facts, for the record."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()

    def what_if(self, changed: Compiled | Pack) -> WhatIf:
        """Counts and moves between grades under other rules."""
        other = _compiled(changed)
        with self._source(other, lean=True) as source:
            counted = _counted(source)
        before = [grade.code for grade in self.compiled.pack.grades]
        after = [grade.code for grade in other.pack.grades]
        counts, moves = dict.fromkeys(after, 0), {}
        for old, new, count in counted:
            counts[after[new]] += count
            moves[before[old], after[new]] = count
        return WhatIf(counts, dict(sorted(moves.items())))

    def trial(self, changed: Compiled | Pack) -> Trial:
        """Everything a policy officer asks first: who moves, where, over which boundary, and at what burden."""
        other = _compiled(changed)
        with self._source(other, lean=True) as source:
            tried = source.tried(kept=True)
            matrix = tried.matrix()
            steps = {(old, new): tried.step(old, new) for old, new in matrix}
            return Trial(
                before=_named(self.compiled),
                after=_named(other),
                facts=self.named,
                organizations=sum(matrix.values()),
                counted_anew=source.anew,
                grades_before=tried.grades_before,
                grades_after=tried.grades_after,
                matrix=matrix,
                better=sum(many for pair, many in matrix.items() if steps[pair] < 0),
                worse=sum(many for pair, many in matrix.items() if steps[pair] > 0),
                same=sum(many for pair, many in matrix.items() if steps[pair] == 0),
                groups=tried.groups(),
                grounds=tried.grounds(),
                boundaries=boundaries(tried, other),
                burden=burden(source),
            )

    def sensitivity(self, changed: Compiled | Pack | None = None) -> Sensitivity:
        """Which indicators decide grades, and which never matter; without other rules, under those kept."""
        other = self.compiled if changed is None else _compiled(changed)
        with self._source(other) as source:
            found = weights(source)
            ((many,),) = rows(source.connection, "SELECT count(*) FROM kept")
        return Sensitivity(_named(other), self.named, many, found)

    def fairness(
        self, changed: Compiled | Pack | None = None, *, outcomes: Mapping[int, str] | None = None
    ) -> Fairness:
        """Where those with the same figures have another grade: by the rules, or as people gave them (`outcomes`)."""
        other = self.compiled if changed is None else _compiled(changed)
        with self._source(other) as source:
            many, found = unequal(source, outcomes)
        return Fairness(_named(other), self.named, many, "rules" if outcomes is None else "outcomes", found)

    def moved(
        self,
        changed: Compiled | Pack,
        *,
        limit: int | None = None,
        offset: int = 0,
        before: str | None = None,
        after: str | None = None,
        only: Mapping[str, str | None] | None = None,
    ) -> tuple[Moved, ...]:
        """Those who get another grade, by organization; with both grades, those in that cell of the matrix."""
        with self._tried(changed) as tried:
            return tried.listed(f"{tried.in_cell(before, after)} AND {tried.among(only or {})}", limit, offset)

    def grounds_of(
        self,
        changed: Compiled | Pack,
        label: str,
        *,
        newly: bool = True,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[Moved, ...]:
        """Those who would newly have the ground of a label, or no longer."""
        with self._tried(changed) as tried:
            return tried.listed(tried.with_ground(label, newly=newly), limit, offset)

    def moved_table(self, changed: Compiled | Pack) -> pa.Table:
        """Everyone who gets another grade, as one table for a file."""
        with self._tried(changed) as tried:
            return tried.listed_table()

    def explain_both(self, changed: Compiled | Pack, organization: int, language: str = "en") -> Both:
        """Why an organization has its grade, before and after."""
        one, other = (self._explained(rules, organization, language) for rules in (self.compiled, _compiled(changed)))
        return Both(one, other)

    def _explained(self, rules: Compiled, organization: int, language: str) -> Explanation:
        if not self._fits(rules.query):
            return explain(rules, regrade(rules, self.facts, organization), language)
        scored = f"{self._scored(rules.query, lean=False)} WHERE organization = {int(organization)}"
        sql = f"{rules.query.layers(scored=scored)}SELECT {rules.query.output(measures=True)} FROM graded"
        cursor = self.connection.cursor()
        found = table(cursor, sql).to_pylist()
        cursor.close()
        if not found:
            raise NotFound(f"There is no organization {organization} in these facts.")
        return explain(rules, found[0], language)

    @contextmanager
    def _tried(self, changed: Compiled | Pack) -> Iterator[Tried]:
        with self._source(_compiled(changed), lean=True) as source:
            yield source.tried(kept=False)

    @contextmanager
    def _source(self, other: Compiled, *, lean: bool = False) -> Iterator[Source]:
        """What is kept, or, where that does not do, the facts counted anew."""
        fits = self._fits(other.query)
        connection = self.connection.cursor() if fits else self._counted_anew(other)
        try:
            scored = self._scored(other.query, lean=lean) if fits else "SELECT * FROM kept"
            yield Source(
                connection,
                self.compiled.pack,
                other,
                scored,
                "points_known" if fits else "",
                self.attributes,
                self.keys,
                anew=not fits,
            )
        finally:
            connection.close()

    def _fits(self, query: Query) -> bool:
        """Whether everything the other rules look at is kept."""
        kept = _figures(self.compiled.query)
        return set(query.rules.attributes) <= set(self.attributes) and all(
            kept.get(name) == value for name, value in _figures(query).items()
        )

    def _scored(self, query: Query, *, lean: bool) -> str:
        """Attributes, measures and points from what is kept; points whose rule is another are computed. `lean`: only
        what a condition looks at, which is quicker to plan.
        """
        named = set(names_in(*query.conditions())) if lean else None
        scores = [
            sql if sql == f"p_{code}" else f"{sql} AS p_{code}"
            for code, sql in self._points(query).items()
            if named is None or code in named
        ]
        names = [*self._lasting(), *kept_names(query, self.attributes, named), *scores]
        return f"SELECT {', '.join(names)}, {self._points_sum(query)} AS points_known FROM kept"

    def _points(self, query: Query) -> dict[str, str]:
        """Indicator -> its points in SQL: as kept, or by a rule that is another."""
        kept = {code: whole.sql for code, whole in self.compiled.query.scores}
        return {code: f"p_{code}" if kept.get(code) == whole.sql else whole.sql for code, whole in query.scores}

    def _points_sum(self, query: Query) -> str:
        """The sum of all points: from the sum that is kept, where few are others."""
        points = self._points(query)
        less = [code for code, _ in self.compiled.query.scores if points.get(code) != f"p_{code}"]
        more = [f"({sql})" for code, sql in points.items() if sql != f"p_{code}"]
        if len(less) + len(more) < len(points):
            return "".join(
                ["kept.points_before", *(f" - kept.p_{code}" for code in less), *(f" + {sql}" for sql in more)]
            )
        return " + ".join(f"(kept.{sql})" if sql == f"p_{code}" else f"({sql})" for code, sql in points.items()) or "0"

    def _lasting(self) -> list[str]:
        """What stays as it is, whatever rules are tried."""
        labels = [f"before_{number}" for number, _ in enumerate(ground_columns(self.compiled.pack))]
        keys = [f"k_{name}" for name in self.keys]
        return ["grade_before", "total_before", *labels, *keys]

    def _counted_anew(self, other: Compiled) -> duckdb.DuckDBPyConnection:
        """An engine of its own, whose `kept` has the measures and points of the other rules, and the grades before."""
        lasting = self._lasting()
        cursor = self.connection.cursor()
        before = table(cursor, f"SELECT organization, {', '.join(lasting)} FROM kept")
        cursor.close()
        connection, attributes, _ = keep(other, self.facts, None)
        own = [*kept_names(other.query, attributes, None), *(f"p_{code}" for code, _ in other.query.scores)]
        connection.register("before_given", before)
        names = ", ".join([*(f"anew.{name}" for name in own), *(f"before_given.{name}" for name in lasting)])
        rows(connection, "ALTER TABLE kept RENAME TO anew")
        rows(connection, f"CREATE TABLE kept AS SELECT {names} FROM anew JOIN before_given USING (organization)")
        rows(connection, "DROP TABLE anew")
        connection.unregister("before_given")
        return connection


def prepare(compiled: Compiled, facts: Facts, *, beside: pa.Table | None = None, named: str = "") -> Prepared:
    """Count the measures of everyone, once, and keep them with the points and grades they give.

    `beside` is a table of (organization, committee), by which moves are grouped and which no rule sees.
    """
    return Prepared(compiled, facts, *keep(compiled, facts, beside), named)


def _counted(source: Source) -> list[tuple[int, int, int]]:
    return rows(source.connection, f"{source.layers}SELECT grade_before, rank, count(*) FROM ranked GROUP BY ALL")


def _compiled(changed: Compiled | Pack) -> Compiled:
    return changed if isinstance(changed, Compiled) else Compiled(changed, compile_query(changed))


def _named(rules: Compiled) -> Named:
    return Named(rules.pack.id, rules.pack.version, rules.pack.content_hash)


def _figures(query: Query) -> dict[str, tuple[object, ...]]:
    """What each measure is made of: the same here means the same column."""
    return {
        figure.rule.measure.code: (figure.rule.measure.table, figure.aggregates, figure.columns)
        for figure in query.figures
    }
