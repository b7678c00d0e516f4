"""Small registers to design committees for: drawn from a seed, with the skew that real ones have."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

FIELDS = {
    "A": None,
    "A10": "A",
    "A11": "A10",
    "A12": "A10",
    "A19": "A10",
    "A20": "A",
    "A21": "A20",
    "A22": "A20",
    "A30": "A",
    "B": None,
    "B10": "B",
    "B11": "B10",
    "B12": "B10",
    "B90": "B",
    "C": None,
    "C10": "C",
}
CODED = ("A10", "A11", "A12", "A21", "A22", "A30", "B11", "B12", "B90", "C10")
DISTRICTS = tuple(f"D{number:02}" for number in range(8))


def register(count, seed=0, concepts=CODED, districts=DISTRICTS):
    """Organizations whose concepts and districts fall off as in a real register."""
    random = np.random.default_rng(seed)
    fields = _skewed(random, concepts, count)
    places = _skewed(random, districts, count)
    return [(f"org-{number}", str(f), str(d)) for number, (f, d) in enumerate(zip(fields, places, strict=True))]


def _skewed(random, values, count):
    weight = 1 / np.arange(1, len(values) + 1)
    return random.choice(values, count, p=weight / weight.sum())


@st.composite
def small_registers(draw, most=40):
    """Any register of up to `most` organizations, some without a district."""
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(CODED), st.sampled_from([*DISTRICTS[:3], None])), min_size=1, max_size=most)
    )
    return [(f"org-{number}", concept, district) for number, (concept, district) in enumerate(pairs)]
