"""A language that nobody speaks: every letter of every message is another, and it is written from right to left. What
still stands in Latin letters on a page is data, or a text that no catalogue can reach.
"""

import re
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings
from django.test import override_settings

from tools import messages
from umbel import words
from umbel.policy import times

TAG, LOCALE = "ar-xb", "ar_XB"
LATIN = "abcdefghijklmnopqrstuvwxyz"
OTHERS = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
LETTERS = str.maketrans(LATIN + LATIN.upper(), OTHERS * 2)
AS_IT_IS = re.compile(f"({messages.VALUE.pattern}|&#?\\w+;)")
FORMATS = {"date format", "between thousands", "before decimals"}
"""Contexts in which a message is no words."""


def pseudo(text: str) -> str:
    """The message with every letter replaced, but for its values and tags."""
    parts = AS_IT_IS.split(text)
    return "".join(part if number % 2 else part.translate(LETTERS) for number, part in enumerate(parts))


def write_catalogue(folder: Path) -> None:
    """What the catalogues have as msgids, said in the language that nobody speaks."""
    said = Catalog(locale="en", fuzzy=False)
    for message in messages.catalogue("fr"):
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            other = tuple(form if message.context in FORMATS else pseudo(form) for form in forms)
            said.add(message.id, other if isinstance(message.id, tuple) else other[0], context=message.context)
    place = folder / LOCALE / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, said)


@contextmanager
def one_language_more(folder: Path, monkeypatch):
    """The program with a catalogue more, as if it stood in `umbel/locale`."""
    for place in words.CATALOGUES.iterdir():
        (folder / place.name).symlink_to(place)
    write_catalogue(folder)
    monkeypatch.setattr(words, "CATALOGUES", folder)
    _forget()
    languages = [*settings.LANGUAGES, (TAG, "Pseudo")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[folder]):
        yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    """Nothing that was read of catalogues before is kept."""
    for kept in (words.spoken, words.catalogue, times.usual_times):
        kept.cache_clear()
