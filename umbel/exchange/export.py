"""Taking a register out: CSV files that the shipped mapping `umbel` reads back."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any

from django.db.models import Prefetch

from umbel.activities.models import Activity, Obligation, Verification
from umbel.exchange.cells import guarded, in_pairs
from umbel.exchange.disk_space import room
from umbel.structure.models import Body, Concept, District, Identifier, Particulars, Placement
from umbel.structure.queries import in_force, languages
from umbel.structure.states import TierCode
from umbel.words import Words
from umbel.words import columns as words_columns

BATCH = 2000

Rows = Iterator[Iterable[Any]]


def export_register(*, to: Path, as_of: date) -> dict[str, int]:
    """Write the register as it stood on `as_of` into the folder `to`. Returns file name -> rows."""
    to.mkdir(parents=True, exist_ok=True)
    with room(to, "The register is untouched."):
        return {name: _write(to / name, columns, partial(rows, as_of)) for name, (columns, rows) in TABLES.items()}


def _write(path: Path, columns: tuple[str, ...], rows: Callable[[], Rows]) -> int:
    """Write one file whole: it appears under its name only when it is complete."""
    spoken = languages()
    others = _other_languages(rows(), spoken) if WORDS.keys() & set(columns) else ()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(headings(columns, spoken, others))
            for row in rows():
                writer.writerow([text for value in row for text in _cells(value, (*spoken, *others))])
                count += 1
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return count


def _other_languages(rows: Rows, spoken: Sequence[str]) -> tuple[str, ...]:
    """What else the rows say something in than the federation's languages, such as those it spoke before."""
    found = {tag for row in rows for value in row if isinstance(value, Words) for tag in value}
    return tuple(sorted(found.difference(spoken)))


def headings(columns: Iterable[str], spoken: Sequence[str], others: Sequence[str] = ()) -> list[str]:
    """The columns as a file names them: words have one for each language, the federation's and then the others."""
    return [name for column in columns for name in _headings(column, spoken, others)]


def _headings(column: str, spoken: Sequence[str], others: Sequence[str]) -> list[str]:
    if column not in WORDS:
        return [column]
    begins = WORDS[column]
    return [*words_columns(begins, spoken), *(f"{begins}_{tag.replace('-', '_')}" for tag in others)]


def _cells(value: Any, tags: Sequence[str]) -> Iterable[str]:
    """A value as it is written; words in a cell for each language."""
    return (cell_text(value.get(tag, "")) for tag in tags) if isinstance(value, Words) else (cell_text(value),)


