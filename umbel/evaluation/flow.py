"""The flow picture: who goes from which grade to which, as an inline SVG made from the matrix alone.

It holds no style: the page colours its classes. `flow-better`, `flow-worse` and `flow-same` differ in more than
colour, because each band says in words what it is, and the table of the matrix stands beside the picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 600, 400
TOP, BOTTOM = 36, 12
GAP = 14
"""Between two bars of a side."""
LEFT, RIGHT = 130, WIDTH - 130
BAR = 16
THINNEST = 1.5
"""Of a band, so that a single organization can be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A grade on one side: where it begins, how tall it is, how many it holds."""

    y: float
    height: float
    many: int


def flow_picture(
    matrix: Mapping[tuple[str, str], int],
    before: Sequence[str],
    after: Sequence[str],
    *,
    title: str,
    description: str,
    ident: str = "flow",
    left: str = "",
    right: str = "",
) -> str:
    """Bands between the grades before, on the left, and after, on the right, each as thick as its organizations."""
    sums = [
        {code: sum(many for pair, many in matrix.items() if pair[side] == code) for code in codes}
        for side, codes in enumerate((before, after))
    ]
    total = sum(matrix.values())
    scale = (HEIGHT - TOP - BOTTOM - GAP * (max(len(before), len(after)) - 1)) / max(total, 1)
    bars = [_bars(side, scale) for side in sums]
    parts = [
        (
            f'<svg class="flow" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg" '
            f'aria-labelledby="{escape(ident)}-title {escape(ident)}-description">'
        ),
        f'<title id="{escape(ident)}-title">{escape(title)}</title>',
        f'<desc id="{escape(ident)}-description">{escape(description)}</desc>',
        *_bands(matrix, (before, after), bars, scale),
        *_side(bars[0], LEFT, "end", LEFT - 10, left),
        *_side(bars[1], RIGHT - BAR, "start", RIGHT + 10, right),
        "</svg>",
    ]
    return "\n".join(parts)


def _bars(sums: Mapping[str, int], scale: float) -> dict[str, Bar]:
    bars, y = {}, float(TOP)
    for code, many in sums.items():
        height = max(many * scale, THINNEST if many else 0.5)
        bars[code] = Bar(y, height, many)
        y += height + GAP
    return bars


def _bands(
    matrix: Mapping[tuple[str, str], int],
    grades: tuple[Sequence[str], Sequence[str]],
    bars: Sequence[Mapping[str, Bar]],
    scale: float,
) -> Iterator[str]:
    """Those that stay first, so that those who move lie above them."""
    starts = [{code: bar.y for code, bar in side.items()} for side in bars]
    ordered = [(one, two) for one in grades[0] for two in grades[1] if matrix.get((one, two))]
    drawn = []
    for one, two in ordered:
        many = matrix[one, two]
        step = grades[1].index(two) - grades[0].index(one)
        kind = "same" if step == 0 else "better" if step < 0 else "worse"
        thick = many * scale
        shape = _band(starts[0][one], starts[1][two], max(thick, THINNEST))
        starts[0][one] += thick
        starts[1][two] += thick
        words = f"{escape(one)} → {escape(two)}: {many:,}"
        drawn.append((kind != "same", f'<path class="flow-band flow-{kind}" d="{shape}"><title>{words}</title></path>'))
    yield from (path for _, path in sorted(drawn, key=lambda found: found[0]))


def _band(y1: float, y2: float, thick: float) -> str:
    x1, x2 = LEFT + BAR, RIGHT - BAR
    middle = (x1 + x2) / 2
    return (
        f"M{x1} {y1:.1f} C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2} {y2:.1f} "
        f"V{y2 + thick:.1f} C{middle:.0f} {y2 + thick:.1f} {middle:.0f} {y1 + thick:.1f} {x1} {y1 + thick:.1f} Z"
    )


def _side(bars: Mapping[str, Bar], x: int, anchor: str, words_at: int, heading: str) -> Iterator[str]:
    if heading:
        yield f'<text class="flow-heading" x="{words_at}" y="18" text-anchor="{anchor}">{escape(heading)}</text>'
    for code, bar in bars.items():
        yield f'<rect class="flow-bar" x="{x}" y="{bar.y:.1f}" width="{BAR}" height="{bar.height:.1f}"/>'
        middle = bar.y + bar.height / 2 + 5
        yield (
            f'<text class="flow-grade" x="{words_at}" y="{middle:.1f}" text-anchor="{anchor}">{escape(code)} '
            f'<tspan class="flow-number">{bar.many:,}</tspan></text>'
        )
