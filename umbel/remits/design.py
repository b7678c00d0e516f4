"""Designs joint committees: who is looked after by which, said in words, with a bound that no design can beat."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from umbel.errors import Problem, Problems
from umbel.remits.problem.cells import Cells, Organization, count
from umbel.remits.problem.classification import Ints, Tree, plant
from umbel.remits.problem.plan import Plan, make_plan
from umbel.remits.problem.sizes import Infeasible, Sizes, settle
from umbel.remits.search.continuity import origins, today
from umbel.remits.search.iterated_search import polish, rank
from umbel.remits.search.keep_today import keep
from umbel.remits.search.local_search import Costs, Search
from umbel.remits.search.packing import Layout, Pieces, cut, pack
from umbel.remits.wording.coverage import Coverage, cover, word
from umbel.remits.wording.remit import Remit

DISTRICT_STEP = 0.25


@dataclass(frozen=True, slots=True)
class Committee:
    """One joint committee of a design; `members` are places in the list of organizations."""

    code: str
    remit: Remit
    members: Ints
    centre_concept: str
    centre_district: str | None
    within: float
    continues: str | None

    @property
    def size(self) -> int:
        """How many organizations it looks after."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Design:
    """Committees, each organization's committee (its place in `committees`), and how good the whole is proven to be."""

    committees: tuple[Committee, ...]
    assignment: Ints
    objective: float
    bound: float
    seconds: float
    moves: int
    parameters: dict[str, Any]
    organizations: tuple[str, ...] = field(repr=False)
    cells: Cells = field(repr=False)
    coverage: Coverage = field(repr=False)

    @property
    def gap(self) -> float:
        """How far, at most, the objective is above the best there is, as a share of the objective."""
        return (self.objective - self.bound) / self.objective if self.objective > 0 else 0.0

    def cell_of(self, place: int) -> tuple[str, str | None]:
        """The concept and the district of the organization at this place in the list."""
        cell = int(self.cells.of[place])
        concept, district = int(self.cells.concept[cell]), int(self.cells.district[cell])
        return self.coverage.tree.codes[concept], self.cells.districts[district]

    def distance(self, concept: str, district: str | None, committee: Committee) -> float:
        """The distance from a concept in a district to the centre of a committee."""
        tree = self.coverage.tree
        if concept == committee.centre_concept:
            return 0.0 if district == committee.centre_district else float(self.parameters["district_step"])
        pair = np.array([tree.index[concept], tree.index[committee.centre_concept]])
        return float(tree.distances(pair)[0, 1])


def design(
    organizations: Iterable[Organization],
    *,
    classification: Mapping[str, str | None],
    committees: int | None = None,
    target_size: int | None = None,
    size_range: tuple[int, int] | None = None,
    districts: Sequence[str | None] | None = None,
    placements: Mapping[str, str] | None = None,
    move_cost: float = 0.0,
    district_step: float = DISTRICT_STEP,
    time_limit: float = 10.0,
    seed: int = 0,
) -> Design:
    """Groups organizations (id, concept, district) into committees of given sizes whose remits can be said in words.

    Two organizations of one concept and district are at distance 0; of one concept in two districts, at
    `district_step`; otherwise as many levels apart as the classification must be climbed to a concept above both. The
    objective is the sum of each member's distance to its committee's centre (a cell of its own), plus `move_cost` for
    each organization that leaves the committee it has in `placements`. Raises Infeasible, naming the numbers, when no
    such committees exist or none were found.
    The same input and seed give the same design as long as the time limit is not reached.
    """
    started = time.perf_counter()
    _check_weights(move_cost, district_step, time_limit)
    tree = plant(classification)
    cells = count(organizations, tree, districts)
    sizes = settle(cells.members, committees, target_size, size_range)
    _check_cells(cells, sizes)
    parameters = {
        "committees": sizes.committees,
        "size_range": (sizes.least, sizes.most),
        "move_cost": move_cost,
        "district_step": district_step,
        "time_limit": time_limit,
        "seed": seed,
        "districts": cells.districts,
        "classification": dict(classification),
        "placements": dict(placements or {}),
    }
    best, bound = _solve(tree, cells, sizes, parameters, started)
    return _tell(tree, cells, best, bound, parameters=parameters, started=started)


def _check_weights(move_cost: float, district_step: float, time_limit: float) -> None:
    """A district counts for less than any step in the classification; nothing costs less than nothing."""
    given = {"move_cost": move_cost, "district_step": district_step, "time_limit": time_limit}
    most = {"move_cost": 1e6, "district_step": 1.0, "time_limit": 1e6}
    wrong = [
        Problem(
            "This weight cannot be used.",
            field=name,
            found=f"{value}",
            way_out=f"Give a number from 0 to {most[name]:g}.",
        )
        for name, value in given.items()
        if not 0 <= value <= most[name]
    ]
    if wrong:
        raise Problems("The weights cannot be used.", wrong)


def _solve(tree: Tree, cells: Cells, sizes: Sizes, wishes: Mapping[str, Any], started: float) -> tuple[Search, float]:
    """The best layout found and the proven bound; a quarter of the time may go into the plan."""
    step, limit, move_cost = wishes["district_step"], wishes["time_limit"], wishes["move_cost"]
    plan = make_plan(tree, cells, sizes, step, max(0.1, limit / 4))
    names, origin = origins(cells, wishes["placements"])
    pieces = cut(cells, np.searchsorted(plan.concepts, cells.concept), sizes, origin if names else None)
    past = today(pieces, names, origin, move_cost, sizes.committees) if names else None
    costs = Costs(_between(tree, plan, step), step, past)
    best = _best(pieces, plan, sizes, costs, deadline=started + limit, seed=wishes["seed"])
    if best.outside():
        raise _none_found(best, sizes, limit)
    return best, plan.bound


