"""What people read is in a catalogue or in data, never a literal of one language in code."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from umbel.words import Message, catalogue, listed, spoken

ROOT = Path(__file__).parents[2]
OTHER_SCRIPTS = re.compile(
    "[\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef\u0400-\u04ff\u0600-\u06ff]"
)
MAY_NAME = {"day in words": {"number"}}
"""Context -> values that a translation may name besides those of the English words."""
DATA: dict[str, str] = {}
"""Module -> why it may hold letters of another script."""


def test_no_words_of_another_language_stand_in_code():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("umbel", "config", "tools")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in DATA
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if OTHER_SCRIPTS.search(line)
    ]
    assert found == [], "Write a Message and translate it in umbel/locale, or keep data in a file of data."


def test_no_translation_names_a_value_that_its_message_does_not():
    named = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
    more = []
    for path in sorted((ROOT / "umbel" / "locale").rglob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                given = set(named.findall(str(message.id))) | MAY_NAME.get(message.context, set())
                more += [
                    (path.parts[-3], message.id) for name in named.findall(str(message.string)) if name not in given
                ]
    assert more == [], "What is not named in English has no value to be filled with."


def test_every_language_has_a_catalogue_and_english_is_its_own():
    assert spoken()[0] == "en"
    assert "zh-hans" in spoken()
    assert Message("Report on a visit").in_language("zh-hans") != "Report on a visit"
    assert Message("Report on a visit").in_language("en") == "Report on a visit"


@pytest.mark.parametrize("language", ["fr", "xx", "pt-br", "zh-hant-tw"])
def test_a_language_without_a_catalogue_reads_english(language):
    assert Message("Report on a visit").in_language(language) == "Report on a visit"
    assert catalogue(language).gettext("anything") == "anything"


def test_what_people_wrote_keeps_its_braces_where_nothing_is_named():
    assert Message("Say {so}.").in_language("en") == "Say {so}."
    assert Message("{a} and {b}").filled(a="{b}", b="x").in_language("en") == "{b} and x"


def test_a_message_within_a_message_is_said_in_the_same_language():
    inner = Message("the finding stands")
    said = Message("Result: {outcome}. Reasons: {reasons}").filled(outcome=inner, reasons="R")
    assert said.in_language("zh-hans") == "结果：维持原结论。理由：R"


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [([], "", ""), (["A"], "A", "A"), (["A", "B"], "A and B", "A、B"), (["A", "B", "C"], "A, B and C", "A、B、C")],
)
def test_a_list_of_names_reads_as_people_write_it(names, english, chinese):
    assert (listed(names, "en"), listed(names, "zh-hans")) == (english, chinese)


def test_a_message_is_one_thing():
    """A class of the same name would be read as what the program says."""
    defined = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "umbel").rglob("*.py"))
        if re.search(r"(?m)^class (Message|Said|Text)\b", path.read_text())
    ]
    assert defined == ["umbel/notices/said.py", "umbel/policy/provisions.py", "umbel/words.py"]
