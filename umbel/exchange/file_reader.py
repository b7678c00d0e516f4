"""Reading the rows of a file: streamed, bounded, and with a place for everything that goes wrong."""

import csv
import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from itertools import repeat
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
from pyarrow import parquet

from umbel.errors import Problem, UmbelError
from umbel.exchange.mapping import FileMapping
from umbel.exchange.states import LARGEST_FILE, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS, Format

csv.field_size_limit(LONGEST_ROW)
GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"
DAMAGED = (
    gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, struct.error,
    RuntimeError, ValueError, OverflowError,
)  # fmt: skip
"""What the readers of packed files raise on bytes that are none, or are packed in a way that nobody knows."""
CHUNK = 1 << 20
TICK = 2000

Told = Callable[[int, int], None]
"""Called now and then with the bytes read and the size of the file."""


class Unreadable(UmbelError):
    """A file that cannot be read on; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts (the header is 1), its first line, its wanted cells."""

    number: int
    line: int | None
    cells: tuple[str, ...]
    problem: Problem | None = None


def file_hash(path: Path) -> str:
    """SHA-256 of the file as it lies there."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_rows(path: Path, mapping: FileMapping, told: Told = lambda _done, _size: None) -> Iterator[Row]:
    """The rows of the file that hold something, with the cells of `mapping.columns()` in that order.
    Raises Unreadable where the file cannot be read on.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            size = path.stat().st_size
            if magic == PARQUET or mapping.format is Format.PARQUET:
                yield from _parquet_rows(path, raw, mapping, told, size)
                return
            with _unpacked(path, raw, magic, mapping.member) as stream:
                for row in _text_rows(path.name, stream, mapping):
                    if row.number % TICK == 0:
                        told(raw.tell(), size)
                    yield row
            told(size, size)
    except DAMAGED as refused:
        problem = Problem(f"The packed file is damaged: {refused}.", path.name, way_out="Fetch it again.")
        raise Unreadable(problem) from refused
    except OSError as refused:
        problem = Problem(f"The file cannot be read: {refused.strerror or refused}.", path.name)
        raise Unreadable(problem) from refused


@contextmanager
def _unpacked(path: Path, raw: BinaryIO, magic: bytes, member: str) -> Iterator[BinaryIO]:
    if magic.startswith(GZIP):
        with gzip.open(raw) as stream:
            yield io.BufferedReader(stream)
    elif magic == ZIP:
        with zipfile.ZipFile(raw) as archive:
            info = _member(path.name, archive, member)
            with archive.open(info) as stream:
                yield io.BufferedReader(cast("io.RawIOBase", stream))
    else:
        yield raw


def _member(name: str, archive: zipfile.ZipFile, member: str) -> zipfile.ZipInfo:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    found = [info for info in infos if fnmatch(info.filename, member)]
    if len(found) != 1:
        names = ", ".join(info.filename for info in infos[:5])
        message = f"{len(found)} files in the archive are called {member!r}; one is read."
        raise Unreadable(Problem(message, name, found=names, way_out="Name it in the mapping: member."))
    if found[0].flag_bits & 1:
        raise Unreadable(Problem("The archive is encrypted.", name, way_out="Unpack it first."))
    return found[0]


class _Lines:
    """Decoded lines, none read beyond the limit; knows the line and how many bytes the row has so far."""

    def __init__(self, name: str, stream: BinaryIO, encoding: str) -> None:
        self.name, self.stream, self.encoding = name, stream, encoding
        self.number = self.offset = self.row_bytes = 0
        self.row_line = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self.stream.readline(LONGEST_ROW + 1)
        if not raw:
            raise StopIteration
        self.number += 1
        self.row_bytes += len(raw)
        if self.row_bytes > LONGEST_ROW:
            raise Unreadable(self._too_long(raw))
        if self.offset + len(raw) > LARGEST_FILE:
            message = f"The file is larger than {LARGEST_FILE >> 30} GiB unpacked."
            raise Unreadable(Problem(message, self.name, way_out="Split it."))
        text = self._decode(raw)
        self.offset += len(raw)
        return text

    def next_row(self) -> None:
        self.row_bytes, self.row_line = 0, self.number + 1

    def _too_long(self, raw: bytes) -> Problem:
        hint = "See whether it is the right kind of file."
        if self.number > self.row_line:
            hint = "A quote may be missing, so that the row does not end: see its first line."
        message = f"The row is longer than {LONGEST_ROW >> 20} MiB."
        return Problem(message, self.name, self.row_line, found=repr(raw[:40].decode("ascii", "replace")), way_out=hint)

    def _decode(self, raw: bytes) -> str:
        if self.number == 1:
            if raw.startswith(UTF16):
                problem = Problem("The file is in UTF-16.", self.name, 1, way_out='Save it as "UTF-8".')
                raise Unreadable(problem)
            raw = raw.removeprefix(BOM) if self.encoding == "utf-8" else raw
        try:
            return raw.decode(self.encoding)
        except UnicodeDecodeError as wrong:
            byte = raw[wrong.start]
            raise Unreadable(
                Problem(
                    f"The file is not {self.encoding.upper()}: byte {self.offset + wrong.start} cannot be read.",
                    self.name,
                    self.number,
                    found=f"0x{byte:02x}",
                    way_out="Name the file's encoding in the mapping, or save it in that one.",
                )
            ) from wrong


