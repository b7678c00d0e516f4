"""What a loaded pack is: plain, frozen data. `load` makes it, everything else reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from umbel.errors import NotFound
from umbel.policy.forms import Choice, Form, FormCheck, FormField, Sampling
from umbel.policy.judging import Evaluation, Rung, StandingCondition, WithholdingGround
from umbel.policy.legal import OutsideAppeal, Reviews
from umbel.policy.provisions import Entry, Place, Provision, Status
from umbel.policy.times import DueTime, usual_times
from umbel.policy.vocabulary import CalendarDay, Classification, Concept, District
from umbel.words import Words

__all__ = [
    "CalendarDay",
    "Choice",
    "Classification",
    "Concept",
    "District",
    "DueTime",
    "Entry",
    "Evaluation",
    "Form",
    "FormCheck",
    "FormField",
    "OutsideAppeal",
    "Place",
    "Provision",
    "Reviews",
    "Rung",
    "Sampling",
    "StandingCondition",
    "Status",
    "WithholdingGround",
    "Words",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Entry):
    """A part of the pack that is no list of rules: `pack` (its head), `districts`, `calendar`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Provision):
    """`apex`, `joint` or `organization`: what the pack calls it, and how large its bodies are."""

    code: str
    name: Words
    plural: Words
    target_size: int | None = None
    size_range: tuple[int, int] | None = None
    count: int | None = None
    """How many bodies there are on this tier."""
    reads: str = "placed"
    """Whose files the officers of a joint committee read: of those `placed` under it, or of `every` organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeBand(Provision):
    """Organizations whose size is below `below` (None: no upper end) and in no earlier band."""

    code: str
    name: Words
    below: int | None
    hours: Decimal | None = None
    """Hours a year that may be asked of an organization of this size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Entry):
    """A pledge an organization makes, in a given wording; a changed wording is another `version`."""

    wording: Words
    made_by: Words
    version: int = 1
    offices: tuple[str, ...] = ()
    """Whoever holds one of these may make it."""
    renew_months: int | None = None
    """After how long it is made anew; None: it holds until it is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking(Entry):
    """Something a commitment promises by a day, counted from the day of entry in the register.

    Due in `due_days` working days or in `due_months` calendar months.
    """

    commitment: str
    due_days: int | None = None
    due_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Entry):
    """That organizations are registered here, and how."""

    code: str = "registration"
    identifier_scheme: str
    """The scheme of the identifier an organization brings, or is given, such as `cn-uscc`."""
    target_days: int
    """Working days from submission to decision that applicants are shown."""
    most_open: int = 20
    """Applications that one account may have open: enough for an agent, too few to drown the registrar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationClass(Entry):
    """A legal form an organization can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Entry):
    """One page of the application; the program knows how each is answered."""

    why: Words
    """Why it is asked, in plain words for the applicant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Entry):
    """An office within an organization, such as that of its legal representative."""

    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind(Entry):
    """A document asked for at registration."""

    required: bool = True
    classes: tuple[str, ...] = ()
    """The classes of organization it is asked of; none named: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalGround(Entry):
    """One of the only grounds on which a registration may be refused."""


class RequirementKind(StrEnum):
    """What fulfils a requirement."""

    ACTIVITY = "activity"
    """Accepted activities, at least `minimum`."""
    FILING = "filing"
    """A document handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Entry):
    """What is asked of an organization, each period, by when.

    The due date is `due_days` working days, or `due_months` calendar months, after the period ends.
    """

    kind: RequirementKind
    period: str
    minimum: int = 1
    minimum_by_size: dict[str, int] = field(default_factory=dict)
    """Size band -> how many there, where it differs; 0: nothing is asked."""
    fields: tuple[str, ...] = ()
    """Asked only of organizations in these fields or below them; none: of all."""
    hours: Decimal | None = None
    """Hours of an organization's work that one fulfilment takes."""
    due_days: int | None = None
    due_months: int | None = None

    def minimum_for(self, band: str | None) -> int:
        """How many an organization of a size band owes each period."""
        return self.minimum_by_size.get(band or "", self.minimum)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind(Entry):
    """A kind of activity an organization can report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Entry):
    """A figure counted from one table of records, one value an organization."""

    table: str
    expression: str
    expression_place: Place
    where: str = ""
    where_place: Place | None = None
    if_none: str = "0"
    """Value (a literal) of an organization without any record: what a missing value means."""
    step: Words | None = None
    """How one more of it is said in words: 'one accepted activity in {period}'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Entry):
    """A scored rule over measures and attributes. Points are exact decimals."""

    points: Decimal
    score: str
    score_place: Place
    because: Words
    judged: bool = False
    """Whether the joint committee may find other points than the records give, with reasons."""
    role: str = "indicator"
    """`indicator` (counts in the total up to `points`) or `bonus` (added after, up to `points`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Entry):
    """While `when` holds, the total is not more than `total`."""

    when: str
    when_place: Place
    total: Decimal
    because: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto(Entry):
    """While `when` holds, the grade is not better than `grade`."""

    when: str
    when_place: Place
    grade: str
    because: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Entry):
    """A band; the first whose `when` holds is the grade. The last one's `when` is `true`."""

    when: str
    when_place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Entry):
    """A status with consequences. An adverse one is never set by computation: `ground` opens a case."""

    adverse: bool
    ground: str
    ground_place: Place
    because: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter(Entry):
    """Something an organization and its committee decide together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A policy pack, checked. `content_hash` is the SHA-256 of its files; it pins a cycle."""

    id: str
    version: str
    title: Words
    summary: Words
    languages: tuple[str, ...] = ("en",)
    """What people here read: every phrase of the pack stands in each. The first is the federation's own."""
    content_hash: str
    effective_from: date
    effective_until: date | None
    time_zone: str
    supervision_year_starts: tuple[int, int]
    """(month, day) on which the year of supervision begins."""
    size_unit: Words
    tiers: dict[str, Tier]
    classification: Classification | None
    districts: tuple[District, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    weekend: tuple[int, ...] = (5, 6)
    """Weekdays (0 is Monday) that are not worked."""
    size_bands: tuple[SizeBand, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    measures: tuple[Measure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    caps: tuple[Cap, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    labels: tuple[Label, ...] = ()
    rungs: tuple[Rung, ...] = ()
    """From the mildest to the gravest; none: nothing adverse can be decided."""
    standing_conditions: tuple[StandingCondition, ...] = ()
    withholding_grounds: tuple[WithholdingGround, ...] = ()
    matters: tuple[Matter, ...] = ()
    due_times: tuple[DueTime, ...] = ()
    forms: tuple[Form, ...] = ()
    evaluation: Evaluation | None = None
    """None: a cycle ends with proposed grades."""
    sampling: Sampling | None = None
    """None: no visits are drawn by lot."""
    reviews: Reviews | None = None
    outside_appeal: OutsideAppeal | None = None
    """None: the pack states no way outside the federation, so nothing is printed of one."""
    examples: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    """Worked examples as read: `umbel.policy.examples` turns one into tables of facts."""
    parts: tuple[Part, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    registration: Registration | None = None
    """None: the pack takes no applications; it supervises those on another register."""
    organization_classes: tuple[OrganizationClass, ...] = ()
    questions: tuple[Question, ...] = ()
    offices: tuple[Office, ...] = ()
    document_kinds: tuple[DocumentKind, ...] = ()
    refusal_grounds: tuple[RefusalGround, ...] = ()
    undertakings: tuple[Undertaking, ...] = ()
    total_points: Decimal = Decimal(100)
    """What the indicators (not the bonuses) add up to."""

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """Every entry that must say where it comes from, in the order the pack is read."""
        return (
            *self.parts,
            *self.tiers.values(),
            *((self.classification,) if self.classification else ()),
            *self.size_bands,
            *((self.registration,) if self.registration else ()),
            *self.organization_classes,
            *self.questions,
            *self.offices,
            *self.document_kinds,
            *self.refusal_grounds,
            *self.commitments,
            *self.undertakings,
            *self.activity_kinds,
            *self.requirements,
            *self.measures,
            *self.indicators,
            *self.caps,
            *self.vetoes,
            *self.grades,
            *self.labels,
            *self.rungs,
            *self.standing_conditions,
            *self.withholding_grounds,
            *self.matters,
            *self.due_times,
            *self.forms,
            *((self.sampling,) if self.sampling else ()),
            *((self.evaluation,) if self.evaluation else ()),
            *((self.reviews,) if self.reviews else ()),
            *((self.outside_appeal,) if self.outside_appeal else ()),
        )

    def band_of(self, size: int | None) -> str | None:
        """The size band of an organization; None when its size is not known."""
        if size is None:
            return None
        return next((band.code for band in self.size_bands if band.below is None or size < band.below), None)

    def form(self, code: str) -> Form:
        """The form with this id. Raises `NotFound` when there is none."""
        return self._named("form", code, self.forms)

    def rung(self, code: str) -> Rung:
        """The rung with this id. Raises `NotFound` when there is none."""
        return self._named("rung", code, self.rungs)

    def due_time(self, code: str) -> DueTime:
        """How long a step may take: as the pack says, or else as is usual. Raises `NotFound` when neither says."""
        return self._named("due time", code, self.times_that_hold)

    @property
    def times_that_hold(self) -> tuple[DueTime, ...]:
        """How long every step may take: what the pack states, then what is usual where it states nothing."""
        stated = {time.code for time in self.due_times}
        return (*self.due_times, *(time for time in usual_times() if time.code not in stated))

    def commitment(self, code: str) -> Commitment:
        """The commitment with this id. Raises `NotFound` when there is none."""
        return self._named("commitment", code, self.commitments)

    def _named[T: (DueTime, Commitment, Form, Rung)](self, what: str, code: str, entries: tuple[T, ...]) -> T:
        for entry in entries:
            if entry.code == code:
                return entry
        there = ", ".join(entry.code for entry in entries) or "none"
        raise NotFound(f'The policy pack {self.id} {self.version} has no {what} "{code}", only: {there}.')
