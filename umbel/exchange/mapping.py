"""What a mapping says: plain, frozen data. `mapping_loader` makes it, `row_reader` follows it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from umbel.exchange.states import Encoding, Format, Kind, Repeats, Transform, Unknown

FIELDS: dict[Kind, dict[str, str]] = {
    Kind.DISTRICT: {"code": "text"},
    Kind.CLASSIFICATION: {
        "classification": "text",
        "source": "prose",
        "concept": "text",
        "parent": "text",
    },
    Kind.ORGANIZATION: {
        "concept": "text",
        "district": "text",
        "size": "integer",
        "founded_on": "past",
        "registered_on": "past",
        "ended_on": "date",
        "from_on": "past",
    },
    Kind.BODY: {
        "code": "text",
        "tier": "text",
        "parent": "text",
        "established_on": "date",
        "dissolved_on": "date",
    },
    Kind.PLACEMENT: {"body": "text", "from_on": "date", "until_on": "date"},
    Kind.OBLIGATION: {
        "requirement": "text",
        "kind": "text",
        "period": "text",
        "from_on": "date",
        "until_on": "date",
        "last_on": "date",
        "due_on": "date",
        "minimum": "integer",
        "received_on": "past",
        "accounts_received_on": "past",
        "income": "decimal",
        "expenditure": "decimal",
        "qualified": "boolean",
        "pack_id": "text",
        "pack_version": "text",
    },
    Kind.ACTIVITY: {
        "reference": "text",
        "kind": "text",
        "held_on": "past",
        "reported_on": "past",
        "head_count": "integer",
        "requirement": "text",
        "period": "text",
        "evidence": "prose",
        "finding": "text",
        "found_by": "text",
        "found_on": "past",
        "reasons": "prose",
    },
    Kind.STANDING: {
        "requirement": "text",
        "status": "text",
        "year_end": "date",
        "year_start": "date",
        "registered_on": "past",
    },
}
"""Field -> type, for every kind of thing a row can hold. `past` is a date not after the register's own day."""

WORDS: dict[Kind, dict[str, str]] = {
    Kind.DISTRICT: {"name": "text"},
    Kind.CLASSIFICATION: {"title": "text", "name": "text"},
    Kind.ORGANIZATION: {"name": "text"},
    Kind.BODY: {"name": "text", "short_name": "text"},
    Kind.PLACEMENT: {"why": "prose"},
    Kind.ACTIVITY: {"summary": "prose"},
}
"""What people wrote, in a field for each language: `name_en`, `name_fr`, `name_zh_hant`."""
IN_LANGUAGE = re.compile(r"((?:short_)?[a-z]+)_([a-z]{2}(?:_[a-z0-9]{2,8})*|und)")


def fields_of(kind: Kind, named: Iterable[str]) -> dict[str, str]:
    """Field -> type of a kind, with the languages in which `named` fields say its words."""
    words = WORDS.get(kind, {})
    said = {name: words[found[1]] for name in named if (found := IN_LANGUAGE.fullmatch(name)) and found[1] in words}
    return FIELDS[kind] | said


REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.DISTRICT: ("code",),
    Kind.CLASSIFICATION: ("classification",),
    Kind.ORGANIZATION: (),
    Kind.BODY: ("code", "tier", "established_on"),
    Kind.PLACEMENT: ("body", "from_on"),
    Kind.OBLIGATION: ("requirement", "from_on", "due_on"),
    Kind.ACTIVITY: ("reference", "kind", "held_on", "reported_on", "head_count"),
    Kind.STANDING: ("requirement", "status", "year_end"),
}
"""Fields that a mapping must give and every row must fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds for rows whose cell is (`one_of`) or is not (`none_of`) one of these texts."""

    column: str
    one_of: frozenset[str] | None = None
    none_of: frozenset[str] = frozenset()

    def holds(self, text: str) -> bool:
        return text not in self.none_of and (self.one_of is None or text in self.one_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a field's value comes from (a column, or a fixed value) and how its text is read."""

    column: str = ""
    otherwise: str = ""
    """The column that is read where the first is empty."""
    value: Any = None
    transforms: tuple[Transform, ...] = ()
    dates: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()
    length: int | None = None
    if_there: bool = False
    """Whether a file without the column is read as one in which it is empty."""
    true: frozenset[str] = frozenset({"true", "yes", "1"})
    false: frozenset[str] = frozenset({"false", "no", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierSource:
    """A number of one scheme: from a column (perhaps without a prefix), a template of columns, or
    a column that lists `scheme:value` pairs. Not said where `where` does not hold or the prefix is not there.
    """

    scheme: str = ""
    column: str = ""
    template: str = ""
    columns: tuple[str, ...] = ()
    """The columns a template names."""
    pairs: str = ""
    prefix: str = ""
    where: tuple[Condition, ...] = ()

    def all_columns(self) -> Iterator[str]:
        yield from (name for name in (self.column, self.pairs, *self.columns) if name)
        yield from (condition.column for condition in self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a classification that a row spells out from the top."""

    code: str
    names: dict[str, str] = field(default_factory=dict)
    """Field -> column: `name_en` and its like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a file's rows hold, of one kind."""

    kind: Kind
    cells: dict[str, Cell]
    identifiers: tuple[IdentifierSource, ...] = ()
    unknown: Unknown = Unknown.ERROR
    """Of an organization's concept."""
    adopt_districts: bool = False
    committees: bool = False
    levels: tuple[Level, ...] = ()
    """Of a classification."""
    due_months: int = 0
    on_time: str = ""
    late: str = ""
    overdue: str = ""
    silent: frozenset[str] = frozenset()
    """The last five of a standing; `{days}` in a status stands for a number."""

    def columns(self) -> Iterator[str]:
        for cell in self.cells.values():
            yield from (name for name in (cell.column, cell.otherwise) if name)
        for identifier in self.identifiers:
            yield from identifier.all_columns()
        for level in self.levels:
            yield from (name for name in (level.code, *level.names.values()) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """One kind of file of a register: which names it has, how it is written, what it holds."""

    match: tuple[str, ...]
    format: Format = Format.CSV
    encoding: Encoding = Encoding.UTF_8
    quoted: bool = True
    member: str = "*"
    guarded: bool = False
    """Whether cells that a spreadsheet would run stand behind an apostrophe, as the export writes them."""
    repeats: Repeats = Repeats.ERROR
    where: tuple[Condition, ...] = ()
    sections: tuple[Section, ...] = ()

    def may_lack(self) -> set[str]:
        """The columns of languages that a file need not have."""
        return {cell.column for section in self.sections for cell in section.cells.values() if cell.if_there}

    def columns(self) -> list[str]:
        """Every column that is read, once."""
        named = [condition.column for condition in self.where]
        for section in self.sections:
            named += section.columns()
        return list(dict.fromkeys(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How the files of one register become organizations and records."""

    id: str
    title: str
    classification: str | None = None
    """Of the organizations' concepts; otherwise the one handed in with them, or the one in use."""
    on: date | None = None
    """The day the register speaks of, when its files do not change any more."""
    expects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Scheme -> how its numbers must begin here."""
    files: tuple[FileMapping, ...]
    content_hash: str = ""