def _text_rows(name: str, stream: BinaryIO, mapping: FileMapping) -> Iterator[Row]:
    lines = _Lines(name, stream, mapping.encoding)
    reader = csv.reader(
        lines,
        delimiter="\t" if mapping.format is Format.TSV else ",",
        quoting=csv.QUOTE_MINIMAL if mapping.quoted else csv.QUOTE_NONE,
        strict=True,
    )
    try:
        header = next(reader, None)
        if not header:
            raise Unreadable(Problem("The file is empty.", name, way_out="Its first row names the columns."))
        places = _places(name, [title.strip() for title in header], mapping)
        lines.next_row()
        for number, cells in enumerate(reader, start=2):
            line = lines.row_line
            lines.next_row()
            if number > MOST_ROWS:
                raise Unreadable(Problem(f"The file has more than {MOST_ROWS:,} rows.", name, way_out="Split it."))
            if len(cells) == len(header):
                yield Row(number, line, tuple(["" if place is None else cells[place] for place in places]))
            elif any(cells):
                yield Row(number, line, (), _wrong_width(len(cells), len(header)))
    except csv.Error as wrong:
        message = f"The row cannot be read: {wrong}."
        hint = 'See whether a quote is missing, or say quoting = "none" in the mapping.'
        raise Unreadable(Problem(message, name, lines.row_line, way_out=hint)) from wrong


def _wrong_width(found: int, wanted: int) -> Problem:
    return Problem(
        f"The row has {found} cells where the header has {wanted}.",
        found=str(found),
        way_out="Put a cell that holds the separator in quotes, or fill the row up with empty cells.",
    )


def _places(name: str, header: list[str], mapping: FileMapping) -> list[int | None]:
    """Where each wanted column stands; None where it is not there and need not be."""
    if len(header) > MOST_COLUMNS:
        raise Unreadable(Problem(f"The file has more than {MOST_COLUMNS:,} columns.", name, 1, found=str(len(header))))
    columns, may_lack = mapping.columns(), mapping.may_lack()
    for column in columns:
        if (times := header.count(column)) == 1 or (not times and column in may_lack):
            continue
        if times:
            problem = Problem(f"The column {column!r} is there {times} times.", name, 1, way_out="Rename all but one.")
            raise Unreadable(problem)
        near = get_close_matches(column, header, n=1)
        hint = f"Did the file or the mapping mean {near[0]!r}?" if near else "See whether this is the right file."
        problem = Problem(f"There is no column {column!r}.", name, 1, found=", ".join(header)[:200], way_out=hint)
        raise Unreadable(problem)
    return [header.index(column) if column in header else None for column in columns]


def _parquet_rows(path: Path, raw: BinaryIO, mapping: FileMapping, told: Told, size: int) -> Iterator[Row]:
    try:
        table = parquet.ParquetFile(raw)
        columns = mapping.columns()
        there = zip(columns, _places(path.name, table.schema_arrow.names, mapping), strict=True)
        found = [column for column, place in there if place is not None]
        number, rows = 1, table.metadata.num_rows
        for batch in table.iter_batches(batch_size=TICK, columns=found):
            texts = (
                map(_as_text, batch.column(name).to_pylist()) if name in found else repeat("", batch.num_rows)
                for name in columns
            )
            for cells in zip(*texts, strict=True):
                number += 1
                yield Row(number, None, cells)
            told(size * (number - 1) // max(rows, 1), size)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as wrong:
        raise Unreadable(Problem(f"The file cannot be read as Parquet: {wrong}.", path.name)) from wrong


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
