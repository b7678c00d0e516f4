"""Reading a cell."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.exchange.cells import BadCell, cell_reader, guarded, in_pairs, pairs_in, unguarded
from umbel.exchange.mapping import Cell
from umbel.exchange.states import FORMULA, Transform

TODAY = date(2025, 6, 30)


def read(text, kind, **said):
    return cell_reader(Cell(column="x", **said), kind, on=TODAY, guarded=False)(text)


@pytest.mark.parametrize(
    ("kind", "text", "said", "value"),
    [
        ("date", "2023-09-07", {}, date(2023, 9, 7)),
        ("date", "2023-09-07 00:00:00.0000000", {}, date(2023, 9, 7)),
        ("date", "2023-09-07T00:00:00Z", {}, date(2023, 9, 7)),
        ("date", "31 March 2024", {"dates": ("%d/%m/%Y", "%d %B %Y")}, date(2024, 3, 31)),
        ("date", "196811", {"dates": ("yyyymm",)}, date(1968, 11, 1)),
        ("date", "000000", {"dates": ("yyyymm",), "blank": frozenset({"000000"})}, None),
        ("past", "2025-06-30", {}, TODAY),
        ("integer", "75186.0", {}, 75186),
        ("integer", "-12", {}, -12),
        ("integer", "1,250", {}, 1250),
        ("decimal", "12.5", {}, Decimal("12.50")),
        ("boolean", "True", {}, True),
        ("boolean", "N", {"false": frozenset({"n"})}, False),
        ("text", "  a\u00a0b\n c ", {}, "a b c"),
        ("text", "   ", {}, None),
        ("text", "b71z", {"transforms": (Transform.UPPER,), "length": 3}, "B71"),
        ("text", "N7 7JW ", {"transforms": (Transform.POSTCODE_AREA,)}, "N"),
        ("text", "POOLE", {"transforms": (Transform.POSTCODE_AREA,)}, None),
        ("text", "a; b", {"transforms": (Transform.FIRST_OF_LIST,)}, "a"),
        ("text", "20032-1501", {"transforms": (Transform.DIGITS,)}, "200321501"),
    ],
)
def test_values_of_cells(kind, text, said, value):
    assert read(text, kind, **said) == value


@pytest.mark.parametrize(
    ("kind", "text", "said", "message"),
    [
        ("date", "2023-02-29", {}, "There is no such day: that month has 28."),
        ("date", "2023-13-01", {}, "There is no such day."),
        ("date", "0000-01-01", {}, "There is no such day."),
        ("date", "1/2/2023", {}, "This is not a date."),
        ("date", "2023-09-07 12:00:00", {}, "This is not a date."),
        ("date", "200513", {"dates": ("yyyymm",)}, "This is not a date of the form yyyymm."),
        ("date", "2036-01-01", {}, "The day 2036-01-01 is later than 2035-12-31 and cannot be known yet."),
        ("past", "2025-07-01", {}, "The day 2025-07-01 is later than 2025-06-30 and cannot be known yet."),
        ("integer", "1e400", {}, "The number is too large."),
        ("decimal", "NaN", {}, "The number is too large."),
        ("decimal", "", {"blank": frozenset()}, None),
        ("boolean", "perhaps", {}, "This is neither yes nor no."),
    ],
)
def test_cells_that_cannot_be_read(kind, text, said, message):
    if message is None:
        assert read(text, kind, **said) is None
        return
    with pytest.raises(BadCell) as refused:
        read(text, kind, **said)
    assert str(refused.value) == message


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for kind in ("text", "date", "past", "integer", "decimal", "boolean"):
        with suppress(BadCell):
            assert read(text, kind) != ""


@given(st.text())
def test_a_guarded_text_comes_back_and_no_spreadsheet_runs_it(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(set(FORMULA) - {"'"}))


words = st.text("ab:;% 3B").filter(lambda text: text == text.strip())


@given(st.lists(st.tuples(st.sampled_from(["photo", "minutes"]), words)))
def test_pairs_come_back(pairs):
    assert pairs_in(in_pairs(pairs)) == pairs
