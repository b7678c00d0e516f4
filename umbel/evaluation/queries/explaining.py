"""Why a grade is proposed: the figures, the sentences, the records, and the way to the next grade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from umbel.evaluation.models import ProposedGrade
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.evaluation.queries.runs import facts_of
from umbel.policy.facts import ORGANIZATION
from umbel.rubric import Explanation, NextGrade


@dataclass(frozen=True, slots=True)
class FullExplanation:
    """What a page says about a proposed grade."""

    explanation: Explanation
    next_grade: NextGrade | None


def explanation(grade: ProposedGrade, language: str) -> FullExplanation:
    """The explanation of a proposed grade, from the figures stored with it and the frozen facts."""
    rubric = pinned_rubric(grade.cycle)
    facts = facts_of(grade.cycle, check=False)
    return FullExplanation(
        explanation=rubric.explain(typed(grade.figures), facts=facts, language=language),
        next_grade=rubric.next_grade(facts, grade.organization_id, language),
    )


def records_behind(grade: ProposedGrade, measure: str, limit: int = 200) -> list[dict[str, Any]]:
    """The frozen records that a measure of this organization was counted from."""
    rubric = pinned_rubric(grade.cycle)
    return rubric.records(facts_of(grade.cycle, check=False), grade.organization_id, measure, limit=limit)


def holding(row: Mapping[str, Any], prefix: str) -> list[str]:
    """Codes of the labels (`g_`) or standing conditions (`s_`) whose condition holds in a row of the result."""
    return [name.removeprefix(prefix) for name, value in row.items() if name.startswith(prefix) and value is True]


def plain(value: Any) -> Any:
    """A figure as it is stored: what JSON has no kind for, as text. `typed` reads it back."""
    return str(value) if isinstance(value, Decimal | date) else value


def typed(figures: dict[str, Any]) -> dict[str, Any]:
    """The stored figures with the types the rubric gave them."""
    return {name: _typed(name, value) for name, value in figures.items()}


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name == "total" or name.startswith("p_"):
        return Decimal(value)
    if ORGANIZATION.get(name) == "date":
        return date.fromisoformat(value)
    return value
