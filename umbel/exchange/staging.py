"""The staging file: every row of an import, checked and without repeats, before anything is entered.

It is a small database of its own on disk, so that memory stays flat however long the register is. A
lock beside it shows whether its import still runs: what a killed one left is removed at the next start.
"""

import fcntl
import json
import shutil
import sqlite3
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from umbel.errors import Problem
from umbel.exchange.states import Kind, Repeats

TABLES = """
CREATE TABLE row (seq INTEGER PRIMARY KEY, kind TEXT, key TEXT, file TEXT, number INTEGER, line INTEGER,
                  payload TEXT, bad INTEGER DEFAULT 0, organization INTEGER, UNIQUE (kind, key));
CREATE TABLE name (identifier TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
CREATE TABLE problem (file TEXT, line INTEGER, "column" INTEGER, row INTEGER, field TEXT, message TEXT,
                      found TEXT, way_out TEXT);
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
"""
PREFIX = "import-"
DATE, DECIMAL = "on", "of"

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands."""

    file: str
    number: int
    line: int | None


@dataclass(frozen=True, slots=True)
class Staged:
    """A row ready to be entered."""

    seq: int
    place: Place
    payload: Payload
    organization: int | None


@contextmanager
def staging(folder: Path) -> Iterator["Staging"]:
    """A new staging file in `folder`, removed at the end; what killed imports left is removed first."""
    folder.mkdir(parents=True, exist_ok=True)
    home, lock = _room(folder)
    with lock:
        stage = Staging(home / "rows.sqlite3")
        try:
            yield stage
        finally:
            stage.close()
            shutil.rmtree(home, ignore_errors=True)


def _room(folder: Path) -> tuple[Path, IO[str]]:
    """A new folder of an import and the lock it holds; made one at a time, so that none looks like a leftover while
    it is not locked yet.
    """
    with (folder / "gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        remove_leftovers(folder)
        home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        home.chmod(stat.S_IMODE(folder.stat().st_mode))  # whoever imports next removes what is left of it
        lock = (home / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return home, lock


def remove_leftovers(folder: Path) -> int:
    """Remove the staging files whose import does not run any more. Returns how many there were."""
    removed = 0
    for home in folder.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError), (home / "lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(home, ignore_errors=True)
            removed += 1
    return removed


class Staging:
    """The staged rows and the problems found on the way."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(TABLES)
        self._database.execute("BEGIN")
        self.counts: Counter[str] = Counter()
        self.problem_count = 0

    def settle(self) -> None:
        """Write out what is staged, so that a full disk shows before anything is entered."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN")

    def close(self) -> None:
        self._database.close()

    def problem(self, problem: Problem) -> None:
        """Note what is wrong."""
        self.problem_count += 1
        values = (problem.file, problem.line, problem.column, problem.row, problem.field, problem.message)
        self._database.execute(
            "INSERT INTO problem VALUES (?,?,?,?,?,?,?,?)", (*values, problem.found, problem.way_out)
        )

    def problems(self, limit: int = -1) -> Iterator[Problem]:
        """What is wrong, in the order of the files and rows as given."""
        order = "SELECT file, line, column, row, field, message, found, way_out FROM problem ORDER BY rowid LIMIT ?"
        for file, line, column, row, field, message, found, way_out in self._database.execute(order, (limit,)):
            yield Problem(message, file, line, column, row, field, found, way_out)

    def add(self, kind: Kind, key: str, payload: Payload, place: Place, repeats: Repeats) -> None:
        """Stage a row, or reconcile it with the one of the same key."""
        values = (kind, key, place.file, place.number, place.line, encode(payload))
        insert = "INSERT OR IGNORE INTO row (kind, key, file, number, line, payload) VALUES (?,?,?,?,?,?)"
        if self._database.execute(insert, values).rowcount == 0:
            self._reconcile(kind, key, payload, place, repeats)

    def name(self, identifiers: list[str]) -> list[str]:
        """Note that these identifiers name one organization; returns the key, or keys, it has here."""
        keys: set[str] = set()
        for identifier in identifiers:
            insert = "INSERT OR IGNORE INTO name VALUES (?, ?)"
            if self._database.execute(insert, (identifier, identifiers[0])).rowcount == 0:
                found = "SELECT key FROM name WHERE identifier = ?"
                keys.add(self._database.execute(found, (identifier,)).fetchone()[0])
        if len(keys) == 1 and identifiers[0] not in keys:
            key = next(iter(keys))
            marks = ",".join("?" * len(identifiers))
            update = f"UPDATE name SET key = ? WHERE identifier IN ({marks})"  # noqa: S608  only question marks
            self._database.execute(update, (key, *identifiers))
        return sorted(keys) or identifiers[:1]

    def _reconcile(self, kind: Kind, key: str, payload: Payload, place: Place, repeats: Repeats) -> None:
        find = "SELECT seq, file, number, line, payload FROM row WHERE kind = ? AND key = ?"
        seq, file, number, line, before = self._database.execute(find, (kind, key)).fetchone()
        earlier = decode(before)
        if both := earlier.get("identifiers"):
            payload = {**payload, "identifiers": list(dict.fromkeys([*both, *payload["identifiers"]]))}
        differs = sorted(name for name, value in payload.items() if value not in (None, earlier.get(name)))
        if not differs:
            self.counts["repeated"] += 1
        elif file == place.file and repeats is Repeats.ERROR:
            self._contradiction(seq, key, Place(file, number, line), place, differs)
        else:
            self.counts["updated by a later row"] += 1
            merged = earlier | {name: value for name, value in payload.items() if value is not None}
            update = "UPDATE row SET payload = ?, file = ?, number = ?, line = ? WHERE seq = ?"
            self._database.execute(update, (encode(merged), place.file, place.number, place.line, seq))

    def _contradiction(self, seq: int, key: str, first: Place, second: Place, differs: list[str]) -> None:
        fields = ", ".join(differs)
        hint = 'Keep one of the two, or say repeats = "last" in the mapping.'
        for place, other in ((first, second), (second, first)):
            message = f"This row and row {other.number} are both about {key}, with other {fields}."
            self.problem(Problem(message, place.file, place.line, row=place.number, field=fields, way_out=hint))
        self._database.execute("UPDATE row SET bad = 1 WHERE seq = ?", (seq,))

    def mark_bad(self, seq: int, problem: Problem) -> None:
        """Leave a staged row out, for a reason found later."""
        self.problem(problem)
        self._database.execute("UPDATE row SET bad = 1 WHERE seq = ?", (seq,))

    def belongs_to(self, pairs: list[tuple[int, int]]) -> None:
        """Note the organization of staged records: pairs of its row number here and the record's `seq`."""
        self._database.executemany("UPDATE row SET organization = ? WHERE seq = ?", pairs)

    def count(self, *kinds: Kind) -> int:
        """How many good rows there are."""
        marks = ",".join("?" * len(kinds))
        count = f"SELECT count(*) FROM row WHERE NOT bad AND kind IN ({marks})"  # noqa: S608  only question marks
        return int(self._database.execute(count, kinds).fetchone()[0])

    def rows(self, kind: Kind) -> Iterator[Staged]:
        """The good rows of a kind, in the order they were read."""
        after = 0
        chosen = (
            "SELECT seq, file, number, line, payload, organization FROM row "
            "WHERE kind = ? AND seq > ? AND NOT bad ORDER BY seq LIMIT 2000"
        )
        while batch := self._database.execute(chosen, (kind, after)).fetchall():
            for seq, file, number, line, payload, organization in batch:
                yield Staged(seq, Place(file, number, line), decode(payload), organization)
            after = batch[-1][0]


def encode(payload: Payload) -> str:
    """A payload as JSON; dates and decimals stand in a table of one entry that says which they are."""
    return json.dumps(payload, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> dict[str, str]:
    if isinstance(value, date):
        return {DATE: value.isoformat()}
    if isinstance(value, Decimal):
        return {DECIMAL: str(value)}
    raise TypeError(type(value).__name__)


def decode(text: str) -> Payload:
    """What `encode` was given; tuples come back as lists."""
    return {name: _rich(value) for name, value in json.loads(text).items()}


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value[DATE]) if DATE in value else Decimal(value[DECIMAL])
    return value
