"""A damaged or hostile spreadsheet is a problem with a sentence, and never an error of the program."""

import io
import re
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.activities.test_spreadsheet import GOOD, a_sheet, read
from umbel.activities.persons import check_no_persons
from umbel.errors import Problems

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


FILLED = a_sheet(GOOD)
PARTS = parts_of(FILLED)


def with_part(name, change):
    return packed(PARTS | {name: change(PARTS[name])})


HOSTILE = {
    "a sheet cut short": with_part(SHEET, lambda part: part[:-30]),
    "an empty sheet": with_part(SHEET, lambda _part: b""),
    "a broken workbook": with_part("xl/workbook.xml", lambda part: part.replace(b"<sheet ", b"<sheet <")),
    "a workbook without sheets": with_part(
        "xl/workbook.xml", lambda part: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", part)
    ),
    "no workbook": packed({name: part for name, part in PARTS.items() if name != "xl/workbook.xml"}),
    "nothing inside": packed({}),
    "only the beginning": FILLED[: len(FILLED) // 2],
    "a million cells": with_part(
        SHEET, lambda part: part.replace(b"</sheetData>", b"<row>" + b"<c/>" * 1_000_000 + b"</row></sheetData>")
    ),
    "elements without end": with_part(SHEET, lambda _part: b"<a>" * 100_000 + b"</a>" * 100_000),
    "a bomb": with_part(SHEET, lambda part: part + b" " * 50_000_000),
    "a larger bomb": with_part(SHEET, lambda part: part + b" " * 70_000_000),
    **{
        f"an entity in {name}": with_part(name, lambda part: part.replace(b"<", ENTITY + b"<", 1))
        for name in PARTS
        if not PARTS[name].startswith(b"<?xml")
    },
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_sheet_is_one_problem(scene, kind):
    with pytest.raises(Problems) as refused:
        read(scene, HOSTILE[kind])
    [problem] = refused.value.problems
    assert problem.file == "sheet.xlsx"
    check_no_persons("sheet.xlsx", HOSTILE[kind])


@MANY
@given(data=st.data())
def test_whatever_is_cut_or_changed_in_a_sheet_there_are_rows_or_problems(scene, data):
    name = data.draw(st.sampled_from(sorted(PARTS)))
    part = PARTS[name]
    begin = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(begin, min(len(part), begin + 200)) | st.just(len(part)))
    junk = data.draw(st.binary(max_size=20) | st.sampled_from([b"<", b"</a>", b"&e;", b"9" * 400]))
    changed = part[:begin] + junk + part[end:]
    with suppress(Problems):
        assert isinstance(read(scene, packed(PARTS | {name: changed})), list)
    check_no_persons("a.xlsx", packed(PARTS | {name: changed}))


@MANY
@given(begin=st.integers(4, len(FILLED)), length=st.integers(0, 300), junk=st.binary(max_size=40))
def test_whatever_is_cut_or_changed_in_the_archive_there_are_rows_or_problems(scene, begin, length, junk):
    with suppress(Problems):
        assert isinstance(read(scene, FILLED[:begin] + junk + FILLED[begin + length :]), list)


def test_a_cell_without_end_in_a_csv_file_is_one_problem(scene):
    content = b'a,b\n"' + b"x" * 2_000_000
    with pytest.raises(Problems, match="A cell is far too long"):
        read(scene, content, "a.csv")
    check_no_persons("a.csv", content)


@MANY
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_bytes_come_there_are_rows_or_problems(scene, content):
    with suppress(Problems):
        assert isinstance(read(scene, content, "a.csv"), list)
    check_no_persons("a.csv", content)
