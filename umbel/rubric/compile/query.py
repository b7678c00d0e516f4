"""The one query of a rubric: layers of named figures, each made from the layer before.

`measured` has one row an organization, with its attributes and measures (`m_`; an average is two columns, `m_` over
`n_`). `scored` adds the points of each indicator in hundredths (`p_`), `summed` their sum, `weighed` the caps and the
total, `earned` the rank of the grade (0 is the best), `ranked` what vetoes leave of it, and `graded` the words.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from umbel.errors import Problem, Problems
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.policy.pack import Pack, Place
from umbel.rubric.compile.arithmetic import Ratio, Whole
from umbel.rubric.compile.rules import MeasureRule, Rules, compile_rules
from umbel.rubric.compile.sql import Columns, Rendering, hundredths, rounded, text_literal
from umbel.rubric.language.lexer import Refusal
from umbel.rubric.language.tree import Name, Node, Type, names_in

MOST_RECORDS = 999_999
"""Records of one organization in one table; more are refused when evaluating."""
MOST_INTEGER = 2**31 - 1
MOST_KEY = 10**18 - 1
MOST_AMOUNT = 10**16 - 1
"""In hundredths: an amount in the records is below a hundred trillion, so that it is read in 64 bits."""
KEYS = {"id", "organization"}


def record_column(name: str, kind: str) -> Ratio | str:
    """How a column of the facts reads, once `column_cast` has been over it."""
    if kind == "integer":
        most = MOST_KEY if name in KEYS else MOST_INTEGER
        return Ratio(Whole(name, -most, most), nullable=name != "organization")
    if kind == "decimal":
        return Ratio(Whole(name, -MOST_AMOUNT, MOST_AMOUNT), 100, nullable=True)
    return name


def column_cast(name: str, kind: str) -> str:
    """A column of a file in the type and range that the arithmetic counts on; what does not fit is an error."""
    cast_to = {
        "integer": f"CAST({name} AS BIGINT)" if name in KEYS else f"CAST(CAST({name} AS INTEGER) AS BIGINT)",
        "decimal": f"CAST(CAST({name} AS DECIMAL(16, 2)) * 100 AS BIGINT)",
        "text": f"CAST({name} AS VARCHAR)",
        "date": f"CAST({name} AS DATE)",
        "boolean": f"CAST({name} AS BOOLEAN)",
    }
    return f"{cast_to[kind]} AS {name}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as SQL: its columns in the table's aggregation, and how it reads afterwards."""

    rule: MeasureRule
    aggregates: tuple[tuple[str, str], ...]
    """(column, SQL) in the aggregation of its table."""
    columns: tuple[tuple[str, str], ...]
    """(column, SQL) in `measured`, with the value of an organization without records."""
    reads: Ratio | str


type Domains = Mapping[tuple[str, str], tuple[str, ...]]
"""(table, column) -> every text that the facts at hand have there, where those are few."""


def figure(rule: MeasureRule, columns: Columns, domains: Domains = MappingProxyType({})) -> Figure:
    """The SQL of one measure."""
    aggregate, code = rule.aggregate, rule.measure.code
    rendering = Rendering(columns)
    only = f" FILTER (WHERE {rendering.condition(aggregate.where)})" if aggregate.where is not None else ""
    name = f"m_{code}"
    if aggregate.kind == "count":
        counted = _counted(rendering, rule, only, domains)
        sql = f"CAST(CAST({counted} AS DECIMAL(6, 0)) AS BIGINT)"
        return Figure(rule, ((name, sql),), ((name, f"coalesce({name}, 0)"),), Ratio(Whole(name, 0, MOST_RECORDS)))
    over = cast("Node", aggregate.over)
    if not over.type.is_number:
        return Figure(rule, ((name, f"{aggregate.kind}({rendering.sql(over)}){only}"),), ((name, name),), name)
    return _number_figure(rule, rendering.number(over), only)


def _counted(rendering: Rendering, rule: MeasureRule, only: str, domains: Domains) -> str:
    aggregate = rule.aggregate
    if aggregate.over is None:
        return f"count_if({rendering.condition(aggregate.where)})" if aggregate.where is not None else "count(*)"
    distinct = "DISTINCT " if aggregate.distinct else ""
    if aggregate.over.type.is_number:
        return f"count({distinct}{_flat(rendering.number(aggregate.over)).top.sql}){only}"
    over = rendering.sql(aggregate.over)
    values = domains.get((rule.measure.table, over)) if distinct else None
    if values is None:
        return f"count({distinct}{over}){only}"
    bits = "".join(f" WHEN {text_literal(value)} THEN {1 << bit}" for bit, value in enumerate(values))
    return f"coalesce(bit_count(bit_or(CASE {over}{bits} END){only}), 0)"


