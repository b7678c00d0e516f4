"""A remit in words: the concepts a committee covers and, where a field is divided, the districts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from umbel.words import Message, listed

Title = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class RemitTerm:
    """One concept of a remit.

    `districts` is None for all of them; `outside` turns the list round (every district but these). `narrower` says
    whether the concepts below it belong too. `part` (2, 3) is the second of three committees that share what no one of
    them can hold.
    """

    concept: str
    districts: tuple[str | None, ...] | None = None
    outside: bool = False
    narrower: bool = True
    part: tuple[int, int] | None = None

    def holds(self, district: str | None) -> bool:
        """Whether an organization of this district falls under the term."""
        return self.districts is None or (district in self.districts) != self.outside


@dataclass(frozen=True, slots=True)
class Remit:
    """What a joint committee covers."""

    terms: tuple[RemitTerm, ...]

    def sentence(self, title_of: Title, language: str = "en", district_of: Title = str) -> str:
        """The remit as one line of text; `title_of` and `district_of` turn codes into titles in that language."""
        terms = [_in_words(term, title_of, language, district_of) for term in self.terms]
        return BETWEEN_TERMS.in_language(language).join(terms)


BETWEEN_TERMS = Message("; ", "between parts of a remit")
ONLY = Message("{term}, not specified further")
INSIDE = Message("{term} in {districts}", "remit")
OUTSIDE = Message("{term} except in {districts}", "remit")
PART = Message("{term} (part {part} of {parts})", "remit")
NOWHERE = Message("no stated district")


def _in_words(term: RemitTerm, title_of: Title, language: str, district_of: Title) -> str:
    """One term, for example: A20 Sports and recreation in Dongcheng and Xicheng."""
    title = title_of(term.concept)
    text = title if title.startswith(term.concept) else f"{term.concept} {title}"
    if not term.narrower:
        text = ONLY.filled(term=text).in_language(language)
    if term.districts is not None:
        nowhere = NOWHERE.in_language(language)
        names = [district_of(district) if district else nowhere for district in term.districts]
        place = OUTSIDE if term.outside else INSIDE
        text = place.filled(term=text, districts=listed(names, language)).in_language(language)
    if term.part:
        part, parts = term.part
        text = PART.filled(term=text, part=part, parts=parts).in_language(language)
    return text
