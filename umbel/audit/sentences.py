"""What an entry says in words. The sentences stand in the table of acts."""

from typing import Any

from umbel.audit.models import Entry
from umbel.audit.table_of_acts import table_of_acts
from umbel.words import Words


class _Words(dict[str, Any]):
    """Values for a sentence; one the entry does not have is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def sentence_for(entry: Entry, language: str) -> str:
    """The entry as a sentence in `language`, or in English; an act without one shows its code and subject.
    A template may name {subject}, {actor}, {body}, {reasons}, {number} and any plain value of the data.
    """
    act = table_of_acts().get(entry.act)
    if act is None:
        return f"{entry.act}: {entry.subject_label}"
    data = entry.data if isinstance(entry.data, dict) else {}
    own = {
        "subject": entry.subject_label,
        "actor": entry.actor_label,
        "body": entry.body_label or "—",
        "reasons": entry.reasons or "—",
        "number": entry.number,
    }
    said = {
        name: Words(value).in_language(language) if isinstance(value, dict) else value for name, value in data.items()
    }
    return act.row.sentence.in_language(language).format_map(_Words(said | own))
