"""The site's words in other languages: `python -m tools.messages begin | update | check | missing | compile [es]`.

`begin es` makes a catalogue, which is neither offered nor asked to be whole before it is; `update` brings every
catalogue of `umbel/locale` up to date with templates and code; `check` fails on anything fuzzy, no longer used, said
with other values than its English, or missing where it must not be; `missing` lists what a language lacks, file by
file; `compile` writes what Django reads. No GNU gettext is needed: Django's own `templatize` turns a template into
calls, and Babel reads calls.
"""

import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf.locale import LANG_INFO
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "umbel"
LOCALE = SOURCES / "locale"
WHOLE = {"zh_Hans"}
"""These lack nothing. In any other language, what only officers read may be missing, and is read in English."""
OFFICERS = (
    "umbel/web/components.py",
    "umbel/web/templates/components.html",
    "umbel/web/templates/desk/stages/",
    "umbel/web/rulemaking/draft.py",
    "umbel/web/rulemaking/files.py",
    "umbel/web/rulemaking/lab.py",
    "umbel/web/rulemaking/moved.py",
    "umbel/web/templates/rulemaking/draft.html",
    "umbel/web/templates/rulemaking/files.html",
    "umbel/web/templates/rulemaking/lab.html",
    "umbel/web/templates/rulemaking/moved.html",
)
"""What only officers read: the steps of an application at their desks, the laboratory of rules, the page of components.
A message is theirs when it stands in these folders and files only.
"""
BEGUN = "Begun: not offered yet."
"""Stands at the head of a catalogue that has never been whole; `update` takes it off when nothing is missing."""
MAY_NAME = {"day in words": {"{number}"}}
"""Context -> values that a translation may name instead of those of the English words."""
VALUE = re.compile(r"%\(\w+\)[a-z]|%[sd]|(?<!\{)\{\w+\}(?!\})|</?[a-z][^>]*>")
"""What a translation takes over as it is: values, and tags of HTML."""
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


@cache
def template() -> Catalog:
    """What there is to translate, each message with the files it stands in."""
    words = Catalog(charset="utf-8", fuzzy=False)
    for file, _line, message, context in found():
        if message and message != ("",):
            words.add(message, None, [(file, 0)], context=context)
    return words


def languages() -> list[str]:
    """Every language that has a catalogue, as its folder is called."""
    return sorted(path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def catalogue(language: str) -> Catalog:
    """What is translated."""
    with _file(language).open("rb") as file:
        return read_po(file, locale=language)


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def is_begun(language: str) -> bool:
    """Whether a catalogue has never been whole yet."""
    return BEGUN in _file(language).read_text(encoding="utf-8").partition("msgid")[0]


def begin(language: str) -> int:
    """Make a catalogue in which everything is still to be said. One that is there is left as it is."""
    if language in languages():
        return 0
    file = _file(language)
    file.parent.mkdir(parents=True)
    file.write_text(f'# {BEGUN}\nmsgid ""\nmsgstr ""\n', encoding="utf-8")
    return update(language)


def update(language: str) -> int:
    """Add what is new, drop what is gone, and never guess."""
    words = catalogue(language)
    begun = is_begun(language) and bool(_must_say(language))
    words.update(template(), no_fuzzy_matching=True)
    words.obsolete.clear()
    head = f"# Umbel in {LANG_INFO[_tag(language)]['name']}.{f' {BEGUN}' if begun else ''}"
    words.project, words.version, words.header_comment = "Umbel", "", head
    words.last_translator = words.language_team = ""
    with _file(language).open("wb") as file:
        write_po(file, words, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return 0


def lacking(language: str) -> list[Message]:
    """What the language does not say yet."""
    words = catalogue(language)
    return [
        message
        for message in template()
        if message.id and not _translated(words.get(_key(message.id), message.context))
    ]


def misfits(language: str) -> list[str]:
    """Translations that name a value or a tag which the English does not, or leave one out."""
    return [
        f"{language}: other values than the English: {message.id!r}"
        for message in catalogue(language)
        if message.id and message.string and not _fits(message)
    ]


def _fits(message: Message) -> bool:
    """One of something may be said without the number, so only the last form must name everything."""
    english, said = _forms(message.id), _forms(message.string)
    named = set(VALUE.findall(" ".join(english)))
    instead = MAY_NAME.get(message.context or "", set())
    if any(set(VALUE.findall(form)) - named - instead for form in said):
        return False
    return bool(instead) or set(VALUE.findall(said[-1])) >= set(VALUE.findall(english[-1]))


def problems(language: str) -> list[str]:
    """What keeps a catalogue from being used as it is."""
    words, wanted = catalogue(language), template()
    untold = [] if is_begun(language) else _must_say(language)
    missing = [f"{language}: not translated: {message.id!r}" for message in untold]
    fuzzy = [f"{language}: fuzzy: {message.id!r}" for message in words if message.id and message.fuzzy]
    gone = [
        f"{language}: no longer used: {message.id!r}"
        for message in words
        if message.id and wanted.get(_key(message.id), message.context) is None
    ]
    return missing + fuzzy + gone + misfits(language)


def _must_say(language: str) -> list[Message]:
    """What the language lacks and may not lack, once it is offered."""
    return [message for message in lacking(language) if language in WHOLE or not _only_for_officers(message)]


def _tag(language: str) -> str:
    return language.replace("_", "-").lower()


def _only_for_officers(message: Message) -> bool:
    return all(file.startswith(OFFICERS) for file, _line in message.locations)


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _key(identity: Any) -> str:
    return _forms(identity)[0]


def _translated(message: Message | None) -> bool:
    return message is not None and bool(message.string) and all(_forms(message.string))


def check(language: str) -> int:
    """Say what is wrong; 0 when nothing is."""
    wrong = problems(language)
    for line in wrong:
        print(line)  # noqa: T201  a tool speaks on the command line
    return 1 if wrong else 0


def missing(language: str) -> int:
    """Say what the language lacks, under the first file that says it."""
    lacks = sorted((message.locations[0][0], message.context or "", _key(message.id)) for message in lacking(language))
    print(f"{language}: {len(lacks)} of {len(template())} missing")  # noqa: T201
    for place, (file, context, text) in enumerate(lacks):
        if not place or lacks[place - 1][0] != file:
            print(f"  {file}{' (officers only)' if file.startswith(OFFICERS) else ''}")  # noqa: T201
        print(f"    {text!r}{f' ({context})' if context else ''}")  # noqa: T201
    return 0


def compile_catalogue(language: str) -> int:
    """Write the binary form, unless it is newer than the words."""
    source = _file(language)
    target = source.with_suffix(".mo")
    if not target.is_file() or target.stat().st_mtime < source.stat().st_mtime:
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue(language))
        draft.replace(target)
    return 0


ACTIONS = {"begin": begin, "update": update, "check": check, "compile": compile_catalogue, "missing": missing}


def main(action: str = "", *chosen: str) -> int:
    """Do it for the languages named, or for every one; what is only begun is compiled when it is named."""
    may = {language for language in chosen if _tag(language) in LANG_INFO} if action == "begin" else set(languages())
    if action not in ACTIONS or not set(chosen) <= may or (action == "begin" and not chosen):
        sys.exit(__doc__)
    every = [language for language in languages() if action != "compile" or not is_begun(language)]
    return max((ACTIONS[action](language) for language in chosen or every), default=0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
