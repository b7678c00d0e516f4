"""What one more of a measure would mean in the records: amend a record that almost counts, or add one.

A step is found from the measure's own condition: the parts that fail decide what would have to be otherwise. Whether
it counts is never decided here; the changed records go through the rubric's own query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from umbel.periods import MONTHS, Period, period_containing, periods_between
from umbel.policy.facts import RECORDS
from umbel.policy.pack import Measure, Pack
from umbel.rubric.compile.query import record_column
from umbel.rubric.compile.rules import MeasureRule
from umbel.rubric.compile.sql import Rendering
from umbel.rubric.language.tree import Constant, Name, Node, Operation, names_in
from umbel.words import Message

type Record = dict[str, Any]
type Records = dict[str, list[Record]]

AMENDABLE = {
    "activity": {"verification", "evidence", "head_count"},
    "obligation": {"fate"},
    "filing": {"accounts_received_on", "qualified"},
}
"""What an organization or its committee can make otherwise in a record that is there."""
SHOWN = {"evidence": 1}
"""An activity that is added is taken to come with something that shows it."""
ADDABLE = {"activity"}
"""Tables that an organization can add a record to; obligations are generated, and filings answer them."""


@dataclass
class Altered:
    """Records with some steps taken, and the periods those steps were in."""

    records: Records
    periods: dict[str, list[str]] = field(default_factory=dict)
    touched: set[tuple[str, int, str]] = field(default_factory=set)

    def amend(self, table: str, at: int, changes: Record) -> None:
        """Replace a record by one that differs; the original is shared and stays as it is."""
        self.records[table] = [
            {**record, **changes} if index == at else record for index, record in enumerate(self.records[table])
        ]
        self.touched |= {(table, at, column) for column in changes}


@dataclass(frozen=True)
class Steps:
    """The steps of one measure for one organization: amendments ready to take, and the record to add."""

    rule: MeasureRule
    amendments: tuple[tuple[int, Record], ...]
    new: Record | None
    values: tuple[Record, ...]
    """For a count of different things: what each further one would be."""

    def take(self, altered: Altered, count: int) -> bool:
        """Take `count` steps; False when there are not so many."""
        measure, aggregate = self.rule.measure, self.rule.aggregate
        periods = altered.periods.setdefault(measure.code, [])
        if aggregate.kind == "sum":
            return self._raise(altered, count)
        left = [
            (at, changes)
            for at, changes in self.amendments
            if not any((measure.table, at, column) in altered.touched for column in changes)
        ]
        for number in range(count):
            further = self.values[number] if number < len(self.values) else None
            if aggregate.distinct and further is None:
                return False
            if left and not aggregate.distinct:
                at, changes = left.pop(0)
                periods.append(str(altered.records[measure.table][at].get("period") or ""))
                altered.amend(measure.table, at, changes)
            elif self.new is not None:
                record = {**self.new, **(further or {})}
                altered.records[measure.table] = [*altered.records[measure.table], record]
                periods.append(str((further or {}).get("label", "")))
            else:
                return False
        return True

    def _raise(self, altered: Altered, count: int) -> bool:
        table, over = self.rule.measure.table, self.rule.aggregate.over
        if not isinstance(over, Name) or not self.amendments:
            return False
        at, _ = self.amendments[0]
        before = altered.records[table][at].get(over.code) or 0
        altered.amend(table, at, {over.code: before + count})
        return True


def conjuncts(node: Node | None) -> Iterator[Node]:
    """The parts of a condition that must all hold."""
    match node:
        case None:
            return
        case Operation(operator="and", parts=parts):
            for part in parts:
                yield from conjuncts(part)
        case _:
            yield node


def conditions_sql(rule: MeasureRule) -> list[str]:
    """SQL of each part of the measure's condition, over its table."""
    columns = {name: record_column(name, kind) for name, kind in RECORDS[rule.measure.table].items()}
    rendering = Rendering(columns)
    return [f"coalesce({rendering.sql(part)}, FALSE)" for part in conjuncts(rule.aggregate.where)]


