"""The limits of an import, and the words of a mapping that are chosen from a closed list."""

from enum import StrEnum

LONGEST_ROW = 1 << 20
"""Bytes of one row, over all its lines."""
MOST_COLUMNS = 1_000
MOST_ROWS = 20_000_000
LARGEST_FILE = 50 << 30
"""Bytes of one file, unpacked."""
EARLIEST_YEAR = 1000
MOST_PROBLEMS_SHOWN = 1_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""How a cell begins that a spreadsheet would run, or that stands guarded by an apostrophe already."""


class Encoding(StrEnum):
    """How the characters of a file are written."""

    UTF_8 = "utf-8"
    CP1252 = "cp1252"
    LATIN_1 = "latin-1"
    GB18030 = "gb18030"
    BIG5 = "big5"


class Format(StrEnum):
    """How the rows of a file are written. Each but Parquet may be packed (.gz, .zip)."""

    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"


class Repeats(StrEnum):
    """What it means that an organization comes twice in one file with different content."""

    ERROR = "error"
    LAST = "last"


class Unknown(StrEnum):
    """What becomes of a code that the classification does not have."""

    ERROR = "error"
    NONE = "none"
    SHORTEN = "shorten"


class Transform(StrEnum):
    """What may be done to a cell, in the order given."""

    UPPER = "upper"
    LOWER = "lower"
    POSTCODE_AREA = "postcode-area"
    FIRST_OF_LIST = "first-of-list"
    DIGITS = "digits"


class Kind(StrEnum):
    """What a file holds. Files are read in this order."""

    DISTRICT = "district"
    CLASSIFICATION = "classification"
    ORGANIZATION = "organization"
    BODY = "body"
    PLACEMENT = "placement"
    OBLIGATION = "obligation"
    ACTIVITY = "activity"
    STANDING = "standing"
