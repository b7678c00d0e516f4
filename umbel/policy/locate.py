"""Where each key and value of a TOML text stands: `tomllib` reads values, but not their places.

The text has been read by `tomllib` before it comes here, so it is valid: the scanner only has to know where
strings, arrays and inline tables end, and it follows table headers as TOML does.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

type Path = tuple[str | int, ...]

BARE_ENDS = frozenset(" \t\r\n.=]},#")


@dataclass(frozen=True, slots=True)
class Positions:
    """Path of a value -> (line, column), counted from 1: of its key, and of its first character."""

    keys: dict[Path, tuple[int, int]]
    values: dict[Path, tuple[int, int]]

    def of_key(self, path: Path) -> tuple[int, int]:
        """Where the key at `path` stands, or the nearest thing around it that has a place."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, (1, 1))

    def of_value(self, path: Path) -> tuple[int, int]:
        """Where the value at `path` begins; for a string, the first character inside the quotes."""
        return self.values.get(path) or self.of_key(path)


def positions(text: str) -> Positions:
    """Scan a valid TOML text for the place of everything in it."""
    scanner = _Scanner(text)
    scanner.document()
    return Positions(scanner.keys, scanner.values)


@dataclass
class _Scanner:
    text: str
    at: int = 0
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    lengths: dict[Path, int] = field(default_factory=dict)
    """How many entries an array of tables has had so far: `[[grade]]` twice is ("grade",) -> 2."""
    line_starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(i + 1 for i, character in enumerate(self.text) if character == "\n")]

    def place(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, at)
        return line, at - self.line_starts[line - 1] + 1

    def document(self) -> None:
        table: Path = ()
        while True:
            self.skip(" \t\r\n")
            if self.at >= len(self.text):
                return
            table = self.header() if self.text[self.at] == "[" else self.pair(table)

    def skip(self, blanks: str) -> None:
        """Over blanks and comments."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in blanks:
                self.at += 1
            else:
                return

    def header(self) -> Path:
        start = self.at
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        names = self.dotted()
        self.at += 2 if is_array else 1
        path: Path = ()
        for i, (name, _) in enumerate(names):
            path = (*path, name)
            if is_array and i == len(names) - 1:
                self.keys.setdefault(path, self.place(start))
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:  # a header names the entry that was begun last
                path = (*path, self.lengths[path] - 1)
        self.keys[path] = self.place(start)
        return path

    def pair(self, table: Path) -> Path:
        """One `key = value`; what is returned is the table we are still in."""
        path = table
        for name, start in self.dotted():
            path = (*path, name)
            self.keys.setdefault(path, self.place(start))
        self.at += 1  # =
        self.skip(" \t")
        self.value(path)
        return table

    def dotted(self) -> list[tuple[str, int]]:
        """The names of a dotted key, each with where it begins; stops before what ends the key."""
        names = []
        while True:
            self.skip(" \t")
            start = self.at
            names.append((self.name(), start))
            self.skip(" \t")
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def name(self) -> str:
        start = self.at
        if self.text[start] in "\"'":
            self.string()
            quoted = self.text[start + 1 : self.at - 1]
            return _unescaped(quoted) if self.text[start] == '"' else quoted
        while self.text[self.at] not in BARE_ENDS:
            self.at += 1
        return self.text[start : self.at]

    def value(self, path: Path) -> None:
        self.keys.setdefault(path, self.place(self.at))
        opening = self.text[self.at]
        if opening in "\"'":
            self.values[path] = self.place(self.string())
            return
        self.values[path] = self.place(self.at)
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        else:  # a number, a date (which may hold one space) or a boolean
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def string(self) -> int:
        """Over a string; returns where its contents begin."""
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(fence)
        start = self.at
        if len(fence) == 3:  # a line break right after the opening quotes is not part of the string
            start += 2 if self.text.startswith("\r\n", start) else self.text.startswith("\n", start)
        while not self.text.startswith(fence, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(fence)
        if len(fence) == 3:  # up to two quotes may stand right before the closing three
            while self.text.startswith(quote, self.at):
                self.at += 1
        return start

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(" \t\r\n,")
            if self.text[self.at] == "]":
                self.at += 1
                return
            self.value((*path, index))
            index += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while True:
            self.skip(" \t\r\n,")
            if self.text[self.at] == "}":
                self.at += 1
                return
            self.pair(path)


def _unescaped(quoted: str) -> str:
    # Keys of a pack are plain words; an escaped one is unknown whatever it says, so near enough is enough.
    return quoted.encode("ascii", "backslashreplace").decode("unicode_escape") if "\\" in quoted else quoted
