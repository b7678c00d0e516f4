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
from umbel.words import Message, Worded

TEMPLATES = Path(__file__).parent / "templates"
SERIF = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Libertinus Serif")
STANDARDS: Any = ["a-2a", "ua-1"]
"""Can be read in decades, and read aloud."""
REGIONS = {"en": "gb", "zh": "cn"}
"""The region by whose typography a language is set."""
MONO = ("DejaVu Sans Mono", "Noto Sans CJK SC")
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
    name_en: str,
    name_zh: str,
    number: str,
    organization_class: dict[str, str],
    field: dict[str, str],
    district: dict[str, str],
    registered_on: date,
    registrar: dict[str, str],
    address: str,
    entry: int | None,
    federation: dict[str, str],
) -> bytes:
    """The certificate of registration on one page, in both languages, with the public entry's address as QR code."""
    first, second = (name_zh, name_en) if name_zh else (name_en, "")
    both = {"class": organization_class, "field": field, "district": district}
    said = {key: (words["zh-hans"], words["en"]) for key, words in both.items()}
    said |= {"number": (number, ""), "day": _both(Day(registered_on))}
    rows = [
        {
            **dict(zip(("zh", "en"), _both(title), strict=True)),
            "first": said[key][0],
            "second": said[key][1] if len(set(said[key])) > 1 else "",
        }
        for key, title in ROWS.items()
    ]
    if entry is not None:
        chinese, english = _both(Message("Ledger entry"))
        rows.append({"zh": chinese, "en": english, "first": str(entry), "second": ""})
    data = {
        "title": first,
        "name_first": first,
        "name_second": second,
        "size": _name_size(first, second),
        "rows": rows,
        "words": {
            f"{key}_{tag}": words
            for key, message in CERTIFICATE_WORDS.items()
            for tag, words in zip(("zh", "en"), _both(message), strict=True)
        },
        "registrar": registrar,
        "federation": federation,
        "address": address,
        "qr": _qr(address),
        "day_zh": said["day"][0],
        "day_en": said["day"][1],
    }
    return _set("certificate", data, registered_on)


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
    _warn_without_chinese()
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
        _kept.compiler = typst.Compiler(root=str(TEMPLATES))
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


def _name_size(first: str, second: str) -> float:
    """Points at which the longer of two names still leaves the page whole."""
    width = max(sum(2 if ord(character) > 0x2E80 else 1 for character in name) for name in (first, second or first))
    return max(SMALLEST_NAME, min(LARGEST_NAME, LARGEST_NAME * 44 / max(width, 1)))


def _qr(address: str) -> str:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", border=2, dark="#0b3b3f", xmldecl=False)
    return stream.getvalue().decode()


def main_tag(language: str) -> str:
    """What Typst calls a language: its tag without script and region."""
    return language.partition("-")[0]


def _both(message: Worded) -> tuple[str, str]:
    return message.in_language("zh-hans"), message.in_language("en")


@cache
def _warn_without_chinese() -> None:
    """Once: certificates in Chinese need a font that has its characters."""
    families = set(typst.Fonts().families())
    if not families & set(SERIF[:2]):
        log.warning(
            "No Chinese font was found, so certificates show boxes. Install one: apt-get install fonts-noto-cjk"
        )
