"""The flow picture: as many bands as moves, each in words, the same from the same matrix, and no style of its own."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from umbel.evaluation.flow import HEIGHT, flow_picture

SVG = "{http://www.w3.org/2000/svg}"
GRADES = ("A", "B", "C<&>", "D")
MATRICES = st.dictionaries(
    st.tuples(st.sampled_from(GRADES), st.sampled_from(GRADES[1:])), st.integers(1, 10**6), max_size=12
)


def drawn(matrix):
    return flow_picture(
        matrix, GRADES, GRADES[1:], title="Grades <1>", description="Who moves", left="before", right="after"
    )


@given(MATRICES)
def test_every_move_is_a_band_that_says_what_it_is(matrix):
    tree = ET.fromstring(drawn(matrix))
    assert [tree.find(f"{SVG}{name}").text for name in ("title", "desc")] == ["Grades <1>", "Who moves"]
    assert tree.get("aria-labelledby").split() == [
        tree.find(f"{SVG}title").get("id"),
        tree.find(f"{SVG}desc").get("id"),
    ]
    words = {path.find(f"{SVG}title").text for path in tree.iter(f"{SVG}path")}
    assert words == {f"{one} → {two}: {many:,}" for (one, two), many in matrix.items()}
    for path in tree.iter(f"{SVG}path"):
        one, two = re.match(r"(.+) → (.+):", path.find(f"{SVG}title").text).groups()
        step = GRADES[1:].index(two) - GRADES.index(one)
        kind = "same" if step == 0 else "better" if step < 0 else "worse"
        assert path.get("class") == f"flow-band flow-{kind}"
    for bar in tree.iter(f"{SVG}rect"):
        assert float(bar.get("y")) + float(bar.get("height")) <= HEIGHT + 10


@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_the_matrix_changes_nothing(matrix, random):
    pairs = random.sample(list(matrix.items()), len(matrix))
    assert drawn(dict(pairs)) == drawn(matrix)


def test_it_holds_neither_style_nor_script():
    for forbidden in ("style", "<script", "href"):
        assert forbidden not in drawn({("A", "B"): 1})
