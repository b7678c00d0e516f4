"""The CSV tables of a pack: its classification, districts and calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from umbel.errors import Problem
from umbel.policy.draft import Draft, languages_of, nearest
from umbel.policy.pack import CalendarDay, Concept, District
from umbel.policy.reading import Unreadable, read_table, read_text
from umbel.policy.schema import validator
from umbel.words import Words, columns

CLASSIFICATIONS = Path(__file__).parent.parent / "packs" / "classifications"
CALENDAR_COLUMNS = ("date", "day", "title")
MOST_PROBLEMS = 200
DAYS = {"off": False, "worked": True}

Row = tuple[int, dict[str, str]]
Titles = dict[str, str]
"""Columns with titles, and the language of each."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables hold."""

    concepts: tuple[Concept, ...] = ()
    districts: tuple[District, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()


def read_tables(root: Path, draft: Draft, texts: dict[str, str]) -> Tables:
    """Read the tables that the draft names; their texts are added to `texts`, their problems to the draft."""
    reading = _Reading(root, draft, texts)
    titles = columns("title", languages_of(draft))
    concepts: tuple[Concept, ...] = ()
    shipped = draft.table("classification").get("shipped")
    if isinstance(shipped, str):
        concepts = _concepts(draft, titles, *reading.shipped(shipped))
    elif named := reading.named("classification", ("code", "parent", *titles, "note")):
        concepts = _concepts(draft, titles, *named)
    districts = reading.named("districts", ("code", *titles))
    calendar = reading.named("calendar", CALENDAR_COLUMNS)
    return Tables(
        concepts,
        _districts(draft, titles, *districts) if districts else (),
        _calendar(draft, *calendar) if calendar else (),
    )


@dataclass
class _Reading:
    root: Path
    draft: Draft
    texts: dict[str, str]

    def named(self, table: str, columns: tuple[str, ...]) -> tuple[str, list[Row]] | None:
        """The rows of the file that `[table]` names."""
        name = self.draft.table(table).get("file")
        if not isinstance(name, str):
            return None
        if not re.fullmatch(validator("pack").schema["$defs"]["csv_file"]["pattern"], name):
            return None  # the schema has refused it; nothing outside the folder is even looked at
        if not (self.root / name).is_file():
            others = [path.name for path in self.root.glob("*.csv")]
            self.draft.refuse((table, "file"), "There is no such file.", found=name, way_out=nearest(name, others))
            return None
        return name, self.rows(self.root, self.root / name, name, columns)

    def shipped(self, code: str) -> tuple[str, list[Row]]:
        """The rows of a classification that ships with Umbel."""
        known = sorted(path.stem for path in CLASSIFICATIONS.glob("*.csv"))
        if code not in known:
            path = ("classification", "shipped")
            self.draft.refuse(path, "No such classification ships.", found=code, way_out=nearest(code, known))
            return "", []
        name = f"classifications/{code}.csv"
        table = CLASSIFICATIONS / f"{code}.csv"
        with table.open(encoding="utf-8") as file:
            return name, self.rows(CLASSIFICATIONS, table, name, tuple(file.readline().strip().split(",")))

    def rows(self, root: Path, path: Path, name: str, columns: tuple[str, ...]) -> list[Row]:
        try:
            self.texts[name] = read_text(root, path)
            return read_table(root, path, columns)
        except Unreadable as unreadable:
            self.draft.problems.append(unreadable.problem)
            return []


def _concepts(draft: Draft, titles: Titles, name: str, rows: list[Row]) -> tuple[Concept, ...]:
    parents = {row["code"]: row["parent"] for _, row in rows}
    above_themselves = _looping(parents)
    complain = _complainer(draft, name)
    for line, row in rows:
        if len(draft.problems) > MOST_PROBLEMS:
            break  # looking for the nearest code takes its time
        if row["parent"] and row["parent"] not in parents:
            complain(line, "parent", "No concept has this code.", row["parent"], nearest(row["parent"], parents))
        elif row["code"] in above_themselves:
            complain(line, "parent", "The concept is above itself.", row["parent"], "A classification is a tree.")
    _unique_codes(draft, name, rows, titles)
    return tuple(
        Concept(code=row["code"], parent=row["parent"] or None, title=_title(row, titles), note=row["note"])
        for _, row in rows
    )


def _districts(draft: Draft, titles: Titles, name: str, rows: list[Row]) -> tuple[District, ...]:
    _unique_codes(draft, name, rows, titles)
    return tuple(District(code=row["code"], title=_title(row, titles)) for _, row in rows)


def _calendar(draft: Draft, name: str, rows: list[Row]) -> tuple[CalendarDay, ...]:
    complain = _complainer(draft, name)
    days: dict[date, CalendarDay] = {}
    for line, row in rows:
        try:
            on = date.fromisoformat(row["date"])
        except ValueError:
            complain(line, "date", "This is not a date.", row["date"], "Write it as 2025-01-31.")
            continue
        if row["day"] not in DAYS:
            complain(line, "day", "A day is off or worked.", row["day"], nearest(row["day"], DAYS))
        elif on in days:
            complain(line, "date", "This day stands there twice.", row["date"], "Keep one of them.")
        else:
            days[on] = CalendarDay(on=on, working=DAYS[row["day"]], title=row["title"])
    return tuple(days[on] for on in sorted(days))


def _unique_codes(draft: Draft, name: str, rows: list[Row], titles: Titles) -> None:
    complain = _complainer(draft, name)
    first: dict[str, int] = {}
    for line, row in rows:
        for column in ("code", *(title for title in titles if title in row)):
            if not row[column]:
                complain(line, column, "This is empty.", "", "Fill it in.")
        if row["code"] in first:
            complain(line, "code", "This code is given twice.", row["code"], f"First in line {first[row['code']]}.")
        first.setdefault(row["code"], line)


def _complainer(draft: Draft, name: str) -> Callable[[int, str, str, str, str], None]:
    def complain(line: int, column: str, message: str, found: str, way_out: str) -> None:
        draft.problems.append(Problem(message, name, line, field=column, found=found, way_out=way_out))

    return complain


def _looping(parents: dict[str, str]) -> set[str]:
    """The codes that are above themselves."""
    looping: set[str] = set()
    seen: set[str] = set()
    for first in parents:
        code, way = first, dict[str, None]()
        while code and code not in seen:
            seen.add(code)
            way[code] = None
            code = parents.get(code, "")
        if code in way:
            steps = list(way)
            looping.update(steps[steps.index(code) :])
    return looping


def _title(row: dict[str, str], titles: Titles) -> Words:
    """A classification that ships is not in every language of every pack: what is missing is read in one there is."""
    return Words({tag: row.get(column, "") for column, tag in titles.items()}) or Words({"en": row.get("title_en", "")})
