"""The federation as a compound umbel: where the apex, its rays and their organizations stand on paper.

Only geometry: which colour and which link a dot has is the page's to say. Lengths are in units of the
drawing's own view box.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt

GOLDEN_ANGLE = pi * (3 - sqrt(5))
"""The angle between neighbouring seeds of a flower head (Vogel 1979): it fills a disc evenly."""
DOT_SPACING = 3.5
FAN_DEGREES = 214
GAP = 7.0
RING_STEP = 2.0
STEM = 150.0
MARGIN = 14.0
LARGE = 12
"""Above so many rays, they end on two rings in turn, so that their umbels have room."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ray:
    """A joint committee: the end of its ray, how wide its umbel is, and a dot for each organization."""

    end: Point
    radius: float
    dots: tuple[Point, ...]
    label: Point


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture; the apex stands where the stem ends."""

    width: float
    height: float
    apex: Point
    root: Point
    rays: tuple[Ray, ...]

    @property
    def view_box(self) -> str:
        """The SVG attribute."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


def draw(sizes: Sequence[int]) -> Drawing:
    """The drawing of a federation whose joint committees have so many organizations, in order."""
    radii = [_umbel_radius(size) for size in sizes]
    widest = max(radii, default=_umbel_radius(1))
    rings = 2 if len(sizes) > LARGE else 1
    outer = _outer_radius(len(sizes), widest, rings)
    reach = outer + widest + MARGIN
    drop = max(sin(radians((FAN_DEGREES - 180) / 2)) * outer + widest, 0.0)
    apex = Point(reach, reach)
    rays = tuple(
        _ray(apex, angle, outer - (number % rings) * widest * RING_STEP, radius, size)
        for number, (angle, radius, size) in enumerate(zip(_angles(len(sizes)), radii, sizes, strict=True))
    )
    height = reach + max(drop + MARGIN, STEM)
    return Drawing(2 * reach, height, apex, Point(reach, height), rays)


def _umbel_radius(size: int) -> float:
    return DOT_SPACING * sqrt(max(size, 1)) + DOT_SPACING


def _outer_radius(count: int, widest: float, rings: int) -> float:
    """Wide enough that neighbours on the inner ring, which is the shorter, do not touch."""
    inner = max(-(-count // rings), 1) * (2 * widest + GAP) / radians(FAN_DEGREES)
    return max(inner + (rings - 1) * widest * RING_STEP, widest * (2 * rings + 1.5))


def _angles(count: int) -> list[float]:
    """From the left end of the fan to the right, in degrees clockwise from the top."""
    if count <= 1:
        return [0.0] * count
    step = FAN_DEGREES / (count - 1)
    return [-FAN_DEGREES / 2 + step * number for number in range(count)]


def _ray(apex: Point, degrees: float, length: float, radius: float, size: int) -> Ray:
    angle = radians(degrees)
    end = Point(round(apex.x + length * sin(angle), 1), round(apex.y - length * cos(angle), 1))
    near = length - radius - GAP
    label = Point(round(apex.x + near * sin(angle), 1), round(apex.y - near * cos(angle), 1))
    return Ray(end, round(radius, 1), tuple(_seeds(end, size)), label)


def _seeds(centre: Point, count: int) -> list[Point]:
    return [
        Point(
            round(centre.x + DOT_SPACING * sqrt(number + 0.5) * cos(number * GOLDEN_ANGLE), 1),
            round(centre.y + DOT_SPACING * sqrt(number + 0.5) * sin(number * GOLDEN_ANGLE), 1),
        )
        for number in range(count)
    ]
