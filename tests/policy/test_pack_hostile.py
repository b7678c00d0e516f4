"""Input that nobody writes by mistake, and input that tools write by mistake: one clear refusal each."""

import os
import re
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.policy.small_pack import FILES
from umbel.errors import Problems
from umbel.policy import load_pack
from umbel.policy.bounds import MOST_ENTRIES
from umbel.policy.reading import LARGEST_FILE
from umbel.policy.storing import pack_of


def the_problem_of(folder):
    with pytest.raises(Problems) as raised:
        load_pack(folder)
    (problem,) = raised.value.problems
    return problem


@pytest.mark.parametrize(
    ("content", "line", "column", "said"),
    [
        ('title = "北京"\n'.encode("gb18030"), 1, 10, "is not UTF-8 text. Found: byte 0xb1."),
        (b"a = 1\nb = \xff\n", 2, 5, "is not UTF-8 text. Found: byte 0xff."),
        (b"\xef\xbb\xbfa = 1\n", 1, 1, "byte order mark"),
        ("a = 1\n".encode("utf-16"), 1, 1, "is not UTF-8 text"),
        (b"a = 1\nb == 2\n", 2, 4, "This is not TOML"),
        (b"a = 1\na = 2\n", 2, 6, "This is not TOML"),
        (b'a = "\n', 1, 6, "This is not TOML"),
        (b"a = [1, 2\n", 2, None, "This is not TOML"),
        (b"<html>\n", 1, 1, "This is not TOML"),
        (b"a = \x00\n", 1, 5, "This is not TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, 1, 17, "nested too deeply"),
        (b"b = 1\n" + b".".join([b"a"] * 20_000) + b" = 1", 2, 16, "A key has at most 8 parts"),
        (b"[" + b".".join([b"a"] * 9) + b"]", 1, 17, "A key has at most 8 parts"),
        (b"a = {\"b\".'c' . " + b".".join([b"a"] * 20_000) + b" = 1}", 1, 27, "A key has at most 8 parts"),
        (b'a = """b"""""\nc = [' + b"1," * 20_001 + b"]", 2, 40_001, "holds too much"),
        (b"a = " + b"9" * 10_000, None, None, "cannot be read"),
        (b"a = 1 #" + b"x" * LARGEST_FILE, None, None, "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(folder, content, line, column, said):
    (folder / "zz.toml").write_bytes(content)

    problem = the_problem_of(folder)

    assert (problem.file, problem.line, problem.column) == ("zz.toml", line, column)
    assert said in str(problem)
    assert len(str(problem)) < 400


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.toml").write_text('secret = "word"\n', encoding="utf-8")
    (folder / "zz.toml").symlink_to(tmp_path / "secret.toml")

    problem = the_problem_of(folder)

    assert problem.file == "zz.toml"
    assert "leads out of the pack's folder" in problem.message
    assert "secret" not in str(problem)


def test_a_table_that_is_a_link_out_of_the_folder_is_not_followed(folder, change, tmp_path):
    (tmp_path / "secret.csv").write_text("code,title_en,title_zh\n1,secret,x\n", encoding="utf-8")
    (folder / "districts.csv").unlink()
    (folder / "districts.csv").symlink_to(tmp_path / "secret.csv")
    change("examples/one.toml", 'district = "1"\n', "")

    assert "leads out of the pack's folder" in the_problem_of(folder).message


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "sub/x.csv", "..\\\\x.csv", ".csv", "a\\u0000.csv"])
def test_a_path_is_no_file_name(folder, change, tmp_path, name):
    (tmp_path / "secret.csv").write_text("secret\n", encoding="utf-8")
    change("pack.toml", 'file = "districts.csv"', f'file = "{name}"')
    change("examples/one.toml", 'district = "1"\n', "")

    problem = the_problem_of(folder)

    assert problem.field == "districts.file"
    assert problem.way_out == "The name of a CSV file in the pack's own folder, without a path."


def test_a_missing_table_is_named_with_the_nearest(folder, change):
    change("pack.toml", 'file = "districts.csv"', 'file = "district.csv"')
    change("examples/one.toml", 'district = "1"\n', "")

    assert str(the_problem_of(folder)).endswith(
        'There is no such file. Found: "district.csv". Did you mean "districts.csv"?'
    )


def test_a_folder_that_is_no_pack_says_what_it_holds(folder, tmp_path):
    assert the_problem_of(tmp_path).way_out == "It holds these packs: small."
    assert the_problem_of(tmp_path / "nowhere").message == "There is no such folder."
    assert the_problem_of(folder / "examples").way_out == "A pack's folder holds pack.toml."


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_nobody_may_read_is_refused(folder):
    (folder / "rules.toml").chmod(0)

    assert "cannot be opened" in the_problem_of(folder).message


KEYS = [
    (name, number, match[1])
    for name in ("pack.toml", "rules.toml", "examples/one.toml")
    for number, text in enumerate(FILES[name].split("\n"), start=1)
    if (match := re.match(r"([a-z_]+) = ", text))
]
OPTIONAL = {
    "target_size",
    "size_range",
    "weekend",
    "where",
    "if_none",
    "points",
    "grounds",
    "measures",
    "district",
    "size",
}
OPTIONAL |= {"registered_on", "met_on", "below", "due_days", "due_months", "file"}


@pytest.fixture
def mend(folder):
    """Put every file back as it was."""

    def restore():
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")

    return restore


def _edited(folder, name, number, edit):
    lines = FILES[name].split("\n")
    lines[number - 1] = edit(lines[number - 1])
    (folder / name).write_text("\n".join(line for line in lines if line is not None), encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load_pack(folder)
    return raised.value.problems


SLOW = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(st.sampled_from(KEYS), st.text("abcdefgh_", min_size=1, max_size=5))
def test_a_renamed_key_is_named_at_its_line(folder, mend, where, ending):
    mend()
    name, number, key = where

    problems = _edited(folder, name, number, lambda line: line.replace(key, f"{key}-{ending}", 1))

    found = [problem for problem in problems if problem.field.split(".")[-1] == f"{key}-{ending}"]
    assert [(problem.file, problem.line, problem.column) for problem in found] == [(name, number, 1)]


@SLOW
@given(st.sampled_from([where for where in KEYS if where[2] not in OPTIONAL]))
def test_a_deleted_key_is_named_at_the_table_it_is_missing_from(folder, mend, where):
    mend()
    name, number, key = where

    problems = _edited(folder, name, number, lambda _line: None)

    lines = FILES[name].split("\n")
    header = max((n for n in range(1, number) if lines[n - 1].startswith("[")), default=None)
    found = [problem for problem in problems if problem.field.split(".")[-1] == key]
    assert [(problem.file, problem.line) for problem in found] == [(name, header)]


@SLOW
@given(st.sampled_from(KEYS), st.sampled_from(["[[[]]]", "{ x = 1 }", "12:30:00", "nan", "[{}]"]))
def test_a_value_of_another_kind_is_named_at_its_line(folder, mend, where, value):
    mend()
    name, number, key = where

    problems = _edited(folder, name, number, lambda _line: f"{key} = {value}")

    assert any((problem.file, problem.line) == (name, number) and key in problem.field for problem in problems)


@SLOW
@given(st.binary(max_size=60), st.sampled_from(sorted(FILES)), st.integers(0, 3000))
def test_no_bytes_at_all_break_the_loader(folder, mend, junk, name, at):
    mend()
    content = FILES[name].encode()
    (folder / name).write_bytes(content[:at] + junk + content[at:])

    with suppress(Problems):
        load_pack(folder)


CLASSIFICATION = """
[classification]
id = "fields"
title = { en = "Fields", zh-hans = "领域" }
file = "fields.csv"
status = "assumed"
reason = "It is a test."
"""
HUGE = {
    "one key of 20,000 parts": ("zz.toml", ".".join(["a"] * 20_000) + " = 1"),
    "keys of eight parts": ("zz.toml", "".join(f"a{n}.b.c.d.e.f.g.h = 1\n" for n in range(MOST_ENTRIES - 1))),
    "unknown keys": ("zz.toml", "".join(f"key{n} = 1\n" for n in range(MOST_ENTRIES - 1))),
    "unknown keys of a table": ("zz.toml", "[[veto]]\n" + "".join(f"key{n} = 1\n" for n in range(MOST_ENTRIES - 3))),
    "tables in a list": ("zz.toml", "[[veto]]\n" * (MOST_ENTRIES // 2)),
    "a key of 2 MB": ("zz.toml", "a" * (LARGEST_FILE - 9) + " = 1"),
    "strings that do not end": ("zz.toml", 'a = """' + '\\"""' * 300_000),
    "quotes": ("zz.toml", "a = " + "'" * 1_900_000),
    "brackets in a string": ("zz.toml", 'a = "' + "[" * 1_900_000 + '"'),
    "a chain of concepts": (
        "fields.csv",
        "code,parent,title_en,title_zh,note\n" + "".join(f"{n},{n + 1},a,b,\n" for n in range(4_999)),
    ),
    "concepts under none": (
        "fields.csv",
        "code,parent,title_en,title_zh,note\n" + "".join(f"c{n},d{n},a,b,\n" for n in range(4_999)),
    ),
    "100,000 concepts": ("fields.csv", "code,parent,title_en,title_zh,note\n" + "1,,a,b,\n" * 100_000),
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_file_of_any_make_is_answered_soon_with_its_name(kind):
    name, text = HUGE[kind]
    texts = {**FILES, name: text}
    if name == "fields.csv":
        texts["pack.toml"] += CLASSIFICATION
    began = time.process_time()
    with pytest.raises(Problems) as raised:
        pack_of(texts)
    assert time.process_time() - began < 5
    assert {problem.file for problem in raised.value.problems} & {name, "pack.toml"}
    assert len(raised.value.problems) < 500


PIECES = st.sampled_from(
    ['"', "'", '"""', "'''", "\\", ".", "[", "]", "[[", "]]", "{", "}", "=", ",", "\n", "#", "a", " ", "1"]
)


@SLOW
@given(st.lists(PIECES, max_size=60), st.integers(1, 300))
def test_no_shape_of_toml_breaks_the_loader(pieces, times):
    with suppress(Problems):
        pack_of({**FILES, "zz.toml": "".join(pieces) * times})
