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

TEMPLATES = Path(__file__).parent / "templates"
SERIF = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Libertinus Serif")
STANDARDS: Any = ["a-2a", "ua-1"]
"""Can be read in decades, and read aloud."""
MONO = ("DejaVu Sans Mono", "Noto Sans CJK SC")
LARGEST_NAME, SMALLEST_NAME = 27, 11
ROWS = {
    "number": ("登记编号", "Register number"),
    "class": ("组织类型", "Kind of organization"),
    "field": ("业务领域", "Field"),
    "district": ("所在地区", "District"),
    "day": ("登记日期", "Registered on"),
}
CERTIFICATE_WORDS = {
    "heading_zh": "登记证书",
    "heading_en": "Certificate of Registration",
    "says_zh": "经审查，准予登记，特发此证。",
    "says_en": "was examined and entered in the register, in witness of which this certificate is given.",
    "check_zh": "扫码或访问下列网址，可核对公开登记信息。",
    "check_en": "Scan the code, or open this address, to check the public entry.",
}
LETTER_WORDS = {
    "en": {"reference": "Reference", "review": "How to have this reviewed"},
    "zh-hans": {"reference": "编号", "review": "如何申请复核"},
}
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
    said |= {"number": (number, ""), "day": (_day(registered_on, "zh-hans"), _day(registered_on, "en"))}
    rows = [
        {
            "zh": titles[0],
            "en": titles[1],
            "first": said[key][0],
            "second": said[key][1] if len(set(said[key])) > 1 else "",
        }
        for key, titles in ROWS.items()
    ]
    if entry is not None:
        rows.append({"zh": "账本条目", "en": "Ledger entry", "first": str(entry), "second": ""})
    data = {
        "title": first,
        "name_first": first,
        "name_second": second,
        "size": _name_size(first, second),
        "rows": rows,
        "words": CERTIFICATE_WORDS,
        "registrar": registrar,
        "federation": federation,
        "address": address,
        "qr": _qr(address),
        "day_zh": _day(registered_on, "zh-hans"),
        "day_en": _day(registered_on, "en"),
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
    chinese = language.startswith("zh")
    data = {
        "lang": "zh" if chinese else "en",
        "region": "cn" if chinese else "gb",
        "words": LETTER_WORDS["zh-hans" if chinese else "en"],
        "federation": federation,
        "sender": sender,
        "reference": reference,
        "day": _day(on, language),
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


def _day(on: date, language: str) -> str:
    if language.startswith("zh"):
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {on:%B} {on.year}"


@cache
def _warn_without_chinese() -> None:
    """Once: certificates in Chinese need a font that has its characters."""
    families = set(typst.Fonts().families())
    if not families & set(SERIF[:2]):
        log.warning(
            "No Chinese font was found, so certificates show boxes. Install one: apt-get install fonts-noto-cjk"
        )
