"""How many committees, of what sizes; and, in one sentence with its way out, why some wishes cannot be met."""

from __future__ import annotations

import math
from dataclasses import dataclass

from umbel.errors import Problem, Problems


class Infeasible(Problems):
    """No set of committees meets these wishes; each problem says which numbers clash and what to change."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """A number of committees and the fewest and most organizations of each."""

    committees: int
    least: int
    most: int


def settle(
    organizations: int, committees: int | None, target_size: int | None, size_range: tuple[int, int] | None
) -> Sizes:
    """Fills in what was not said, and refuses sizes that no division of so many organizations can have."""
    least, most = size_range or _range_around(organizations, committees, target_size)
    _check_range(least, most)
    if committees is None:
        committees = _number(organizations, target_size, least, most)
    _check_number(organizations, committees, least, most)
    return Sizes(committees, least, most)


def _range_around(organizations: int, committees: int | None, target_size: int | None) -> tuple[int, int]:
    if target_size is None and committees is None:
        missing = Problem(
            "Nothing says how large a committee should be.",
            way_out="Give a number of committees, a target size or a size range.",
        )
        raise Problems("The sizes are not given.", [missing])
    middle = target_size if committees is None else organizations / max(committees, 1)
    assert middle is not None
    return max(1, math.floor(middle * 0.8)), max(1, math.ceil(middle * 1.2))


def _check_range(least: int, most: int) -> None:
    if 1 <= least <= most:
        return
    wrong = Problem(
        "The smallest size must be at least 1 and not above the largest.",
        field="size_range",
        found=f"{least} to {most}",
        way_out="Give the smaller number first.",
    )
    raise Problems("The size range cannot be used.", [wrong])


def _number(organizations: int, target_size: int | None, least: int, most: int) -> int:
    fewest, highest = math.ceil(organizations / most), organizations // least
    if fewest > highest:
        raise Infeasible("No number of committees fits this size range.", [_no_number(organizations, least, most)])
    wished = round(organizations / (target_size or (least + most) / 2))
    return min(max(wished, fewest), highest)


def _no_number(organizations: int, least: int, most: int) -> Problem:
    below = organizations // most
    if below == 0:
        return Problem(
            f"A committee needs at least {least:,} organizations; there are {organizations:,}.",
            way_out=f"Lower the minimum to {organizations:,}.",
        )
    return Problem(
        f"{below:,} committees of at most {most:,} hold {below * most:,} organizations and {below + 1:,} of at least "
        f"{least:,} need {(below + 1) * least:,}; there are {organizations:,}.",
        way_out=f"Raise the maximum to {math.ceil(organizations / below):,} "
        f"or lower the minimum to {organizations // (below + 1):,}.",
    )


def _check_number(organizations: int, committees: int, least: int, most: int) -> None:
    if committees < 1:
        none = Problem("There must be at least one committee.", field="committees", found=str(committees))
        raise Problems("The number of committees cannot be used.", [none])
    if committees * least > organizations:
        raise Infeasible("There are too few organizations.", [_too_few(organizations, committees, least)])
    if committees * most < organizations:
        raise Infeasible("There are too many organizations.", [_too_many(organizations, committees, most)])


def _too_few(organizations: int, committees: int, least: int) -> Problem:
    lower, fewer = organizations // committees, organizations // least
    ways = [f"lower the minimum to {lower:,}"] if lower else []
    ways += [f"ask for at most {fewer:,} committees" if fewer != 1 else "ask for 1 committee"] if fewer else []
    ways = ways or [f"ask for {organizations:,} committees of 1"]
    way_out = " or ".join(ways)
    return Problem(
        f"{committees:,} committees of at least {least:,} need {committees * least:,} organizations; "
        f"there are {organizations:,}.",
        way_out=f"{way_out[0].upper()}{way_out[1:]}.",
    )


def _too_many(organizations: int, committees: int, most: int) -> Problem:
    return Problem(
        f"{committees:,} committees of at most {most:,} hold {committees * most:,} organizations; "
        f"there are {organizations:,}.",
        way_out=f"Raise the maximum to {math.ceil(organizations / committees):,} "
        f"or ask for at least {math.ceil(organizations / most):,} committees.",
    )
