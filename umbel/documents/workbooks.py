"""Reading a spreadsheet (XLSX) that someone handed in, whatever it holds."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from umbel.documents.checking.office import check_entries, check_parts
from umbel.documents.checking.refusals import Refused

MOST_UNPACKED = 60 * 1024 * 1024
MOST_ELEMENTS = 600_000
"""Of XML, in the whole file: two for a cell that is filled in."""

type Cells = tuple[Any, ...]


def sheets_of(content: bytes, *, rows: int, columns: int) -> Iterator[list[Cells]]:
    """The upper left part of every sheet. Raises Refused for what is no spreadsheet, and for one that is made to do
    harm: nothing that a file holds is an error of the program.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check(archive)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield list(sheet.iter_rows(max_row=rows, max_col=columns, values_only=True))
    except Refused:
        raise
    except Exception as damaged:
        # zipfile, expat and openpyxl raise almost anything on bytes that are damaged or made to confuse them.
        said = _("This file cannot be read as a spreadsheet. Save it as XLSX and try again.")
        raise Refused(said, "") from damaged


def _check(archive: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
        raise Refused(_("The file unpacks to more than a sheet of reports can hold."), "")
    check_entries(archive)
    check_parts(archive, MOST_ELEMENTS)
