"""The policy lab: two packs over the same frozen facts. Nothing is stored, and nothing real changes."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from umbel.evaluation.models import Cycle
from umbel.evaluation.queries.runs import facts_of
from umbel.policy.pack import Pack
from umbel.rubric import Facts, Rubric, compile_rubric

NEAREST = 20
GROUPS = ("field", "size_band", "district")
"""Attributes of organizations by which moves are counted, as far as the rules look at them."""


@dataclass(frozen=True, slots=True)
class Near:
    """An organization close to a boundary of its grade."""

    organization: int
    grade: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Trial:
    """What the second pack would make of the facts, beside the first."""

    organizations: int
    matrix: dict[tuple[str, str], int]
    """(grade before, grade after) -> organizations; those that stay are there too."""
    groups: dict[str, dict[str, tuple[int, int, int]]]
    """Attribute -> value -> how many get a better grade, a worse one, the same."""
    new_grounds: dict[str, int]
    """Label -> organizations that would have its ground and had not before: reasons to look, never labels."""
    nearest: dict[str, tuple[Near, ...]]
    """Grade after -> those of it with the fewest points, the closest to the grade below."""
    decides: dict[str, int]
    """Indicator -> organizations whose grade would be another if it were worth nothing. 0: it never matters."""
    moved: tuple[dict[str, Any], ...]
    """A row an organization whose grade changes: organization, before, after, and both totals."""


def try_packs(cycle: Cycle, before: Pack, after: Pack) -> Trial:
    """Both packs over the frozen facts of a cycle, which are checked first."""
    return try_on(facts_of(cycle, check=True), compile_rubric(before), compile_rubric(after))


def try_on(facts: Facts, before: Rubric, after: Rubric) -> Trial:
    """Both rubrics over the same facts."""
    old, new = _by_organization(before.evaluate(facts)), _by_organization(after.evaluate(facts))
    matrix = Counter((row["grade"], new[key]["grade"]) for key, row in old.items())
    moved = tuple(
        {
            "organization": key,
            "before": row["grade"],
            "after": new[key]["grade"],
            "total_before": row["total"],
            "total_after": new[key]["total"],
        }
        for key, row in old.items()
        if row["grade"] != new[key]["grade"]
    )
    return Trial(
        organizations=len(old),
        matrix=dict(sorted(matrix.items())),
        groups=_groups(old, new, before, after),
        new_grounds=_new_grounds(old, new),
        nearest=_nearest(new, after),
        decides=_decides(facts, after),
        moved=moved,
    )


def _by_organization(table: pa.Table) -> dict[int, dict[str, Any]]:
    return {row["organization"]: row for row in table.to_pylist()}


def _groups(
    old: dict[int, dict[str, Any]], new: dict[int, dict[str, Any]], before: Rubric, after: Rubric
) -> dict[str, dict[str, tuple[int, int, int]]]:
    ranks_before = {grade.code: rank for rank, grade in enumerate(before.pack.grades)}
    ranks_after = {grade.code: rank for rank, grade in enumerate(after.pack.grades)}
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for key, row in old.items():
        step = ranks_after[new[key]["grade"]] - ranks_before[row["grade"]]
        for name in GROUPS:
            if name in row or name in new[key]:
                value = row.get(name) or new[key].get(name) or "—"
                found[name][str(value)][0 if step < 0 else 1 if step > 0 else 2] += 1
    return {
        name: {value: (counts[0], counts[1], counts[2]) for value, counts in sorted(values.items())}
        for name, values in found.items()
    }


def _new_grounds(old: dict[int, dict[str, Any]], new: dict[int, dict[str, Any]]) -> dict[str, int]:
    labels = sorted({name for row in new.values() for name in row if name.startswith("g_")})
    return {
        name.removeprefix("g_"): sum(bool(row[name]) and not old[key].get(name) for key, row in new.items())
        for name in labels
    }


def _nearest(new: dict[int, dict[str, Any]], after: Rubric) -> dict[str, tuple[Near, ...]]:
    by_grade: dict[str, list[Near]] = defaultdict(list)
    for key, row in new.items():
        by_grade[row["grade"]].append(Near(key, row["grade"], row["total"]))
    return {
        grade.code: tuple(sorted(by_grade[grade.code], key=lambda near: (near.total, near.organization))[:NEAREST])
        for grade in after.pack.grades[:-1]
        if by_grade[grade.code]
    }


def _decides(facts: Facts, after: Rubric) -> dict[str, int]:
    with after.prepare(facts) as prepared:
        found = {item.code: prepared.moved_by({item.code: Decimal(0)}) for item in after.pack.indicators}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
