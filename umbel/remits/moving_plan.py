"""The moving plan: who leaves which committee for which, and why, in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from umbel.remits.design import Committee, Design
from umbel.remits.wording.remit import INSIDE
from umbel.words import SOURCE, Message

Titles = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Move:
    """One organization's move; `why` has a sentence in each language."""

    organization: str
    from_committee: str
    to_committee: str
    why: dict[str, str]


SENTENCES = {
    "closes": Message("Committee {old} closes; {new} now covers {field}."),
    "too-large": Message("Committee {old} would have {had} organizations, more than {most}; {new} now covers {field}."),
    "too-small": Message("Committee {new} would have {has} organizations, fewer than {least}; it now covers {field}."),
    "opens": Message("Committee {new} is new and covers {field}."),
    "shared": Message(
        "Committees {old} and {new} share {field}, which is too large for one; moved to keep both within size."
    ),
    "nearer": Message("{field} now belongs with committee {new}, whose fields are nearer to it than those of {old}."),
    "room": Message(
        "{field} now belongs with committee {new}, so that every committee stays between {least} and {most}."
    ),
}


def moving_plan(
    design: Design,
    placements: Mapping[str, str],
    *,
    languages: Sequence[str] = (SOURCE,),
    title_of: Titles = lambda code, _language: code,
    district_of: Titles = lambda code, _language: code,
) -> list[Move]:
    """Everyone whose committee today is not the one that their new committee continues, with the reason."""
    today = Counter(placements[identifier] for identifier in design.organizations if identifier in placements)
    continued = {committee.continues: committee for committee in design.committees if committee.continues is not None}
    moves = []
    for place, identifier in enumerate(design.organizations):
        old = placements.get(identifier)
        new = design.committees[int(design.assignment[place])]
        if old is None or new.continues == old:
            continue
        reason = _reason(design, place, continued.get(old), new, had=today[old], today=today)
        concept, district = design.cell_of(place)
        why = {}
        for language in languages:
            title = title_of(concept, language)
            field = title if title.startswith(concept) else f"{concept} {title}"
            if district is not None:
                inside = INSIDE.filled(term=field, districts=district_of(district, language))
                field = inside.in_language(language)
            why[language] = _write(SENTENCES[reason], language, design, old, new, field=field, today=today)
        moves.append(Move(identifier, old, new.code, why))
    return moves


def _write(
    sentence: Message, language: str, design: Design, old: str, new: Committee, *, field: str, today: Counter[str]
) -> str:
    least, most = design.parameters["size_range"]
    has = today[new.continues] if new.continues is not None else 0
    named = {"old": old, "new": new.code, "field": field, "had": today[old], "has": has, "least": least, "most": most}
    text = sentence.filled(**named).in_language(language)
    return text[0].upper() + text[1:]


def _reason(
    design: Design, place: int, stays: Committee | None, new: Committee, *, had: int, today: Counter[str]
) -> str:
    least, most = design.parameters["size_range"]
    concept, district = design.cell_of(place)
    if stays is None:
        return "closes"
    sharing = {design.committees[number].code for number in design.coverage.covering(concept, district)}
    if stays.code in sharing:
        return "shared"
    if new.continues is None:
        return "opens"
    if had > most:
        return "too-large"
    if today[new.continues] < least:
        return "too-small"
    here = design.distance(concept, district, stays)
    return "nearer" if design.distance(concept, district, new) < here else "room"
