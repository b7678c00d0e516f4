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
from umbel.words import Message

ZH, EN = "zh-hans", "en"
TITLE = Message("Evaluation {cycle}: {grade}")
GRADE = Message(
    "Your grade in the evaluation {cycle} is {grade} ({title}), with {points} points, valid until {day}. "
    "Rules: {rules}."
)


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
    said = GRADE.filled(
        cycle=cycle.code,
        grade=grade.grade,
        points=_number(grade.total),
        day=cycle.valid_until,
        rules=f"{cycle.pack_id} {cycle.pack_version}",
    )
    return {
        "language": ZH,
        "federation": head.federation,
        "sender": head.sender,
        "reference": f"{cycle.code}-{grade.organization_id}",
        "on": cycle.published_on,
        "to": _named(grade.organization.particulars.order_by("-from_on").first()),
        "title": _both(TITLE.filled(cycle=cycle.code, grade=grade.grade)),
        "paragraphs": [said.filled(title=told.grade_title).in_language(code) for code, told in ((ZH, zh), (EN, en))],
        "facts": facts,
        "closing": f"{_both(Message('Ledger entry'))} {cycle.entry} · {_both(Message('leaf'))} {grade.leaf}",
    }


def _both(message: Message) -> str:
    return f"{message.in_language(ZH)} {message.in_language(EN)}"


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _named(row: Named | None) -> str:
    if row is None:
        return "—"
    return " ".join(filter(None, (row.name_zh, row.name_en)))
