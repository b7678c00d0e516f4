"""What a pack takes from its tables: a classification, districts, and the days that differ from their weekday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from umbel.policy.provisions import Entry
from umbel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A node of the pack's classification."""

    code: str
    parent: str | None
    title: Words
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification(Entry):
    """A tree of industry > category > field (any depth)."""

    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A territory that a remit can be narrowed to."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day that differs from its weekday: a public holiday, or a weekend day worked instead."""

    on: date
    working: bool
    title: str
