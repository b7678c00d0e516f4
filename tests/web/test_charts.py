"""Charts say in a picture what their table says, and need nothing that the security policy refuses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.web.bands import WORST, band
from umbel.web.evaluation import charts
from umbel.web.evaluation.charts import Bar, spread_svg

GRADES = ("A", "B", "C")
BARS = (Bar("Culture & arts <1>", (("A", 5), ("C", 2))), Bar("文化", (("B", 1),)))


@pytest.fixture
def folder(settings, tmp_path):
    settings.UMBEL_SNAPSHOTS = tmp_path / "snapshots"
    charts.drawn.cache_clear()
    yield tmp_path / "charts"
    charts.drawn.cache_clear()


def test_a_chart_names_its_rows_and_holds_no_script_or_style(folder):
    svg = spread_svg(BARS, GRADES, share=True)
    assert "Culture &amp; arts &lt;1&gt;" in svg
    assert "文化" in svg
    assert re.findall(r"<script|<style|\sstyle=|\son[a-z]+=|<image|<foreignObject", svg) == []


def test_a_chart_is_drawn_once_and_then_read(folder):
    first = spread_svg(BARS, GRADES, share=True)
    [kept] = folder.iterdir()
    kept.write_text(first.replace("文化", "文物"), encoding="utf-8")
    charts.drawn.cache_clear()
    assert "文物" in spread_svg(BARS, GRADES, share=True)
    assert "文化" in spread_svg(BARS, GRADES, share=False)


def test_a_chart_is_shown_where_nothing_can_be_kept(folder):
    folder.write_text("a file stands where the folder should be")
    assert "文化" in spread_svg(BARS, GRADES, share=True)


@given(st.integers(2, 12), st.data())
def test_the_worst_grade_looks_the_same_under_every_pack(of, data):
    position = data.draw(st.integers(1, of))
    assert (band(position, of) == WORST) == (position == of)
    assert band(1, of) == 1
    assert band(0, of) == 0


@given(st.integers(2, 12))
def test_a_better_grade_never_has_a_worse_band(of):
    bands = [band(position, of) for position in range(1, of + 1)]
    assert bands == sorted(bands)


@given(st.lists(st.text(alphabet="ab（文 ", max_size=60), max_size=8))
def test_labels_fit_and_keep_rows_apart(titles):
    found = charts.labels(tuple(Bar(title, ()) for title in titles))
    assert len(set(found)) == len(titles)
    assert all(len(charts.shortened(title)) <= charts.WIDEST + 1 for title in titles)


@given(st.text(max_size=80))
def test_a_title_is_whole_or_its_beginning(title):
    short = charts.shortened(title)
    assert short == title or (short.endswith("…") and title.startswith(short[:-1]))
