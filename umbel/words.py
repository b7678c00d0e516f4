"""What the program says to people: a `Message`, written once in English where it is said and in every other language in
a catalogue (`umbel/locale/`), and rendered for whoever reads it, in that reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from gettext import NullTranslations, translation
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

SOURCE = "en"
"""The language that messages are written in."""
CATALOGUES = Path(__file__).parent / "locale"
NOTHING: Mapping[str, Any] = MappingProxyType({})


@runtime_checkable
class Worded(Protocol):
    """Whatever can be said in a language: a message, or a phrase of a pack."""

    def in_language(self, language: str) -> str:
        """The words in `language`, or in a language that there is."""


_reader: list[Callable[[], str | None]] = [lambda: SOURCE]


def words_are_read_in(language: Callable[[], str | None]) -> None:
    """Tell how to know the language of whoever reads now, for words that stand in a page: `str(words)`."""
    _reader[:] = [language]


class Words(Mapping[str, str]):
    """What people wrote, by the tag of each language they wrote it in. What is empty in a language is not there."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str] = NOTHING, /) -> None:
        self._by_language = {tag: text for tag, text in by_language.items() if text}

    def __getitem__(self, tag: str) -> str:
        return self._by_language[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(frozenset(self._by_language.items()))

    def __eq__(self, other: object) -> bool:
        return self._by_language == (other._by_language if isinstance(other, Words) else other)

    def __or__(self, other: Mapping[str, str]) -> Words:
        """Both; what is said in a language twice, as `other` says it."""
        return Words({**self, **other})

    def __repr__(self) -> str:
        return f"Words({self._by_language})"

    def __str__(self) -> str:
        """As whoever reads now reads it; or, so that a page always says something, in a language there is."""
        return self.in_language(_reader[0]() or SOURCE)

    def in_language(self, language: str) -> str:
        """The words in `language`, else in a near one (another script of it), in English, or in whatever there is."""
        return self._by_language.get(self.tag_for(language), "")

    def tag_for(self, language: str) -> str:
        """The tag under which the words for a reader of `language` stand; empty where there are none."""
        near = (tag for tag in self if primary(tag) == primary(language))
        whole = language if language in self else next(near, None)
        return whole or (SOURCE if SOURCE in self else next(iter(self), ""))

    @property
    def tag(self) -> str:
        """The language of what `str` says."""
        return self.tag_for(_reader[0]() or SOURCE)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The tag and the words of every other language than that which `str` says."""
        return [(tag, text) for tag, text in self.items() if tag != self.tag and text != str(self)]

    def mapped(self, change: Callable[[str], str]) -> Words:
        """The same with the text of each language changed, such as cut to a length."""
        return Words({tag: change(text) for tag, text in self.items()})


NO_WORDS = Words()
UNKNOWN = "und"
"""The tag of words of which nobody said in which language they are (BCP 47)."""


def as_written(text: str) -> Words:
    """What somebody wrote in a language of their own."""
    return Words({UNKNOWN: text})


def primary(tag: str) -> str:
    """The language of a tag without script and region: `zh` of `zh-hans`."""
    return tag.split("-", maxsplit=1)[0]


def columns(name: str, languages: Sequence[str]) -> dict[str, str]:
    """What a column of each language is called, in tables and forms (`name_en`, `name_zh`), and its language. The tag
    is short where no other language shares its beginning.
    """
    shorts = [primary(tag) for tag in languages]
    return {
        f"{name}_{short if shorts.count(short) == 1 else tag.replace('-', '_')}": tag
        for tag, short in zip(languages, shorts, strict=True)
    }


def gathered(row: Mapping[str, Any], name: str, languages: Sequence[str]) -> Words:
    """The words that stand in a row's columns, one a language."""
    return Words({tag: str(row.get(column) or "") for column, tag in columns(name, languages).items()})


def spread(words: Mapping[str, str], name: str, languages: Sequence[str]) -> dict[str, str]:
    """The reverse of `gathered`: a column for each language, empty where nothing is said in it."""
    return {column: words.get(tag, "") for column, tag in columns(name, languages).items()}


def in_each(languages: Sequence[str], worded: Worded) -> Words:
    """What can be said in a language, said in each of these."""
    return Words({tag: worded.in_language(tag) for tag in languages})


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the program, by its English words. Braces name values, once there are any: `filled`.

    `context` tells apart what is the same in English and differs elsewhere, as in gettext.
    """

    text: str
    context: str = ""
    values: Mapping[str, Any] = field(default=NOTHING, hash=False)

    def filled(self, **values: Any) -> Message:
        """The message with the values that it names; what is `Worded` itself is said in the reader's language."""
        return replace(self, values={**self.values, **values})

    def in_language(self, language: str) -> str:
        """The words in `language`, or in English where a catalogue has none."""
        words = self._words(language)
        if not self.values:  # nothing is named: what people wrote may hold braces
            return words
        return words.format_map({name: said(value, language) for name, value in self.values.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        """A message goes to another process, or into a copy, with values of its own: no proxy can."""
        return type(self), (self.text, self.context, dict(self.values))

    def _words(self, language: str) -> str:
        found = catalogue(language)
        return found.pgettext(self.context, self.text) if self.context else found.gettext(self.text)


THEN = Message("{before} {after}", "sentences")


def one_after_another(sentences: Sequence[Worded]) -> Worded:
    """Several sentences, with what the reader's language puts between two."""
    return reduce(lambda before, after: THEN.filled(before=before, after=after), sentences)


BETWEEN = Message(", ", "between names")
AND_LAST = Message("{names} and {last}", "end of a list")


def said(value: Any, language: str) -> str:
    """A value within a sentence: in the reader's language where it can be said in several."""
    return value.in_language(language) if isinstance(value, Worded) else str(value)


def listed(names: Sequence[str], language: str) -> str:
    """Names as people write a list of them: `one, two and three`."""
    if len(names) < 2:
        return "".join(names)
    several = BETWEEN.in_language(language).join(names[:-1])
    return AND_LAST.filled(names=several, last=names[-1]).in_language(language)


def path_in(path: str, language: str) -> str:
    """The path of a page with its reader's language in front, so that what is printed or passed on keeps it; without,
    where the program does not speak it.
    """
    rest = without_language(path)[1]
    return f"/{language}{rest}" if language in spoken() else rest


def without_language(path: str) -> tuple[str, str]:
    """The language that a path begins with, if any, and the rest of it."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in spoken() else ("", path)


@lru_cache(maxsize=1)
def spoken() -> tuple[str, ...]:
    """Every language that the program speaks: that of its messages, and each that has a catalogue. One that has only
    been begun is not compiled, and not spoken.
    """
    found = sorted(file.parts[-3] for file in CATALOGUES.glob("*/LC_MESSAGES/django.mo"))
    return (SOURCE, *(name.replace("_", "-").lower() for name in found))


@lru_cache(maxsize=32)
def catalogue(language: str) -> NullTranslations:
    """The words of a language; for English, and for a language that has none, the messages themselves."""
    name, _, script = _nearest(language).partition("-")
    if name == SOURCE:
        return NullTranslations()
    languages = [f"{name}_{script.title() if len(script) > 2 else script.upper()}", name]
    return translation("django", CATALOGUES, languages=languages, fallback=True)


def _nearest(language: str) -> str:
    """The language itself where it is spoken, or else the same one as it is spoken elsewhere: whoever asks for `zh` or
    `zh-cn` reads `zh-hans`. Who asks for another script cannot be taken to read this one.
    """
    wanted = language.replace("_", "-").lower()
    name, _, rest = wanted.partition("-")
    script = rest[:4] if len(rest.partition("-")[0]) == 4 else ""
    same = [one for one in spoken() if one.partition("-")[0] == name and script in one]
    return wanted if wanted in same else next(iter(same), SOURCE)
