"""The ledger as a list."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from umbel.audit import queries as audit
from umbel.audit.models import Entry
from umbel.audit.sentences import sentence_for
from umbel.web.audit.access import readable_numbers
from umbel.web.lists import Asked, Column, Listing, for_everyone

HELD_BACK = _("An act whose content is for those who may read what it is about.")


@dataclass(frozen=True, slots=True)
class Act:
    """An entry as a sentence; one that the reader may not open says only that it is there."""

    entry: Entry
    sentence: str
    open: bool

    @property
    def by(self) -> str:
        return self.entry.actor_label if self.open else ""

    @property
    def code(self) -> str:
        return self.entry.act if self.open else ""


def acts(asked: Asked, entries: list[Any]) -> list[Act]:
    """What the reader may read of each."""
    language = (get_language() or "en").lower()
    readable = readable_numbers(entries, asked.viewer, asked.today)
    return [
        Act(entry, sentence_for(entry, language), open=True)
        if entry.number in readable
        else Act(entry, str(HELD_BACK), open=False)
        for entry in entries
    ]


LEDGER = Listing(
    code="ledger",
    title=_("Ledger"),
    columns=(
        Column("act", _("What was done"), "sentence"),
        Column("number", _("Number"), "entry.number"),
        Column("at", _("Day and time"), "entry.at"),
        Column("by", _("By"), "by"),
        Column("code", _("Act"), "code"),
    ),
    rows=lambda _asked: audit.latest(),
    allowed=for_everyone,
    told=acts,
    empty=_("Nothing has been recorded yet."),
    table="audit/parts/acts.html",
)
