"""What a notice says, to be rendered for whoever it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from umbel.words import Message


@dataclass(frozen=True, slots=True)
class Said:
    """The title and the text of a notice."""

    title: Message
    text: Message

    def filled(self, **values: Any) -> "Said":
        """Both with the values that they name."""
        return Said(self.title.filled(**values), self.text.filled(**values))

    def in_languages(self, languages: Sequence[str]) -> tuple[str, str]:
        """Title and text, in each of the languages one after the other; what is the same in two, such as someone's
        words, once.
        """
        parts = []
        for language in languages:
            with override(language):  # what is named is said in the reader's language, not in that of whoever acts
                parts.append((self.title.in_language(language), self.text.in_language(language)))
        titles, texts = (dict.fromkeys(part[place] for part in parts) for place in (0, 1))
        return " / ".join(titles), "\n\n".join(texts)
