"""One value, one text: the canonical form of leaves."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.ledger import NotCanonical, encode, parse, plain

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


class Finding(StrEnum):
    ACCEPTED = "accepted"


@given(values)
def test_reading_back_gives_the_same_value_and_the_same_bytes(value):
    assert json.loads(encode(value)) == value
    assert encode(parse(encode(value))) == encode(value)


@given(st.dictionaries(texts, st.integers(0, 9), min_size=2), st.randoms())
def test_the_order_of_keys_makes_no_difference(value, random):
    items = list(value.items())
    random.shuffle(items)
    assert encode(dict(items)) == encode(value)


def test_keys_stand_in_the_order_of_rfc_8785():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(encode(dict.fromkeys(keys)))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_text_is_utf_8_with_the_shortest_escapes():
    assert encode('€$\x0f\nA\'B"\\\\"/联') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/联"'.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 0, tzinfo=timezone(timedelta(hours=8))), "2026-03-01T00:00:00.000000Z"),
        (datetime(2026, 3, 1, 0, 0, 0, 7, tzinfo=UTC), "2026-03-01T00:00:00.000007Z"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (Finding.ACCEPTED, "accepted"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_what_json_lacks_is_written_as_text(value, text):
    assert plain({"it": (value,)}) == {"it": [text]}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"a": [1, 0.5]}, r"\$\.a\[1\] is the float 0.5"),
        ({"a": 2**53}, r"\$\.a is larger"),
        ({"a": -(2**53)}, r"\$\.a is larger"),
        ({1: "a"}, "keys are text"),
        ({"a": {1, 2}}, r"\$\.a is a set"),
        ({"a": b"x"}, r"\$\.a is a bytes"),
        ({"a": Decimal("NaN")}, r"\$\.a is a Decimal"),
        ({"a": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001  the point of the case
        ({"a": "\ud800"}, "half a character"),
        ({"a": "x\x00"}, "NUL"),
    ],
)
def test_what_has_no_one_form_is_refused_with_its_place(value, sentence):
    with pytest.raises(NotCanonical, match=sentence):
        encode(value)


def test_endless_nesting_is_refused():
    value = []
    for _ in range(70):
        value = [value]
    with pytest.raises(NotCanonical, match="deeper than 64"):
        encode(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": 1.0}', "not an integer"),
        ("[NaN]", "not an integer"),
        ("[", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\xff", "not JSON"),
        ('["\\ud800"]', "half a character"),
    ],
)
def test_text_that_encode_would_not_write_is_refused(text, sentence):
    with pytest.raises(NotCanonical, match=sentence):
        parse(text)