def cell_text(value: Any) -> str:
    """A value as it is written: texts that a spreadsheet would run stand behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal | date) else guarded(str(value))


def _concepts(_as_of: date) -> Rows:
    for one in Concept.objects.select_related("classification", "parent").order_by("classification_id", "path"):
        tree = one.classification
        yield tree.code, tree.names, tree.source, one.code, one.parent.code if one.parent else None, one.names


def _districts(_as_of: date) -> Rows:
    yield from District.objects.order_by("code").values_list("code", "names")


def _organizations(as_of: date) -> Rows:
    standing = Particulars.objects.filter(in_force(as_of)).select_related("organization", "concept", "district")
    for rows in batched(standing.order_by("organization_id").iterator(chunk_size=BATCH), BATCH):
        numbers = _numbers(row.organization_id for row in rows)
        for row in rows:
            one = row.organization
            concept, district = row.concept and row.concept.code, row.district and row.district.code
            said = (row.names, concept, district, row.size)
            yield (in_pairs(numbers[one.pk]), *said, one.founded_on, one.registered_on, one.ended_on, row.from_on)


def _numbers(organizations: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Identifier.objects.filter(organization__in=list(organizations)).order_by("pk")
    for organization, scheme, value in rows.values_list("organization_id", "scheme", "value"):
        found.setdefault(organization, []).append((scheme, value))
    return found


def _committees(_as_of: date) -> Rows:
    bodies = Body.objects.exclude(tier=TierCode.ORGANIZATION).select_related("parent").order_by("depth", "code")
    for one in bodies:
        parent = one.parent.code if one.parent else None
        yield one.code, one.tier, parent, one.names, one.short_names, one.established_on, one.dissolved_on


def _of_organizations(rows: Iterable[Any], cells: Callable[[Any], Iterable[Any]]) -> Rows:
    """Rows of records, each with a number of its organization before its own cells."""
    for batch in batched(rows, BATCH):
        numbers = _numbers({row.organization_id for row in batch})
        for row in batch:
            yield (in_pairs(numbers[row.organization_id][:1]), *cells(row))


def _placements(_as_of: date) -> Rows:
    rows = Placement.objects.select_related("body").order_by("organization_id", "from_on")
    return _of_organizations(
        rows.iterator(chunk_size=BATCH), lambda row: (row.body.code, row.from_on, row.until_on, row.why)
    )


def _obligations(_as_of: date) -> Rows:
    rows = Obligation.objects.select_related("filing").order_by("organization_id", "requirement", "from_on", "period")
    return _of_organizations(rows.iterator(chunk_size=BATCH), _obligation)


def _obligation(row: Obligation) -> Iterator[Any]:
    filing = getattr(row, "filing", None)
    yield from (getattr(row, name) for name in DUE)
    yield from (getattr(filing, name, None) for name in FILED)


def _activities(_as_of: date) -> Rows:
    rows = Activity.objects.exclude(reference="").order_by("organization_id", "held_on", "reference")
    standing = Verification.objects.filter(superseded_on=None, by_silence=False).select_related("body")
    rows = rows.select_related("obligation").prefetch_related(
        "evidence", Prefetch("verifications", standing, to_attr="standing")
    )
    return _of_organizations(rows.iterator(chunk_size=BATCH), _activity)


def _activity(row: Activity) -> Iterator[Any]:
    yield from (getattr(row, name) for name in REPORTED)
    yield from (row.obligation.requirement, row.obligation.period) if row.obligation else (None, None)
    yield in_pairs(sorted((one.kind, one.reference) for one in row.evidence.all()))
    found = next(iter(row.standing), None)  # type: ignore[attr-defined]  # prefetched
    yield from (found.finding, found.body.code, found.found_on, found.reasons) if found else (None,) * 4


DUE = ("requirement", "kind", "period", "from_on", "until_on", "due_on", "minimum", "pack_id", "pack_version")
FILED = ("received_on", "accounts_received_on", "income", "expenditure", "qualified")
REPORTED = ("reference", "kind", "held_on", "reported_on", "head_count", "summary")
WORDS = {"title": "title", "names": "name", "short_names": "short_name", "why": "why", "summary": "summary"}
"""A column of words, and how the columns of its languages begin: `name_en`."""

TABLES: dict[str, tuple[tuple[str, ...], Callable[[date], Rows]]] = {
    "concepts.csv": (
        ("classification", "title", "source", "concept", "parent", "names"),
        _concepts,
    ),
    "districts.csv": (("code", "names"), _districts),
    "organizations.csv": (
        ("identifiers", "names", "concept", "district", "size", "founded_on", "registered_on", "ended_on", "from_on"),
        _organizations,
    ),
    "committees.csv": (
        ("code", "tier", "parent", "names", "short_names", "established_on", "dissolved_on"),
        _committees,
    ),
    "placements.csv": (("identifiers", "body", "from_on", "until_on", "why"), _placements),
    "obligations.csv": (("identifiers", *DUE, *FILED), _obligations),
    "activities.csv": (
        (
            "identifiers",
            *REPORTED,
            "requirement",
            "period",
            "evidence",
            "finding",
            "found_by",
            "found_on",
            "reasons",
        ),
        _activities,
    ),
}
"""File -> its columns, and the question that gives its rows. The mapping `umbel` names the same columns."""
