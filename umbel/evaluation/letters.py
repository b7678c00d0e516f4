"""The letter of a published grade, in the language of its organization: the grade, each figure in words, the proof."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from umbel.documents import typesetting
from umbel.evaluation.models import Cycle, Grade
from umbel.evaluation.queries.explaining import typed
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.rubric import Rubric
from umbel.structure.models import Named
from umbel.structure.queries import apex, federation, language_of, today
from umbel.words import Message

TITLE = Message("Evaluation {cycle}: {grade}")
GRADE = Message(
    "Your grade in the evaluation {cycle} is {grade} ({title}), with {points} points, valid until {day}. "
    "Rules: {rules}."
)
CLOSING = Message("Ledger entry {entry} · leaf {leaf}")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all letters of a cycle share. Making it once leaves a letter three queries fewer."""

    cycle: Cycle
    rubric: Rubric
    federation: Named | None
    sender: Named | None


def letterhead(cycle: Cycle) -> Letterhead:
    """Of a published cycle. Raises PackChanged when the rules its grades rest on are gone."""
    assert cycle.published_on is not None
    here = federation()
    return Letterhead(cycle, pinned_rubric(cycle), here, apex(cycle.published_on) or here)


def grade_letter(grade: Grade) -> bytes:
    """The PDF; the same grade gives the same bytes. Raises PackChanged when the rules it rests on are gone."""
    return typesetting.letter(**letter_words(grade, letterhead(grade.cycle)))


def letter_words(grade: Grade, head: Letterhead) -> dict[str, Any]:
    """Everything a letter says. Setting it needs neither the records nor this process's attention."""
    cycle = head.cycle
    language = language_of(grade.organization, cycle.published_on or today())
    told = head.rubric.explain(typed(grade.figures), language=language)
    facts = [(f"{row.title}: {_number(row.points)} / {_number(row.most)}", row.sentence) for row in told.indicators]
    said = GRADE.filled(
        cycle=cycle.code,
        grade=grade.grade,
        title=told.grade_title,
        points=_number(grade.total),
        day=cycle.valid_until,
        rules=f"{cycle.pack_id} {cycle.pack_version}",
    )
    return {
        "language": language,
        "federation": _named(head.federation, language),
        "sender": _named(head.sender, language),
        "reference": f"{cycle.code}-{grade.organization_id}",
        "on": cycle.published_on,
        "to": _named(grade.organization.particulars.order_by("-from_on").first(), language),
        "title": TITLE.filled(cycle=cycle.code, grade=grade.grade).in_language(language),
        "paragraphs": [said.in_language(language)],
        "facts": facts,
        "closing": CLOSING.filled(entry=cycle.entry, leaf=grade.leaf).in_language(language),
    }


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _named(row: Named | None, language: str) -> str:
    return row.in_language(language) if row else "—"
