"""Reading one cell: from its text to a text, a number, a date or yes and no."""

import calendar
import re
import string
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from umbel.exchange.mapping import Cell
from umbel.exchange.states import EARLIEST_YEAR, FORMULA, Transform

ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]00:00:00(?:\.0+)?Z?)?", re.ASCII)
YEAR_AND_MONTH = "yyyymm"
LONGEST_TEXT, LONGEST_PROSE = 400, 20_000
LONGEST_NUMBER = 18
YEARS_AHEAD = 10

ReadCell = Callable[[str], Any]


class BadCell(Exception):
    """A cell that cannot be read; the second argument is the way out."""

    def __init__(self, message: str, way_out: str = "") -> None:
        super().__init__(message)
        self.way_out = way_out


def cell_reader(cell: Cell, kind: str, *, on: date, guarded: bool) -> ReadCell:
    """A function from a cell's text to its value, or None where the cell says nothing."""
    readers: dict[str, ReadCell] = {
        "text": partial(_text, LONGEST_TEXT),
        "prose": partial(_prose, LONGEST_PROSE),
        "integer": _integer,
        "decimal": _decimal,
        "boolean": partial(_boolean, cell),
        "date": partial(_date, cell.dates, date(on.year + YEARS_AHEAD, 12, 31)),
        "past": partial(_date, cell.dates, on),
    }
    read = readers[kind]
    transforms = [TRANSFORMS[name] for name in cell.transforms]

    def value(text: str) -> Any:
        text = text.strip()
        if guarded:
            text = unguarded(text)
        for transform in transforms:
            text = transform(text)
        if not text or text in cell.blank:
            return None
        return read(text[: cell.length] if cell.length else text)

    return value


def guarded(text: str) -> str:
    """The text as it is exported: a spreadsheet does not run a cell that begins with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def pairs_in(text: str) -> list[tuple[str, str]]:
    """The pairs of a cell such as `photo:a.jpg;minutes:b.pdf`."""
    pairs = [part.strip().partition(":") for part in text.split(";") if part.strip()]
    return [(first, second.replace("%3B", ";").replace("%25", "%")) for first, _, second in pairs]


def in_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """What `pairs_in` reads."""
    return ";".join(f"{first}:{second.replace('%', '%25').replace(';', '%3B')}" for first, second in pairs)


def _postcode_area(text: str) -> str:
    """The letters a British postcode begins with; nothing when the text is not one."""
    area = re.match(r"([A-Z]{1,2})[0-9][0-9A-Z]? *[0-9][A-Z]{2}$", text.upper())
    return area[1] if area else ""


TRANSFORMS: dict[Transform, Callable[[str], str]] = {
    Transform.UPPER: str.upper,
    Transform.LOWER: str.lower,
    Transform.POSTCODE_AREA: _postcode_area,
    Transform.FIRST_OF_LIST: lambda text: re.split(r"[;,|]", text, maxsplit=1)[0].strip(),
    Transform.DIGITS: lambda text: "".join(character for character in text if character in string.digits),
}


def _text(longest: int, text: str) -> str:
    return text if text.isprintable() and len(text) <= longest else _prose(longest, " ".join(text.split()))


def _prose(longest: int, text: str) -> str:
    text = text.replace("\r\n", "\n")
    if bad := next((one for one in text if (ord(one) < 32 and one not in "\n\t") or one == "\x7f"), None):
        raise BadCell(f"The text holds the control character U+{ord(bad):04X}.", "Take it out.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadCell("The text holds half a character.", "Save the file again as UTF-8.")
    if len(text) > longest:
        raise BadCell(f"The text is longer than {longest} characters: {len(text)}.", "Shorten it.")
    return text


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise BadCell("This is not a number.", "Write digits, such as 1250.00.") from None
    if not number.is_finite() or number.adjusted() >= LONGEST_NUMBER - 2:
        raise BadCell("The number is too large.", "It has at most 16 digits before the point.")
    return number.quantize(Decimal("0.01"))


def _integer(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        return int(text)
    number = _decimal(text)
    if number != number.to_integral_value():
        raise BadCell("This is not a whole number.", "Round it, or name another column.")
    return int(number)


def _boolean(cell: Cell, text: str) -> bool:
    lower = text.lower()
    if lower in cell.true:
        return True
    if lower in cell.false:
        return False
    choices = ", ".join(sorted(cell.true | cell.false))
    raise BadCell("This is neither yes nor no.", f"Write one of {choices}.")


def _date(formats: tuple[str, ...], latest: date, text: str) -> date:
    day = _read_date(formats, text)
    if day.year < EARLIEST_YEAR:
        raise BadCell(f"The year {day.year} is before {EARLIEST_YEAR}.", "See whether a digit is missing.")
    if day > latest:
        raise BadCell(f"The day {day} is later than {latest} and cannot be known yet.", "See whether a digit is wrong.")
    return day


def _read_date(formats: tuple[str, ...], text: str) -> date:
    if not formats:
        if not ISO.fullmatch(text):
            raise BadCell("This is not a date.", "Write it as 2024-12-31, or give the mapping its form: dates.")
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise BadCell(_no_such_day(text[:10]), "See whether a digit is wrong.") from None
    for form in formats:
        try:
            if form == YEAR_AND_MONTH and text.isascii() and text.isdigit() and len(text) == 6:
                return date(int(text[:4]), int(text[4:]), 1)
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise BadCell(f"This is not a date of the form {' or '.join(formats)}.", "See whether a digit is wrong.")


def _no_such_day(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if year and 1 <= month <= 12:
        return f"There is no such day: that month has {calendar.monthrange(year, month)[1]}."
    return "There is no such day."
