"""Reading a pack's files: what is not there, not readable, too large or not TOML is said with its place."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from umbel.errors import Problem
from umbel.policy.bounds import excess
from umbel.policy.locate import Positions, positions

LARGEST_FILE = 2_000_000
MOST_FILES = 500
MOST_ROWS = 5_000
LARGEST_PACK = 10_000_000
"""Bytes of all files together."""
AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
BOM = "\ufeff"


class Unreadable(Exception):
    """One file that cannot be read at all; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as read, and where everything in it stands."""

    name: str
    text: str
    data: dict[str, Any]
    positions: Positions


def read_document(root: Path, path: Path) -> Document:
    """The TOML file at `path`, with decimals kept exact."""
    name = path.relative_to(root).as_posix()
    text = read_text(root, path)
    if text.startswith(BOM):
        raise Unreadable(
            Problem("The file begins with a byte order mark.", name, 1, 1, way_out='Save it as "UTF-8 without BOM".')
        )
    return Document(name, text, *read_toml(name, text))


def read_toml(name: str, text: str) -> tuple[dict[str, Any], Positions]:
    """What a TOML text says, with decimals kept exact, and where. Nothing else here reads TOML that someone else wrote.
    Raises Unreadable for one that is none, or holds more than anybody needs.
    """
    if problem := excess(name, text):
        raise Unreadable(problem)
    try:
        return tomllib.loads(text, parse_float=Decimal), positions(text)  # noqa: TID251  bounded above
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(_not_toml(name, text, str(error))) from None
    except ValueError as error:  # a number of thousands of digits
        message = f"A value cannot be read: {str(error).split(';')[0]}."
        raise Unreadable(Problem(message, name, way_out="Write a shorter number.")) from None


def read_text(root: Path, path: Path) -> str:
    """The text of a file that really lies in the folder `root`, is not too large and is UTF-8."""
    name = path.relative_to(root).as_posix()
    if not path.resolve().is_relative_to(root.resolve()):
        message = "The file is a link that leads out of the pack's folder."
        raise Unreadable(Problem(message, name, way_out="Put a copy of the file into the folder."))
    if not path.is_file():
        raise Unreadable(Problem("There is no such file.", name, way_out=_files_beside(path)))
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        raise Unreadable(Problem(message, name, way_out="See who may read it.")) from None
    if len(content) > LARGEST_FILE:
        message = f"The file is larger than {LARGEST_FILE // 1_000_000} MB."
        raise Unreadable(Problem(message, name, way_out="A pack holds rules and short tables; split the file."))
    return _decoded(name, content)


def read_table(root: Path, path: Path, columns: Iterable[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with exactly these columns, each with the line it stands on."""
    name = path.relative_to(root).as_posix()
    text = read_text(root, path).removeprefix(BOM)  # spreadsheets write one
    expected = list(columns)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if reader.fieldnames is None or list(reader.fieldnames) != expected:
            found = ",".join(reader.fieldnames or ())
            message = "The first line does not name the columns of this table."
            way_out = f"It must read: {','.join(expected)}"
            raise Unreadable(Problem(message, name, 1, 1, found=found, way_out=way_out))
        rows: list[tuple[int, dict[str, str]]] = []
        for row in reader:
            if len(rows) == MOST_ROWS:
                message = f"The table has more than {MOST_ROWS:,} rows."
                raise Unreadable(Problem(message, name, reader.line_num, way_out="A pack holds short tables."))
            if None in row or None in row.values():
                message = f"The row does not have {len(expected)} values."
                way_out = 'Put a value that holds a comma in quotes: "a, b".'
                raise Unreadable(Problem(message, name, reader.line_num, way_out=way_out))
            rows.append((reader.line_num, {key: value.strip() for key, value in row.items()}))
    except csv.Error as error:
        message = f"The row cannot be read as CSV: {error}."
        line = reader.reader.line_num
        raise Unreadable(Problem(message, name, line, way_out="See whether a quote is missing.")) from None
    return rows


def content_hash(texts: dict[str, str]) -> str:
    """SHA-256 over the sorted names and contents, the same whichever way lines end."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        content = texts[name].replace("\r\n", "\n").encode()
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise Unreadable(
            Problem(
                "The file is not UTF-8 text.",
                name,
                line,
                column,
                found=f"byte 0x{content[error.start]:02x}",
                way_out='Save it as "UTF-8".',
            )
        ) from None


def _not_toml(name: str, text: str, message: str) -> Problem:
    match = AT.search(message)
    line, column = None, None
    if match:
        line = int(match[1]) if match[1] else text.count("\n") + 1
        column = int(match[2]) if match[2] else None
    lines = text.split("\n")
    found = lines[line - 1].strip()[:80] if line and line <= len(lines) else ""
    said = AT.sub("", message).strip().rstrip(".")
    return Problem(f"This is not TOML: {said}.", name, line, column, found=found, way_out="See https://toml.io.")


def _files_beside(path: Path) -> str:
    beside = sorted(other.name for other in path.parent.glob("*") if other.is_file())[:8]
    return f"The folder holds {', '.join(beside)}." if beside else "The folder is empty, or there is none."
