"""What a page says to its reader, and what of it are words of packs and of people."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAID_IN = ("alt", "aria-label", "placeholder", "title")
SILENT = ("code", "pre", "script", "style")
NO_WORD = re.compile(r"\S*[\d@{]\S*")
"""Figures, hashes, addresses, and where a figure comes in a sentence of a pack."""
WORD = re.compile(r"[^\W\d_]+")
PARTS = re.compile(r"[.,:;–·()“”]")


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.said += [" ".join(value.split()) for name, value in attrs if name in SAID_IN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))


def said_on(page: str) -> list[str]:
    """Every text of a page, those that are only read out included."""
    return _Page(page).said


def is_data(text: str) -> bool:
    """Whether a text is too short to tell, or made of what packs say."""
    parts = (WORD.findall(part) for part in PARTS.split(NO_WORD.sub(" ", text)))
    return all(len(words) < 4 or f" {' '.join(words)} " in _packs() for words in parts)


@cache
def _packs() -> str:
    files = sorted((ROOT / "umbel" / "packs").rglob("*.toml"))
    texts = (path.read_text() for path in files)
    return f" {' '.join(WORD.findall(NO_WORD.sub(' ', ' '.join(texts))))} "
