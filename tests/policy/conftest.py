"""The small pack, written into a folder of its own."""

import pytest

from tests.policy.small_pack import FILES
from umbel.errors import Problems
from umbel.policy import load_pack


@pytest.fixture
def folder(tmp_path):
    """The folder of the small pack."""
    root = tmp_path / "small"
    (root / "examples").mkdir(parents=True)
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def change(folder):
    """Replace a piece of one of its files."""

    def replace(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def line_of():
    """The line on which the n-th piece of a text begins, counted from 1."""

    def line(name, piece, nth=1):
        at = -1
        for _ in range(nth):
            at = FILES[name].index(piece, at + 1)
        return FILES[name].count("\n", 0, at) + 1

    return line


@pytest.fixture
def refused():
    """Everything that is wrong with the pack in a folder."""

    def problems(folder):
        with pytest.raises(Problems) as raised:
            load_pack(folder)
        return raised.value.problems

    return problems
