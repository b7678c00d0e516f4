"""What a loaded pack is: plain, frozen data. `load` makes it, everything else reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

LANGUAGES = ("en", "zh-hans")


class Status(StrEnum):
    """Where a value of the pack comes from."""

    SOURCED = "sourced"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in every language the pack speaks: language code -> words."""

    by_language: dict[str, str]

    def in_language(self, language: str) -> str:
        """The phrase in `language`, or in English, or in whatever language there is."""
        words = self.by_language.get(language) or self.by_language.get("en")
        return words or next(iter(self.by_language.values()), "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the pack's files something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One entry of a pack: every one says whether it is sourced (reference) or assumed (reason)."""

    status: Status
    reference: str = ""
    reason: str = ""
    place: Place
    places: dict[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where each of its values stands: key ('because.en' for a phrase) -> the value's first character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Provision):
    """A part of the pack that is no list of rules: `pack` (its head), `districts`, `calendar`."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Provision):
    """`apex`, `joint` or `organization`: what the pack calls it, and how large its bodies are."""

    code: str
    name: Text
    plural: Text
    target_size: int | None = None
    size_range: tuple[int, int] | None = None
    count: int | None = None
    """How many bodies there are on this tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeBand(Provision):
    """Organizations whose size is below `below` (None: no upper end) and in no earlier band."""

    code: str
    name: Text
    below: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Provision):
    """A pledge an organization makes, in a given wording."""

    code: str
    title: Text
    wording: Text
    made_by: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Provision):
    """What is asked of an organization, each period, by when.

    `kind` is what fulfils it: `activity` (accepted activities, at least `minimum`) or `filing`
    (a document handed in). The due date is `due_days` working days, or `due_months` calendar
    months, after the period ends.
    """

    code: str
    title: Text
    kind: str
    period: str
    minimum: int = 1
    due_days: int | None = None
    due_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind(Provision):
    """A kind of activity an organization can report."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Provision):
    """A figure counted from one table of records, one value an organization."""

    code: str
    title: Text
    table: str
    expression: str
    expression_place: Place
    where: str = ""
    where_place: Place | None = None
    if_none: str = "0"
    """Value (a literal) of an organization without any record: what a missing value means."""
    step: Text | None = None
    """How one more of it is said in words: 'one accepted activity in {period}'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Provision):
    """A scored rule over measures and attributes. Points are exact decimals."""

    code: str
    title: Text
    points: Decimal
    score: str
    score_place: Place
    because: Text
    role: str = "indicator"
    """`indicator` (counts in the total up to `points`) or `bonus` (added after, up to `points`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Provision):
    """While `when` holds, the total is not more than `total`."""

    code: str
    title: Text
    when: str
    when_place: Place
    total: Decimal
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto(Provision):
    """While `when` holds, the grade is not better than `grade`."""

    code: str
    title: Text
    when: str
    when_place: Place
    grade: str
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Provision):
    """A band; the first whose `when` holds is the grade. The last one's `when` is `true`."""

    code: str
    title: Text
    when: str
    when_place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Provision):
    """A status with consequences. An adverse one is never set by computation: `ground` opens a case."""

    code: str
    title: Text
    adverse: bool
    ground: str
    ground_place: Place
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter(Provision):
    """Something an organization and its committee decide together."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTime(Provision):
    """How long the supervisor has for a step, such as `verification`: its silence past it counts as assent."""

    code: str
    title: Text
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A node of the pack's classification."""

    code: str
    parent: str | None
    title: Text
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification(Provision):
    """A tree of industry > category > field (any depth)."""

    code: str
    title: Text
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A territory that a remit can be narrowed to."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day that differs from its weekday: a public holiday, or a weekend day worked instead."""

    on: date
    working: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A policy pack, checked. `content_hash` is the SHA-256 of its files; it pins a cycle."""

    id: str
    version: str
    title: Text
    summary: Text
    content_hash: str
    effective_from: date
    effective_until: date | None
    time_zone: str
    supervision_year_starts: tuple[int, int]
    """(month, day) on which the year of supervision begins."""
    size_unit: Text
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
    matters: tuple[Matter, ...] = ()
    due_times: tuple[DueTime, ...] = ()
    examples: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    """Worked examples as read: `umbel.policy.examples` turns one into tables of facts."""
    parts: tuple[Part, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
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
            *self.commitments,
            *self.activity_kinds,
            *self.requirements,
            *self.measures,
            *self.indicators,
            *self.caps,
            *self.vetoes,
            *self.grades,
            *self.labels,
            *self.matters,
            *self.due_times,
        )
