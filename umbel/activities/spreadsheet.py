"""The spreadsheet in which an organization reports: written with its own rows, and read again cell by cell."""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from umbel.activities.acts.reporting import Report, check_report
from umbel.activities.models import Obligation
from umbel.activities.persons import check_no_persons
from umbel.documents.checking.refusals import Refused
from umbel.documents.workbooks import sheets_of
from umbel.errors import Problem, Problems
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.words import Message, spoken

COLUMNS = {
    "kind": (Message("Kind", "column"), 22),
    "held_on": (Message("Held on (year-month-day)", "column"), 18),
    "head_count": (Message("People present (a number)", "column"), 16),
    "summary": (Message("What was done", "column"), 60),
    "place": (Message("Where (optional)", "column"), 24),
    "outcome": (Message("What came of it (optional)", "column"), 40),
    "obligation": (Message("Obligation it answers (optional)", "column"), 44),
}
"""Column -> its heading, and its width."""
ACTIVITIES, CHOICES = Message("Activities", "sheet"), Message("Choices", "sheet")
NUMBERS = re.compile(r"\d+\D{1,2}\d+\D{1,2}\d+\D?")
"""A day as people write it in any language: year, month and day with anything short between them."""
NEEDED = ("kind", "held_on", "head_count", "summary")
MOST_ROWS = 2000
MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = MOST_ROWS * 2
MOST_PROBLEMS = 100
EMPTY_ROWS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet, ready to be filed: its number there, and the report."""

    number: int
    report: Report


def template(pack: Pack, obligations: Sequence[Obligation], language: str) -> bytes:
    """A workbook (XLSX) with one row for each obligation that waits for an activity, and room for more."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = ACTIVITIES.in_language(language)
    sheet.append([heading.in_language(language) for heading, _width in COLUMNS.values()])
    kinds = [kind.title.in_language(language) for kind in pack.activity_kinds]
    labels = [label_of(row, pack, language) for row in obligations]
    for label in labels:
        sheet.append([None] * (len(COLUMNS) - 1) + [label])
    for number, (name, (_heading, width)) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(1, number)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="13565B")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        if name == "held_on":
            for row in range(2, EMPTY_ROWS + 2):
                sheet[f"{letter}{row}"].number_format = "yyyy-mm-dd"
    choices = book.create_sheet(CHOICES.in_language(language))
    for column, values in enumerate((kinds, labels), 1):
        for row, value in enumerate(values, 1):
            choices.cell(row, column, value)
    _choose_from(sheet, "A", f"'{choices.title}'!$A$1:$A${max(len(kinds), 1)}")
    if labels:
        _choose_from(sheet, get_column_letter(len(COLUMNS)), f"'{choices.title}'!$B$1:$B${len(labels)}")
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read(
    name: str, content: bytes, *, organization: Organization, obligations: Sequence[Obligation], pack: Pack, on: date
) -> list[Line]:
    """Every report in a sheet (XLSX or CSV). Raises Problems with everything that is wrong, each with its cell; then
    nothing of it is filed.
    """
    if len(content) > MOST_BYTES:
        raise _refused(name, _("The file is larger than 5 MB. A sheet of reports holds no pictures; send those later."))
    rows = _rows(name, content)
    check_no_persons(name, content)
    if not rows:
        raise _refused(name, _("The sheet is empty."))
    places = _columns(name, rows[0][1])
    filled = [(number, cells) for number, cells in rows[1:] if _is_filled(cells, places)]
    if not filled:
        raise _refused(name, _("No row is filled in yet."))
    if len(filled) > MOST_ROWS:
        raise _refused(name, _("More than 2,000 rows are filled in. Send them in several files."))
    known = {_plain(label_of(row, pack, language)): row for row in obligations for language in spoken()}
    reader = _Reader(name, places, known, pack, on)
    lines = [reader.line(number, cells, organization) for number, cells in filled]
    problems = reader.problems + _repeated(name, [line for line in lines if line])
    if problems:
        problems.sort(key=lambda problem: problem.row or 0)
        raise Problems(_("Nothing was filed."), problems[:MOST_PROBLEMS])
    return [line for line in lines if line]


def label_of(row: Obligation, pack: Pack, language: str) -> str:
    """How a sheet names an obligation."""
    title = next((item.title.in_language(language) for item in pack.requirements if item.code == row.requirement), "")
    return f"{title or row.requirement}, {row.period}"


