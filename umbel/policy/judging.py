"""How a year is judged and what may follow: the entries of a pack about the evaluation and the ladder."""

from dataclasses import dataclass, field

from umbel.policy.provisions import Entry, Place
from umbel.policy.validity import DateFunction
from umbel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Entry):
    """The road of a cycle from proposed to published grades; times in working days."""

    code: str = "evaluation"
    self_assessment_days: int
    review_days: int
    objection_days: int
    objection_decision_days: int
    valid_until: DateFunction
    """When grades run out, unless others take their place before."""
    second_reading_share: int = 0
    """Of a hundred files, how many a second committee judges as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung(Entry):
    """A step of the ladder from advice to removal, its times in working days (floors: `umbel.policy.ladder`)."""

    adverse: bool
    effect: str = "record"
    """`record` (it stands on the file), `label` (the organization carries `label`), `downgrade` (its published grade
    counts as another one), or `removal` from the register.
    """
    label: str = ""
    lowers: dict[str, str] = field(default_factory=dict)
    """Of a downgrade: a published grade -> the one it counts as while the decision has effect."""
    decided_by: str = "joint"
    after: tuple[str, ...] = ()
    """One of these must stand within `within_months`; none: it may come first."""
    within_months: int | None = None
    reply_days: int | None = None
    substituted_days: int | None = None
    appeal_days: int | None = None
    appeal_decision_days: int | None = None
    appeal_suspends: bool = True
    hearing: str = "on-request"  # or `always`, `none`
    lasts_months: int | None = None
    published_months: int | None = None
    """For how long the decision is published; when left out, for as long as it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCondition(Entry):
    """While `when` holds of an organization there is a reason to look, and to consider a case on `rung`. It sets
    nothing and opens nothing.
    """

    when: str
    when_place: Place
    rung: str
    because: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdingGround(Entry):
    """One of the only grounds on which an adverse decision is not published."""
