"""Certificates and letters say what the record says, to the letter, and are set whatever it says."""

import json
import logging
import re
from datetime import date
from types import SimpleNamespace

import pytest
import typst

from tests.registration.conftest import TODAY
from umbel.deadlines import Day
from umbel.documents import typesetting
from umbel.documents.typesetting import certificate, letter
from umbel.registration.letters import CHANGE_WAS_REFUSED
from umbel.words import Words, catalogue

BOTH = Words({"en": "Culture", "zh-hans": "文化"})
CERTIFICATE = {
    "names": Words({"en": "Choral Society", "zh-hans": "合唱协会"}),
    "languages": ("zh-hans", "en"),
    "number": "51110000MJ0100011X",
    "organization_class": BOTH,
    "field": BOTH,
    "district": BOTH,
    "registered_on": TODAY,
    "registrar": Words({"en": "Registrar", "zh-hans": "登记机关"}),
    "address": "http://localhost/organizations/1/",
    "entry": 7,
    "federation": Words({"en": "Federation", "zh-hans": "联合会"}),
}
LETTER = {
    "federation": "Federation",
    "sender": "Registrar",
    "reference": "A-2026-0001",
    "on": TODAY,
    "to": "Choral Society",
    "title": "Registration refused",
    "paragraphs": ["It is refused."],
}
REVIEW_BOX = b"#f3efe4"
MARKUP = [
    '#eval("1")',
    "*bold* _thin_",
    "$x$",
    '"quotes"',
    "= Title",
    "@ref <label>",
    "\\u{41} // words",
    "#[x",
    "`raw`",
]


@pytest.fixture
def compiled(monkeypatch):
    """How Typst was called, each time."""
    calls = []
    really = typesetting._compiler()

    def compile_and_note(**named):
        calls.append(((named["input"],), named | {"root": str(typesetting.TEMPLATES)}))
        return really.compile(**named)

    monkeypatch.setattr(typesetting, "_compiler", lambda: SimpleNamespace(compile=compile_and_note))
    return calls


def headings(call):
    """The headings as they are set: the words on the page, not the data that went in."""
    (template,), named = call
    found = typst.query(template, "heading", root=named["root"], sys_inputs=named["sys_inputs"])
    return [words(heading["body"]) for heading in json.loads(found)]


def words(content):
    if content["func"] in {"text", "symbol"}:
        return content["text"]
    if content["func"] == "space":
        return " "
    inner = content.get("children") or [content.get("child") or content["body"]]
    return "".join(words(part) for part in inner)


def pages(pdf):
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))


@pytest.mark.parametrize("name", [*MARKUP, "顺义区合唱协会"])
def test_names_come_out_to_the_letter(compiled, name):
    certificate(**CERTIFICATE | {"names": Words({"zh-hans": name, "en": "Choral Society"})})
    letter(language="en", **LETTER | {"title": name})
    assert [headings(call) for call in compiled] == [[name], [name]]


def test_words_reach_the_templates_as_data_only(compiled):
    letter(language="en", **LETTER | {"paragraphs": MARKUP, "facts": [(mark, mark) for mark in MARKUP], "review": "#x"})
    [((template,), named)] = compiled
    assert template.endswith("letter.typ")
    assert json.loads(named["sys_inputs"]["data"])["paragraphs"] == MARKUP


@pytest.mark.parametrize(
    "more",
    [
        {"names": Words({"en": "W" * 400, "zh-hans": "长" * 400})},
        {"names": Words({"en": "W" * 400})},
        {"names": Words({"en": "A long name " * 33, "zh-hans": "合唱协会"})},
        {"field": Words({"en": "F" * 400, "zh-hans": "业" * 400})},
        {
            "registrar": Words({"en": "R" * 100, "zh-hans": "登" * 100}),
            "federation": Words({"en": "F" * 400, "zh-hans": "联" * 400}),
        },
        {"address": f"https://{'long.' * 30}example.org/organizations/1/"},
    ],
)
def test_a_certificate_stays_one_page_whatever_is_long(more):
    assert pages(certificate(**CERTIFICATE | more)) == 1


