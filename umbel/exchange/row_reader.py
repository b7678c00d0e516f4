"""From the cells of a row to what is staged: organizations, nodes of a classification, and records."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches

from umbel.activities.states import Finding
from umbel.errors import Problem
from umbel.exchange.cells import BadCell, ReadCell, cell_reader, pairs_in
from umbel.exchange.file_reader import Row
from umbel.exchange.mapping import IN_LANGUAGE, REQUIRED, Cell, FileMapping, IdentifierSource, Section, fields_of
from umbel.exchange.staging import Payload, Place, Staging
from umbel.exchange.states import Kind, Unknown
from umbel.exchange.status_codes import records_of
from umbel.periods import financial_year
from umbel.policy.pack import RequirementKind
from umbel.structure.identifiers import BadIdentifier, check_identifier, credit_code_class
from umbel.words import UNKNOWN

Cells = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Reading:
    """One run over the files: what it stages into, the register's day, and the codes known so far."""

    stage: Staging
    on: date
    expects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    concepts: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)


class RowReader:
    """Reads the rows of one file by its mapping."""

    def __init__(self, mapping: FileMapping, reading: Reading, name: str) -> None:
        self.mapping, self.reading, self.name = mapping, reading, name
        self.columns = mapping.columns()
        self.nodes: dict[str, Payload] = {}
        self.readers = [(section, self._cell_readers(section)) for section in sorted(mapping.sections, key=_order)]

    def _cell_readers(self, section: Section) -> list[tuple[str, Cell, ReadCell]]:
        return [
            (name, cell, cell_reader(cell, kind, on=self.reading.on, guarded=self.mapping.guarded))
            for name, kind in fields_of(section.kind, section.cells).items()
            if (cell := section.cells.get(name)) is not None
        ]

    def read(self, row: Row) -> bool:
        """Stage what the row says, or note what is wrong with it. Returns whether the row was wanted."""
        place = Place(self.name, row.number, row.line)
        if row.problem:
            self._note(place, row.problem)
            return True
        cells = dict(zip(self.columns, row.cells, strict=True))
        if not any(row.cells) or not all(one.holds(cells[one.column].strip()) for one in self.mapping.where):
            return False
        before = self.reading.stage.problem_count
        read = [(section, self._values(section, readers, cells, place)) for section, readers in self.readers]
        whole = self.reading.stage.problem_count == before
        staged: list[tuple[Kind, str, Payload]] = []
        for section, values in read:
            try:
                numbers = self.identifiers(section, cells) if section.identifiers else []
                staged += _SECTIONS[section.kind](self, section, values, numbers, cells) if whole else ()
            except BadField as wrong:
                self._note(place, wrong.problem)
        if self.reading.stage.problem_count == before:
            for kind, key, payload in staged:
                self.reading.stage.add(kind, key, payload, place, self.mapping.repeats)
        return True

    def _note(self, place: Place, problem: Problem) -> None:
        self.reading.stage.problem(
            Problem(
                problem.message,
                place.file,
                place.line,
                row=place.number,
                field=problem.field,
                found=problem.found[:200],
                way_out=problem.way_out,
            )
        )

    def _values(
        self, section: Section, readers: list[tuple[str, Cell, ReadCell]], cells: Cells, place: Place
    ) -> Payload:
        values: Payload = {}
        for name, cell, read in readers:
            if not cell.column:
                values[name] = cell.value
                continue
            try:
                value = read(cells[cell.column])
                if value is None and cell.otherwise:
                    value = read(cells[cell.otherwise])
            except BadCell as wrong:
                problem = Problem(str(wrong), field=cell.column, found=cells[cell.column], way_out=wrong.way_out)
                self._note(place, problem)
                continue
            if value is None and name in REQUIRED[section.kind]:
                self._note(place, Problem("The cell is empty.", field=cell.column, way_out="Every row needs it."))
            values[name] = value
        return values

    def identifiers(self, section: Section, cells: Cells) -> list[str]:
        """`scheme:value` of every number that the row gives, checked."""
        found = []
        for source in section.identifiers:
            if all(condition.holds(cells[condition.column].strip()) for condition in source.where):
                found += [self._checked(scheme, value, column) for scheme, value, column in _numbers(source, cells)]
        if not found:
            columns = ", ".join(dict.fromkeys(column for one in section.identifiers for column in one.all_columns()))
            raise BadField(Problem("The row names no organization.", field=columns, way_out="Give its number."))
        return list(dict.fromkeys(found))

    def _checked(self, scheme: str, value: str, column: str) -> str:
        try:
            number = check_identifier(scheme, value)
        except BadIdentifier as wrong:
            hint = "Correct the number, or leave the row out."
            raise BadField(Problem(str(wrong), field=column, found=value, way_out=hint)) from wrong
        expected = self.reading.expects.get(scheme, ())
        if expected and not number.startswith(expected):
            kind = f", the code of {credit_code_class(number)}" if scheme == "cn-uscc" else ""
            raise BadField(
                Problem(
                    f"This is a number of another class{kind}.",
                    field=column,
                    found=number,
                    way_out=f"Here {scheme} numbers begin with {', '.join(expected)}.",
                )
            )
        return f"{scheme}:{number}"


