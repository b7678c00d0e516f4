"""Small packs and facts for the tests of the rubric: a pack is what the test says, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from umbel.policy.pack import (
    ActivityKind,
    Cap,
    Classification,
    Concept,
    Grade,
    Indicator,
    Label,
    Measure,
    Pack,
    Place,
    Requirement,
    SizeBand,
    Status,
    Veto,
)
from umbel.rubric import Facts, Rubric, compile_rubric, facts_from_rows
from umbel.words import Words

FILE = "scoring.toml"
SOURCED = {"status": Status.ASSUMED, "reason": "for the test"}


def text(words: str) -> Words:
    return Words({"en": words, "zh-hans": words})


def at(line: int = 1, key: str = "") -> Place:
    return Place(FILE, line, 10, key)


def measure(code: str, expression: str = "count(*)", table: str = "activity", **rest: Any) -> Measure:
    step = rest.pop("step", None)
    return Measure(
        code=code,
        title=text(code.replace("_", " ")),
        table=table,
        expression=expression,
        expression_place=at(2, "is"),
        where_place=at(3, "where"),
        place=at(1, "measure"),
        step=text(step) if step else None,
        **SOURCED,
        **rest,
    )


def indicator(code: str, score: str, points: str = "100", because: str = "", role: str = "indicator") -> Indicator:
    return Indicator(
        code=code,
        title=text(code),
        points=Decimal(points),
        score=score,
        score_place=at(5, "score"),
        because=text(because or f"because of {code}"),
        role=role,
        place=at(4, "indicator"),
        **SOURCED,
    )


def cap(code: str, when: str, total: str) -> Cap:
    entry = {"code": code, "title": text(code), "because": text(f"capped by {code}"), "place": at(6, "cap"), **SOURCED}
    return Cap(when=when, when_place=at(7, "when"), total=Decimal(total), **entry)


def veto(code: str, when: str, grade: str) -> Veto:
    entry = {"code": code, "title": text(code), "because": text(f"held by {code}"), "place": at(8, "veto"), **SOURCED}
    return Veto(when=when, when_place=at(9, "when"), grade=grade, **entry)


def grade(code: str, when: str) -> Grade:
    return Grade(code=code, title=text(f"grade {code}"), when=when, when_place=at(11), place=at(10, "grade"), **SOURCED)


def label(code: str, ground: str, *, adverse: bool = True) -> Label:
    entry = {"code": code, "title": text(code), "because": text(f"a ground: {code}"), "place": at(12), **SOURCED}
    return Label(adverse=adverse, ground=ground, ground_place=at(13, "ground"), **entry)


GRADES = (grade("A", "total >= 90"), grade("B", "total >= 75"), grade("C", "total >= 60"), grade("D", "true"))


def pack(**parts: Any) -> Pack:
    """A pack with the given parts; without grades it has A to D at 90, 75 and 60 points."""
    return Pack(
        id="test",
        version="1.0.0",
        title=text("test"),
        summary=text(""),
        content_hash="0" * 64,
        effective_from=date(2025, 1, 1),
        effective_until=None,
        time_zone="Asia/Shanghai",
        supervision_year_starts=(1, 1),
        size_unit=text("members"),
        tiers={},
        classification=Classification(
            code="c",
            title=text("c"),
            concepts=(
                Concept(code="A", parent=None, title=text("A")),
                Concept(code="A10", parent="A", title=text("A10")),
            ),
            place=at(),
            **SOURCED,
        ),
        size_bands=(
            SizeBand(code="small", name=text("small"), below=10, place=at(), **SOURCED),
            SizeBand(code="large", name=text("large"), below=None, place=at(), **SOURCED),
        ),
        activity_kinds=tuple(
            ActivityKind(code=code, title=text(code), place=at(), **SOURCED) for code in ("meeting", "training", "fair")
        ),
        requirements=(
            Requirement(code="regular", title=text("r"), kind="activity", period="quarter", place=at(), **SOURCED),
        ),
        **{"grades": GRADES, **parts},
    )


def rubric(**parts: Any) -> Rubric:
    return compile_rubric(pack(**parts))


def activity(organization: int = 1, number: int = 1, **columns: Any) -> dict[str, Any]:
    held = columns.pop("held_on", date(2025, 2, 3))
    return {
        "id": number,
        "organization": organization,
        "kind": "meeting",
        "quarter": f"{held.year}-Q{(held.month + 2) // 3}",
        "month": f"{held:%Y-%m}",
        "held_on": held,
        "reported_on": held,
        "head_count": 10,
        "evidence": 1,
        "verification": "accepted",
        **columns,
    }


def obligation(organization: int = 1, number: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "id": number,
        "organization": organization,
        "requirement": "regular",
        "period": "2025-Q1",
        "from_on": date(2025, 1, 1),
        "until_on": date(2025, 4, 1),
        "due_on": date(2025, 4, 22),
        "fate": "met",
        "days_late": 0,
        **columns,
    }


def organizations(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"organization": number, **row} for number, row in enumerate(rows, start=1)]


def facts(*rows: dict[str, Any], **records: list[dict[str, Any]]) -> Facts:
    """Facts of the organizations 1, 2, ... with these attributes, and of their records."""
    return facts_from_rows(organizations(*(rows or ({},))), records)


def points_of(
    score: str, *rows: dict[str, Any], points: str = "1000", **records: list[dict[str, Any]]
) -> list[Decimal]:
    """What a score gives to each organization."""
    made = rubric(indicators=(indicator("it", score, points),))
    return made.evaluate(facts(*rows, **records))["p_it"].to_pylist()
