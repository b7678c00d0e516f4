"""Whether organizations with the same figures get the same grade, whatever their field, district, size or committee.

Two are alike but for an attribute when every measure the rules count is the same, and every attribute the rules name
except that one. Where the rules do not name it, they cannot tell the two apart: over their own grades the answer is 0
by definition, and is not counted. Over grades that people gave it need not be, and that is what is asked.

Those who may be alike are found by a hash of their figures, and then compared figure by figure: two different ones
with one hash change nothing.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from umbel.rubric.compile.query import shown
from umbel.rubric.engines.duckdb import rows
from umbel.rubric.trials.results import Alike, Side, Unequal
from umbel.rubric.trials.trial_query import Source

EXAMPLES = 5
SIDES = 6


def unequal(source: Source, outcomes: Mapping[int, str] | None) -> tuple[int, tuple[Unequal, ...]]:
    """How many organizations were compared, and of each attribute where it goes with another grade."""
    looked = _Looked(source, by_rules=outcomes is None)
    if outcomes is not None:
        given = pa.table(
            {
                "organization": pa.array(list(outcomes), pa.int64()),
                "judged": pa.array(list(outcomes.values()), pa.string()),
            }
        )
        source.connection.register("outcomes_given", given)
    return looked.counted(), tuple(looked.at(name) for name in source.keys)


class _Looked:
    """The temporary table `hashed`: the grade at hand, and the hash of all that must be the same; and of those who may
    be alike and unequal, in `alike_` and the number of that hash, their figures.
    """

    def __init__(self, source: Source, *, by_rules: bool) -> None:
        self.source, self.connection, self.by_rules = source, source.connection, by_rules
        self.figures = [name for figure in source.query.figures for name, _ in figure.columns]
        averages = [[name for name, _ in figure.columns] for figure in source.query.figures if len(figure.columns) > 1]
        lowest = ", ".join(_in_lowest_terms(sum_, number) for sum_, number in averages)
        self.alike = f"* REPLACE ({lowest})" if lowest else "*"
        self.named = list(source.query.rules.attributes)
        asked = [name for name in source.keys if name in self.named or not by_rules]
        self.sets = list(dict.fromkeys(tuple(self._same(name)) for name in asked))

    def _same(self, attribute: str) -> list[str]:
        """What must be the same when only one attribute may differ."""
        return [*self.figures, *(name for name in self.named if name != attribute)]

    def counted(self) -> int:
        """Make the tables; returns how many organizations were looked at."""
        hashes = "".join(f", hash({', '.join(['TRUE', *same])}) AS h_{at}" for at, same in enumerate(self.sets))
        if self.by_rules:
            graded = f"(SELECT {self.alike} FROM graded)"
            origin = f"{self.source.layers}SELECT organization, grade AS judged{hashes} FROM {graded}"
        else:
            joined = f"{self._scored()} JOIN outcomes_given USING (organization)"
            origin = f"SELECT organization, judged{hashes} FROM {joined}"
        rows(self.connection, f"CREATE TEMP TABLE hashed AS {origin}")
        for at, same in enumerate(self.sets):
            keys = [f"k_{name}" for name in self.source.keys]
            suspects = f"SELECT h_{at} FROM hashed GROUP BY h_{at} HAVING min(judged) <> max(judged)"
            columns = ", ".join(["organization", "judged", *same, *keys])
            rows(
                self.connection,
                f"CREATE TEMP TABLE alike_{at} AS SELECT {columns} FROM {self._scored()} "
                f"JOIN hashed USING (organization) WHERE h_{at} IN ({suspects})",
            )
        ((many,),) = rows(self.connection, "SELECT count(*) FROM hashed")
        return int(many)

    def _scored(self) -> str:
        return f"(SELECT {self.alike} FROM ({self.source.scored}))"

    def at(self, attribute: str) -> Unequal:
        """Where an attribute, and it alone, goes with another grade."""
        if self.by_rules and attribute not in self.named:
            return Unequal(attribute, 0, 0, ())
        same = self._same(attribute)
        there = f"alike_{self.sets.index(tuple(same))}"
        differs = f"count(DISTINCT judged) > 1 AND count(DISTINCT coalesce(CAST(k_{attribute} AS VARCHAR), '')) > 1"
        listed = "".join(f"{name}, " for name in same)
        by = f"GROUP BY {', '.join(same)}" if same else ""
        rows(
            self.connection,
            f"CREATE OR REPLACE TEMP TABLE unlike AS SELECT {listed}count(*) AS alike, min(organization) AS lowest "
            f"FROM {there} {by} HAVING {differs}",
        )
        ((many, organizations),) = rows(self.connection, "SELECT count(*), coalesce(sum(alike), 0) FROM unlike")
        examples = self._examples(attribute, there, same) if many else ()
        return Unequal(attribute, many, int(organizations), examples)

    def _examples(self, attribute: str, there: str, same: list[str]) -> tuple[Alike, ...]:
        first = f"WITH first AS (SELECT * FROM unlike ORDER BY alike DESC, lowest LIMIT {EXAMPLES}) "
        joined = " AND ".join(["TRUE", *(f"{there}.{name} IS NOT DISTINCT FROM first.{name}" for name in same)])
        found: dict[int, list[Side]] = defaultdict(list)
        sides = (
            f"{first}SELECT lowest, CAST(k_{attribute} AS VARCHAR) AS side, judged, count(*) AS many, "
            f"min(organization) AS least FROM first JOIN {there} ON {joined} GROUP BY ALL "
            "ORDER BY lowest, many DESC, side NULLS LAST, judged"
        )
        for lowest, *row in rows(self.connection, sides):
            found[lowest].append(Side(*row))
        shown_as = self._shown(attribute)
        columns = ", ".join(["lowest", "alike", *shown_as.values()])
        said = rows(self.connection, f"{first}SELECT {columns} FROM first ORDER BY alike DESC, lowest")
        return tuple(
            Alike(alike, dict(zip(shown_as, map(_text, values), strict=True)), tuple(found[lowest][:SIDES]))
            for lowest, alike, *values in said
        )

    def _shown(self, attribute: str) -> dict[str, str]:
        """Code of a measure or attribute -> its SQL as people see it."""
        measures = {figure.rule.measure.code: shown(figure.reads) for figure in self.source.query.figures}
        return measures | {name: name for name in self.named if name != attribute}


def _in_lowest_terms(total: str, number: str) -> str:
    """An average as its sum and number, so that 10 of 2 is the same as 5 of 1."""
    common = f"abs(gcd({total}, {number}))"
    return f"{total} // {common} AS {total}, {number} // {common} AS {number}"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