class BadField(Exception):
    """Something wrong with a row as a whole, or with a field of several columns."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def bad(message: str, section: Section, name: str, found: object = "", way_out: str = "") -> BadField:
    """A refusal of what the row says in the field `name`."""
    cell = section.cells.get(name)
    return BadField(Problem(message, field=(cell and cell.column) or name, found=str(found or ""), way_out=way_out))


Rows = Iterable[tuple[Kind, str, Payload]]


def _order(section: Section) -> int:
    return list(Kind).index(section.kind)


def _numbers(source: IdentifierSource, cells: Cells) -> Iterator[tuple[str, str, str]]:
    """Scheme, number and column of what an identifier source finds in a row."""
    if source.pairs:
        for scheme, number in pairs_in(cells[source.pairs]):
            yield scheme, number, source.pairs
        return
    if source.template:
        number = source.template
        for column in source.columns:
            number = number.replace(f"{{{column}}}", cells[column].strip())
        yield source.scheme, number, source.columns[0]
        return
    number = cells[source.column].strip()
    if number and number.startswith(source.prefix):
        yield source.scheme, number.removeprefix(source.prefix), source.column


def _said(values: Payload, name: str) -> Payload:
    """The fields in which the row says `name` in some language."""
    return {
        field: text or ""
        for field, text in values.items()
        if (found := IN_LANGUAGE.fullmatch(field)) and found[1] == name
    }


def _district(_reader: RowReader, _section: Section, values: Payload, _numbers: list[str], _cells: Cells) -> Rows:
    _reader.reading.districts.add(values["code"])
    return [(Kind.DISTRICT, values["code"], {"code": values["code"], **_said(values, "name")})]


def _classification(reader: RowReader, section: Section, values: Payload, _numbers: list[str], cells: Cells) -> Rows:
    about = {"classification": values["classification"].strip(), "source": values.get("source") or ""}
    about |= _said(values, "title")
    names = _said(values, "name")
    nodes = [(values["concept"], values.get("parent"), names)] if not section.levels else _spelt(section, names, cells)
    rows = []
    for code, parent, said in nodes:
        node = {**about, "concept": code, "parent": parent or "", **said}
        if not code:
            raise bad("The row has no code.", section, "concept", way_out="Give one, or leave the row out.")
        if reader.nodes.get(code) != node:
            reader.nodes[code] = node
            rows.append((Kind.CLASSIFICATION, code, node))
    reader.reading.concepts |= {code for _, code, _ in rows}
    return rows


def _spelt(section: Section, names: Payload, cells: Cells) -> list[tuple[str, str, Payload]]:
    """The nodes of a row that spells the tree out from the top; only the lowest may take the row's own name."""
    levels = [(level, cells[level.code].strip()) for level in section.levels]
    levels = [(level, code) for level, code in levels if code]
    found = []
    for place, (level, code) in enumerate(levels):
        said = {name: cells[column].strip() if column else "" for name, column in level.names.items()}
        said = names if not any(said.values()) and place == len(levels) - 1 else said
        if any(said.values()):
            found.append((code, levels[place - 1][1] if place else "", said))
    return found


def _organization(reader: RowReader, section: Section, values: Payload, numbers: list[str], _cells: Cells) -> Rows:
    begun = values.get("registered_on") or values.get("founded_on")
    if values.get("ended_on") and begun and values["ended_on"] < begun:
        way_out = f"It began on {begun}; see which of the two is wrong."
        raise bad("It ended before it began.", section, "ended_on", values["ended_on"], way_out)
    values["concept"] = _concept(reader, section, values.get("concept"))
    rows: list[tuple[Kind, str, Payload]] = []
    district = values.get("district")
    if district and district not in reader.reading.districts:
        if not section.adopt_districts:
            raise bad("There is no such district.", section, "district", district, "Or say adopt_districts = true.")
        reader.reading.districts.add(district)
        rows.append((Kind.DISTRICT, district, {"code": district, f"name_{UNKNOWN}": district}))
    keys = reader.reading.stage.name(numbers)
    if len(keys) > 1:
        raise BadField(
            Problem(f"Its numbers belong to different organizations: {', '.join(keys)}.", found=", ".join(numbers))
        )
    committees = {"committees": True} if section.committees else {}
    return [*rows, (Kind.ORGANIZATION, keys[0], {"identifiers": numbers, **values, **committees})]


