"""What differs between two versions of a pack, in short lines for people, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
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
)
from umbel.words import Message, Words, in_each

KINDS = {
    "size_bands": Message("size band"),
    "organization_classes": Message("class of organization"),
    "questions": Message("question"),
    "offices": Message("office"),
    "document_kinds": Message("kind of document"),
    "refusal_grounds": Message("ground for refusal"),
    "commitments": Message("commitment"),
    "undertakings": Message("undertaking"),
    "activity_kinds": Message("kind of activity"),
    "requirements": Message("requirement"),
    "due_times": Message("due time"),
    "forms": Message("form"),
    "measures": Message("measure"),
    "indicators": Message("indicator"),
    "caps": Message("cap"),
    "vetoes": Message("veto"),
    "grades": Message("grade"),
    "labels": Message("label"),
    "rungs": Message("rung"),
    "standing_conditions": Message("standing condition"),
    "withholding_grounds": Message("ground for withholding"),
    "matters": Message("matter"),
    "districts": Message("district"),
}
PARTS = {
    "part": Message("part", "of rules"),
    "tier": Message("tier", "of rules"),
    "concept": Message("concept", "of rules"),
}
HEAD = ("version", "effective_from", "effective_until", "time_zone", "supervision_year_starts", "total_points")
FIELDS = {
    "version": Message("version", "of a rule"),
    "effective_from": Message("effective from", "of a rule"),
    "effective_until": Message("effective until", "of a rule"),
    "time_zone": Message("time zone", "of a rule"),
    "supervision_year_starts": Message("supervision year starts", "of a rule"),
    "total_points": Message("total points", "of a rule"),
    "points": Message("points", "of a rule"),
    "score": Message("score", "of a rule"),
    "because": Message("because", "of a rule"),
    "when": Message("when", "of a rule"),
    "total": Message("total", "of a rule"),
    "grade": Message("grade", "of a rule"),
    "ground": Message("ground", "of a rule"),
    "expression": Message("expression", "of a rule"),
    "where": Message("where", "of a rule"),
    "table": Message("table", "of a rule"),
    "title": Message("title", "of a rule"),
    "name": Message("name", "of a rule"),
    "status": Message("status", "of a rule"),
    "reference": Message("reference", "of a rule"),
    "reason": Message("reason", "of a rule"),
    "minimum": Message("minimum", "of a rule"),
    "minimum_by_size": Message("minimum by size", "of a rule"),
    "hours": Message("hours", "of a rule"),
    "period": Message("period", "of a rule"),
    "due_days": Message("due days", "of a rule"),
    "due_months": Message("due months", "of a rule"),
    "working_days": Message("working days", "of a rule"),
    "judged": Message("judged", "of a rule"),
    "role": Message("role", "of a rule"),
    "adverse": Message("adverse", "of a rule"),
    "effect": Message("effect", "of a rule"),
    "after": Message("after", "of a rule"),
    "within_months": Message("within months", "of a rule"),
    "reply_days": Message("reply days", "of a rule"),
    "substituted_days": Message("substituted days", "of a rule"),
    "appeal_days": Message("appeal days", "of a rule"),
    "appeal_decision_days": Message("appeal decision days", "of a rule"),
    "appeal_suspends": Message("appeal suspends", "of a rule"),
    "lasts_months": Message("lasts months", "of a rule"),
    "lowers": Message("lowers", "of a rule"),
    "valid_until": Message("valid until", "of a rule"),
    "wording": Message("wording", "of a rule"),
}
"""Field -> what it is called; one that is not here goes by its own name."""
IS_NOW = Message("{what}: {before} is now {after}")
IS_NEW = Message("{kind} {code} is new")
IS_GONE = Message("{kind} {code} is gone")
VALUE_OF = Message("{kind} {code}: {field}")
ORDER = Message("the order of each {kind} is now {listed}")
ONE_DAY = Message("calendar: 1 day differs, {day}")
DAYS = Message("calendar: {many} days differ, from {first} to {last}")
NONE = Message("none", "nothing there")


def pack_changes(old: Pack, new: Pack, language: str = "en") -> list[str]:
    """What the new pack adds, drops and changes. Where an entry stands in its file is no change."""
    told = _Teller(language)
    return [
        *(
            told.line(told.field(name), getattr(old, name), getattr(new, name))
            for name in HEAD
            if _differ(old, new, name)
        ),
        *told.entries("part", _registration(old), _registration(new)),
        *told.entries("part", _one(old.sampling), _one(new.sampling)),
        *told.entries("part", _one(old.evaluation), _one(new.evaluation)),
        *told.entries("part", _one(old.reviews), _one(new.reviews)),
        *told.entries("part", _one(old.outside_appeal), _one(new.outside_appeal)),
        *told.entries("tier", old.tiers.values(), new.tiers.values()),
        *(line for name in KINDS for line in told.entries(name, _holding(old, name), _holding(new, name))),
        *told.entries("concept", _concepts(old.classification), _concepts(new.classification)),
        *told.calendar(old, new),
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    language: str

    def tell(self, message: Message, **values: object) -> str:
        return message.filled(**values).in_language(self.language)

    def kind(self, name: str) -> str:
        return (KINDS.get(name) or PARTS[name]).in_language(self.language)

    def field(self, name: str) -> str:
        known = FIELDS.get(name)
        return known.in_language(self.language) if known else name.replace("_", " ")

    def line(self, what: str, was: object, now: object) -> str:
        return self.tell(IS_NOW, what=what, before=self.said(was), after=self.said(now))

    def entries(self, name: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[str]:
        before, after = {entry.code: entry for entry in old}, {entry.code: entry for entry in new}
        kind = self.kind(name)
        for code, entry in after.items():
            if code not in before:
                yield self.tell(IS_NEW, kind=kind, code=code)
                continue
            for field in fields(entry):
                was, now = getattr(before[code], field.name), getattr(entry, field.name)
                if was != now and not isinstance(now or was, Place) and field.name != "places":
                    value = self.tell(VALUE_OF, kind=kind, code=code, field=self.field(field.name))
                    yield self.line(value, was, now)
        for code in before:
            if code not in after:
                yield self.tell(IS_GONE, kind=kind, code=code)
        kept = [code for code in after if code in before]
        if kept != [code for code in before if code in after]:
            yield self.tell(ORDER, kind=kind, listed=", ".join(after))

    def calendar(self, old: Pack, new: Pack) -> Iterator[str]:
        before, after = ({day.on: day.working for day in pack.calendar} for pack in (old, new))
        changed = sorted(on for on in before | after if before.get(on) != after.get(on))
        if len(changed) == 1:
            yield self.tell(ONE_DAY, day=changed[0])
        elif changed:
            yield self.tell(DAYS, first=changed[0], last=changed[-1], many=len(changed))

    def said(self, value: object) -> str:
        match value:
            case Words():
                return f'"{value.in_language(self.language)}"'
            case None | ():
                return NONE.in_language(self.language)
            case Provision() | District() | Concept():
                return str(getattr(value, "code", ""))
            case (str(), *_):
                return ", ".join(map(str, value))
            case str() if not isinstance(value, StrEnum):
                return f'"{value}"'
            case _:
                return str(value)


def _holding(pack: Pack, name: str) -> Iterable[Any]:
    """The entries of one kind that hold under a pack, times in no order; a usual one in the languages of the pack."""
    if name != "due_times":
        return getattr(pack, name)  # type: ignore[no-any-return]
    usual = [
        replace(time, title=in_each(pack.languages, time.title))
        for time in pack.times_that_hold
        if time not in pack.due_times
    ]
    return sorted([*pack.due_times, *usual], key=lambda time: time.code)


def _one[T: (Sampling, Evaluation)](entry: T | None) -> tuple[T, ...]:
    return (entry,) if entry else ()


def _registration(pack: Pack) -> tuple[Registration, ...]:
    return (pack.registration,) if pack.registration else ()


def _concepts(classification: Classification | None) -> tuple[Concept, ...]:
    return classification.concepts if classification else ()


def _differ(old: Pack, new: Pack, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))
