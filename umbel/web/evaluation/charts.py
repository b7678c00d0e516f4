"""Charts drawn on the server: a Vega-Lite description, rendered to SVG without a script or a style in it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert

BANDS = ("#0b4a4e", "#3b8f8c", "#b9780a", "#9c3322", "#5b2333")
INK, LINE = "#16282b", "#d8d2c2"
FONT = "Noto Sans, Segoe UI, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"


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


@lru_cache(maxsize=64)
def spread_svg(bars: tuple[Bar, ...], grades: tuple[str, ...], *, share: bool) -> str:
    """Horizontal bars, one a row, cut by grade; as shares of the row, or as numbers."""
    return str(vl_convert.vegalite_to_svg(spread(bars, grades, share=share)))


def spread(bars: tuple[Bar, ...], grades: tuple[str, ...], *, share: bool) -> dict[str, Any]:
    """The description of `spread_svg`."""
    colours = [BANDS[min(rank, len(BANDS) - 1)] for rank in range(len(grades))]
    values = [
        {"row": index, "title": bar.title, "grade": grade, "rank": grades.index(grade), "count": count}
        for index, bar in enumerate(bars)
        for grade, count in bar.parts
        if grade in grades
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "width": 620,
        "height": {"step": 19 if len(bars) > 8 else 30},
        "background": None,
        "mark": {"type": "bar", "stroke": "#fbf9f4", "strokeWidth": 0.6},
        "encoding": {
            "y": {
                "field": "title",
                "type": "nominal",
                "title": None,
                "sort": [bar.title for bar in bars],
                "axis": {"labelLimit": 300, "domain": False, "ticks": False},
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