def _between(tree: Tree, plan: Plan, district_step: float) -> Any:
    between = tree.distances(plan.concepts)
    np.fill_diagonal(between, district_step)
    return between


def _best(pieces: Pieces, plan: Plan, sizes: Sizes, costs: Costs, *, deadline: float, seed: int) -> Search:
    """The best layout from a fresh start and, where there are committees today, from those."""
    starts = [pack(pieces, plan, sizes)]
    if costs.today is not None and costs.today.move_cost > 0:
        starts.append(keep(pieces, costs.today, sizes))
    found: list[tuple[tuple[int, float], int, Search, Ints | None]] = []
    for number, layout in enumerate(starts):
        now = time.perf_counter()
        search = Search(pieces, layout, sizes, costs)
        polish(search, plan.bound, now + (deadline - now) / (len(starts) - number), seed)
        found.append((rank(search), number, search, costs.today.continues if costs.today else None))
    _, _, best, continues = min(found, key=lambda one: one[:2])
    if costs.today is not None and continues is not None:
        costs.today.continues = continues
    return best


def _check_cells(cells: Cells, sizes: Sizes) -> None:
    most = int(np.where(cells.size > sizes.most, cells.size, 1).sum())
    if most < sizes.committees:
        few = Problem(
            f"{sizes.committees:,} committees need a field and district each; there are {len(cells):,}, "
            "and none may be divided that one committee can hold.",
            way_out=f"Ask for at most {most:,} committees, or lower the maximum so that large fields are shared.",
        )
        raise Infeasible("There are too few fields and districts.", [few])


def _none_found(best: Search, sizes: Sizes, time_limit: float) -> Infeasible:
    filled = np.bincount(best.committee, best.pieces.size, minlength=len(best.centre)).astype(int)
    wrong = Problem(
        f"In {time_limit:g} s no {sizes.committees:,} committees of {sizes.least:,} to {sizes.most:,} were found that "
        "keep each field whole in a district (this does not prove that there are none).",
        found=f"the nearest has committees of {filled.min():,} to {filled.max():,}",
        way_out=f"Widen the range to {min(filled.min(), sizes.least):,} to {max(filled.max(), sizes.most):,}, "
        "or allow more time.",
    )
    return Infeasible("No committees of these sizes were found.", [wrong])


def _tell(
    tree: Tree, cells: Cells, best: Search, bound: float, *, parameters: dict[str, Any], started: float
) -> Design:
    order = np.argsort(best.centre, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    layout = Layout(place[best.committee], best.centre[order])
    past = best.costs.today
    continues = [past.names[old] if past and old >= 0 else None for old in past.continues[order]] if past else []
    coverage = cover(tree, cells, _held(best.pieces, layout))
    objective = best.objective()
    return Design(
        committees=_committees(
            tree, cells, best, layout, coverage=coverage, continues=continues or [None] * len(order)
        ),
        assignment=layout.committee[best.pieces.of],
        objective=objective,
        bound=min(bound, objective),
        seconds=time.perf_counter() - started,
        moves=past.moves(best.committee) if past else 0,
        parameters=parameters,
        organizations=cells.ids,
        cells=cells,
        coverage=coverage,
    )


def _held(pieces: Pieces, layout: Layout) -> dict[tuple[int, int], int]:
    held: dict[tuple[int, int], int] = {}
    for cell, committee, size in zip(
        pieces.cell.tolist(), layout.committee.tolist(), pieces.size.tolist(), strict=True
    ):
        held[cell, committee] = held.get((cell, committee), 0) + size
    return held


def _committees(
    tree: Tree, cells: Cells, best: Search, layout: Layout, *, coverage: Coverage, continues: list[str | None]
) -> tuple[Committee, ...]:
    number = len(layout.centre)
    remits = word(coverage, number)
    codes = _codes(continues)
    assignment = layout.committee[best.pieces.of]
    members = np.split(np.argsort(assignment, kind="stable"), np.cumsum(np.bincount(assignment, minlength=number))[:-1])
    within = np.bincount(layout.committee, best.distances(), minlength=number)
    return tuple(
        Committee(
            code=codes[place],
            remit=remits[place],
            members=members[place],
            centre_concept=tree.codes[int(cells.concept[centre])],
            centre_district=cells.districts[int(cells.district[centre])],
            within=float(within[place]),
            continues=continues[place],
        )
        for place, centre in enumerate(layout.centre.tolist())
    )


def _codes(continues: list[str | None]) -> list[str]:
    """A committee that continues one of today's keeps its code; the others take free numbers."""
    width = max(2, len(str(len(continues))))
    taken = {old for old in continues if old is not None}
    free = (code for number in range(1, 10 * len(continues) + 10) if (code := f"{number:0{width}}") not in taken)
    return [old if old is not None else next(free) for old in continues]


def remit_covers(made: Design, concept: str, district: str | None = None) -> tuple[str, ...]:
    """The code of the committee that covers this concept in this district; of all that share it, smallest first."""
    return tuple(made.committees[place].code for place in made.coverage.covering(concept, district))
