"""The rubric: a pack's measures, indicators and grades as one columnar query, with explanations.

A *measure* is counted from records, one value an organization. An *indicator* turns measures and attributes into
points. A *cap* limits the total, a *veto* the grade; the first *grade* whose condition holds is the grade; a *label*'s
ground is a reason for a case, never more.

What may be written. A measure is one of `count(*)`, `count(x)`, `count(distinct x)`, `sum`, `min`, `max`, `avg` over
the columns of one table of records, its `where` a condition over them. Everything else is computed from measures and
the organization's attributes with `+ - * /`, `= <> < <= > >=`, `and or not`, `in (...)`, `between`, `is null`,
`case when`, `least`, `greatest`, `coalesce`, `abs`, `round(x, n)`, `floor`, `ceil`, numbers, 'texts' and
`date '2025-12-31'`; a date less a date is days; texts are only equal or not. Caps, vetoes and grades also see the
points of indicators and `total`; labels and standing conditions see `grade` besides. `language` lets nothing
else through.

What it means, once:

* **Missing values.** Whatever is computed from a missing value is missing (`least` and `greatest` too); `coalesce`
  gives it a value. A comparison with a missing value is unknown, and a condition that is unknown does not hold. A
  missing score is 0 points. A measure of an organization without matching records is the measure's `if_none`.
* **Division by zero** is missing.
* **Arithmetic is exact.** Numbers are whole numbers over whole numbers until they are rounded; nothing is ever a binary
  float. What may need more than 38 digits is refused when the pack loads.
* **The one rounding.** The score of each indicator is rounded once, to two decimals, halves away from zero, and is not
  below 0 nor above the indicator's points. The total is the sum of those, bonuses included, not above any cap that
  holds (a cap's own condition sees the total before caps).
* **Grades** are ordered, best first. A veto that holds keeps the grade from being better than the one it names.
"""

from umbel.rubric.answers.explanation import Condition, Explanation, Ground, Limit, Measured, Scored
from umbel.rubric.answers.regrading import Corrected, frozen_rows, frozen_value, regrade, regrade_many
from umbel.rubric.engines.facts import Facts, facts_from_rows
from umbel.rubric.engines.spark_session import Cluster, Engine, check_spark, start_cluster
from umbel.rubric.language.expression import check_expression
from umbel.rubric.next_grade.search import NextGrade, Step
from umbel.rubric.rubric import Rubric, compile_rubric
from umbel.rubric.trials.prepared import Prepared, WhatIf, prepare
from umbel.rubric.trials.results import (
    Alike,
    BandHours,
    Both,
    Boundary,
    Burden,
    DutyMoves,
    Fairness,
    Grounds,
    GroupMoves,
    Moved,
    Named,
    Near,
    Sensitivity,
    Side,
    Trial,
    Unequal,
    Weight,
)
from umbel.rubric.worked_examples import run_example

__all__ = [
    "Alike",
    "BandHours",
    "Both",
    "Boundary",
    "Burden",
    "Cluster",
    "Condition",
    "Corrected",
    "DutyMoves",
    "Engine",
    "Explanation",
    "Facts",
    "Fairness",
    "Ground",
    "Grounds",
    "GroupMoves",
    "Limit",
    "Measured",
    "Moved",
    "Named",
    "Near",
    "NextGrade",
    "Prepared",
    "Rubric",
    "Scored",
    "Sensitivity",
    "Side",
    "Step",
    "Trial",
    "Unequal",
    "Weight",
    "WhatIf",
    "check_expression",
    "check_spark",
    "compile_rubric",
    "facts_from_rows",
    "frozen_rows",
    "frozen_value",
    "prepare",
    "regrade",
    "regrade_many",
    "run_example",
    "start_cluster",
]
