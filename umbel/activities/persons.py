"""Lists of persons are not taken: the record holds head counts, never who took part."""

import csv
import io
import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from umbel.documents.checking.refusals import Refused
from umbel.documents.workbooks import sheets_of
from umbel.errors import Problem, Problems

ROWS = 30
"""How far down a sheet is looked for the row of column names."""
COLUMNS = 200
with (Path(__file__).parent / "columns_of_persons.toml").open("rb") as file:
    KNOWN = tomllib.load(file)
NAMES = {column for words in KNOWN.values() for column in words["name"]}
PERSONAL = {column for words in KNOWN.values() for column in words["about"]}


def check_no_persons(name: str, content: bytes) -> None:
    """Raises Problems when a sheet has columns that look like a list of persons."""
    found = columns_of_persons(_rows(content))
    if found:
        said = _("The columns %(columns)s look like a list of persons.") % {"columns": ", ".join(found)}
        way_out = _(
            "Nothing here records who took part, only how many. Send a photograph, the minutes or a plan instead, "
            "or take these columns out."
        )
        raise Problems(
            _("%(name)s was not taken.") % {"name": name}, [Problem(said, file=name, way_out=way_out, field="files")]
        )


def columns_of_persons(rows: Iterable[Iterable[object]]) -> list[str]:
    """The columns of the first row that names persons together with something about them; or that names both."""
    for row in rows:
        cells = [str(cell).strip() for cell in row if cell not in (None, "")]
        plain = [_plain(cell) for cell in cells]
        names = [cell for cell, said in zip(cells, plain, strict=True) if said in NAMES]
        about = [cell for cell, said in zip(cells, plain, strict=True) if said in PERSONAL]
        if (names and about) or len(about) > 2:
            return (names + about)[:6]
    return []


def _plain(cell: str) -> str:
    return re.sub(r"[\s_*:\uff1a()\uff08\uff09]+", " ", cell.casefold()).strip()


def _rows(content: bytes) -> Iterable[Iterable[object]]:
    if content.startswith(b"PK\x03\x04"):
        return _sheet(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    lines = text.splitlines()[:ROWS]
    mark = max("\t,;", key=lambda mark: sum(line.count(mark) for line in lines))
    if not any(mark in line for line in lines):
        return []
    with suppress(csv.Error):  # a cell of a hundred thousand characters names no column
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    return []


def _sheet(content: bytes) -> list[tuple[object, ...]]:
    with suppress(Refused):
        return [row for sheet in sheets_of(content, rows=ROWS, columns=COLUMNS) for row in sheet]
    return []
