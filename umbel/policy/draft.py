"""A pack, or one worked example, while it is read: its data, its places, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from umbel.errors import Problem
from umbel.policy.locate import Path
from umbel.policy.pack import Place
from umbel.policy.reading import Document

LONGEST_FOUND = 80


@dataclass
class Draft:
    """What the files say, taken together, and the problems found so far."""

    fallback: str
    """The file to name for what stands in none: a table that is missing altogether."""
    data: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Take in one file. What stands in two files is refused, so that order is never in doubt."""
        for key, value in document.data.items():
            if key in self.owners:
                line, column = document.positions.of_key((key,))
                message = f"{key} already stands in {self.owners[key].name}."
                way_out = "Keep all entries of one kind in one file."
                self.problems.append(Problem(message, document.name, line, column, field=key, way_out=way_out))
            else:
                self.data[key] = value
                self.owners[key] = document

    def refuse(
        self, path: Path, message: str, *, found: object = None, way_out: str = "", at_value: bool = False
    ) -> None:
        """Note a problem with what stands at `path`."""
        place = self.place(path, at_value=at_value)
        said = "" if found is None else shown(found)
        # A table missing altogether has no line of its own.
        line, column = (place.line, place.column) if self._owner(path) else (None, None)
        self.problems.append(Problem(message, place.file, line, column, field=place.key, found=said, way_out=way_out))

    def place(self, path: Path, *, at_value: bool = True) -> Place:
        """Where the value (or else the key) at `path` stands."""
        document = self._owner(path)
        if document is None:
            return Place(self.fallback, 1, 1, self.named(path))
        positions = document.positions
        line, column = positions.of_value(path) if at_value else positions.of_key(path)
        return Place(document.name, line, column, self.named(path))

    def named(self, path: Path) -> str:
        """`path` in words: entries of a list by their id, or counted from 1."""
        words: list[str] = []
        value: Any = self.data
        for step in path:
            value = _inside(value, step)
            if isinstance(step, str):
                words.append(step)
            else:
                known = value.get("id") if isinstance(value, dict) else None
                words.append(known if isinstance(known, str) and known else str(step + 1))
        return ".".join(words)

    def entries(self, kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The entries of a list of tables, as far as they are tables."""
        found = self.data.get(kind)
        for index, entry in enumerate(found if isinstance(found, list) else ()):
            if isinstance(entry, dict):
                yield (kind, index), entry

    def ids(self, kind: str) -> list[str]:
        """The ids of a list of tables, as far as they are text."""
        return [entry["id"] for _, entry in self.entries(kind) if isinstance(entry.get("id"), str)]

    def table(self, name: str) -> dict[str, Any]:
        """A table by name; empty when there is none."""
        found = self.data.get(name)
        return found if isinstance(found, dict) else {}

    def _owner(self, path: Path) -> Document | None:
        return self.owners.get(str(path[0])) if path else None


def languages_of(draft: Draft) -> tuple[str, ...]:
    """The languages a pack speaks, its own first: those it names, or those of its title."""
    head = draft.table("pack")
    named, title = head.get("languages"), head.get("title")
    found = named if isinstance(named, list) and named else title
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list | dict) else ()


def shown(value: object) -> str:
    """A value as it may be shown in a message: short, on one line."""
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, dict):
        text = f"a table with {', '.join(map(str, value)) or 'nothing'}"
    elif isinstance(value, list):
        text = f"a list of {len(value)}"
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 1] + "…"


def nearest(word: str, known: Iterable[str], *, what: str = "Known") -> str:
    """'Did you mean …?', or else what there is."""
    names = list(dict.fromkeys(known))
    if close := get_close_matches(word, names, n=1, cutoff=0.6):
        return f'Did you mean "{close[0]}"?'
    if not names:
        return f"{what}: none."
    return f"{what}: {', '.join(names[:20])}{', …' if len(names) > 20 else ''}."


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