def _concept(reader: RowReader, section: Section, code: str | None) -> str | None:
    known, counts = reader.reading.concepts, reader.reading.stage.counts
    if not code or code in known:
        return code
    if section.unknown is Unknown.ERROR:
        near = get_close_matches(code, known, n=1)
        hint = f"The nearest is {near[0]!r}." if near else "Hand in the file of the classification as well."
        raise bad("The classification has no such code.", section, "concept", code, hint)
    for length in range(len(code) - 1, 0, -1):
        if section.unknown is Unknown.SHORTEN and code[:length] in known:
            counts["unknown code taken as a shorter one"] += 1
            return code[:length]
    counts["unknown code left out"] += 1
    return None


def _body(_reader: RowReader, _section: Section, values: Payload, _numbers: list[str], _cells: Cells) -> Rows:
    return [(Kind.BODY, values["code"], values)]


def _placement(_reader: RowReader, section: Section, values: Payload, numbers: list[str], _cells: Cells) -> Rows:
    _in_order(section, values, "from_on", "until_on")
    return [(Kind.PLACEMENT, f"{numbers[0]} {values['from_on']}", {"identifiers": numbers, **values})]


def _obligation(_reader: RowReader, section: Section, values: Payload, numbers: list[str], _cells: Cells) -> Rows:
    last_on = values.pop("last_on", None)
    if last_on:
        values["until_on"] = last_on + timedelta(days=1)
    if not values.get("until_on"):
        raise bad("The period has no end.", section, "last_on", way_out="Give last_on or until_on.")
    _in_order(section, values, "from_on", "until_on")
    if values["due_on"] < values["from_on"]:
        raise bad("It is due before its period begins.", section, "due_on", values["due_on"])
    values.setdefault("kind", RequirementKind.FILING)
    if values["kind"] not in set(RequirementKind):
        way_out = f"Write {' or '.join(sorted(RequirementKind))}."
        raise bad("This is not a kind of obligation.", section, "kind", values["kind"], way_out)
    if not values.get("period"):
        values["period"] = financial_year(values["until_on"] - timedelta(days=1), values["from_on"]).label
    return [_record(Kind.OBLIGATION, numbers, values, "requirement", "period")]


def _standing(reader: RowReader, section: Section, values: Payload, numbers: list[str], _cells: Cells) -> Rows:
    try:
        records = list(records_of(section, values, reader.reading.on))
    except BadCell as wrong:
        raise bad(str(wrong), section, "status", values["status"], wrong.way_out) from wrong
    return [_record(Kind.OBLIGATION, numbers, record, "requirement", "period") for record in records]


def _activity(_reader: RowReader, section: Section, values: Payload, numbers: list[str], _cells: Cells) -> Rows:
    if values["reported_on"] < values["held_on"]:
        raise bad("It was reported before it was held.", section, "reported_on", values["reported_on"])
    if values["head_count"] < 0:
        raise bad("A head count is not below nought.", section, "head_count", values["head_count"])
    finding = values.get("finding")
    if finding and finding not in set(Finding):
        raise bad("This is not a finding.", section, "finding", finding, f"Write {', '.join(Finding)}.")
    if finding and not (values.get("found_on") and values.get("found_by")):
        raise bad("The finding has no day or no committee.", section, "found_on", way_out="Give both.")
    if finding and finding != Finding.ACCEPTED and not values.get("reasons"):
        raise bad("A finding against has no reasons.", section, "reasons", way_out="Say why.")
    return [_record(Kind.ACTIVITY, numbers, values, "reference")]


def _record(kind: Kind, numbers: list[str], values: Payload, *names: str) -> tuple[Kind, str, Payload]:
    key = " ".join([numbers[0], *(str(values[name]) for name in names)])
    return kind, key, {"identifiers": numbers, **values}


def _in_order(section: Section, values: Payload, begins: str, ends: str) -> None:
    if values.get(ends) and values[ends] <= values[begins]:
        raise bad(f"It ends before it begins, on {values[begins]}.", section, ends, values[ends])


_SECTIONS: dict[Kind, Callable[[RowReader, Section, Payload, list[str], Cells], Rows]] = {
    Kind.DISTRICT: _district,
    Kind.CLASSIFICATION: _classification,
    Kind.ORGANIZATION: _organization,
    Kind.BODY: _body,
    Kind.PLACEMENT: _placement,
    Kind.OBLIGATION: _obligation,
    Kind.ACTIVITY: _activity,
    Kind.STANDING: _standing,
}
