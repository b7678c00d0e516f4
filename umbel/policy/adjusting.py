"""The numbers of a pack that can be moved in a form: weights, thresholds, deadlines, how much is asked.

A pack stays text. A moved number is written into the very file it stands in, comments and order untouched; the entry
is then no longer sourced but assumed, with the reason given for the change. A usual time that is moved becomes one that
the pack states, at the end of the file in which it states others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import tomlkit

from umbel.errors import Problem, Problems
from umbel.policy.provisions import Status
from umbel.policy.reading import Unreadable, read_toml
from umbel.policy.times import DueTime, usual_times

NUMBERS: dict[str, tuple[str, ...]] = {
    "indicator": ("points",),
    "cap": ("total",),
    "requirement": ("minimum", "minimum_by_size", "hours", "due_days", "due_months"),
    "due_time": ("working_days",),
    "form": ("due_days", "review_days"),
    "size_band": ("hours",),
    "evaluation": (
        "self_assessment_days", "review_days", "objection_days", "objection_decision_days", "second_reading_share",
        "valid_until",
    ),
    "rung": (
        "within_months", "reply_days", "substituted_days", "appeal_days", "appeal_decision_days", "lasts_months",
    ),
}  # fmt: skip
"""Kind of entry -> its fields that hold a number, or a table of numbers."""
EXPRESSIONS = {
    "grade": "when",
    "indicator": "score",
    "cap": "when",
    "veto": "when",
    "label": "ground",
    "standing_condition": "when",
    "measure": "where",
}
"""Kind of entry -> its field that holds an expression; every number in it can be moved."""
EXACT = {"points", "total", "hours"}
"""Fields that may have a fraction."""
ORDER = (
    "indicator", "grade", "cap", "veto", "label", "standing_condition", "measure", "requirement", "due_time", "form",
    "size_band", "rung", "evaluation",
)  # fmt: skip
TOKEN = re.compile(r"'(?:[^']|'')*'|[A-Za-z_]\w*|\d+(?:\.\d+)?|.", re.DOTALL)
TYPED = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
SCALED = re.compile(r"\((?P<score>.*)\) \* (?P<now>\d+(?:\.\d+)?) / (?P<points>\d+(?:\.\d+)?)", re.DOTALL)
HEAD = "pack.toml"
TIME, DAYS = "due_time", "working_days"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that can be moved; `key` says where it stands, such as `grade/A/when/0`."""

    key: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One field of an entry: a number, or an expression cut at its numbers. `of` names the row of a table."""

    field: str
    parts: tuple[str | Number, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Adjustable:
    """An entry of a pack with the numbers it holds."""

    kind: str
    code: str
    title: dict[str, str]
    lines: tuple[Line, ...]


def adjustables(texts: Mapping[str, str]) -> tuple[Adjustable, ...]:
    """Every entry with a number that can be moved, the rubric first. `texts` are the files of a pack in order."""
    read = (_tables(name, text) for name, text in _rules(texts).items())
    found = [made for document in read for entry in _entries(document) if (made := entry.adjustable()).lines]
    found += [_entry_of(time).adjustable() for time in _unstated(texts)]
    return tuple(sorted(found, key=lambda entry: ORDER.index(entry.kind)))


def adjust(texts: Mapping[str, str], numbers: Mapping[str, str], *, why: str) -> dict[str, str]:
    """The files with some numbers moved, by key; numbers that stand as they were are left alone.

    An indicator that is worth other points is scored in proportion. Raises Problems, its fields named by keys, for
    what is no number and what stands nowhere in the pack.
    """
    moved, problems = _read(texts, numbers)
    if problems:
        raise Problems("Some of these cannot be moved.", problems)
    made = dict(texts)
    for name, text in _rules(texts).items():
        prefixes = {entry.prefix for entry in _entries(_tables(name, text))}
        if any(key.startswith(tuple(prefixes)) for key in moved):
            document = tomlkit.parse(text)  # which knows comments and places, and takes its time
            for entry in _entries(document):
                if own := {key: value for key, value in moved.items() if key.startswith(entry.prefix)}:
                    entry.move(own, why)
            made[name] = tomlkit.dumps(document)
    return _with_stated(made, [time for time in _unstated(texts) if _entry_of(time).days in moved], moved, why)


def with_head(texts: Mapping[str, str], **values: Any) -> dict[str, str]:
    """The files with some values of `[pack]`, such as its version, written anew."""
    document = tomlkit.parse(texts[HEAD])
    head: Any = document["pack"]
    for name, value in values.items():
        head[name] = value
    return {**texts, HEAD: tomlkit.dumps(document)}


def _unstated(texts: Mapping[str, str]) -> list[DueTime]:
    """The usual times that hold, because no file states them."""
    entries = [entry for name, text in _rules(texts).items() for entry in _entries(_tables(name, text))]
    stated = {entry.code for entry in entries if entry.kind == TIME}
    return [time for time in usual_times() if time.code not in stated]


def _entry_of(time: DueTime) -> _Entry:
    """A usual time as it would be stated."""
    return _Entry(TIME, time.code, {"id": time.code, "title": time.title, DAYS: time.working_days})


def _with_stated(texts: dict[str, str], times: list[DueTime], moved: Mapping[str, Decimal], why: str) -> dict[str, str]:
    """The files with these usual times stated, moved."""
    if not times:
        return texts
    file = next((name for name, text in _rules(texts).items() if f"[[{TIME}]]" in text), HEAD)
    stated = tomlkit.document()
    head = tomlkit.parse(texts[HEAD])["pack"]
    spoken = [str(tag) for tag in head.get("languages") or head["title"]]
    tables = tomlkit.aot()
    for time in times:
        entry = _entry_of(time)
        title = tomlkit.inline_table()
        title.update({tag: time.title.in_language(tag) for tag in spoken})
        table = tomlkit.table()
        table.update({**entry.table, "title": title})
        _Entry(TIME, time.code, table).move({entry.days: moved[entry.days]}, why)
        tables.append(table)
    stated.append(TIME, tables)
    return {**texts, file: f"{texts[file].rstrip()}\n\n{tomlkit.dumps(stated)}"}


def _tables(name: str, text: str) -> dict[str, Any]:
    try:
        return read_toml(name, text)[0]
    except Unreadable as unreadable:
        raise Problems("These rules cannot be read.", [unreadable.problem]) from None


def _read(texts: Mapping[str, str], numbers: Mapping[str, str]) -> tuple[dict[str, Decimal], list[Problem]]:
    standing = {
        part.key: (part.value, line.field)
        for entry in adjustables(texts)
        for line in entry.lines
        for part in line.parts
        if isinstance(part, Number)
    }
    moved, problems = {}, []
    for key, said in numbers.items():
        if key not in standing:
            problems.append(Problem("There is no such number in these rules.", field=key, found=said))
            continue
        before, field = standing[key]
        value = _number(said)
        if value is None:
            problems.append(Problem("Write a number, such as 12 or 12.5.", field=key, found=said))
        elif value == before:
            continue
        elif field in _whole() and (value != int(value) or value < 0):
            problems.append(Problem("Write a whole number, not below 0.", field=key, found=said))
        else:
            moved[key] = value
    return moved, problems


def _whole() -> set[str]:
    return {name for names in NUMBERS.values() for name in names} - EXACT


def _number(said: str) -> Decimal | None:
    try:
        return Decimal(said) if TYPED.fullmatch(said.strip()) else None
    except InvalidOperation:
        return None


def _rules(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name.endswith(".toml") and "/" not in name}


def _entries(document: Mapping[str, Any]) -> Iterator[_Entry]:
    for kind in ORDER:
        held: Any = document.get(kind)
        if isinstance(held, list):
            yield from (_Entry(kind, str(table["id"]), table) for table in held)
        elif held is not None:
            yield _Entry(kind, kind, held)


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    code: str
    table: Any

    @property
    def prefix(self) -> str:
        return f"{self.kind}/{self.code}/"

    @property
    def days(self) -> str:
        """The key of its working days."""
        return f"{self.prefix}{DAYS}"

    def adjustable(self) -> Adjustable:
        return Adjustable(self.kind, self.code, dict(self.table.get("title", {})), tuple(self._lines()))

    def _lines(self) -> Iterator[Line]:
        for name in NUMBERS.get(self.kind, ()):
            value = self.table.get(name)
            if isinstance(value, dict):
                for row, number in value.items():
                    if isinstance(number, str):
                        continue
                    yield Line(name, (Number(f"{self.prefix}{name}/{row}", Decimal(str(number))),), str(row))
            elif value is not None:
                yield Line(name, (Number(f"{self.prefix}{name}", Decimal(str(value))),))
        name = EXPRESSIONS.get(self.kind, "")
        parts = tuple(_parts(str(self.table.get(name, "")), f"{self.prefix}{name}/"))
        if any(isinstance(part, Number) for part in parts):
            yield Line(name, parts)

    def move(self, moved: Mapping[str, Decimal], why: str) -> None:
        before = [self._move_number(key.removeprefix(self.prefix), value) for key, value in moved.items()]
        name = EXPRESSIONS.get(self.kind, "")
        said = str(self.table.get(name, ""))
        inside = {key: value for key, value in moved.items() if key.startswith(f"{self.prefix}{name}/")}
        changed = _written(said, f"{self.prefix}{name}/", inside)
        if (worth := moved.get(f"{self.prefix}points")) is not None:
            changed = _scaled(
                changed, next(value for key, value in before if key == "points" and value is not None), worth
            )
        if changed != said:
            self.table[name] = tomlkit.string(changed, multiline="\n" in changed)
        told = ", ".join(f"{key} {_shown(value)}" for key, value in before if value is not None)
        told = told or f"{name} {said}"
        self.table["status"] = Status.ASSUMED.value
        self.table["reason"] = f"{why} (Before: {told})"[:600]

    def _move_number(self, name: str, value: Decimal) -> tuple[str, Decimal | None]:
        field, _slash, row = name.partition("/")
        if field not in NUMBERS.get(self.kind, ()):
            return name, None
        holder, key = (self.table[field], row) if row else (self.table, field)
        before = Decimal(str(holder[key]))
        holder[key] = int(value) if value == int(value) else tomlkit.float_(_shown(value))
        return name, before


def _parts(said: str, prefix: str) -> Iterator[str | Number]:
    text, count = "", 0
    for token in TOKEN.findall(said):
        if token[0].isdigit():
            yield from ([text] if text else [])
            yield Number(f"{prefix}{count}", Decimal(token))
            text, count = "", count + 1
        else:
            text += token
    if text:
        yield text


def _written(said: str, prefix: str, moved: Mapping[str, Decimal]) -> str:
    made, count = "", 0
    for token in TOKEN.findall(said):
        key = f"{prefix}{count}"
        count += token[0].isdigit()
        made += _shown(moved[key]) if token[0].isdigit() and key in moved else token
    return made


def _scaled(score: str, before: Decimal, points: Decimal) -> str:
    """The score in proportion to other points; scaled again, it is still one factor, and none when it is as it was."""
    inner, first = score, before
    found = SCALED.fullmatch(score.strip())
    if found and Decimal(found["now"]) == before and Decimal(found["points"]) and _is_whole(found["score"]):
        inner, first = found["score"], Decimal(found["points"])
    if not first:
        return score  # what was worth nothing has no proportion: its formula is written by hand
    return inner if points == first else f"({inner.strip()}) * {_shown(points)} / {_shown(first)}"


def _is_whole(inner: str) -> bool:
    """Whether what stood in brackets closes no more of them than it opens: then the brackets were around all of it."""
    depth = 0
    for token in TOKEN.findall(inner):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth < 0:
            return False
    return depth == 0


def _shown(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
