"""Which numbers can name an organization, and what is said of those that cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.structure.identifiers import (
    ALPHABET,
    BadIdentifier,
    check_identifier,
    check_scheme,
    credit_code_class,
    make_credit_code,
)

PUBLISHED = "91350100M000100Y43"

credit_codes = st.builds(
    make_credit_code,
    kind=st.sampled_from(["51", "52", "53", "59", "91", "G1", "11", "N2"]),
    region=st.from_regex(r"[1-9][0-9]{5}", fullmatch=True).filter(str.isascii),
    body=st.text(ALPHABET, min_size=8, max_size=8),
)


def test_the_standards_published_example_is_valid():
    assert check_identifier("cn-uscc", PUBLISHED) == PUBLISHED


def test_spaces_case_and_full_width_forms_are_put_right():
    assert check_identifier("cn-uscc", " 91350100 m000100y43 ") == PUBLISHED
    assert check_identifier("cn-uscc", "９１３５０１００Ｍ０００１００Ｙ４３") == PUBLISHED


@given(credit_codes)
def test_every_code_made_is_valid(code):
    assert check_identifier("cn-uscc", code) == code


@given(credit_codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_change_of_one_character_is_found(code, place, character):
    changed = code[:place] + character + code[place + 1 :]
    if changed == code:
        assert check_identifier("cn-uscc", changed) == code
    else:
        with pytest.raises(BadIdentifier):
            check_identifier("cn-uscc", changed)


@given(credit_codes, st.integers(0, 16))
def test_every_exchange_of_neighbours_is_found(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(BadIdentifier):
            check_identifier("cn-uscc", swapped)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "The number is empty."),
        ("91350100M000100Y433", "A credit code has 18 characters; this one has 19, too many."),
        ("91350100M000100Y4", "A credit code has 18 characters; this one has 17, too few."),
        (
            "9135O100M000100Y43",
            "Character 5 of a credit code cannot be 'O': it is a digit or a capital letter other than I, O, S, V, Z.",
        ),
        ("B1350100M000100Y43", "No registration authority gives credit codes that begin with 'B1'."),
        ("9135A100M000100Y43", "Characters 3 to 8 of a credit code are a region in digits, not '35A100'."),
        (
            "91350100M000100Y44",
            "Character 18 of a credit code with this beginning would be '3', not '4': some character is wrong.",
        ),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_said(value, sentence):
    with pytest.raises(BadIdentifier) as refused:
        check_identifier("cn-uscc", value)
    assert str(refused.value) == sentence


def test_a_wrong_organization_code_inside_a_right_credit_code_is_found():
    first = "91350100M000100Y5"
    whole = next(first + last for last in ALPHABET if not _refused_for_character_18(first + last))
    with pytest.raises(BadIdentifier, match=r"Character 17, .* would be '4', not '5'\."):
        check_identifier("cn-uscc", whole)


def _refused_for_character_18(code):
    with pytest.raises(BadIdentifier) as refused:
        check_identifier("cn-uscc", code)
    return str(refused.value).startswith("Character 18 ")


def test_the_class_of_a_code_in_words():
    assert credit_code_class("51110000500000000X") == "a social group"
    assert credit_code_class("59110000500000000X") == "another civil-affairs body"
    assert credit_code_class(PUBLISHED) == "an enterprise"


@pytest.mark.parametrize(
    ("scheme", "value", "kept"),
    [
        ("gb-chc", "1000003", "1000003"),
        ("gb-chc", "203460-1", "203460-1"),
        ("gb-sc", "sc012345", "SC012345"),
        ("gb-nic", "NIC100002", "100002"),
        ("us-ein", "01-0123106", "010123106"),
        ("us-ein", "697654321", "697654321"),
        ("fr-siren", "552 008 443", "552008443"),
        ("local-district", "  A 1 ", "A 1"),
    ],
)
def test_numbers_of_other_schemes(scheme, value, kept):
    assert check_identifier(scheme, value) == kept


@pytest.mark.parametrize(
    ("scheme", "value"), [("gb-chc", "12"), ("gb-sc", "012345"), ("us-ein", "12345678"), ("fr-siren", "552008444")]
)
def test_a_number_of_another_form_is_refused(scheme, value):
    with pytest.raises(BadIdentifier, match=f"is not a {scheme} number"):
        check_identifier(scheme, value)


def test_an_unknown_scheme_is_refused_with_the_nearest():
    with pytest.raises(BadIdentifier, match="Did you mean 'gb-chc'"):
        check_scheme("gb-chk")
    with pytest.raises(BadIdentifier, match="There is no identifier scheme 'zz-number'"):
        check_identifier("zz-number", "1")
