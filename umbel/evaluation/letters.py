"""The letter of a published grade, in both languages: the grade, each figure in words, and the proof."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from umbel.documents import typesetting
from umbel.evaluation.models import Cycle, Grade
from umbel.evaluation.queries.explaining import typed
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.rubric import Rubric
from umbel.structure.models import Named
from umbel.structure.queries import apex, federation

ZH, EN = "zh-hans", "en"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all letters of a cycle share. Making it once leaves a letter three queries fewer."""

    cycle: Cycle
    rubric: Rubric
    federation: str
    sender: str


def letterhead(cycle: Cycle) -> Letterhead:
    """Of a published cycle. Raises PackChanged when the rules its grades rest on are gone."""
    assert cycle.published_on is not None
    here = _named(federation())
    sender = apex(cycle.published_on)
    return Letterhead(cycle, pinned_rubric(cycle), here, _named(sender) if sender else here)


def grade_letter(grade: Grade) -> bytes:
    """The PDF; the same grade gives the same bytes. Raises PackChanged when the rules it rests on are gone."""
    return typesetting.letter(**letter_words(grade, letterhead(grade.cycle)))


def letter_words(grade: Grade, head: Letterhead) -> dict[str, Any]:
    """Everything a letter says. Setting it needs neither the records nor this process's attention."""
    cycle = head.cycle
    row = typed(grade.figures)
    zh, en = (head.rubric.explain(row, language=language) for language in (ZH, EN))
    facts = [
        (
            f"{chinese.title} {english.title}: {_number(english.points)} / {_number(english.most)}",
            f"{chinese.sentence}\n{english.sentence}",
        )
        for chinese, english in zip(zh.indicators, en.indicators, strict=True)
    ]
    rules = f"{cycle.pack_id} {cycle.pack_version}"
    said_zh = (
        f"贵组织{cycle.code}年度评估等次为{grade.grade}（{zh.grade_title}），得分{_number(grade.total)}，"
        f"有效期至{cycle.valid_until}。依据规则：{rules}。"
    )
    said_en = (
        f"Your grade in the evaluation {cycle.code} is {grade.grade} ({en.grade_title}), with "
        f"{_number(grade.total)} points, valid until {cycle.valid_until}. Rules: {rules}."
    )
    return {
        "language": ZH,
        "federation": head.federation,
        "sender": head.sender,
        "reference": f"{cycle.code}-{grade.organization_id}",
        "on": cycle.published_on,
        "to": _named(grade.organization.particulars.order_by("-from_on").first()),
        "title": f"{cycle.code}年度评估结果 Evaluation {cycle.code}: {grade.grade}",
        "paragraphs": [said_zh, said_en],
        "facts": facts,
        "closing": f"账本条目 Ledger entry {cycle.entry} · 叶 leaf {grade.leaf}",
    }


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _named(row: Named | None) -> str:
    if row is None:
        return "—"
    return " ".join(filter(None, (row.name_zh, row.name_en)))
