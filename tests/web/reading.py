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


class Page(HTMLParser):
    """What tests ask of a page: every id, where its summary of problems leads, and the fields of each form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.leads_to: list[str] = []
        self.forms: list[dict[str, str]] = []
        self._in_summary = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if found.get("id") else []
        if tag == "form":
            self.forms.append({})
        elif tag in {"input", "select", "textarea", "button"} and found.get("name") and self.forms:
            self.forms[-1].setdefault(found["name"], found.get("value", ""))
            if tag == "button" or found.get("type") == "hidden":
                self.forms[-1][found["name"] + "=" + (found.get("value") or "")] = ""
        if tag == "div" and (self._in_summary or "govuk-error-summary" in found.get("class", "").split()):
            self._in_summary += 1
        if tag == "a" and self._in_summary and (found.get("href") or "").startswith("#"):
            self.leads_to.append(found["href"][1:])

    def handle_endtag(self, tag):
        if tag == "div" and self._in_summary:
            self._in_summary -= 1

    def fields(self, act=""):
        """The names of what one form asks for, of the one whose button or hidden field says `act` where one does."""
        asked = [form for form in self.forms if not act or f"act={act}" in form]
        return {name for form in asked for name in form if "=" not in name} - {"csrfmiddlewaretoken", "act"}
