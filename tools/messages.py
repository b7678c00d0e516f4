"""The site's words in Chinese: `python -m tools.messages update | check | compile`.

`update` brings the catalogue up to date with templates and code, `check` fails on anything missing, fuzzy or no
longer used, `compile` writes what Django reads. No GNU gettext is needed: Django's own `templatize` turns a template
into calls, and Babel reads calls.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "umbel"
CATALOGUE = SOURCES / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "Message": {1: (1,), 2: ((2, "c"), 1)},
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_n": (1, 2),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Found = tuple[str, int, Any, str | None]


def found() -> Iterator[Found]:
    """Every message of templates and code: file, line, message, context."""
    for path in sorted(SOURCES.rglob("*.html")):
        # The calls that `templatize` writes stand in text that only a lenient reader accepts.
        yield from _read("javascript", path, templatize(path.read_text(encoding="utf-8"), origin=str(path)))
    for path in sorted(SOURCES.rglob("*.py")):
        yield from _read("python", path, path.read_text(encoding="utf-8"))


def _read(language: str, path: Path, text: str) -> Iterator[Found]:
    source = io.BytesIO(text.encode())
    for line, message, _comments, context in extract(
        language, source, keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield str(path.relative_to(ROOT)), line, message, context


def template() -> Catalog:
    """What there is to translate."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for file, _line, message, context in found():
        if message and message != ("",):
            catalogue.add(message, None, [(file, 0)], context=context)
    return catalogue


def catalogue() -> Catalog:
    """What is translated; empty where nothing is yet."""
    if not CATALOGUE.is_file():
        return Catalog(locale="zh_Hans", charset="utf-8", fuzzy=False)
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def update() -> int:
    """Add what is new, drop what is gone, and never guess."""
    words = catalogue()
    words.update(template(), no_fuzzy_matching=True)
    words.obsolete.clear()
    words.project, words.version, words.header_comment = "Umbel", "", "# Umbel in Simplified Chinese."
    words.last_translator = words.language_team = ""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, words, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return 0


def problems() -> list[str]:
    """What keeps the catalogue from being whole."""
    words, wanted = catalogue(), template()
    missing = [
        f"not translated: {message.id!r}"
        for message in wanted
        if message.id and not _translated(words.get(_key(message.id), message.context))
    ]
    fuzzy = [f"fuzzy: {message.id!r}" for message in words if message.id and message.fuzzy]
    gone = [
        f"no longer used: {message.id!r}"
        for message in words
        if message.id and wanted.get(_key(message.id), message.context) is None
    ]
    return missing + fuzzy + gone


def _key(identity: Any) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _translated(message: Any) -> bool:
    if message is None or not message.string:
        return False
    return all(message.string) if isinstance(message.string, (tuple, list)) else True


def check() -> int:
    """Say what is wrong; 0 when nothing is."""
    wrong = problems()
    for line in wrong:
        print(line)  # noqa: T201  a tool speaks on the command line
    return 1 if wrong else 0


def compile_catalogue() -> int:
    """Write the binary form, unless it is newer than the words."""
    target = CATALOGUE.with_suffix(".mo")
    if CATALOGUE.is_file() and (not target.is_file() or target.stat().st_mtime < CATALOGUE.stat().st_mtime):
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue())
        draft.replace(target)
    return 0


if __name__ == "__main__":
    ACTIONS = {"update": update, "check": check, "compile": compile_catalogue}
    if len(sys.argv) != 2 or sys.argv[1] not in ACTIONS:
        sys.exit(__doc__)
    sys.exit(ACTIONS[sys.argv[1]]())
