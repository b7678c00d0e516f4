"""What an entry says in words. Each piece keeps the sentences of its acts in `states.ACT_SENTENCES`."""

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

from umbel.audit.models import Entry
from umbel.words import Message, Words


class _Words(dict[str, Any]):
    """Values for a sentence; one the entry does not have is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


@cache
def act_sentences() -> dict[str, Message]:
    """Every act's sentence, from all installed pieces. Entries are about these codes."""
    found: dict[str, Message] = {}
    for app in apps.get_app_configs():
        if app.module is None or not module_has_submodule(app.module, "states"):
            continue
        table = getattr(import_module(f"{app.name}.states"), "ACT_SENTENCES", {})
        if twice := found.keys() & table.keys():
            raise ImproperlyConfigured(f"Two pieces give a sentence for {', '.join(sorted(twice))}.")
        found |= table
    return found


def sentence_for(entry: Entry, language: str) -> str:
    """The entry as a sentence in `language`, or in English; an act without one shows its code and subject.
    A template may name {subject}, {actor}, {body}, {reasons}, {number} and any plain value of the data.
    """
    sentence = act_sentences().get(entry.act)
    if sentence is None:
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
    return sentence.in_language(language).format_map(_Words(said | own))
