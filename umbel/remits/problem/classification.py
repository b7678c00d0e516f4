"""The tree of concepts, numbered depth-first, and the distance between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from umbel.errors import Problem, Problems

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tree:
    """Concepts in depth-first order, so that a subtree is a run of numbers from `i` to `end[i]`."""

    codes: tuple[str, ...]
    index: dict[str, int]
    parent: Ints
    depth: Ints
    end: Ints
    height: int

    def path(self, concept: int) -> list[int]:
        """The concept and those above it, nearest first."""
        found = []
        while concept >= 0:
            found.append(concept)
            concept = int(self.parent[concept])
        return found

    def distances(self, concepts: Ints) -> Floats:
        """Levels from the bottom of the tree up to the lowest concept that two of these share; 0 with itself."""
        above = np.full((len(concepts), self.height), -1, dtype=np.int64)
        for row, concept in enumerate(concepts):
            path = self.path(int(concept))[::-1]
            above[row, : len(path)] = path
        shared = np.zeros((len(concepts), len(concepts)), dtype=np.int64)
        for level in range(self.height):
            column = above[:, level]
            shared += (column[:, None] == column[None, :]) & (column[:, None] >= 0)
        far = (self.height - shared).astype(np.float64)
        np.fill_diagonal(far, 0.0)
        return far


def plant(parents: Mapping[str, str | None]) -> Tree:
    """Builds the tree from concept code to the code of its parent (None or "" at the top)."""
    _check(parents)
    below: dict[str | None, list[str]] = {}
    for code in sorted(parents):
        below.setdefault(parents[code] or None, []).append(code)
    codes: list[str] = []
    depth: list[int] = []
    waiting = [(code, 1) for code in reversed(below.get(None, []))]
    while waiting:
        code, level = waiting.pop()
        codes.append(code)
        depth.append(level)
        waiting.extend((child, level + 1) for child in reversed(below.get(code, [])))
    if len(codes) < len(parents):
        _refuse_ring(parents, set(codes))
    index = {code: number for number, code in enumerate(codes)}
    parent = np.array([index[p] if (p := parents[code] or None) else -1 for code in codes], dtype=np.int64)
    end = np.arange(1, len(codes) + 1, dtype=np.int64)
    for number in range(len(codes) - 1, -1, -1):
        if parent[number] >= 0:
            end[parent[number]] = max(end[parent[number]], end[number])
    return Tree(tuple(codes), index, parent, np.array(depth, dtype=np.int64), end, max(depth, default=0))


def _check(parents: Mapping[str, str | None]) -> None:
    if not parents:
        raise Problems(
            "There is no classification.",
            [Problem("The classification has no concepts.", way_out="Give at least one concept code.")],
        )
    unknown = [
        Problem(
            f"The parent of {code} is not in the classification.",
            field=code,
            found=str(parent),
            way_out="Add the parent, or leave it empty to put the concept at the top.",
        )
        for code, parent in parents.items()
        if parent and parent not in parents
    ]
    if unknown:
        raise Problems("The classification is not a tree.", unknown)


def _refuse_ring(parents: Mapping[str, str | None], reached: set[str]) -> None:
    lost = sorted(set(parents) - reached)
    raise Problems(
        "The classification is not a tree.",
        [
            Problem(
                "These concepts are above one another in a ring.",
                found=", ".join(lost[:8]),
                way_out="Give one of them no parent, or a parent outside the ring.",
            )
        ],
    )
