"""Names as people write them: cleaned of what nobody sees, and compared as the eye compares them."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from umbel.errors import UmbelError
from umbel.words import Message, Words

LONGEST_NAME = 400
COMMITTEE_OF = Message("Committee of {name}")
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing."""
SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
SPACES = frozenset("\t\n\r")
"""Control characters that stand for a space where a name is pasted."""

LOOK_ALIKES = Path(__file__).with_name("look_alikes.csv")
"""Greek, Cyrillic and rarer Latin letters and the plain Latin letter that each looks like."""


def _look_alikes(case: str) -> dict[int, str]:
    with LOOK_ALIKES.open(encoding="utf-8", newline="") as file:
        return {ord(row["letter"]): row["looks_like"] for row in csv.DictReader(file) if row["case"] == case}


CAPITALS = _look_alikes("capital")
SMALL = _look_alikes("small")
ONE_CASE = SMALL | _look_alikes("small-by-capital")
"""Of small letters whose capitals look like another Latin letter, the capital decides, so that case does not matter."""

WORD = re.compile(r"\w+")
LATIN = re.compile("[A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
LOOKS_LATIN = re.compile(
    "[\u0370-\u0373\u0376-\u037d\u037f-\u052f\u1c80-\u1c8f\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f]"
)
"""Greek and Cyrillic."""


class BadName(UmbelError):
    """A name that holds what no name holds."""


def clean_name(text: str) -> str:
    """The name in NFC with single spaces. Raises BadName for what is not seen, for HTML, and for what is too long."""
    composed = unicodedata.normalize("NFC", text)
    for character in composed:
        kind = unicodedata.category(character)
        if kind in {"Co", "Cn", "Cs"}:
            raise BadName(_("The name holds a character that is not in Unicode. Leave it out or write it otherwise."))
        if (kind in {"Cc", "Cf"} and character not in SPACES) or character in BLANK or SELECTORS.match(character):
            raise BadName(_("The name holds characters that cannot be seen. Type it again instead of pasting it."))
    if re.search(r"[<>]", composed):
        raise BadName(_("A name holds no < or >. Leave them out."))
    name = " ".join(composed.split())
    if len(name) > LONGEST_NAME:
        raise BadName(
            _("The name has %(many)d characters; at most %(most)d are kept. Shorten it.")
            % {"many": len(name), "most": LONGEST_NAME}
        )
    return name


def fitting(names: Mapping[str, str]) -> Words:
    """Names as long as a name is kept."""
    return Words({tag: cut(name, LONGEST_NAME) for tag, name in names.items()})


LONGEST_SHORT_NAME = 16
"""Letters of a committee's short name: what fits in a column of a table and below a bar of a chart."""


def cut(text: str, most: int) -> str:
    """The text, or as much of it as a column of that length holds, with a mark where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_at_a_word(text: str, most: int) -> str:
    """As `cut`, but between two words where there are any: what is half a word says little."""
    if len(text) <= most:
        return text
    whole = text[:most].rpartition(" ")[0].rstrip(" ,;")
    return f"{whole}…" if whole.strip("0123456789") else cut(text, most)


def committee_names(names: Words) -> Words:
    """What an organization's own committee is called, in the languages the organization has a name in. However long
    that name is, the committee's fits its column.
    """
    return Words({tag: _committee_of(name, tag) for tag, name in names.items()})


def _committee_of(name: str, language: str) -> str:
    room = LONGEST_NAME - len(COMMITTEE_OF.filled(name="").in_language(language))
    return COMMITTEE_OF.filled(name=cut(name, room)).in_language(language)


def mixes_scripts(text: str) -> bool:
    """Whether a word is written in Latin letters and in Greek or Cyrillic ones, which can stand in for them unseen."""
    if text.isascii():
        return False
    return any(LATIN.search(word) and LOOKS_LATIN.search(word) for word in WORD.findall(text))


def skeleton(text: str) -> str:
    """What two names share when they look the same: letters with their marks, and digits, in one case and script."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    made = unicodedata.normalize("NFKC", text)
    made = WORD.sub(lambda word: _as_seen(word[0]), made)
    made = unicodedata.normalize("NFKC", made.casefold()).translate(ONE_CASE)
    kept = "".join(character for character in made if _counts(character))
    return unicodedata.normalize("NFKC", kept)


def _as_seen(word: str) -> str:
    """A word of one script is read in it; in a word of several, each letter is taken for what it looks like."""
    return word.translate(CAPITALS).translate(SMALL) if mixes_scripts(word) else word


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" and character not in BLANK and not SELECTORS.match(character)
