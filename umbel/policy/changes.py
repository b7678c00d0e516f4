"""What differs between two versions of a pack, in short lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import StrEnum
from typing import Any

from umbel.policy.pack import (
    Classification,
    Concept,
    District,
    Evaluation,
    Pack,
    Place,
    Provision,
    Registration,
    Sampling,
    Text,
)

KINDS = {
    "size_bands": "size band",
    "organization_classes": "class of organization",
    "questions": "question",
    "offices": "office",
    "document_kinds": "kind of document",
    "refusal_grounds": "ground for refusal",
    "commitments": "commitment",
    "undertakings": "undertaking",
    "activity_kinds": "kind of activity",
    "requirements": "requirement",
    "due_times": "due time",
    "forms": "form",
    "measures": "measure",
    "indicators": "indicator",
    "caps": "cap",
    "vetoes": "veto",
    "grades": "grade",
    "labels": "label",
    "rungs": "rung",
    "standing_conditions": "standing condition",
    "withholding_grounds": "ground for withholding",
    "matters": "matter",
    "districts": "district",
}
HEAD = ("version", "effective_from", "effective_until", "time_zone", "supervision_year_starts", "total_points")


def pack_changes(old: Pack, new: Pack) -> list[str]:
    """What the new pack adds, drops and changes. Where an entry stands in its file is no change."""
    return [
        *(
            _line(name.replace("_", " "), getattr(old, name), getattr(new, name))
            for name in HEAD
            if _differ(old, new, name)
        ),
        *_entries("part", _registration(old), _registration(new)),
        *_entries("part", _one(old.sampling), _one(new.sampling)),
        *_entries("part", _one(old.evaluation), _one(new.evaluation)),
        *_entries("tier", old.tiers.values(), new.tiers.values()),
        *(line for name, kind in KINDS.items() for line in _entries(kind, getattr(old, name), getattr(new, name))),
        *_entries("concept", _concepts(old.classification), _concepts(new.classification)),
        *_calendar(old, new),
    ]


def _entries(kind: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[str]:
    before, after = {entry.code: entry for entry in old}, {entry.code: entry for entry in new}
    for code, entry in after.items():
        if code not in before:
            yield f"{kind} {code} is new"
            continue
        for field in fields(entry):
            was, now = getattr(before[code], field.name), getattr(entry, field.name)
            if was != now and not isinstance(now or was, Place) and field.name != "places":
                yield _line(f"{kind} {code}: {field.name.replace('_', ' ')}", was, now)
    yield from (f"{kind} {code} is gone" for code in before if code not in after)
    kept = [code for code in after if code in before]
    if kept != [code for code in before if code in after]:
        yield f"the order of each {kind} is now {', '.join(after)}"


def _one[T: (Sampling, Evaluation)](entry: T | None) -> tuple[T, ...]:
    return (entry,) if entry else ()


def _registration(pack: Pack) -> tuple[Registration, ...]:
    return (pack.registration,) if pack.registration else ()


def _calendar(old: Pack, new: Pack) -> Iterator[str]:
    before, after = ({day.on: day.working for day in pack.calendar} for pack in (old, new))
    changed = sorted(on for on in before | after if before.get(on) != after.get(on))
    if len(changed) == 1:
        yield f"calendar: 1 day differs, {changed[0]}"
    elif changed:
        yield f"calendar: {len(changed)} days differ, from {changed[0]} to {changed[-1]}"


def _concepts(classification: Classification | None) -> tuple[Concept, ...]:
    return classification.concepts if classification else ()


def _differ(old: Pack, new: Pack, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def _line(what: str, was: object, now: object) -> str:
    return f"{what}: {_said(was)} is now {_said(now)}"


def _said(value: object) -> str:
    match value:
        case Text():
            return f'"{value.in_language("en")}"'
        case None | ():
            return "none"
        case Provision() | District() | Concept():
            return str(getattr(value, "code", ""))
        case (str(), *_):
            return ", ".join(map(str, value))
        case str() if not isinstance(value, StrEnum):
            return f'"{value}"'
        case _:
            return str(value)
