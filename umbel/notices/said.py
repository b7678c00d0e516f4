"""What a notice says, to be rendered for whoever it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from umbel.words import Message, Worded, Words


@dataclass(frozen=True, slots=True)
class Said:
    """The title and the text of a notice: a sentence of the program, or what people wrote."""

    title: Worded
    text: Worded

    def filled(self, **values: Any) -> "Said":
        """Both with the values that they name."""
        return Said(*(part.filled(**values) if isinstance(part, Message) else part for part in (self.title, self.text)))

    def in_each(self, languages: Sequence[str]) -> tuple[Words, Words]:
        """Title and text in each of these languages; what people wrote, in those in which they wrote it."""
        return _in_each(self.title, languages), _in_each(self.text, languages)


def _in_each(part: Worded, languages: Sequence[str]) -> Words:
    if isinstance(part, Words):
        return part
    said = {}
    for language in languages:
        with override(language):  # what is named is said in the reader's language, not in that of whoever acts
            said[language] = part.in_language(language)
    return Words(said)