def find_steps(rule: MeasureRule, pack: Pack, records: Records, holding: Sequence[Sequence[bool]]) -> Steps:
    """The steps of a measure, from the records and from which part of the condition holds for each."""
    parts = list(conjuncts(rule.aggregate.where))
    rows = records.get(rule.measure.table, [])
    amendments: list[tuple[int, Record]] = []
    for at, (record, holds) in enumerate(zip(rows, holding, strict=True)):
        if rule.aggregate.kind == "sum":
            if all(holds):
                amendments.append((at, {}))
            continue
        failing = [part for part, held in zip(parts, holds, strict=True) if not held]
        changes = _satisfying(failing, record)
        if failing and changes is not None and set(names_in(*failing)) <= AMENDABLE[rule.measure.table]:
            amendments.append((at, _consistent(changes, record)))
    new = None
    if rule.measure.table in ADDABLE and rule.aggregate.kind == "count":
        new = _satisfying(parts, {})
        new = None if new is None else {**SHOWN, **new}
    return Steps(rule, tuple(amendments), new, tuple(_further(rule, pack, records)))


def _satisfying(parts: Sequence[Node], record: Record) -> Record | None:
    """Values that make every part hold, when the parts are simple enough to tell."""
    changes: Record = {}
    for part in parts:
        found = _value_for(part, record)
        if found is None or (found[0] in changes and changes[found[0]] != found[1]):
            return None
        changes[found[0]] = found[1]
    return changes


def _value_for(part: Node, record: Record) -> tuple[str, Any] | None:
    match part:
        case Name(code=code):
            return code, True
        case Operation(
            operator="equal" | "more_or_equal" | "less_or_equal", parts=(Name(code=code), Constant() as value)
        ):
            return code, _plain(value)
        case Operation(operator="in", parts=(Name(code=code), Constant() as value, *_)):
            return code, _plain(value)
        case Operation(operator="more", parts=(Name(code=code), Constant(value=Fraction() as value))):
            return code, int(value) + 1
        case Operation(operator="not", parts=(Operation(operator="is_missing", parts=(Name(code=code),)),)):
            on = record.get("due_on") or record.get("held_on")
            return (code, on) if on else None
    return None


def _plain(value: Constant) -> Any:
    if isinstance(value.value, Fraction):
        number = value.value
        return int(number) if number.denominator == 1 else Decimal(number.numerator) / Decimal(number.denominator)
    return value.value


def _consistent(changes: Record, record: Record) -> Record:
    """An obligation that is met has no days overdue, and was met on time unless it says late."""
    if changes.get("fate") == "met":
        return {**changes, "met_on": record.get("due_on"), "days_late": 0, "days_overdue": None}
    return changes


def _further(rule: MeasureRule, pack: Pack, records: Records) -> Iterator[Record]:
    """What a count of different things has not seen yet: the missing quarters or months, other kinds."""
    over = rule.aggregate.over
    if not rule.aggregate.distinct or not isinstance(over, Name):
        return
    seen = {record.get(over.code) for record in records.get(rule.measure.table, [])}
    if over.code in MONTHS:
        for period in _periods(over.code, pack, records):
            if period.label not in seen:
                yield {**_dated(period, pack), over.code: period.label, "label": period.label}
    elif over.code == "kind":
        yield from ({"kind": kind.code, "label": ""} for kind in pack.activity_kinds if kind.code not in seen)


def _periods(kind: str, pack: Pack, records: Records) -> tuple[Period, ...]:
    """The periods of the cycle: from its first obligation to its last, or of the year of its activities."""
    begins = [record["from_on"] for record in records.get("obligation", []) if record.get("from_on")]
    ends = [record["until_on"] for record in records.get("obligation", []) if record.get("until_on")]
    starts = pack.supervision_year_starts
    if begins and ends:
        return periods_between(kind, min(begins), max(ends), year_starts=starts)
    held = [record["held_on"] for record in records.get("activity", []) if record.get("held_on")]
    if not held:
        return ()
    year = period_containing("year", max(held), year_starts=starts)
    return periods_between(kind, year.from_on, year.until_on, year_starts=starts)


def _dated(period: Period, pack: Pack) -> Record:
    on: date = period.from_on
    starts = pack.supervision_year_starts
    return {
        "held_on": on,
        "quarter": period_containing("quarter", on, year_starts=starts).label,
        "month": period_containing("month", on, year_starts=starts).label,
    }


IN_PERIODS = Message("{step} ({periods})")
TIMES = Message("{count} times {step}")


def step_words(measure: Measure, language: str, count: int, periods: Sequence[str]) -> str:
    """The pack's words for a step, taken `count` times, in the periods it concerns."""
    words = measure.step.in_language(language) if measure.step else measure.title.in_language(language)
    named = ", ".join(sorted({period for period in periods if period}))
    if "{period}" in words:
        words = words.replace("{period}", named)
    elif named:
        words = IN_PERIODS.filled(step=words, periods=named).in_language(language)
    return words if count == 1 else TIMES.filled(count=count, step=words).in_language(language)
