"""What every entry of a pack has: words in each language, a place in a file, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from umbel.words import Words


class Status(StrEnum):
    """Where a value of the pack comes from."""

    SOURCED = "sourced"
    ASSUMED = "assumed"


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
    reference: str | Words = ""
    reason: str | Words = ""
    place: Place
    places: dict[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where each of its values stands: key ('because.en' for a phrase) -> the value's first character."""


def source_in(said: str | Words, language: str) -> str:
    """A source or a reason in a language; said once, it is the same in all."""
    return said.in_language(language) if isinstance(said, Words) else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Provision):
    """A provision with a code and a title of its own."""

    code: str
    title: Words
