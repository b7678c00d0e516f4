"""The figures of a page as a file: CSV or XLSX, in which no cell runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from umbel.web.viewing import UmbelRequest

RISKY = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(
    request: UmbelRequest, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """The file that `?as=csv` or `?as=xlsx` asks for; None where the page itself is asked for."""
    wanted = request.GET.get("as")
    if wanted == "csv":
        kept = StringIO()
        writer = csv.writer(kept)
        writer.writerows(map(plain, (headings, *rows)))
        content, kind = kept.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"
    elif wanted == "xlsx":
        book, held = Workbook(), BytesIO()
        sheet = book.active
        assert sheet is not None
        for row in (headings, *rows):
            sheet.append([cell if isinstance(cell, int | float) else safe(cell) for cell in row])
        book.save(held)
        content, kind = held.getvalue(), XLSX
    else:
        return None
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def plain(row: Iterable[Any]) -> list[str]:
    """The cells of a row as text, none of which a spreadsheet runs."""
    return [str(cell) if isinstance(cell, int | float) else safe(cell) for cell in row]


def safe(cell: Any) -> str:
    """One cell; what a spreadsheet would run as a formula stands behind an apostrophe."""
    text = "" if cell is None else str(cell)
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(RISKY) and not is_number else text
