"""What a TOML text may hold at most, counted before it is parsed: no text is worth all of a machine.

Parsing takes time and memory by the square of how deep a key goes, and whoever walks what was parsed goes as deep. One
pass over the text, which knows strings and comments and nothing else of TOML, finds the first thing too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from umbel.errors import Problem

MOST_PARTS = 8
"""Of a dotted key: `pack.name.en` has three."""
DEEPEST = 12
"""Lists and tables inside one another."""
MOST_ENTRIES = 20_000
"""Keys, tables and values of lists; the largest pack that ships has six hundred in a file."""

TOKEN = re.compile(
    r"""
      \#[^\n]*+
    | \"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5})?
    | '{3}(?:[^']++|'(?!''))*+(?:'{3,5})?
    | "(?:[^"\\\n]++|\\.)*+"?
    | '[^'\n]*+'?
    | (?P<mark>[\[\]{}=,.\n])
    | (?:[^\s\[\]{}=,.\#"']++|[^\S\n]++)
    """,
    re.VERBOSE | re.DOTALL,
)


def excess(name: str, text: str) -> Problem | None:
    """The first thing of which the text of the file `name` has too much, with its place."""
    depth, parts, entries = 0, 1, 0
    for mark, at in _marks(text):
        parts = parts + 1 if mark == "." else 1
        depth += (mark in "[{") - (mark in "]}")
        entries += mark in "[{=,"
        if parts > MOST_PARTS:
            way_out = f"A key has at most {MOST_PARTS} parts."
            return _problem(name, text, at, "The key goes too deep.", way_out)
        if depth > DEEPEST:
            return _problem(
                name, text, at, "Lists or tables are nested too deeply.", f"At most {DEEPEST} levels are read."
            )
        if entries > MOST_ENTRIES:
            way_out = f"At most {MOST_ENTRIES:,} keys, tables and values of lists are read from one file."
            return _problem(name, text, at, "The file holds too much.", way_out)
    return None


def _marks(text: str) -> Iterator[tuple[str, int]]:
    for token in TOKEN.finditer(text):
        if token.lastgroup:
            yield token[0], token.start()


def _problem(name: str, text: str, at: int, message: str, way_out: str) -> Problem:
    column = at - text.rfind("\n", 0, at)
    return Problem(message, name, text.count("\n", 0, at) + 1, column, way_out=way_out)
