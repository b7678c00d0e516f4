"""What people read is in a catalogue or in data, never a literal of one language in code."""

import copy
import pickle
import re
from datetime import date
from pathlib import Path

import pytest

from tools.messages import KEYWORDS
from umbel.deadlines import day_in_words
from umbel.words import Message, catalogue, listed, spoken

ROOT = Path(__file__).parents[2]
OTHER_SCRIPTS = re.compile(
    "[\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef\u0400-\u04ff\u0600-\u06ff]"
)
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


def test_every_language_has_a_catalogue_and_english_is_its_own():
    assert spoken()[0] == "en"
    assert {"fr", "zh-hans"} <= set(spoken())
    assert Message("Report on a visit").in_language("zh-hans") != "Report on a visit"
    assert Message("Report on a visit").in_language("en") == "Report on a visit"


@pytest.mark.parametrize("language", ["xx", "pt-br", "zh-hant-tw", "en-gb", ""])
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
    ("names", "english", "chinese", "french"),
    [
        ([], "", "", ""),
        (["A"], "A", "A", "A"),
        (["A", "B"], "A and B", "A、B", "A et B"),
        (["A", "B", "C"], "A, B and C", "A、B、C", "A, B et C"),
    ],
)
def test_a_list_of_names_reads_as_people_write_it(names, english, chinese, french):
    assert [listed(names, language) for language in ("en", "zh-hans", "fr")] == [english, chinese, french]


@pytest.mark.parametrize("language", ["zh-hans", "zh", "zh-cn", "zh-sg", "zh-Hans-CN", "zh_Hans"])
def test_a_language_is_read_in_the_script_that_there_is(language):
    words = Message("Skip to main content")
    assert words.in_language(language) == words.in_language("zh-hans") != words.text


@pytest.mark.parametrize("message", [Message("Yes"), Message("{n} of {m}", "a place").filled(n=1, m=Message("Yes"))])
def test_a_message_goes_to_another_process_and_into_a_copy(message):
    assert pickle.loads(pickle.dumps(message)) == message == copy.deepcopy(message)


@pytest.mark.parametrize(
    ("on", "english", "chinese", "french"),
    [
        (date(2026, 3, 31), "31 March 2026", "2026年3月31日", "31 mars 2026"),
        (date(2026, 8, 1), "1 August 2026", "2026年8月1日", "1er août 2026"),
    ],
)
def test_a_day_reads_as_people_write_it(on, english, chinese, french):
    assert [day_in_words(on, language) for language in ("en", "zh-hans", "fr")] == [english, chinese, french]


def test_a_message_is_one_thing():
    """A class of the same name would be read as what the program says."""
    defined = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "umbel").rglob("*.py"))
        if re.search(r"(?m)^class (Message|Said|Words)\b", path.read_text())
    ]
    assert defined == ["umbel/notices/said.py", "umbel/words.py"]


RENAMED = re.compile(r"^from django\.utils\.translation import (\w+) as (\w+)$", re.MULTILINE)
"""A function of translation under a name that is not its own."""


def test_every_function_of_translation_has_a_name_by_which_its_words_are_found():
    found = [
        f"{path.relative_to(ROOT)}: {theirs} as {ours}"
        for path in sorted((ROOT / "umbel").rglob("*.py"))
        for theirs, ours in RENAMED.findall(path.read_text())
        if ours not in KEYWORDS
    ]
    assert found == [], "The catalogue is drawn from calls of the names in tools/messages.py; no other is read."
