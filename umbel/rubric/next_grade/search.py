"""The shortest way to a better grade, found by grading what would be otherwise with the very same query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from umbel.policy.pack import Pack
from umbel.rubric.answers.explanation import number_shown
from umbel.rubric.compile.query import Query
from umbel.rubric.next_grade.steps import Altered, Records, Steps, step_words
from umbel.words import Message

MOST_STEPS = 8
MOST_IN_PAIRS = 4
LADDER = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000)
"""How many more of a summed figure, such as people present, are tried."""

type Plan = tuple[tuple[str, int], ...]
"""Measure and how many steps of it, for each measure that is raised."""
type Grading = Callable[[Sequence[Records]], list[dict[str, Any]]]
"""Grades many variants of the records at once."""

SHORT = Message("{points} points short of {grade}: {steps}")
TAKES = Message("{grade} would take {steps}")
NOWHERE = Message("No steps that the rules describe lead to a better grade")
AND = Message("; and ")


@dataclass(frozen=True, slots=True)
class Step:
    """So many more of one measure."""

    measure: str
    count: int
    periods: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class NextGrade:
    """A better grade and how to come to it. Without `reachable` there are no steps, and `sentence` says so."""

    grade: str
    title: str
    reachable: bool
    short_by: Decimal | None
    """Points missing, when points alone would do."""
    steps: tuple[Step, ...]
    total: Decimal | None
    """What the total would be."""
    sentence: str


@dataclass(frozen=True)
class Search:
    """The search for one organization."""

    pack: Pack
    query: Query
    records: Records
    steps: dict[str, Steps]
    grade: Grading

    def shortest(self, rank: int) -> tuple[Plan, dict[str, Any]] | None:
        """The plan with the fewest steps that gives a rank below `rank`; of those the best grade."""
        for plans in (self._singles(), self._pairs()):
            found = self._best(plans, rank)
            if found:
                return self._refined(found, rank)
        return self._everything(rank)

    def _singles(self) -> Iterable[Plan]:
        for code, steps in self.steps.items():
            counts = LADDER if steps.rule.aggregate.kind == "sum" else range(1, MOST_STEPS + 1)
            yield from (((code, count),) for count in counts)

    def _pairs(self) -> Iterable[Plan]:
        codes = [code for code, steps in self.steps.items() if steps.rule.aggregate.kind != "sum"]
        counts = range(1, MOST_IN_PAIRS + 1)
        for first, second in combinations(codes, 2):
            yield from (((first, a), (second, b)) for a, b in product(counts, counts))

    def _refined(self, found: tuple[Plan, dict[str, Any]], rank: int) -> tuple[Plan, dict[str, Any]]:
        """Between two rungs of the ladder there may be less to do."""
        ((code, count), *others) = found[0]
        if others or count not in LADDER or self.steps[code].rule.aggregate.kind != "sum":
            return found
        below = max((rung for rung in LADDER if rung < count), default=0)
        return self._best([((code, between),) for between in range(below + 1, count + 1)], rank) or found

    def _everything(self, rank: int) -> tuple[Plan, dict[str, Any]] | None:
        """Take every step there is, then leave out whatever is not needed, measure by measure."""
        counts = {code: self._most(code) for code in self.steps}
        best = self._best([_plan(counts)], rank)
        if best is None:
            return None
        for code in self.steps:
            fewer = [_plan({**counts, code: count}) for count in range(counts[code])]
            found = self._best(fewer, rank)
            if found:
                best, counts = found, {**counts, code: dict(found[0]).get(code, 0)}
        return best

    def _most(self, code: str) -> int:
        if self.steps[code].rule.aggregate.kind == "sum":
            return 100 if self.steps[code].amendments else 0
        return next((count for count in range(MOST_STEPS, 0, -1) if self._alter(((code, count),))), 0)

    def _best(self, plans: Iterable[Plan], rank: int) -> tuple[Plan, dict[str, Any]] | None:
        possible = [(plan, altered) for plan in plans if (altered := self._alter(plan))]
        if not possible:
            return None
        rows = self.grade([altered.records for _, altered in possible])
        ranks = {grade.code: number for number, grade in enumerate(self.pack.grades)}
        better = [
            (sum(count for _, count in plan), ranks[row["grade"]], -row["total"], plan, row)
            for (plan, _), row in zip(possible, rows, strict=True)
            if ranks[row["grade"]] < rank
        ]
        if not better:
            return None
        *_, plan, row = min(better, key=lambda found: found[:4])
        return plan, row

    def _alter(self, plan: Plan) -> Altered | None:
        altered = Altered(dict(self.records))
        return altered if all(self.steps[code].take(altered, count) for code, count in plan) else None

    def told(self, plan: Plan, language: str) -> tuple[Step, ...]:
        """The steps of a plan in words."""
        altered = self._alter(plan)
        periods = altered.periods if altered else {}
        return tuple(
            Step(
                code,
                count,
                tuple(sorted({period for period in periods.get(code, []) if period})),
                step_words(self.steps[code].rule.measure, language, count, periods.get(code, [])),
            )
            for code, count in plan
        )


def _plan(counts: dict[str, int]) -> Plan:
    return tuple((code, count) for code, count in counts.items() if count)


def sentence(grade: str, steps: Sequence[Step], short_by: Decimal | None, language: str) -> str:
    """'3 points short of B: one accepted activity (2025-Q4)'."""
    words = AND.in_language(language).join(step.words for step in steps)
    if short_by is None:
        return TAKES.filled(grade=grade, steps=words).in_language(language)
    return SHORT.filled(points=number_shown(short_by), grade=grade, steps=words).in_language(language)
