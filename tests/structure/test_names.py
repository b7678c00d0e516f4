"""Names are kept as people see them, and found again when they only look different to a machine."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from umbel.errors import UmbelError
from umbel.structure.names import (
    LONGEST_NAME,
    LONGEST_SHORT_NAME,
    BadName,
    clean_name,
    cut_at_a_word,
    mixes_scripts,
    skeleton,
)

ANYTHING = st.text(
    st.one_of(st.characters(), st.sampled_from("aAеЕνΝηωИïıİßſﬁ㎏Ａ\u0301\u0307\u034f\u200b\u202e\ufe0f\ud800 <>.")),
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Shunyi \t Choral\r\nSociety ", "Shunyi Choral Society"),
        ("Cafe\u0301 Club", "Café Club"),
        ("顺义区\u3000合唱团", "顺义区 合唱团"),
        ("O’Brien & Sons (1984)《诗刊》", "O’Brien & Sons (1984)《诗刊》"),
        ("Общество Latin", "Общество Latin"),
        ("\u5475" * LONGEST_NAME, "\u5475" * LONGEST_NAME),
        ("   ", ""),
    ],
)
def test_a_name_is_kept_as_it_is_seen(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Choir\u202egro", "cannot be seen"),
        ("Choir\u2067gro", "cannot be seen"),
        ("Cho\u200bir", "cannot be seen"),
        ("Cho\u00adir", "cannot be seen"),
        ("\ufeffChoir", "cannot be seen"),
        ("Choir\x00", "cannot be seen"),
        ("Choir\x1fSociety", "cannot be seen"),
        ("Choir\x85Society", "cannot be seen"),
        ("Cho\u3164ir", "cannot be seen"),
        ("Cho\ufe0fir", "cannot be seen"),
        ("Cho\ud800ir", "not in Unicode"),
        ("Cho\ue000ir", "not in Unicode"),
        ("<b>Choir</b>", "no < or >"),
        ("Choir <script", "no < or >"),
        ("C" * (LONGEST_NAME + 1), "401 characters"),
    ],
)
def test_what_no_name_holds_is_refused_with_the_way_out(typed, why):
    with pytest.raises(BadName, match=why):
        clean_name(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shunyi Choir", "SHUNYI-CHOIR."),
        ("Shunyi Choir", "Ｓｈｕｎｙｉ　Ｃｈｏｉｒ"),
        ("Shunyi Choir", "Shunyi Сhоіr"),
        ("Peace", "Реасе"),
        ("COCO BETA", "СОСО ВЕТА"),
        ("Volunteers", "νolunteers"),
        ("Nature", "Νature"),
        ("Hope", "Ηope"),
        ("ΝΙΚΗ", "Νικη"),
        ("СВЕТ", "Свет"),
        ("顺义区（合唱）团", "顺义区(合唱)团"),
        ("Cafe\u0301", "CAFÉ"),
        ("Choir\u200b\ufe0f", "Choir"),
    ],
)
def test_names_that_look_the_same_share_a_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Choir", "Choirs"), ("Cafe", "Café"), ("合唱团", "合唱队"), ("कि", "का"), ("Свет", "Цвет"), ("Room 1", "Room 2")],
)
def test_names_that_look_different_do_not(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("Сhoir", True),
        ("νolunteers", True),
        ("Ｐеасе", True),
        ("Общество Volunteers", False),
        ("北京Choir", False),
        ("Café Straße", False),
        ("Νίκη", False),
        ("", False),
    ],
)
def test_scripts_mixed_within_a_word_are_seen(text, mixed):
    assert mixes_scripts(text) is mixed


@given(ANYTHING)
def test_a_clean_name_stays_as_it_is(text):
    try:
        clean = clean_name(text)
    except UmbelError:
        return
    assert clean_name(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(character)[0] == "C" for character in clean)


@given(ANYTHING)
@example("ab ω")
@example("e\u034f\u0301")
@example("İ")
def test_a_skeleton_is_its_own_skeleton(text):
    bare = skeleton(text)
    assert skeleton(bare) == bare
    mixes_scripts(text)


@given(st.text(st.characters(max_codepoint=0x52F)))
def test_spaces_and_full_stops_never_tell_names_apart(text):
    assert skeleton(f"  {text} . ") == skeleton(text)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("4 Hospitals", "4 Hospitals"),
        ("2 Education services", "2 Education…"),
        ("1 Culture, communication", "1 Culture…"),
        ("12 Telecommunications", "12 Telecommunic…"),
        ("3·城乡社区服务与物业管理行业协会", "3·城乡社区服务与物业管理行业…"),
    ],
)
def test_a_short_name_ends_at_a_word_where_there_is_one(text, short):
    assert cut_at_a_word(text, LONGEST_SHORT_NAME) == short
    assert len(short) <= LONGEST_SHORT_NAME