def _flat(value: Ratio) -> Ratio:
    if value.under.constant != 1:
        raise Refusal(0, "A fraction cannot be collected over records.", way_out="Use round(x, 2) inside.")
    return value


def _number_figure(rule: MeasureRule, value: Ratio, only: str) -> Figure:
    code, kind = rule.measure.code, rule.aggregate.kind
    name, number = f"m_{code}", f"n_{code}"
    top, scale = _flat(value).top, value.scale
    none = None if rule.none.value is None else Fraction(cast("Fraction", rule.none.value)) * scale
    if none is not None and none.denominator != 1:
        raise Refusal(0, "The value without records has more decimals than the measure.")
    if kind in {"sum", "avg"}:
        most = max(-top.low, top.high) * MOST_RECORDS
        digits = min(len(str(most)), 18)
        most = min(most, 10**digits - 1)
        low, high = (-most if top.negative else 0), most
        sql = f"CAST(CAST(sum({top.sql}){only} AS DECIMAL({digits}, 0)) AS BIGINT)"
    else:
        low, high, sql = top.low, top.high, f"{kind}({top.sql}){only}"
    if none is not None:
        low, high = min(low, int(none)), max(high, int(none))
    whole = Whole(name, low, high, wide=kind in {"min", "max"} and top.wide)
    out = name if none is None else f"coalesce({name}, {int(none)})"
    if kind != "avg":
        reads = Ratio(whole, scale, nullable=none is None)
        return Figure(rule, ((name, sql),), ((name, out),), reads)
    count = f"CAST(CAST(count({top.sql}){only} AS DECIMAL(6, 0)) AS BIGINT)"
    under = Whole(number, 1, MOST_RECORDS)
    counted = (number, f"nullif({number}, 0)" if none is None else f"greatest(coalesce({number}, 1), 1)")
    reads = Ratio(whole, scale, under, nullable=none is None, under_nullable=none is None)
    return Figure(rule, ((name, sql), (number, count)), ((name, out), counted), reads)


