"""Why a grade: each indicator's points, the measured values, the sentence, and the sum that must come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from umbel.errors import UmbelError
from umbel.policy.facts import ORGANIZATION
from umbel.policy.pack import Cap, Indicator, Label, Pack, StandingCondition, Veto
from umbel.rubric.compile.query import Compiled, Query
from umbel.rubric.compile.rules import PLACEHOLDER, Rule
from umbel.rubric.language.tree import Type, names_in
from umbel.words import Message, Words

type Told = Indicator | Cap | Veto | Label | StandingCondition

MISSING = Message("not known")
YES = Message("yes")
NO = Message("no")


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure or attribute that a rule looks at, and its value."""

    code: str
    title: str
    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One indicator: what it gave, of what, and why. `role` is `indicator` or `bonus`."""

    code: str
    title: str
    role: str
    points: Decimal
    most: Decimal
    sentence: str
    figures: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap or veto that bit: `limit` is the highest total, or the best grade, it leaves."""

    code: str
    title: str
    sentence: str
    limit: Decimal | str
    figures: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason to open a case about a label. It sets nothing by itself."""

    code: str
    title: str
    sentence: str
    adverse: bool
    figures: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A standing condition that holds: a reason to look, and the rung a case could be about. Never a decision."""

    code: str
    title: str
    sentence: str
    rung: str
    figures: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole reckoning for one organization. It always adds up: `added` under the cap is `total`."""

    organization: int
    indicators: tuple[Scored, ...]
    added: Decimal
    cap: Limit | None
    total: Decimal
    veto: Limit | None
    grade: str
    grade_title: str
    grounds: tuple[Ground, ...]
    conditions: tuple[Condition, ...]


class DoesNotAddUp(UmbelError):
    """A stored row that is not what the rubric says: it was made under other rules, or changed."""


def explain(compiled: Compiled, row: Mapping[str, Any], language: str) -> Explanation:
    """The reckoning behind one row of the result, in words."""
    query = compiled.query
    return _Telling(compiled.pack, query, typed_row(query, row), language).explanation()


def typed_row(query: Query, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the result that may have been kept as text (decimals and dates), with its types again."""
    types: dict[str, Type] = {name: Type(kind) for name, kind in ORGANIZATION.items()}
    types |= {f"m_{figure.rule.measure.code}": figure.rule.aggregate.type for figure in query.figures}
    types |= {f"p_{code}": Type.DECIMAL for code, _ in query.scores} | {"total": Type.DECIMAL}
    return {name: _typed(value, types.get(name)) for name, value in row.items()}


def _typed(value: Any, kind: Type | None) -> Any:
    if isinstance(value, str):
        if kind is Type.DATE:
            return date.fromisoformat(value)
        if kind is Type.DECIMAL:
            return Decimal(value)
        if kind is Type.INTEGER:
            return int(value)
    return value


def number_shown(value: Decimal) -> str:
    """A decimal without the zeros that say nothing: 15.00 is 15, 2.50 is 2.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class _Telling:
    pack: Pack
    query: Query
    row: Mapping[str, Any]
    language: str

    def explanation(self) -> Explanation:
        row, query = self.row, self.query
        indicators = tuple(self.scored(code) for code, _ in self.query.scores)
        added = sum((scored.points for scored in indicators), Decimal("0.00"))
        cap = next((cap for cap in self.pack.caps if cap.code == row["cap"]), None)
        veto = next((veto for veto in self.pack.vetoes if veto.code == row["veto"]), None)
        grade = next((grade for grade in self.pack.grades if grade.code == row["grade"]), None)
        if grade is None or row["total"] != (added if cap is None else min(added, cap.total)):
            raise DoesNotAddUp(
                f"The figures of organization {row['organization']} do not add up under {self.pack.id} "
                f"{self.pack.version}. Evaluate the cycle again."
            )
        return Explanation(
            organization=row["organization"],
            indicators=indicators,
            added=added,
            cap=None if cap is None else Limit(*self.told(cap), cap.total, self.behind(query.rules.caps, cap)),
            total=row["total"],
            veto=None if veto is None else Limit(*self.told(veto), veto.grade, self.behind(query.rules.vetoes, veto)),
            grade=grade.code,
            grade_title=self.say(grade.title),
            grounds=tuple(
                Ground(*self.told(label), label.adverse, self.behind(query.rules.labels, label))
                for label in self.pack.labels
                if row.get(f"g_{label.code}")
            ),
            conditions=tuple(
                Condition(*self.told(entry), entry.rung, self.behind(query.rules.conditions, entry))
                for entry in self.pack.standing_conditions
                if row.get(f"s_{entry.code}")
            ),
        )

    def scored(self, code: str) -> Scored:
        rule = next(rule for rule in self.query.rules.indicators if rule.entry.code == code)
        entry = rule.entry
        return Scored(
            code=code,
            title=self.say(entry.title),
            role=entry.role,
            points=self.row[f"p_{code}"],
            most=entry.points,
            sentence=self.say(entry.because),
            figures=self.behind(self.query.rules.indicators, entry),
        )

    def told(self, entry: Cap | Veto | Label | StandingCondition) -> tuple[str, str, str]:
        """Its code, its title and its sentence."""
        return entry.code, self.say(entry.title), self.say(entry.because)

    def behind[Entry: Told](self, rules: Iterable[Rule[Entry]], entry: Entry) -> tuple[Measured, ...]:
        """The measures and attributes that a rule looks at, and those that its sentence names."""
        tree = next(rule.tree for rule in rules if rule.entry.code == entry.code)
        names = dict.fromkeys([*names_in(tree), *PLACEHOLDER.findall(entry.because.in_language(self.language))])
        return tuple(figure for name in names if (figure := self.measured(name)))

    def measured(self, code: str) -> Measured | None:
        measure = next((measure for measure in self.pack.measures if measure.code == code), None)
        if measure is not None:
            value = self.row.get(f"m_{code}")
            return Measured(code, self.say(measure.title), value, self.shown(value))
        if code in ORGANIZATION:
            return Measured(code, code, self.row.get(code), self.shown(self.row.get(code)))
        return None

    def say(self, text: Words) -> str:
        """The words, with every {name} replaced by its value."""
        return PLACEHOLDER.sub(lambda match: self.shown(self.value(match.group(1))), text.in_language(self.language))

    def value(self, name: str) -> Any:
        for key in (f"m_{name}", f"p_{name}", name):
            if key in self.row:
                return self.row[key]
        return None

    def shown(self, value: Any) -> str:
        if value is None:
            return MISSING.in_language(self.language)
        if isinstance(value, bool):
            return (YES if value else NO).in_language(self.language)
        return number_shown(value) if isinstance(value, Decimal) else str(value)
