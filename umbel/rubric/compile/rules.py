"""From a pack's texts to typed rules: everything wrong with its expressions at once, or `Rules`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from umbel.errors import NotFound, Problem, Problems
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.policy.pack import Cap, Grade, Indicator, Label, Measure, Pack, Place, Provision, StandingCondition, Veto
from umbel.rubric.language.expression import check_aggregate, check_expression, check_literal
from umbel.rubric.language.lexer import KEYWORDS, SCALARS, nearest
from umbel.rubric.language.tree import AGGREGATES, Aggregate, Constant, Known, Node, Scope, Type, names_in
from umbel.words import Words

CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
DASHED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]{0,40}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MOST_POINTS = 1_000_000
FATES = ("met", "late", "missed", "open")
FINDINGS = ("accepted", "returned", "not-accepted", "pending")


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """A measure, its aggregate, and the value of an organization without records."""

    measure: Measure
    aggregate: Aggregate
    none: Constant


@dataclass(frozen=True, slots=True)
class Rule[Entry: Provision]:
    """An entry of the pack and its one expression."""

    entry: Entry
    tree: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything the query is made of."""

    measures: tuple[MeasureRule, ...]
    indicators: tuple[Rule[Indicator], ...]
    caps: tuple[Rule[Cap], ...]
    vetoes: tuple[Rule[Veto], ...]
    grades: tuple[Rule[Grade], ...]
    labels: tuple[Rule[Label], ...]
    conditions: tuple[Rule[StandingCondition], ...]
    attributes: tuple[str, ...]
    """Attributes of the organization that some rule or sentence uses."""

    def measure(self, code: str) -> MeasureRule:
        """The measure of that code."""
        found = next((rule for rule in self.measures if rule.measure.code == code), None)
        if found is None:
            codes = [rule.measure.code for rule in self.measures]
            raise NotFound(f"There is no measure {code}. {nearest(code, codes)}")
        return found


def compile_rules(pack: Pack) -> Rules:
    """The typed rules of a pack. Raises `Problems` with every expression that is not in the language."""
    return _Compilation(pack).rules()


def known_values(pack: Pack) -> dict[str, tuple[str, ...]]:
    """The only texts that some columns can hold: column -> values, where the pack lists them."""
    concepts = pack.classification.concepts if pack.classification else ()
    return {
        "fate": FATES,
        "verification": FINDINGS,
        "requirement": tuple(entry.code for entry in pack.requirements),
        "kind": tuple(entry.code for entry in pack.activity_kinds),
        "concept": tuple(concept.code for concept in concepts),
        "field": tuple(concept.code for concept in concepts if concept.parent is None),
        "district": tuple(district.code for district in pack.districts),
        "rung": tuple(rung.code for rung in pack.rungs),
        "label": tuple(label.code for label in pack.labels),
        "size_band": tuple(band.code for band in pack.size_bands),
    }


KEY = "organization"
"""The number of an organization, which no rule can name: rules are the same for everyone, and whoever tries them in
the laboratory without learning names cannot ask about one.
"""