@dataclass(frozen=True, slots=True)
class Query:
    """The layers of one rubric as SQL. `measured` comes from the facts; the rest from any table like it."""

    rules: Rules
    figures: tuple[Figure, ...]
    scores: tuple[tuple[str, Whole], ...]
    """Indicator code -> its points in hundredths, over `measured`."""

    def columns(self) -> dict[str, Ratio | str]:
        """How attributes and measures read in `measured`."""
        return measured_columns(self.figures)

    def conditions(self) -> list[Node]:
        """Everything that is judged once the points are known."""
        rules = self.rules
        judged = (rules.caps, rules.vetoes, rules.grades, rules.labels, rules.conditions)
        return [rule.tree for listed in judged for rule in listed]

    def measured_names(self) -> list[str]:
        """The columns of `measured`."""
        figures = [name for figure in self.figures for name, _ in figure.columns]
        return ["organization", *self.rules.attributes, *figures]

    def counts_different(self) -> list[tuple[str, str]]:
        """(table, text column) of which some measure counts how many different there are."""
        return sorted(
            {
                (rule.measure.table, over.code)
                for rule in self.rules.measures
                if rule.aggregate.distinct and isinstance(over := rule.aggregate.over, Name) and over.type is Type.TEXT
            }
        )

    def knowing(self, domains: Domains) -> Query:
        """The same query for facts with only these texts in those columns: it counts them as bits, at half the cost."""
        figures = [figure(rule, _record_columns(rule), domains) for rule in self.rules.measures]
        return replace(self, figures=tuple(figures))

    def needed(self) -> dict[str, set[str]]:
        """The tables and columns of facts that the query reads."""
        needed: dict[str, set[str]] = {"organization": {"organization", *self.rules.attributes}}
        for rule in self.rules.measures:
            used = needed.setdefault(rule.measure.table, {"organization"})
            used |= set(names_in(rule.aggregate.over, rule.aggregate.where))
        return needed

    @property
    def measured(self) -> str:
        """One row an organization: attributes and measures, from the tables of facts."""
        tables = {figure.rule.measure.table for figure in self.figures}
        columns = ["organization.organization", *(f"organization.{name}" for name in self.rules.attributes)]
        joins = ""
        for table in (table for table in RECORDS if table in tables):
            joins += f"\n  LEFT JOIN {self._aggregation(table)} AS of_{table} USING (organization)"
        columns += [f"{sql} AS {name}" for figure in self.figures for name, sql in figure.columns]
        attributes = ["organization", *self.rules.attributes]
        casts = ", ".join(column_cast(name, ORGANIZATION[name]) for name in attributes)
        listed = ",\n    ".join(columns)
        return f"SELECT {listed}\n  FROM (SELECT {casts} FROM organization) AS organization{joins}"

    def _aggregation(self, table: str) -> str:
        figures = [figure for figure in self.figures if figure.rule.measure.table == table]
        used = {"organization"}
        for figure in figures:
            used |= set(names_in(figure.rule.aggregate.over, figure.rule.aggregate.where))
        casts = ", ".join(column_cast(name, kind) for name, kind in RECORDS[table].items() if name in used)
        aggregates = ",\n    ".join(f"{sql} AS {name}" for figure in figures for name, sql in figure.aggregates)
        return (
            f"(\n    SELECT organization,\n    {aggregates}\n"
            f"    FROM (SELECT {casts} FROM {table})\n    GROUP BY organization)"
        )

    def layers(self, *, scored: str | None = None, points_sum: str = "", more_points: str = "") -> str:
        """The common tables from `measured`, or from a given `scored`, to `graded`.

        `points_sum` is SQL over `scored` that is the sum of all points, where that is at hand already.
        With `more_points`, each organization once for every number of hundredths in it, as the column `more`.
        """
        scores = "".join(f",\n    {whole.sql} AS p_{code}" for code, whole in self.scores)
        measured = f"measured AS (\n  {self.measured}\n),\n"
        first = f"scored AS (\n  {scored}\n),\n" if scored else ""
        first = first or f"{measured}scored AS (\n  SELECT *{scores}\n  FROM measured\n),\n"
        total = points_sum or " + ".join(f"p_{code}" for code, _ in self.scores) or "CAST(0 AS BIGINT)"
        more, also = " AS points", ""
        if more_points:
            more, also = " + more AS points", f", {more_points} AS further(more)"
        return f"WITH {first}summed AS (\n  SELECT *, {total}{more} FROM scored{also}\n),\n" + self.judgement("summed")

    def judgement(self, source: str) -> str:
        """The layers from the points to the grade."""
        before, after = self.judging("points"), self.judging("total")
        caps = [(rule.entry.code, int(rule.entry.total * 100), before.condition(rule.tree)) for rule in self.rules.caps]
        limits = "".join(f", CASE WHEN {when} THEN {most} END" for _, most, when in caps)
        held = [(code, f"total = {most} AND points > {most} AND {when}") for code, most, when in caps]
        ranks = {rule.entry.code: rank for rank, rule in enumerate(self.rules.grades)}
        earned = _case([(after.condition(rule.tree), str(ranks[rule.entry.code])) for rule in self.rules.grades])
        vetoes = [(rule.entry.code, ranks[rule.entry.grade], after.condition(rule.tree)) for rule in self.rules.vetoes]
        floors = "".join(f", CASE WHEN {when} THEN {rank} END" for _, rank, when in vetoes)
        vetoed = [(f"rank = {rank} AND earned < {rank} AND {when}", text_literal(code)) for code, rank, when in vetoes]
        grade = _case([(f"rank = {rank}", text_literal(code)) for code, rank in ranks.items()])
        labels = self._labels()
        total = f"least(points{limits})" if caps else "points"
        return (
            f"weighed AS (\n  SELECT *, {total} AS total FROM {source}\n),\n"
            f"earned AS (\n  SELECT *, {_case([(when, text_literal(code)) for code, when in held])} AS cap,\n"
            f"    {earned} AS earned\n  FROM weighed\n),\n"
            f"ranked AS (\n  SELECT *, {f'greatest(earned{floors})' if vetoes else 'earned'} AS rank FROM earned\n),\n"
            f"worded AS (\n  SELECT *, {grade} AS grade, {_case(vetoed)} AS veto FROM ranked\n),\n"
            f"graded AS (\n  SELECT *{labels}\n  FROM worded\n)\n"
        )

    def judging(self, total: str) -> Rendering:
        """How conditions read: over measures, attributes, points and the column that is the total."""
        columns: dict[str, Ratio | str] = self.columns()
        most = 0
        for code, whole in self.scores:
            columns[code] = Ratio(Whole(f"p_{code}", 0, whole.high), 100)
            most += whole.high
        columns["total"] = Ratio(Whole(total, 0, max(most, 1)), 100)
        columns["grade"] = "grade"
        return Rendering(columns)

    def _labels(self) -> str:
        rendering = self.judging("total")
        held = [(f"g_{rule.entry.code}", rule.tree) for rule in self.rules.labels]
        held += [(f"s_{rule.entry.code}", rule.tree) for rule in self.rules.conditions]
        return "".join(f',\n    coalesce({rendering.condition(tree)}, FALSE) AS "{name}"' for name, tree in held)

    def output(self, *, measures: bool) -> str:
        """The columns people get: exact decimals, in the order of the pack."""
        columns = ["organization"]
        if measures:
            columns += self.rules.attributes
            columns += [f"{shown(figure.reads)} AS m_{figure.rule.measure.code}" for figure in self.figures]
        columns += [f"{points('p_' + code)} AS p_{code}" for code, _ in self.scores]
        columns += [f"{points('total')} AS total", "cap", "veto", "grade"]
        columns += [f'"g_{rule.entry.code}"' for rule in self.rules.labels]
        columns += [f'"s_{rule.entry.code}"' for rule in self.rules.conditions]
        return ",\n  ".join(columns)

    def full(self, *, measures: bool = True) -> str:
        """The whole query, from facts to grades, in the order of the organizations of the facts."""
        return f"{self.layers()}SELECT {self.output(measures=measures)}\nFROM graded"


