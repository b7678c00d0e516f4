"""Reading a mapping and checking it: what is wrong is said with line, key and the nearest right thing."""

import hashlib
import string
from collections.abc import Callable, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any

from umbel.errors import Problem, Problems
from umbel.exchange import mapping as m
from umbel.exchange.states import Encoding, Format, Kind, Repeats, Transform, Unknown
from umbel.policy.locate import Path as KeyPath
from umbel.policy.locate import Positions
from umbel.policy.reading import Unreadable, read_toml
from umbel.structure.identifiers import BadIdentifier, check_scheme
from umbel.structure.queries import languages
from umbel.words import UNKNOWN, columns, spoken

SHIPPED = Path(__file__).parent / "mappings"
LARGEST = 1_000_000
CELL_KEYS = ("column", "otherwise", "value", "as", "dates", "blank", "length", "if_there", "true", "false")


def shipped_mappings() -> list[str]:
    """The names of the mappings that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_mapping(name_or_path: str | Path) -> m.Mapping:
    """The mapping in a file, or a shipped one by its name. Raises Problems with everything wrong in it."""
    path = Path(name_or_path)
    if str(name_or_path) in shipped_mappings():
        path = SHIPPED / f"{name_or_path}.toml"
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as refused:
        near = get_close_matches(str(name_or_path), shipped_mappings(), n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Shipped are {', '.join(shipped_mappings())}."
        problem = Problem(f"The mapping cannot be read: {refused.strerror}.", str(path), way_out=hint)
        raise Problems("There is no such mapping.", [problem]) from refused
    return parse_mapping(content, path.name)


def parse_mapping(content: bytes, name: str) -> m.Mapping:
    """The mapping in these bytes; `name` is how problems call the file."""
    if len(content) > LARGEST:
        raise Problems("The mapping cannot be used.", [Problem("The file is larger than 1 MB.", name)])
    try:
        data, places = read_toml(name, content.decode())
    except UnicodeDecodeError as refused:
        raise Problems("The mapping cannot be used.", [Problem(f"This is not TOML: {refused}.", name)]) from refused
    except Unreadable as unreadable:
        raise Problems("The mapping cannot be used.", [unreadable.problem]) from None
    reader = _Reader(name, places)
    mapping = reader.mapping(data, hashlib.sha256(content).hexdigest())
    if reader.problems:
        raise Problems("The mapping cannot be used.", reader.problems)
    return mapping


class _Reader:
    """Walks the TOML tables and collects what is wrong with them."""

    def __init__(self, name: str, places: Positions) -> None:
        self.name = name
        self.places = places
        self.problems: list[Problem] = []

    def wrong(self, path: KeyPath, message: str, found: object = "", way_out: str = "") -> None:
        line, column = self.places.of_key(path)
        key = ".".join(str(part) for part in path if isinstance(part, str))
        self.problems.append(Problem(message, self.name, line, column, field=key, found=str(found), way_out=way_out))

    def known(self, table: dict[str, Any], allowed: Iterable[str], path: KeyPath) -> None:
        allowed = list(allowed)
        for key in table.keys() - set(allowed):
            near = get_close_matches(key, allowed, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(allowed)}."
            self.wrong((*path, key), "There is no such key here.", key, hint)

    def get[Value](self, table: dict[str, Any], key: str, kind: type[Value], path: KeyPath, default: Any = None) -> Any:
        value = table.get(key, default)
        right = isinstance(value, kind) and not (kind is not bool and isinstance(value, bool))
        if key in table and (not right or (kind is date and isinstance(value, datetime))):
            self.wrong((*path, key), f"This must be {_WORDS[kind]}.", value)
            return default
        return value

    def need(self, table: dict[str, Any], key: str, path: KeyPath) -> str:
        value = self.get(table, key, str, path, "")
        if not value:
            self.wrong(path, f"{key!r} is missing.", way_out=f"Give {key} as a text.")
        return str(value)

    def choice[Choice: StrEnum](
        self, table: dict[str, Any], key: str, kind: type[Choice], path: KeyPath, default: Choice
    ) -> Choice:
        value = self.get(table, key, str, path, default.value)
        try:
            return kind(value)
        except ValueError:
            self.wrong((*path, key), "This is not one of the choices.", value, f"Choose {', '.join(kind)}.")
            return default

    def texts(self, table: dict[str, Any], key: str, path: KeyPath) -> tuple[str, ...]:
        values = table.get(key, [])
        values = [values] if isinstance(values, str) else values
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.wrong((*path, key), "This must be a list of texts.", values)
            return ()
        return tuple(values)

    def tables[Read](
        self, table: dict[str, Any], key: str, path: KeyPath, read: Callable[[dict[str, Any], KeyPath], Read]
    ) -> tuple[Read, ...]:
        values = table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.wrong((*path, key), "This must be a list of tables.", values)
            return ()
        return tuple(read(value, (*path, key, index)) for index, value in enumerate(values))

    def mapping(self, data: dict[str, Any], content_hash: str) -> m.Mapping:
        self.known(data, ("mapping", "expects", "file"), ())
        head = self.get(data, "mapping", dict, (), {})
        self.known(head, ("id", "title", "classification", "on"), ("mapping",))
        expects = self.get(data, "expects", dict, (), {})
        for scheme in expects:
            self.scheme(scheme, ("expects", scheme))
        files = self.tables(data, "file", (), self.file)
        if not files:
            self.wrong((), "The mapping names no file.", way_out="Add a [[file]] table.")
        return m.Mapping(
            id=self.need(head, "id", ("mapping",)),
            title=self.need(head, "title", ("mapping",)),
            classification=self.get(head, "classification", str, ("mapping",)),
            on=self.get(head, "on", date, ("mapping",)),
            expects={scheme: self.texts(expects, scheme, ("expects",)) for scheme in expects},
            files=files,
            content_hash=content_hash,
        )

    def scheme(self, scheme: str, path: KeyPath) -> None:
        try:
            check_scheme(scheme)
        except BadIdentifier as refused:
            self.wrong(path, str(refused), scheme)

    def file(self, table: dict[str, Any], path: KeyPath) -> m.FileMapping:
        kinds = [kind.value for kind in Kind]
        keys = ("match", "format", "encoding", "quoting", "member", "guarded", "repeats", "where")
        self.known(table, (*keys, *kinds), path)
        sections = tuple(self.section(Kind(key), table[key], (*path, key)) for key in kinds if key in table)
        if not sections:
            self.wrong(path, "The file holds nothing.", way_out=f"Add a table [file.{Kind.ORGANIZATION}], or another.")
        match = self.texts(table, "match", path)
        if not match:
            self.wrong(path, "'match' is missing.", way_out='Give file names, such as match = ["register*.csv*"].')
        quoting = self.get(table, "quoting", str, path, "minimal")
        if quoting not in ("minimal", "none"):
            self.wrong((*path, "quoting"), "This is not one of the choices.", quoting, "Choose minimal, none.")
        return m.FileMapping(
            match=match,
            format=self.choice(table, "format", Format, path, Format.CSV),
            encoding=self.choice(table, "encoding", Encoding, path, Encoding.UTF_8),
            quoted=quoting != "none",
            member=self.get(table, "member", str, path, "*"),
            guarded=self.get(table, "guarded", bool, path, False),
            repeats=self.choice(table, "repeats", Repeats, path, Repeats.ERROR),
            where=self.tables(table, "where", path, self.condition),
            sections=sections,
        )

    def condition(self, table: dict[str, Any], path: KeyPath) -> m.Condition:
        self.known(table, ("column", "is", "is_not"), path)
        if not table.keys() & {"is", "is_not"}:
            self.wrong(path, "The condition compares with nothing.", way_out='Add is = ["..."] or is_not = ["..."].')
        one_of = frozenset(self.texts(table, "is", path)) if "is" in table else None
        none_of = frozenset(self.texts(table, "is_not", path))
        return m.Condition(column=self.need(table, "column", path), one_of=one_of, none_of=none_of)

    def section(self, kind: Kind, table: Any, path: KeyPath) -> m.Section:
        if not isinstance(table, dict):
            self.wrong(path, "This must be a table.", table)
            return m.Section(kind=kind, cells={})
        table = self.in_every_language(kind, table)
        fields, settings = m.fields_of(kind, table), SETTINGS[kind]
        self.known(table, (*fields, *(f"{name}_en" for name in m.WORDS.get(kind, ())), *settings), path)
        for name in m.REQUIRED[kind]:
            if name not in table:
                self.wrong(path, f"{name!r} is missing.", way_out="Name the column it comes from.")
        cells = {name: self.cell(table[name], (*path, name)) for name in fields if name in table}
        said: dict[str, Any] = {}
        for name, kind_of in settings.items():
            if name in table:
                said |= {SETTING_FIELDS.get(name, name): kind_of(self, table, name, path)}
        if "identifiers" in settings and not said.get("identifiers"):
            self.wrong(path, "'identifiers' is missing.", way_out="Say by which numbers organizations are found.")
        if kind is Kind.CLASSIFICATION and "concept" not in cells and not said.get("levels"):
            self.wrong(path, "Neither 'concept' nor 'levels' is given.", way_out="Name the column of the codes.")
        return m.Section(kind=kind, cells=cells, **said)

    def in_every_language(self, kind: Kind, table: dict[str, Any]) -> dict[str, Any]:
        """`name_* = "name_*"` stands for a column of each language of the federation, of each that the program speaks
        and of words in no language, read where the file has it.
        """
        others = [tag.replace("-", "_") for tag in (*spoken(), UNKNOWN)]
        spelt = {key: value for key, value in table.items() if not key.endswith("_*")}
        for name in m.WORDS.get(kind, {}):
            pattern = table.get(f"{name}_*")
            if isinstance(pattern, str):
                for column in (*columns(name, languages()), *(f"{name}_{other}" for other in others)):
                    read = pattern.replace("*", column.removeprefix(f"{name}_"))
                    spelt.setdefault(column, {"column": read, "if_there": True})
        return spelt

    def cell(self, value: Any, path: KeyPath) -> m.Cell:
        if isinstance(value, str):
            return m.Cell(column=value)
        if not isinstance(value, dict):
            self.wrong(path, "This must be a column's name or a table.", value)
            return m.Cell()
        self.known(value, CELL_KEYS, path)
        if ("column" in value) == ("value" in value):
            self.wrong(path, "Give either 'column' or 'value'.")
        transforms = []
        for name in self.texts(value, "as", path):
            if name in set(Transform):
                transforms.append(Transform(name))
            else:
                self.wrong((*path, "as"), "There is no such transform.", name, f"Choose {', '.join(Transform)}.")
        words = {
            key: frozenset(text.lower() for text in self.texts(value, key, path))
            for key in ("true", "false")
            if key in value
        }
        return m.Cell(
            column=self.get(value, "column", str, path, ""),
            otherwise=self.get(value, "otherwise", str, path, ""),
            value=value.get("value"),
            transforms=tuple(transforms),
            dates=self.texts(value, "dates", path),
            blank=frozenset(self.texts(value, "blank", path)),
            length=self.get(value, "length", int, path),
            if_there=self.get(value, "if_there", bool, path, False),
            **words,
        )

    def identifier(self, table: dict[str, Any], path: KeyPath) -> m.IdentifierSource:
        self.known(table, ("scheme", "column", "template", "pairs", "prefix", "where"), path)
        if len(table.keys() & {"column", "template", "pairs"}) != 1:
            self.wrong(path, "Give one of 'column', 'template' and 'pairs'.")
        if "pairs" not in table:
            self.scheme(self.need(table, "scheme", path), (*path, "scheme"))
        template = self.get(table, "template", str, path, "")
        try:
            columns = tuple(name for _, name, _, _ in string.Formatter().parse(template) if name)
        except ValueError as refused:
            self.wrong((*path, "template"), f"The template cannot be read: {refused}.", template)
            columns = ()
        return m.IdentifierSource(
            scheme=self.get(table, "scheme", str, path, ""),
            column=self.get(table, "column", str, path, ""),
            template=template,
            columns=columns,
            pairs=self.get(table, "pairs", str, path, ""),
            prefix=self.get(table, "prefix", str, path, ""),
            where=self.tables(table, "where", path, self.condition),
        )

    def level(self, table: dict[str, Any], path: KeyPath) -> m.Level:
        named = [key for key in m.fields_of(Kind.ORGANIZATION, table) if key.startswith("name_")]
        self.known(table, ("code", *named), path)
        return m.Level(
            code=self.need(table, "code", path), names={key: self.get(table, key, str, path, "") for key in named}
        )


_WORDS = {str: "a text", bool: "true or false", int: "a whole number", dict: "a table", date: "a date"}

Read = Callable[[_Reader, dict[str, Any], str, KeyPath], Any]


def _text(reader: _Reader, table: dict[str, Any], key: str, path: KeyPath) -> str:
    return str(reader.get(table, key, str, path, ""))


def _flag(reader: _Reader, table: dict[str, Any], key: str, path: KeyPath) -> bool:
    return bool(reader.get(table, key, bool, path, False))


def _number(reader: _Reader, table: dict[str, Any], key: str, path: KeyPath) -> int:
    return int(reader.get(table, key, int, path, 0))


def _status(reader: _Reader, table: dict[str, Any], key: str, path: KeyPath) -> str:
    text = _text(reader, table, key, path)
    if text.count("{days}") != 1:
        reader.wrong((*path, key), "The status must hold {days} once.", text)
    return text


def _identifiers(reader: _Reader, table: dict[str, Any], key: str, path: KeyPath) -> tuple[m.IdentifierSource, ...]:
    return reader.tables(table, key, path, reader.identifier)


SETTINGS: dict[Kind, dict[str, Read]] = {
    Kind.DISTRICT: {},
    Kind.CLASSIFICATION: {
        "levels": lambda reader, table, key, path: reader.tables(table, key, path, reader.level),
    },
    Kind.ORGANIZATION: {
        "identifiers": _identifiers,
        "unknown_concepts": lambda r, table, key, path: r.choice(table, key, Unknown, path, Unknown.ERROR),
        "adopt_districts": _flag,
        "committees": _flag,
    },
    Kind.BODY: {},
    Kind.PLACEMENT: {"identifiers": _identifiers},
    Kind.OBLIGATION: {"identifiers": _identifiers},
    Kind.ACTIVITY: {"identifiers": _identifiers},
    Kind.STANDING: {
        "identifiers": _identifiers,
        "due_months": _number,
        "on_time": _text,
        "late": _status,
        "overdue": _status,
        "silent": lambda reader, table, key, path: frozenset(reader.texts(table, key, path)),
    },
}
"""What a section may say beside its fields."""
SETTING_FIELDS = {"unknown_concepts": "unknown"}
