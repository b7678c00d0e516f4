"""Charts drawn on the server: a Vega-Lite description, rendered to SVG without a script or a style in it."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any
from unicodedata import east_asian_width

import vl_convert
from django.conf import settings

from umbel.web.bands import COLOURS, band

INK, LINE = "#16282b", "#d8d2c2"
DRAWING = Lock()
FONT = "sans-serif"  # one family: each further one makes measuring the labels several times slower
BROADER = 40
"""Room at the left: a reader's own typeface can be broader than the one the labels were measured in."""
WIDEST = 40
NEVER_LAST = " ,(\uff0c\u3001\uff08"
"""What the beginning of a title is not cut after: commas and brackets, Chinese ones too."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart and of its table: how many organizations have each grade."""

    title: str
    parts: tuple[tuple[str, int], ...]
    code: str = ""

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.parts)

    @property
    def total(self) -> int:
        return sum(count for _, count in self.parts)


def spread_svg(bars: tuple[Bar, ...], grades: tuple[str, ...], *, share: bool) -> str:
    """Horizontal bars, one a row, cut by grade; as shares of the row, or as numbers."""
    return drawn(json.dumps(spread(bars, grades, share=share), sort_keys=True))


@lru_cache(maxsize=64)
def drawn(description: str) -> str:
    """The description as SVG: drawn once in an installation, since drawing keeps the whole process busy for seconds."""
    kept = settings.UMBEL_SNAPSHOTS.parent / "charts" / f"{hashlib.sha256(description.encode()).hexdigest()}.svg"
    with DRAWING:
        try:
            return str(kept.read_text(encoding="utf-8"))
        except OSError:
            svg = str(vl_convert.vegalite_to_svg(json.loads(description)))
        with suppress(OSError):  # a full or read-only disk keeps nobody from seeing a chart
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_suffix(f".{os.getpid()}")
            draft.write_text(svg, encoding="utf-8")
            draft.replace(kept)
    return svg


def labels(bars: tuple[Bar, ...]) -> list[str]:
    """The titles, cut to what a chart has room for; those that would then be the same keep apart by a number."""
    found: list[str] = []
    for bar in bars:
        title = shortened(bar.title)
        found.append(title if title not in found else f"{title} ({len(found) + 1})")
    return found


def shortened(title: str) -> str:
    """The title, or its beginning; a Chinese character takes the room of two."""
    room = WIDEST
    for index, character in enumerate(title):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 0:
            return title[:index].rstrip(NEVER_LAST) + "…"
    return title


def spread(bars: tuple[Bar, ...], grades: tuple[str, ...], *, share: bool) -> dict[str, Any]:
    """The description of `spread_svg`."""
    colours = [COLOURS[band(rank, len(grades)) - 1] for rank, _ in enumerate(grades, start=1)]
    titles = labels(bars)
    values = [
        {"title": title, "grade": grade, "rank": grades.index(grade), "count": count}
        for title, bar in zip(titles, bars, strict=True)
        for grade, count in bar.parts
        if grade in grades
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "width": 620,
        "padding": {"left": BROADER, "top": 5, "right": 5, "bottom": 5},
        "height": {"step": 19 if len(bars) > 8 else 30},
        "background": None,
        "mark": {"type": "bar", "stroke": "#fbf9f4", "strokeWidth": 0.6},
        "encoding": {
            "y": {
                "field": "title",
                "type": "nominal",
                "title": None,
                "sort": titles,
                "axis": {"labelLimit": 0, "domain": False, "ticks": False},
            },
            "x": {
                "field": "count",
                "type": "quantitative",
                "title": None,
                "stack": "normalize" if share else True,
                "axis": {"format": "%" if share else ",d", "tickCount": 5},
            },
            "color": {
                "field": "grade",
                "type": "nominal",
                "title": None,
                "sort": list(grades),
                "scale": {"domain": list(grades), "range": colours},
                "legend": {"orient": "top", "symbolType": "square"},
            },
            "order": {"field": "rank", "type": "quantitative"},
        },
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "gridColor": LINE, "labelFontSize": 12, "domainColor": LINE},
            "legend": {"labelColor": INK, "labelFontSize": 12},
        },
    }
