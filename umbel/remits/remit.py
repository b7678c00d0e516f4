"""A remit in words: the concepts a committee covers and, where a field is divided, the districts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from umbel.errors import NotFound

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
        if language not in WORDS:
            raise NotFound(f"There are no words for remits in {language}. There are: {', '.join(WORDS)}.")
        words = WORDS[language]
        return words.between.join(words.term(term, title_of, district_of) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says a term."""

    between: str
    listed: str
    last: str
    only: str
    inside: str
    outside: str
    part: str
    nowhere: str

    def term(self, term: RemitTerm, title_of: Title, district_of: Title) -> str:
        """One term, for example: A20 Sports and recreation in Dongcheng and Xicheng."""
        title = title_of(term.concept)
        text = title if title.startswith(term.concept) else f"{term.concept} {title}"
        if not term.narrower:
            text += self.only
        if term.districts is not None:
            names = [district_of(district) if district else self.nowhere for district in term.districts]
            text += (self.outside if term.outside else self.inside).format(self.join(names))
        if term.part:
            text += self.part.format(*term.part)
        return text

    def join(self, names: list[str]) -> str:
        """A list as people write it."""
        if len(names) < 2:
            return "".join(names)
        return self.listed.join(names[:-1]) + self.last + names[-1]


WORDS = {
    "en": Words(
        between="; ",
        listed=", ",
        last=" and ",
        only=", not specified further",
        inside=" in {}",
        outside=" except in {}",
        part=" (part {} of {})",
        nowhere="no stated district",
    ),
    "zh-hans": Words(
        between="；",
        listed="、",
        last="、",
        only="（未细分）",
        inside="（{}）",
        outside="（{}除外）",
        part="（第{}组，共{}组）",
        nowhere="未注明区",
    ),
}
