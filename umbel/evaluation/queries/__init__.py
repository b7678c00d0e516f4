"""Questions about cycles and the grades proposed in them."""

from umbel.evaluation.queries.attention import ORDERS, with_attention
from umbel.evaluation.queries.explaining import FullExplanation, explanation, records_behind
from umbel.evaluation.queries.grades import (
    cycles,
    grade_counts,
    grades_by_body,
    grades_by_field,
    latest_cycle,
    proposed_grade,
    proposed_grades,
)
from umbel.evaluation.queries.packs import pinned_pack, pinned_rubric

__all__ = [
    "ORDERS",
    "FullExplanation",
    "cycles",
    "explanation",
    "grade_counts",
    "grades_by_body",
    "grades_by_field",
    "latest_cycle",
    "pinned_pack",
    "pinned_rubric",
    "proposed_grade",
    "proposed_grades",
    "records_behind",
    "with_attention",
]
