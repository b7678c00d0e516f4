"""A mapping is checked as a whole: every problem with its line, its key and the nearest right thing."""

import pytest

from tests.exchange.conftest import MAPPING
from umbel.errors import Problems
from umbel.exchange.export import TABLES, headings
from umbel.exchange.mapping_loader import load_mapping, parse_mapping, shipped_mappings
from umbel.exchange.states import Kind
from umbel.structure.queries import languages
from umbel.words import UNKNOWN

WRONG = {
    "an unknown key": (
        ('name_en = "name"', 'name_eng = "name"'),
        (
            "small.toml:19:1, file.organization.name_eng: There is no such key here. Found: name_eng. "
            "Did you mean 'name_en'?"
        ),
    ),
    "an unknown scheme": (
        ('scheme = "cn-uscc"', 'scheme = "cn-usc"'),
        (
            "small.toml:17:7, file.organization.identifiers.scheme: There is no identifier scheme 'cn-usc'. "
            "Did you mean 'cn-uscc'? A register's own begins with 'local-'. Found: cn-usc."
        ),
    ),
    "an unknown transform": (
        ("postcode-area", "postcode"),
        (
            "small.toml:23:35, file.organization.district.as: There is no such transform. Found: postcode. "
            "Choose upper, lower, postcode-area, first-of-list, digits."
        ),
    ),
    "a value of another type": (
        ("adopt_districts = true", 'adopt_districts = "yes"'),
        "small.toml:24:1, file.organization.adopt_districts: This must be true or false. Found: yes.",
    ),
    "a missing column": (
        ('due_on = "due"', ""),
        "small.toml:29:1, file.obligation: 'due_on' is missing. Name the column it comes from.",
    ),
    "a condition without a comparison": (
        (', is_not = ["no"]', ""),
        ('small.toml:12:10, file.where: The condition compares with nothing. Add is = ["..."] or is_not = ["..."].'),
    ),
    "a cell of two sources": (
        ('value = "annual-return"', 'value = "annual-return", column = "x"'),
        "small.toml:31:1, file.obligation.requirement: Give either 'column' or 'value'.",
    ),
    "no way to find an organization": (
        ('identifiers = [{ scheme = "local-small", column = "number" }]\n', ""),
        "small.toml:29:1, file.obligation: 'identifiers' is missing. Say by which numbers organizations are found.",
    ),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_mapping_is_told_with_its_place(change, said):
    assert change[0] in MAPPING
    with pytest.raises(Problems) as refused:
        parse_mapping(MAPPING.replace(*change).encode(), "small.toml")
    assert [str(problem) for problem in refused.value.problems] == [said]


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(Problems) as refused:
        parse_mapping(b"[mapping]\nid = 3\n[[file]]\nformat = 'xls'\nencoding = 'utf-7'", "bad.toml")
    assert len(refused.value.problems) == 7


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = [", r"bad.toml:1: This is not TOML"),
        (b"\xff", "This is not TOML"),
        (b"a = " + b"9" * 10_000, r"bad.toml: A value cannot be read"),
        (b"a = " + b"[" * 5000, r"bad.toml:1:17: Lists or tables are nested too deeply"),
        (b"\n" + b"a." * 20_000 + b"a = 1", r"bad.toml:2:16: The key goes too deep"),
    ],
)
def test_what_is_not_toml_is_told(content, said):
    with pytest.raises(Problems, match=said):
        parse_mapping(content, "bad.toml")


@pytest.mark.parametrize("name", shipped_mappings())
@pytest.mark.django_db
def test_every_shipped_mapping_is_right(name):
    assert load_mapping(name).id == name


@pytest.mark.django_db
def test_the_export_and_its_mapping_name_the_same_columns():
    files = {file.match[0]: file for file in load_mapping("umbel").files}
    others = ("en", "fr", "zh-hans", UNKNOWN)
    assert {name: set(headings(columns, languages(), others)) for name, (columns, _) in TABLES.items()} == {
        name: set(file.columns()) for name, file in files.items()
    }
    assert {section.kind for file in files.values() for section in file.sections} == set(Kind) - {Kind.STANDING}