class _Compilation:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.problems: list[Problem] = []
        values = known_values(pack)
        self.tables: dict[str, Scope] = {
            table: {name: Known(Type(kind), values.get(name, ())) for name, kind in columns.items() if name != KEY}
            for table, columns in {"organization": ORGANIZATION, **RECORDS}.items()
        }

    def rules(self) -> Rules:
        pack = self.pack
        self._check_codes()
        measures = [rule for measure in pack.measures if (rule := self._measure(measure))]
        scope = dict(self.tables["organization"])
        scope |= {measure.code: Known(Type.DECIMAL) for measure in pack.measures}
        scope |= {rule.measure.code: Known(rule.aggregate.type) for rule in measures}
        points = {entry.code: Known(Type.DECIMAL) for entry in pack.indicators}
        judged = scope | points | {"total": Known(Type.DECIMAL)}
        final = judged | {"grade": Known(Type.TEXT, tuple(grade.code for grade in pack.grades))}
        indicators = self._all(pack.indicators, scope, Type.DECIMAL, lambda entry: (entry.score, entry.score_place))
        caps = self._all(pack.caps, judged, Type.BOOLEAN, lambda entry: (entry.when, entry.when_place))
        vetoes = self._all(pack.vetoes, judged, Type.BOOLEAN, lambda entry: (entry.when, entry.when_place))
        grades = self._all(pack.grades, judged, Type.BOOLEAN, lambda entry: (entry.when, entry.when_place))
        labels = self._all(pack.labels, final, Type.BOOLEAN, lambda entry: (entry.ground, entry.ground_place))
        standing = pack.standing_conditions
        conditions = self._all(standing, final, Type.BOOLEAN, lambda entry: (entry.when, entry.when_place))
        self._check_entries(final)
        if self.problems:
            count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
            raise Problems(f"The rubric of {pack.id} {pack.version} has {count}.", sorted(self.problems, key=_order))
        trees = [rule.tree for rules in (indicators, caps, vetoes, grades, labels, conditions) for rule in rules]
        used = {*names_in(*trees), *_placeholders_of(pack)}
        return Rules(
            measures=tuple(measures),
            indicators=indicators,
            caps=caps,
            vetoes=vetoes,
            grades=grades,
            labels=labels,
            conditions=conditions,
            attributes=tuple(name for name in ORGANIZATION if name in used and name != "organization"),
        )

    def _all[Entry: Provision](
        self, entries: Iterable[Entry], scope: Scope, expected: Type, text: Callable[[Entry], tuple[str, Place]]
    ) -> tuple[Rule[Entry], ...]:
        rules = []
        for entry in entries:
            expression, place = text(entry)
            tree, problems = check_expression(expression, scope, place, expected=expected)
            self.problems += problems
            if tree is not None:
                rules.append(Rule(entry, tree))
        return tuple(rules)

    def _measure(self, measure: Measure) -> MeasureRule | None:
        if measure.table not in RECORDS:
            self._refuse(measure, "No such table of records.", measure.table, nearest(measure.table, RECORDS))
            return None
        scope = self.tables[measure.table]
        aggregate, problems = check_aggregate(measure.expression, scope, measure.expression_place)
        where: Node | None = None
        if measure.where:
            place = measure.where_place or measure.expression_place
            where, wrong = check_expression(measure.where, scope, place, expected=Type.BOOLEAN)
            problems += wrong
        none, wrong = check_literal(measure.if_none, measure.place)
        self.problems += [*problems, *wrong]
        if aggregate is None or none is None or (measure.where and where is None):
            return None
        if not self._none_fits(measure, aggregate, none):
            return None
        return MeasureRule(measure, replace(aggregate, where=where), none)

    def _none_fits(self, measure: Measure, aggregate: Aggregate, none: Constant) -> bool:
        message = ""
        if aggregate.kind == "count":
            message = "" if none.value == 0 else "A count of no records is 0."
        elif none.type is not Type.MISSING and not (
            none.type.is_number and (aggregate.type is Type.DECIMAL or none.type is aggregate.type)
        ):
            message = f"The value without records must be a {aggregate.type} like the measure, or null."
        if message:
            self._refuse(measure, message, measure.if_none, "Write if_none = 'null' where there is then no value.")
        return not message

    def _refuse(self, entry: Provision, message: str, found: str = "", way_out: str = "") -> None:
        place = entry.place
        self.problems.append(
            Problem(message, place.file, place.line, place.column, field=place.key, found=found, way_out=way_out)
        )

    def _check_codes(self) -> None:
        taken: dict[str, str] = dict.fromkeys(ORGANIZATION, "an attribute of the organization")
        taken |= dict.fromkeys(("total", "grade", "cap", "veto", "points"), "a word of the rubric")
        counted: tuple[Measure | Indicator, ...] = (*self.pack.measures, *self.pack.indicators)
        for entry in counted:
            code = entry.code
            if not CODE.fullmatch(code):
                self._refuse(entry, "A code is small letters, digits and _, beginning with a letter.", code)
            elif code in taken:
                self._refuse(entry, f"This code is already {taken[code]}.", code, "Choose another.")
            elif not is_plain_name(code):
                self._refuse(entry, "This code is a word of the language.", code, "Choose another.")
            taken[code] = "a measure" if isinstance(entry, Measure) else "an indicator"
        pack = self.pack
        rules: tuple[Cap | Veto | Grade | Label | StandingCondition, ...]
        rules = (*pack.caps, *pack.vetoes, *pack.grades, *pack.labels, *pack.standing_conditions)
        for rule in rules:
            if not DASHED.fullmatch(rule.code):
                self._refuse(rule, "A code is letters, digits, +, - and _.", rule.code)

    def _check_entries(self, scope: Mapping[str, Known]) -> None:
        pack = self.pack
        grades = [grade.code for grade in pack.grades]
        if not grades or pack.grades[-1].when.strip().lower() != "true":
            where = pack.grades[-1] if grades else None
            message = "The last grade must hold for everyone: when = 'true'."
            self.problems += [Problem(message)] if where is None else []
            if where is not None:
                self._refuse(where, message, where.when)
        for veto in pack.vetoes:
            if veto.grade not in grades:
                self._refuse(veto, "No such grade.", veto.grade, nearest(veto.grade, grades))
        for entry, points in [*((i, i.points) for i in pack.indicators), *((c, c.total) for c in pack.caps)]:
            if points != points.quantize(Decimal("0.01")) or not 0 <= points <= MOST_POINTS:
                self._refuse(entry, "Points are not below 0 and have at most two decimals.", str(points))
        for entry in pack.indicators:
            if entry.role not in {"indicator", "bonus"}:
                self._refuse(entry, "No such role.", entry.role, nearest(entry.role, ("indicator", "bonus")))
        for sentence, provision in _sentences(pack):
            self._check_sentence(sentence, provision, scope)

    def _check_sentence(self, sentence: Words, entry: Provision, scope: Mapping[str, Known]) -> None:
        for language, words in sentence.items():
            place = entry.places.get(f"because.{language}", entry.place)
            for match in PLACEHOLDER.finditer(words):
                if match.group(1) not in scope:
                    shown = replace(place, column=place.column + match.start())
                    way_out = nearest(match.group(1), scope)
                    self._refuse_at(shown, "The sentence names something unknown.", match.group(), way_out)

    def _refuse_at(self, place: Place, message: str, found: str, way_out: str) -> None:
        self.problems.append(
            Problem(message, place.file, place.line, place.column, field=place.key, found=found, way_out=way_out)
        )


@lru_cache(maxsize=4096)
def is_plain_name(code: str) -> bool:
    """Whether a code reads as a name, and not as a word or function of the language."""
    if code in KEYWORDS or code in SCALARS or code in AGGREGATES:
        return False
    try:
        tree = sqlglot.parse_one(f"{code} + 1 > {code}", dialect="duckdb")
    except SqlglotError:
        return False
    return [column.name for column in tree.find_all(exp.Column)] == [code, code] and type(tree) is exp.GT


def _sentences(pack: Pack) -> Iterable[tuple[Words, Provision]]:
    told: tuple[Indicator | Cap | Veto | Label | StandingCondition, ...]
    told = (*pack.indicators, *pack.caps, *pack.vetoes, *pack.labels, *pack.standing_conditions)
    for entry in told:
        yield entry.because, entry


def _placeholders_of(pack: Pack) -> set[str]:
    return {
        match.group(1)
        for sentence, _ in _sentences(pack)
        for words in sentence.values()
        for match in PLACEHOLDER.finditer(words)
    }


def _order(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0
