"""What the drawing of the federation shows: which dot is whose, and by what rank it is told apart.

Where everything stands is `drawing`'s. Above a number of organizations one dot stands for several.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from umbel.web.structure.drawing import Drawing, Point, draw

NOWHERE = Point(0, 0)
MOST_DOTS = 6000
PLAINS = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """One organization, or several when `number` is None."""

    number: int | None
    title: str
    rank: int
    at: Point = NOWHERE


@dataclass(slots=True)
class Umbellet:
    """A joint committee at the end of its ray, with its dots."""

    code: str
    title: str
    dots: list[Dot]
    end: Point = NOWHERE
    radius: float = 0.0
    path: str = ""
    plain: int = 1

    @property
    def by_rank(self) -> list[tuple[int, list[Dot]]]:
        """The dots in groups of one rank, the best first."""
        ranks = sorted({dot.rank for dot in self.dots})
        return [(rank, [dot for dot in self.dots if dot.rank == rank]) for rank in ranks]


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture. One dot stands for `each` organizations."""

    drawing: Drawing
    stem: str
    umbellets: list[Umbellet] = field(default_factory=list)
    each: int = 1


def picture(umbellets: Sequence[Umbellet], most_dots: int = MOST_DOTS) -> Picture:
    """Give every dot its place: the best ranks in the middle, so that what needs attention is at the edge."""
    each = max(1, ceil(sum(len(one.dots) for one in umbellets) / most_dots))
    if each > 1:
        for one in umbellets:
            one.dots = _thinned(one, each)
    drawing = draw([len(one.dots) for one in umbellets])
    for index, (one, ray) in enumerate(zip(umbellets, drawing.rays, strict=True)):
        ordered = sorted(one.dots, key=lambda dot: dot.rank)
        one.dots = [replace(dot, at=at) for dot, at in zip(ordered, ray.dots, strict=True)]
        one.end, one.radius, one.plain = ray.end, ray.radius, index % PLAINS + 1
        one.path = _bent(drawing.apex, ray.end)
    apex, root = drawing.apex, drawing.root
    stem = f"M{root.x:.0f} {root.y:.0f}Q{root.x - 16:.0f} {(root.y + apex.y) / 2:.0f} {apex.x:.0f} {apex.y:.0f}"
    return Picture(drawing, stem, list(umbellets), each)


def _bent(start: Point, end: Point) -> str:
    """A ray, bent a little as those of an umbel are."""
    x, y = start.x + (end.x - start.x) * 0.42, start.y + (end.y - start.y) * 0.62 - 18
    return f"M{start.x:.1f} {start.y:.1f}Q{x:.1f} {y:.1f} {end.x} {end.y}"


def _thinned(one: Umbellet, each: int) -> list[Dot]:
    """One dot for every `each` organizations of a rank."""
    return [Dot(None, one.title, rank) for rank, dots in one.by_rank for _ in range(ceil(len(dots) / each))]