def points(column: str) -> str:
    """Hundredths as a decimal."""
    return f"CAST({column} AS DECIMAL(12, 0)) * CAST(0.01 AS DECIMAL(2, 2))"


def shown(value: Ratio | str) -> str:
    """A measure as people see it: whole, or a decimal (an average at six places)."""
    if isinstance(value, str):
        return value
    places = next((n for n in range(7) if value.under.constant == 1 and 10**n % value.scale == 0), 6)
    whole = rounded(value, places).top
    if places == 0:
        return whole.sql
    unit = f"CAST({Fraction(1, 10**places).numerator / 10**places:.{places}f} AS DECIMAL({places}, {places}))"
    return f"CAST({whole.sql} AS DECIMAL({30 - places}, 0)) * {unit}"


def _record_columns(rule: MeasureRule) -> Columns:
    return {name: record_column(name, kind) for name, kind in RECORDS[rule.measure.table].items()}


def measured_columns(figures: Iterable[Figure]) -> dict[str, Ratio | str]:
    """How attributes and measures read in `measured`."""
    columns = {name: record_column(name, kind) for name, kind in ORGANIZATION.items()}
    return columns | {figure.rule.measure.code: figure.reads for figure in figures}


def _case(branches: Sequence[tuple[str, str]]) -> str:
    if not branches:
        return "CAST(NULL AS VARCHAR)"
    whens = "".join(f" WHEN {when} THEN {then}" for when, then in branches)
    return f"(CASE{whens} END)"


@dataclass(frozen=True)
class Compiled:
    """A pack and the query made of it."""

    pack: Pack
    query: Query

    @property
    def rules(self) -> Rules:
        """The typed rules."""
        return self.query.rules


def compile_query(pack: Pack) -> Query:
    """The query of a pack. Raises `Problems` with everything that is not in the language or cannot be exact."""
    query, refusals = _build(compile_rules(pack))
    if refusals:
        problems = [
            Problem(
                refusal.message,
                file=place.file,
                line=place.line,
                column=place.column,
                field=place.key,
                found=refusal.found,
                way_out=refusal.way_out,
            )
            for place, refusal in refusals
        ]
        raise Problems(f"The rubric of {pack.id} {pack.version} cannot be computed exactly.", problems)
    return query


def _build(rules: Rules) -> tuple[Query, list[tuple[Place, Refusal]]]:
    refusals: list[tuple[Place, Refusal]] = []
    figures: list[Figure] = []
    for rule in rules.measures:
        try:
            figures.append(figure(rule, _record_columns(rule)))
        except Refusal as refusal:
            refusals.append((rule.measure.expression_place, refusal))
    rendering = Rendering(measured_columns(figures))
    scores: list[tuple[str, Whole]] = []
    for rule_ in rules.indicators if not refusals else ():
        try:
            scores.append((rule_.entry.code, hundredths(rendering, rule_.tree, rule_.entry.points)))
        except Refusal as refusal:
            refusals.append((rule_.entry.score_place, refusal))
    query = Query(rules, tuple(figures), tuple(scores))
    return query, refusals or _unjudgeable(query)


def _unjudgeable(query: Query) -> list[tuple[Place, Refusal]]:
    refusals = []
    rules = query.rules
    judged: list[tuple[Node, Place]] = [(rule.tree, rule.entry.when_place) for rule in rules.caps]
    judged += [(rule.tree, rule.entry.when_place) for rule in rules.vetoes]
    judged += [(rule.tree, rule.entry.when_place) for rule in rules.grades]
    judged += [(rule.tree, rule.entry.ground_place) for rule in rules.labels]
    judged += [(rule.tree, rule.entry.when_place) for rule in rules.conditions]
    rendering = query.judging("total")
    for tree, place in judged:
        try:
            rendering.sql(tree)
        except Refusal as refusal:
            refusals.append((place, refusal))
    return refusals


def ground_columns(pack: Pack) -> list[tuple[str, str]]:
    """(code, column of the result) of everything that can be a reason to look: labels, then standing conditions."""
    labels = [(label.code, f"g_{label.code}") for label in pack.labels]
    return labels + [(condition.code, f"s_{condition.code}") for condition in pack.standing_conditions]
