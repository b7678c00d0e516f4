"""Rows as a file: CSV or XLSX, in which no cell runs as a formula.

A file is written to a temporary one before it is sent. What is sent half and then fails looks whole to whoever keeps
it, and one who takes it slowly would hold a cursor of the database all the while. Rows come one after another and are
kept nowhere else, so that a register of any size takes little memory.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from umbel.errors import NotNow
from umbel.web.viewing import UmbelRequest

RISKY = ("=", "+", "-", "@", "\t", "\r")
IN_MEMORY = 1 << 20
MOST = {"csv": 1_000_000, "xlsx": 50_000}
"""Rows of a file: a sheet is packed cell by cell. A larger one would keep the site busy for half a minute."""
MEASURED = 200
"""By so many of its first rows a sheet's columns are made wide enough."""
NARROWEST, WIDEST = 8, 60
NOT_IN_A_TITLE = str.maketrans("", "", "[]:*?/\\'")

type Cell = Any
type Row = Sequence[Cell]


def wanted(request: UmbelRequest) -> str:
    """Which file `?format=csv` or `?format=xlsx` asks for, if any. Addresses that were kept before say `as`."""
    said = request.GET.get("format") or request.GET.get("as") or ""
    return said if said in WRITERS else ""


def check_size(kind: str, many: int) -> None:
    """Raises NotNow where a file would have more rows than are written at once: before the first is read."""
    if many > MOST[kind]:
        sentence = _("A file holds at most %(most)s rows here, and this list has %(many)s. Narrow the list.")
        if kind == "xlsx" and many <= MOST["csv"]:
            sentence = _("An XLSX file holds at most %(most)s rows here. Narrow the list, or take it as CSV.")
        raise NotNow(sentence % {"most": f"{MOST[kind]:,}", "many": f"{many:,}"})


def as_file(request: UmbelRequest, name: str, headings: Sequence[Any], rows: Iterable[Row]) -> FileResponse | None:
    """The rows as the file that was asked for; None where the page itself is. Whatever is sent is not kept by caches:
    what may be read today may be withdrawn tomorrow.
    """
    kind = wanted(request)
    if not kind:
        return None
    written: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    try:
        WRITERS[kind](written, name, [str(heading) for heading in headings], rows)
    except Exception:
        written.close()
        raise
    written.seek(0)
    response = FileResponse(written, as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES[kind])
    response["Cache-Control"] = "private, no-store"
    return response


def write_csv(file: Any, _title: str, headings: Row, rows: Iterable[Row]) -> None:
    """UTF-8 with its mark, by which spreadsheets know it."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(map(plain, chain((headings,), rows)))
    text.detach()


def write_xlsx(file: Any, title: str, headings: Row, rows: Iterable[Row]) -> None:
    """One sheet: bold headings that stay in sight, dates as dates, columns as wide as what stands in them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title.translate(NOT_IN_A_TITLE)[:31] or "Umbel")
    rows = iter(rows)
    first = list(islice(rows, MEASURED))
    for number, width in enumerate(_widths(headings, first), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, heading) for heading in headings])
    for row in chain(first, rows):
        sheet.append([_typed(sheet, cell) for cell in row])
    book.save(file)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def plain(row: Iterable[Cell]) -> list[str]:
    """The cells of a row as text, none of which a spreadsheet runs."""
    return [_figure(cell) if isinstance(cell, int | float | Decimal) else safe(cell) for cell in row]


def _figure(cell: float | Decimal) -> str:
    """A number as a program reads it, without the zeros that one database keeps and the other does not."""
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def safe(cell: Cell) -> str:
    """One cell; what a spreadsheet would run as a formula stands behind an apostrophe."""
    text = "" if cell is None else str(_local(cell))
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(RISKY) and not is_number else text


def _local(cell: Cell) -> Cell:
    """A moment as the clock of this installation shows it, to the second."""
    return timezone.localtime(cell).replace(tzinfo=None, microsecond=0) if isinstance(cell, datetime) else cell


def _typed(sheet: Any, cell: Cell) -> Cell:
    if cell is None or isinstance(cell, int | float | Decimal):
        return cell
    if isinstance(cell, date):  # a datetime is one as well
        made = WriteOnlyCell(sheet, value=_local(cell))
        made.number_format = "yyyy-mm-dd hh:mm:ss" if isinstance(cell, datetime) else "yyyy-mm-dd"
        return made
    return ILLEGAL_CHARACTERS_RE.sub("", safe(cell))


def _heading(sheet: Any, heading: Cell) -> Cell:
    made = WriteOnlyCell(sheet, value=safe(heading))
    made.font = Font(bold=True)
    return made


def _widths(headings: Row, rows: Sequence[Row]) -> Iterator[int]:
    """As wide as the widest text of each column, within bounds; a letter of the East takes two."""
    for column in zip(headings, *rows, strict=True):
        longest = max(sum(2 if letter > "\u2e7f" else 1 for letter in safe(cell)[:WIDEST]) for cell in column)
        yield min(max(longest + 2, NARROWEST), WIDEST)
