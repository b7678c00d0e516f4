"""From a checked draft to the pack's dataclasses. Nothing is judged here: that has been done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from umbel.policy.consistency import as_date
from umbel.policy.draft import Draft, languages_of
from umbel.policy.locate import Path
from umbel.policy.pack import (
    ActivityKind,
    Cap,
    Choice,
    Classification,
    Commitment,
    DocumentKind,
    DueTime,
    Evaluation,
    Form,
    FormCheck,
    FormField,
    Grade,
    Indicator,
    Label,
    Matter,
    Measure,
    Office,
    OrganizationClass,
    OutsideAppeal,
    Pack,
    Part,
    Place,
    Question,
    RefusalGround,
    Registration,
    Requirement,
    RequirementKind,
    Reviews,
    Rung,
    Sampling,
    SizeBand,
    StandingCondition,
    Status,
    Tier,
    Undertaking,
    Veto,
    WithholdingGround,
)
from umbel.policy.phrases import PHRASES
from umbel.policy.tables import Tables
from umbel.policy.validity import DateFunction
from umbel.words import Words

POINTS = {"points", "total", "hours", "at_least", "at_most"}
CODES = {"offices", "classes", "fields", "after"}
OF_A_PART = {"title", "status", "reference", "reason", "place", "places"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of the draft, ready to become keyword arguments."""

    draft: Draft
    path: Path
    table: dict[str, Any]

    def arguments(self, *expressions: str, **renamed: str) -> dict[str, Any]:
        """The entry's keys as the dataclass calls them, its expressions with their places."""
        found: dict[str, Any] = {"place": self.draft.place(self.path, at_value=False), "places": self.places()}
        for key, value in self.table.items():
            name = renamed.get(key, "code" if key == "id" else key)
            found[name] = _converted(key, value)
            if key in expressions:
                found[f"{name}_place"] = self.draft.place((*self.path, key))
        return found

    def places(self) -> dict[str, Place]:
        """Where each value stands; for a phrase, also in each language."""
        found = {}
        for key, value in self.table.items():
            found[key] = self.draft.place((*self.path, key))
            if key in PHRASES and isinstance(value, dict):
                found |= {f"{key}.{language}": self.draft.place((*self.path, key, language)) for language in value}
        return found


def build_pack(draft: Draft, tables: Tables, content_hash: str, examples: tuple[dict[str, Any], ...]) -> Pack:
    """The pack that a draft without problems describes."""
    head = draft.table("pack")
    month, day = head["supervision_year_starts"].split("-")
    return Pack(
        id=head["id"],
        version=head["version"],
        title=Words(head["title"]),
        summary=Words(head["summary"]),
        languages=languages_of(draft),
        content_hash=content_hash,
        effective_from=_date(head["effective_from"]),
        effective_until=as_date(head.get("effective_until")),
        time_zone=head["time_zone"],
        supervision_year_starts=(int(month), int(day)),
        size_unit=Words(head["size_unit"]),
        total_points=Decimal(head["total_points"]),
        parts=_parts(draft),
        tiers={code: _tier(_Entry(draft, ("tiers", code), tier)) for code, tier in draft.table("tiers").items()},
        classification=_classification(draft, tables),
        districts=tables.districts,
        calendar=tables.calendar,
        weekend=tuple(draft.table("calendar").get("weekend", (5, 6))),
        examples=examples,
        registration=_registration(draft),
        sampling=_part(draft, "sampling", Sampling, code="sampling"),
        evaluation=_evaluation(draft),
        reviews=_part(draft, "reviews", Reviews),
        outside_appeal=_part(draft, "outside_appeal", OutsideAppeal),
        **_lists(draft),
    )