@pytest.mark.parametrize("language", ["en", "fr", "zh-hans"])
def test_both_are_kept_for_the_archive_and_read_aloud(language):
    for made in (certificate(**CERTIFICATE), letter(language=language, **LETTER)):
        assert b"pdfaid:part" in made
        assert b"pdfuaid:part" in made
        assert b"/MarkInfo" in made
        assert pages(made) == 1


def test_a_letter_is_set_in_the_language_it_speaks(compiled):
    words = CHANGE_WAS_REFUSED.filled(day=Day(date(2026, 3, 1)), decided_by="Li Wei").in_language("fr")
    made = letter(
        language="fr", **LETTER | {"on": date(2026, 7, 1), "paragraphs": [f"{words} « Non\u202f; rien\u202f! »"]}
    )
    said = json.loads(compiled[0][1]["sys_inputs"]["data"])
    assert (said["lang"], said["region"], said["day"]) == ("fr", None, "1er juillet 2026")
    assert said["words"] == {"reference": "Référence", "review": "Comment demander une révision"}
    assert said["paragraphs"][0].startswith("La modification demandée le 1er mars 2026 est refusée.")
    assert b"pdfuaid:part" in made, "every character of French is in a font"


@pytest.mark.parametrize("said", ["with joy 🎶", "Gothic \U00010330", "private \ue000"])
def test_a_character_in_no_font_holds_up_no_decision(caplog, said):
    with caplog.at_level(logging.WARNING, logger="umbel.documents.typesetting"):
        for made in (
            certificate(**CERTIFICATE | {"names": Words({"en": said})}),
            letter(language="en", **LETTER | {"to": said}),
        ):
            assert made.startswith(b"%PDF")
            assert pages(made) == 1
    assert "was set without" in caplog.text


def test_control_characters_are_left_out(compiled):
    letter(language="en", **LETTER | {"title": "Re\x00fu\x1bsed", "to": "a\r\nb\rc\td"})
    assert headings(compiled[0]) == ["Refused"]
    assert json.loads(compiled[0][1]["sys_inputs"]["data"])["to"] == "a\nb\nc d"
    assert compiled[0][1]["pdf_standards"]


@pytest.mark.parametrize("lines", range(22, 30))
def test_a_signature_never_stands_alone_on_a_page(compiled, lines):
    letter(language="en", **LETTER | {"paragraphs": ["words"] * lines, "review": "Ask for it."})
    [((template,), named)] = compiled
    drawn = typst.compile(template, root=named["root"], sys_inputs=named["sys_inputs"], format="svg")
    last = drawn[-1] if isinstance(drawn, list) else drawn
    assert REVIEW_BOX in (last if isinstance(last, bytes) else last.encode())


def test_no_font_of_the_machine_is_needed(monkeypatch, caplog):
    own = typst.Compiler(root=str(typesetting.TEMPLATES), font_paths=[str(typesetting.FONTS)], ignore_system_fonts=True)
    monkeypatch.setattr(typesetting, "_compiler", lambda: own)
    whole = "".join(catalogue("zh-hans").gettext(message) for message in ("Certificate of Registration", "Reasons"))
    with caplog.at_level(logging.WARNING, logger="umbel.documents.typesetting"):
        certificate(**CERTIFICATE)
        letter(language="zh-hans", **LETTER | {"to": "顺义区合唱协会", "paragraphs": [whole]})
        letter(language="fr", **LETTER | {"to": "L’œuvre « Ça ira »", "paragraphs": ["Où\u202f? Là\u00a0: à l’île."]})
    assert caplog.text == ""


def test_missing_fonts_are_told_once(monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    typesetting._warn_without_fonts.cache_clear()
    with caplog.at_level(logging.WARNING, logger="umbel.documents.typesetting"):
        letter(language="en", **LETTER)
        letter(language="en", **LETTER)
    typesetting._warn_without_fonts.cache_clear()
    assert caplog.text.count("The font of papers is missing") == 1
