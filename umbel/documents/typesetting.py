"""Certificates and letters as PDF, set by Typst. Words reach the templates as data only: nothing in a name or a reason
can become markup.
"""

import io
import json
import logging
import threading
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
import typst

from umbel.deadlines import Day, day_in_words
from umbel.words import Message, Worded, Words, as_written

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"
"""Put there when the assets are built; no font of the machine is needed for Latin and Chinese."""
SERIF = ("Noto Serif SC", "Libertinus Serif")
STANDARDS: Any = ["a-2a", "ua-1"]
"""Can be read in decades, and read aloud."""
REGIONS = {"en": "gb", "zh": "cn"}
"""The region by whose typography a language is set."""
MONO = ("DejaVu Sans Mono", "Noto Serif SC")
LARGEST_NAME, SMALLEST_NAME = 27, 11
ROWS = {
    "number": Message("Register number"),
    "class": Message("Kind of organization"),
    "field": Message("Field", "certificate"),
    "district": Message("District", "certificate"),
    "day": Message("Registered on"),
}
CERTIFICATE_WORDS = {
    "heading": Message("Certificate of Registration"),
    "says": Message("was examined and entered in the register, in witness of which this certificate is given."),
    "check": Message("Scan the code, or open this address, to check the public entry."),
}
LETTER_WORDS = {"reference": Message("Reference"), "review": Message("How to have this reviewed")}
log = logging.getLogger(__name__)
_kept = threading.local()


def certificate(
    *,
    names: Words,
    number: str,
    organization_class: Worded,
    field: Worded,
    district: Worded,
    registered_on: date,
    registrar: Worded,
    address: str,
    entry: int | None,
    federation: Worded,
    languages: Sequence[str],
) -> bytes:
    """The certificate of registration on one page, in each of `languages`, the first the largest, with the public
    entry's address as QR code.
    """
    said: dict[str, Worded] = {
        "number": as_written(number),
        "class": organization_class,
        "field": field,
        "district": district,
        "day": Day(registered_on),
    }
    rows = [(title, said[key]) for key, title in ROWS.items()]
    rows += [(Message("Ledger entry"), as_written(str(entry)))] if entry is not None else []
    called = _lines(names, languages)
    data = {
        "title": called[0]["text"],
        "lang": called[0]["lang"],
        "region": called[0]["region"],
        "names": called,
        "size": _name_size([line["text"] for line in called]),
        "rows": [{"title": _lines(title, languages), "value": _lines(value, languages)} for title, value in rows],
        "words": {key: _lines(message, languages) for key, message in CERTIFICATE_WORDS.items()},
        "registrar": _lines(registrar, languages),
        "federation": _lines(federation, languages),
        "address": address,
        "qr": _qr(address),
        "day": _lines(Day(registered_on), languages),
    }
    return _set("certificate", data, registered_on)


def _lines(worded: Worded, languages: Sequence[str]) -> list[dict[str, Any]]:
    """The same in each language, a line each; what is the same in two, once."""
    said = {worded.in_language(language): main_tag(language) for language in reversed(languages)}
    return [{"text": text, "lang": tag, "region": REGIONS.get(tag)} for text, tag in reversed(said.items())]


def letter(
    *,
    language: str,
    federation: str,
    sender: str,
    reference: str,
    on: date,
    to: str,
    title: str,
    paragraphs: list[str],
    facts: Sequence[tuple[str, str]] = (),
    closing: str = "",
    review: str = "",
) -> bytes:
    """A letter in one language: what is said, the facts in a block of their own, and the way to a review."""
    tag = main_tag(language)
    data = {
        "lang": tag,
        "region": REGIONS.get(tag),
        "words": {key: message.in_language(language) for key, message in LETTER_WORDS.items()},
        "federation": federation,
        "sender": sender,
        "reference": reference,
        "day": day_in_words(on, language),
        "to": to,
        "title": title,
        "paragraphs": paragraphs,
        "facts": [list(fact) for fact in facts],
        "closing": closing,
        "review": review,
    }
    return _set("letter", data, on)


def case_file(data: dict[str, Any], on: date) -> bytes:
    """A case file with its index; `data` holds its lines and the words around them."""
    return _set("casefile", data, on)


def _set(template: str, data: dict[str, Any], on: date) -> bytes:
    """The PDF; the same data on the same day gives the same bytes. Kept for the archive and read aloud, unless a
    character is in no font: a decision does not wait for one, and is set with a box in its place.
    """
    _warn_without_fonts()
    words = json.dumps(_printable(data) | {"serif": SERIF, "mono": MONO}, ensure_ascii=False)
    set_as = partial(
        _compiler().compile,
        input=str(TEMPLATES / f"{template}.typ"),
        sys_inputs={"data": words},
        timestamp=datetime.combine(on, time(12), tzinfo=ZoneInfo("UTC")),
        format="pdf",
    )
    try:
        made = set_as(pdf_standards=STANDARDS)
    except typst.TypstError as refused:
        log.warning("A %s was set without %s: %s", template, " and ".join(STANDARDS), refused)
        made = set_as()
    assert isinstance(made, bytes)
    return made


def _compiler() -> typst.Compiler:
    """One a thread: reading the fonts takes ten times as long as setting a letter."""
    if not hasattr(_kept, "compiler"):
        _kept.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)])
    compiler: typst.Compiler = _kept.compiler
    return compiler


def _printable(data: Any) -> Any:
    """The data without control characters, which no font has."""
    if isinstance(data, str):
        lines = data.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return "".join(mark for mark in lines if mark == "\n" or unicodedata.category(mark) not in {"Cc", "Cs"})
    if isinstance(data, dict):
        return {key: _printable(value) for key, value in data.items()}
    return [_printable(value) for value in data] if isinstance(data, list | tuple) else data


def _name_size(names: Sequence[str]) -> float:
    """Points at which the longest of the names still leaves the page whole."""
    width = max(sum(2 if ord(character) > 0x2E80 else 1 for character in name) for name in names)
    return max(SMALLEST_NAME, min(LARGEST_NAME, LARGEST_NAME * 44 / max(width, 1)))


def _qr(address: str) -> str:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", border=2, dark="#0b3b3f", xmldecl=False)
    return stream.getvalue().decode()


def main_tag(language: str) -> str:
    """What Typst calls a language: its tag without script and region."""
    return language.partition("-")[0]


@cache
def _warn_without_fonts() -> None:
    """Once: papers in Chinese need the font that comes with the assets."""
    if not any(FONTS.glob("*.ttf")):
        log.warning("The font of papers is missing, so that Chinese shows boxes. Build it: make assets")
