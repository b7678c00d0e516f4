"""Organizations of one concept and one district are alike; a cell counts them.

Everything after this works on cells, so that three hundred thousand organizations cost little more than three thousand.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from umbel.errors import Problem, Problems
from umbel.remits.problem.classification import Ints, Tree

Organization = tuple[str, str, str | None]
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells in the order of the classification, then of the districts; `of` is each organization's cell."""

    concept: Ints
    district: Ints
    size: Ints
    of: Ints
    ids: tuple[str, ...]
    districts: tuple[str | None, ...]

    def __len__(self) -> int:
        return len(self.size)

    @property
    def members(self) -> int:
        return len(self.of)


def count(organizations: Iterable[Organization], tree: Tree, districts: Sequence[str | None] | None) -> Cells:
    """Counts organizations (id, concept code, district code or None) into cells, or says all that is wrong."""
    rows = list(organizations)
    known = _districts(rows, districts)
    _check(rows, tree, known)
    ids = tuple(row[0] for row in rows)
    concept = np.fromiter((tree.index[row[1]] for row in rows), dtype=np.int64, count=len(rows))
    district = np.fromiter((known[row[2] or None] for row in rows), dtype=np.int64, count=len(rows))
    keys, of, sizes = np.unique(concept * len(known) + district, return_inverse=True, return_counts=True)
    return Cells(
        concept=keys // len(known),
        district=keys % len(known),
        size=sizes.astype(np.int64),
        of=of.astype(np.int64),
        ids=ids,
        districts=tuple(known),
    )


def _districts(rows: list[Organization], given: Sequence[str | None] | None) -> dict[str | None, int]:
    if given is not None:
        order = list(dict.fromkeys(district or None for district in given))
        if any(not row[2] for row in rows) and None not in order:
            order.append(None)
        return {district: number for number, district in enumerate(order)}
    found = {row[2] or None for row in rows}
    named = sorted(district for district in found if district is not None)
    order = [*named, *([None] if None in found else [])]
    return {district: number for number, district in enumerate(order)}


def _check(rows: list[Organization], tree: Tree, districts: dict[str | None, int]) -> None:
    if not rows:
        nobody = Problem("There is nobody to place.", way_out="Give at least one organization.")
        raise Problems("There are no organizations.", [nobody])
    problems: list[Problem] = []
    wrong = 0
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        faults = _faults(row, seen, tree, districts)
        seen.add(row[0])
        wrong += bool(faults)
        if len(problems) < SHOWN:
            problems += [fault(number) for fault in faults]
    if problems:
        raise Problems(f"{wrong:,} of {len(rows):,} rows cannot be placed.", problems)


def _faults(
    row: Organization, seen: set[str], tree: Tree, districts: dict[str | None, int]
) -> list[Callable[[int], Problem]]:
    """What is wrong with a row, to be said once its number is known; most rows are right, so nothing is said early."""
    identifier, concept, district = row
    faults: list[Callable[[int], Problem]] = []
    if identifier in seen:
        faults.append(lambda number: _repeated(number, identifier))
    if concept not in tree.index:
        faults.append(lambda number: _unknown(number, "concept", concept, list(tree.codes)))
    if (district or None) not in districts:
        faults.append(lambda number: _unknown(number, "district", str(district), [d for d in districts if d]))
    return faults


def _repeated(row: int, identifier: str) -> Problem:
    return Problem(
        "This organization was already given.",
        row=row,
        field="id",
        found=str(identifier),
        way_out="Give each organization once.",
    )


def _unknown(row: int, field: str, found: str, known: list[str]) -> Problem:
    near = max(known, key=lambda code: _likeness(str(found), code), default=None)
    way_out = f"The nearest there is: {near}." if near else f"No {field} is known at all."
    return Problem(f"There is no {field} by this code.", row=row, field=field, found=str(found), way_out=way_out)


def _likeness(found: str, code: str) -> tuple[int, float]:
    """Codes begin with what is general, so a shared beginning counts first."""
    shared = next((place for place, (one, other) in enumerate(zip(found, code, strict=False)) if one != other), None)
    return min(len(found), len(code)) if shared is None else shared, difflib.SequenceMatcher(None, found, code).ratio()
