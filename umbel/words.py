"""What the program says to people: a `Message`, written once in English where it is said and in every other language in
a catalogue (`umbel/locale/`), and rendered for whoever reads it, in that reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
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


@lru_cache(maxsize=1)
def spoken() -> tuple[str, ...]:
    """Every language that the program speaks: that of its messages, and each that has a catalogue."""
    found = sorted(folder.name for folder in CATALOGUES.iterdir() if (folder / "LC_MESSAGES").is_dir())
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
