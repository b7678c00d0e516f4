"""The demo's word lists, sentences and shares, read from `data/`."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from umbel.words import Words

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Wording:
    """What an organization of a field can be called, and the class of its credit code."""

    kind: str
    en: str
    zh: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the demo's CSV files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def said(part: str) -> dict[str, Any]:
    """What people of the demo write, of one part of the demo."""
    with (DATA / "said.toml").open("rb") as file:
        found: dict[str, Any] = tomllib.load(file)[part]
    return found


def words(in_both: Mapping[str, str], **values: str) -> Words:
    """What is said in both of the demo's languages, in `en` and `zh`."""
    return Words({"en": in_both["en"].format(**values), "zh-hans": in_both["zh"].format(**values)})


@cache
def wordings(concept: str) -> tuple[Wording, ...]:
    """Names for a field, or for the nearest field above it that has some."""
    found = tuple(Wording(row["kind"], row["en"], row["zh"]) for row in rows("names.csv") if row["concept"] == concept)
    return found or wordings(concept[:-1])


@cache
def places() -> tuple[tuple[str, str], ...]:
    """Invented neighbourhoods, in English and Chinese."""
    first, second = ([row for row in rows("places.csv") if row["part"] == part] for part in ("first", "second"))
    return tuple((f"{one['en']} {two['en']}", one["zh"] + two["zh"]) for one in first for two in second)
