"""A remit within a sentence, and the reason it gives for a placement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from umbel.remits import Remit
from umbel.structure.models import Named
from umbel.words import Message


@dataclass(frozen=True, slots=True)
class RemitWords:
    """A remit as its reader's language says it, by the names of its fields and districts."""

    remit: Remit
    named: Mapping[str, Named]

    def in_language(self, language: str) -> str:
        """The remit as one line of text."""

        def title_of(code: str) -> str:
            return self.named[code].in_language(language)

        return self.remit.sentence(title_of, language, title_of)


def why_within(remit: Remit, named: Mapping[str, Named]) -> Message:
    """Why an organization is placed where the remit holds its field and district."""
    return Message("Its field and district fall within the remit: {remit}.").filled(remit=RemitWords(remit, named))