def _lists(draft: Draft) -> dict[str, Any]:
    def built[T](kind: str, make: Callable[..., T], *expressions: str, **renamed: str) -> tuple[T, ...]:
        entries = (_Entry(draft, path, table) for path, table in draft.entries(kind))
        return tuple(make(**entry.arguments(*expressions, **renamed)) for entry in entries)

    return {
        "size_bands": built("size_band", _size_band),
        "organization_classes": built("organization_class", OrganizationClass),
        "questions": built("question", Question),
        "offices": built("office", Office),
        "document_kinds": built("document_kind", DocumentKind),
        "refusal_grounds": built("refusal_ground", RefusalGround),
        "commitments": built("commitment", Commitment),
        "undertakings": built("undertaking", Undertaking),
        "activity_kinds": built("activity_kind", ActivityKind),
        "requirements": built("requirement", _requirement),
        "due_times": built("due_time", DueTime),
        "forms": built("form", _form, field="fields", check="checks"),
        "measures": built("measure", Measure, "is", "where", **{"from": "table", "is": "expression"}),
        "indicators": built("indicator", Indicator, "score"),
        "caps": built("cap", Cap, "when"),
        "vetoes": built("veto", Veto, "when"),
        "grades": built("grade", Grade, "when"),
        "labels": built("label", Label, "ground"),
        "rungs": built("rung", Rung),
        "standing_conditions": built("standing_condition", StandingCondition, "when"),
        "withholding_grounds": built("withholding_ground", WithholdingGround),
        "matters": built("matter", Matter),
    }


def _parts(draft: Draft) -> tuple[Part, ...]:
    parts = []
    for code in ("pack", "districts", "calendar"):
        if table := draft.table(code):
            arguments = _Entry(draft, (code,), table).arguments()
            kept = {key: value for key, value in arguments.items() if key in OF_A_PART}
            parts.append(Part(code=code, **kept))
    return tuple(parts)


def _tier(entry: _Entry) -> Tier:
    arguments = entry.arguments()
    if "size_range" in arguments:
        arguments["size_range"] = tuple(arguments["size_range"])
    return Tier(code=str(entry.path[-1]), **arguments)


def _classification(draft: Draft, tables: Tables) -> Classification | None:
    table = draft.table("classification")
    if not table:
        return None
    arguments = _Entry(draft, ("classification",), table).arguments()
    arguments.pop("file", None)
    arguments.pop("shipped", None)
    return Classification(**arguments, concepts=tables.concepts)


def _registration(draft: Draft) -> Registration | None:
    table = draft.table("registration")
    return Registration(**_Entry(draft, ("registration",), table).arguments()) if table else None


def _part[T](draft: Draft, name: str, make: Callable[..., T], **more: str) -> T | None:
    table = draft.table(name)
    return make(**more, **_Entry(draft, (name,), table).arguments()) if table else None


def _evaluation(draft: Draft) -> Evaluation | None:
    table = draft.table("evaluation")
    if not table:
        return None
    arguments = _Entry(draft, ("evaluation",), table).arguments()
    return Evaluation(**{**arguments, "valid_until": DateFunction(**table["valid_until"])})


def _form(**arguments: Any) -> Form:
    fields = tuple(
        FormField(
            code=row["id"],
            title=Words(row["title"]),
            type=row["type"],
            required=row.get("required", True),
            at_least=_number(row.get("at_least")),
            at_most=_number(row.get("at_most")),
            choices=tuple(Choice(code=item["id"], title=Words(item["title"])) for item in row.get("choices", ())),
        )
        for row in arguments.pop("fields")
    )
    checks = tuple(
        FormCheck(total=row["total"], of=tuple(row["of"]), rule=row.get("rule", "equals"))
        for row in arguments.pop("checks", ())
    )
    return Form(**arguments, fields=fields, checks=checks)


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _size_band(**arguments: Any) -> SizeBand:
    return SizeBand(**{"below": None, **arguments})


def _requirement(**arguments: Any) -> Requirement:
    return Requirement(**{**arguments, "kind": RequirementKind(arguments["kind"])})


def _converted(key: str, value: Any) -> Any:
    if key in PHRASES:
        return Words(value) if isinstance(value, dict) else value
    if key == "status":
        return Status(value)
    if key in POINTS:
        return Decimal(str(value))
    if key in CODES:
        return tuple(value)
    if key == "if_none":
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def _date(value: object) -> date:
    found = as_date(value)
    if found is None:
        raise ValueError(value)  # the schema lets no other value through
    return found
