"""What other rules would make of the same facts: the answers of a trial. They can be kept as JSON and compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from umbel.rubric.answers.explanation import Explanation
from umbel.rubric.trials.digest import Recorded

NEAREST = 20
"""Organizations shown on each side of a boundary, and first with a ground."""


@dataclass(frozen=True, slots=True)
class Named:
    """The rules a trial was made with."""

    pack: str
    version: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class GroupMoves:
    """Organizations that have one value of an attribute; None: it is not known, or they are placed nowhere."""

    value: str | None
    better: int
    worse: int
    same: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """How many have the ground of a label. A ground is a reason to look, never a label."""

    label: str
    before: int
    after: int
    newly: int
    no_longer: int
    newly_first: tuple[int, ...]
    """Numbers of the first organizations that would newly have it."""
    no_longer_first: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """An organization close to a boundary."""

    organization: int
    before: str
    after: str
    total_before: Decimal
    total_after: Decimal
    distance: Decimal
    """Points of the total, see `Boundary.basis`."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Between two neighbouring grades of the rules after: who is just above, and who just below."""

    better: str
    worse: str
    line: Decimal | None
    """The least total that the condition of the better grade lets pass; None: it names none."""
    basis: str
    """`rule`: distances are from the line. `seen`: the condition draws no line over the total, so that a distance is
    from the closest total of anyone on the other side; 0 is someone with as many points and another grade.
    """
    above: tuple[Near, ...]
    below: tuple[Near, ...]
    """Those to whom only points are missing from the line, the nearest first."""
    held_back: int
    """Those who have the points of the line and yet a lower grade: by another condition, or a veto."""


@dataclass(frozen=True, slots=True)
class BandHours:
    """Hours a year asked of the organizations in a size band of the rules after."""

    band: str | None
    organizations: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class DutyMoves:
    """A requirement that differs: how many would owe more of it, or less, and how often in all."""

    requirement: str
    gains: int
    loses: int
    owed_before: int
    owed_after: int


@dataclass(frozen=True, slots=True)
class Burden:
    """Hours of work a year that the rules ask of all organizations together."""

    before: Decimal
    after: Decimal
    bands: tuple[BandHours, ...]
    duties: tuple[DutyMoves, ...]


@dataclass(frozen=True, slots=True)
class Trial(Recorded):
    """Rules after beside rules before, over the same facts. Nothing real changes by it."""

    before: Named
    after: Named
    facts: str
    """SHA-256 of the snapshot, where it has one."""
    organizations: int
    counted_anew: bool
    """A measure was changed, or one not kept is used: the records were counted again, which takes longer."""
    grades_before: tuple[str, ...]
    grades_after: tuple[str, ...]
    """Best first."""
    matrix: dict[tuple[str, str], int]
    """(grade before, grade after) -> organizations, of the pairs that there are; those that stay too."""
    better: int
    worse: int
    same: int
    """By the place of a grade in the list of its own pack, counted from the best."""
    groups: dict[str, tuple[GroupMoves, ...]]
    """Field, size band, district and committee, as far as the facts have them."""
    grounds: tuple[Grounds, ...]
    boundaries: tuple[Boundary, ...]
    burden: Burden

    @property
    def moved(self) -> int:
        """How many organizations would get another grade."""
        return sum(many for (before, after), many in self.matrix.items() if before != after)


@dataclass(frozen=True, slots=True)
class Moved:
    """An organization and its grades."""

    organization: int
    before: str
    after: str
    total_before: Decimal
    total_after: Decimal


@dataclass(frozen=True, slots=True)
class Weight:
    """How many grades hang on an indicator."""

    indicator: str
    without: int
    """Grades that would be others if it were worth nothing to anybody."""
    full: int
    """Grades that would be others if everybody had all its points."""

    @property
    def decides(self) -> bool:
        """Whether it matters to anyone's grade."""
        return bool(self.without or self.full)


@dataclass(frozen=True, slots=True)
class Sensitivity(Recorded):
    """Which indicators decide grades and which never matter, in the order of the pack."""

    rules: Named
    facts: str
    organizations: int
    indicators: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Of organizations alike: those with one value of the attribute and one grade."""

    value: str | None
    grade: str
    organizations: int
    first: int
    """The lowest number of them."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Organizations with the same figures in all but one attribute, and not all with the same grade."""

    organizations: int
    figures: dict[str, str | None]
    """What they have in common: measures, and attributes that the rules name."""
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Unequal:
    """How often an attribute goes with another grade where everything else is the same."""

    attribute: str
    groups: int
    organizations: int
    examples: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Fairness(Recorded):
    """Whether those with the same figures get the same grade, whatever their field, district, size or committee."""

    rules: Named
    facts: str
    organizations: int
    by: str
    """`rules`: grades as computed. `outcomes`: grades as people gave them."""
    attributes: tuple[Unequal, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Why one organization has its grade, before and after."""

    before: Explanation
    after: Explanation