class _Reader:
    """Reads rows and gathers what is wrong with them."""

    def __init__(self, name: str, places: dict[str, int], known: dict[str, Obligation], pack: Pack, on: date) -> None:
        self.name, self.places, self.known, self.pack, self.on = name, places, known, pack, on
        self.kinds = {
            _plain(word): kind.code for kind in pack.activity_kinds for word in (kind.code, *kind.title.values())
        }
        self.problems: list[Problem] = []

    def line(self, number: int, cells: Sequence[Any], organization: Organization) -> Line | None:
        """The report of one row; None, with the problems noted, when it is none."""
        before = len(self.problems)
        said = {name: cells[place] if place < len(cells) else None for name, place in self.places.items()}
        held_on, head_count = self._day(number, said["held_on"]), self._count(number, said["head_count"])
        kind = self.kinds.get(_plain(said["kind"]), "")
        if not kind:
            offered = ", ".join(kind.title.in_language(_language()) for kind in self.pack.activity_kinds)
            self._wrong(number, "kind", _("This kind is not known. Choose one of: %(kinds)s.") % {"kinds": offered})
        obligation = None
        if wanted := _plain(said.get("obligation")):
            obligation = self.known.get(wanted)
            if obligation is None:
                self._wrong(number, "obligation", _("No open obligation is called so. Choose it from the list."))
        if held_on is None or head_count is None or len(self.problems) > before:
            return None
        report = Report(
            kind=kind,
            held_on=held_on,
            head_count=head_count,
            obligation=obligation,
            summary=_text(said.get("summary")),
            place=_text(said.get("place")),
            outcome=_text(said.get("outcome")),
        )
        try:
            check_report(organization, report, self.pack, self.on)
        except Problems as refused:
            for problem in refused.problems:
                self._wrong(number, problem.field, problem.message)
            return None
        return Line(number, _numbered(report))

    def _day(self, number: int, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        plain = _text(value)
        parts = re.findall(r"\d+", plain) if NUMBERS.fullmatch(plain) else []
        try:
            return date(*map(int, parts)) if len(parts) == 3 else date.fromisoformat(plain)
        except (ValueError, OverflowError):
            self._wrong(number, "held_on", _("Write the day as year-month-day, such as 2026-03-31."))
            return None

    def _count(self, number: int, value: Any) -> int | None:
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e9:
            value = int(value)
        plain = _text(value).replace(",", "")
        if plain.isdecimal() and len(plain) <= 7:
            return int(plain)
        self._wrong(number, "head_count", _("The number of people present is a whole number, 0 or more."))
        return None

    def _wrong(self, number: int, name: str, sentence: str) -> None:
        place = self.places.get(name)
        cell = f"{get_column_letter(place + 1)}{number}" if place is not None else ""
        self.problems.append(Problem(sentence, file=self.name, row=number, field=cell))


def _numbered(report: Report) -> Report:
    """With a number made from what it says, so that the same row sent twice is one report."""
    said = asdict(report) | {"obligation": report.obligation.pk if report.obligation else None}
    plain = "\x1f".join([str(said[name]) for name in COLUMNS])
    values = {name: getattr(report, name) for name in COLUMNS}
    return Report(**values, reference="row-" + hashlib.sha256(plain.encode()).hexdigest()[:32])


def _repeated(name: str, lines: list[Line]) -> list[Problem]:
    first: dict[str, int] = {}
    return [
        Problem(
            _("This row says the same as row %(row)d. Take one of them out.") % {"row": first[line.report.reference]},
            file=name,
            row=line.number,
        )
        for line in lines
        if first.setdefault(line.report.reference, line.number) != line.number
    ]


def _columns(name: str, heading: Sequence[Any]) -> dict[str, int]:
    titles = {
        _plain(title): code
        for code, (heading, _width) in COLUMNS.items()
        for title in (*map(heading.in_language, spoken()), code)
    }
    places: dict[str, int] = {}
    for place, cell in enumerate(heading):
        if code := titles.get(_plain(cell)):
            places.setdefault(code, place)
    missing = [COLUMNS[code][0].in_language(_language()) for code in NEEDED if code not in places]
    if missing:
        raise _refused(
            name,
            _("The first row lacks the columns: %(columns)s. Begin from the sheet that can be downloaded here.")
            % {"columns": ", ".join(missing)},
        )
    return places


def _is_filled(cells: Sequence[Any], places: dict[str, int]) -> bool:
    """Whether anything but the obligation, which the downloaded sheet fills in itself, stands in the row."""
    return any(place < len(cells) and _text(cells[place]) for name, place in places.items() if name != "obligation")


def _rows(name: str, content: bytes) -> list[tuple[int, Sequence[Any]]]:
    rows = _of_workbook(name, content) if content.startswith(b"PK\x03\x04") else _of_text(name, content)
    return [(number, row) for number, row in enumerate(rows, 1) if any(_text(cell) for cell in row)]


def _of_text(name: str, content: bytes) -> Sequence[Sequence[Any]]:
    try:
        text = content.decode("utf-8-sig")
        return list(islice(csv.reader(io.StringIO(text.replace("\0", ""))), MOST_LINES))
    except UnicodeDecodeError:
        raise _refused(name, _("This is neither an XLSX file nor a CSV file in UTF-8.")) from None
    except csv.Error:
        raise _refused(name, _("A cell is far too long: see whether a quote is missing.")) from None


def _of_workbook(name: str, content: bytes) -> Sequence[Sequence[Any]]:
    try:
        return next(sheets_of(content, rows=MOST_LINES, columns=50), [])
    except Refused as refused:
        raise _refused(name, refused.problem) from None


def _choose_from(sheet: Any, letter: str, cells: str) -> None:
    rule = DataValidation(type="list", formula1=cells, allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{MOST_ROWS}")


def _refused(name: str, sentence: str) -> Problems:
    return Problems(_("Nothing was filed."), [Problem(sentence, file=name)])


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\0", "").strip()


def _plain(value: Any) -> str:
    return "".join(_text(value).casefold().split())


def _language() -> str:
    return (get_language() or "en").lower()
