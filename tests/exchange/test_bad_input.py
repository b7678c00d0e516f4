"""Input that is wrong: each is refused with its place, what was found and the way out."""

import gzip
import zipfile
from dataclasses import replace

import pyarrow as pa
import pytest
from pyarrow import parquet

from umbel.exchange.states import LONGEST_ROW, Encoding
from umbel.structure.identifiers import make_credit_code
from umbel.structure.models import Organization

pytestmark = pytest.mark.django_db

SOCIAL = make_credit_code(kind="51", region="110000", body="50000001")
ENTERPRISE = make_credit_code(kind="91", region="110000", body="MA000001")


def refusals(report):
    assert not report.entered
    assert not Organization.objects.exists()
    return [str(problem) for problem in report.problems]


ROWS = {
    "a code one character too long": (
        f"1,One,{SOCIAL}9,,,,,",
        (
            f"row 2, credit_code: A credit code has 18 characters; this one has 19, too many. Found: {SOCIAL}9. "
            "Correct the number, or leave the row out."
        ),
    ),
    "a code of another class": (
        f"1,One,{ENTERPRISE},,,,,",
        (
            f"row 2, credit_code: This is a number of another class, the code of an enterprise. Found: {ENTERPRISE}. "
            "Here cn-uscc numbers begin with 51, 52, 53."
        ),
    ),
    "a day that does not exist": (
        "1,One,,,,2023-02-31,,",
        "row 2, ended: There is no such day: that month has 28. Found: 2023-02-31. See whether a digit is wrong.",
    ),
    "a year to come": (
        "1,One,,,01/01/2999,,,",
        (
            "row 2, registered: The day 2999-01-01 is later than 2025-01-01 and cannot be known yet. "
            "Found: 01/01/2999. See whether a digit is wrong."
        ),
    ),
    "a year without its first digit": (
        "1,One,,,01/01/0204,,,",
        "row 2, registered: The year 204 is before 1000. Found: 01/01/0204. See whether a digit is missing.",
    ),
    "an end before the beginning": (
        "1,One,,,01/02/2020,2019-12-31,,",
        (
            "row 2, ended: It ended before it began. Found: 2019-12-31. "
            "It began on 2020-02-01; see which of the two is wrong."
        ),
    ),
    "no number": (
        ",One,,,,,,",
        "row 2, number, credit_code: The row names no organization. Give its number.",
    ),
    "a size that is no number": (
        "1,One,,twelve,,,,",
        "row 2, members: This is not a number. Found: twelve. Write digits, such as 1250.00.",
    ),
    "a size that is not whole": (
        "1,One,,12.5,,,,",
        "row 2, members: This is not a whole number. Found: 12.5. Round it, or name another column.",
    ),
    "a size without end": (
        f"1,One,,{'9' * 40},,,,",
        f"row 2, members: The number is too large. Found: {'9' * 40}. It has at most 16 digits before the point.",
    ),
    "a row too short": (
        "1,One",
        (
            "row 2: The row has 2 cells where the header has 8. Found: 2. "
            "Put a cell that holds the separator in quotes, or fill the row up with empty cells."
        ),
    ),
    "a control character": (
        "1,On\x00e,,,,,,",
        "row 2, name: The text holds the control character U+0000. Found: On\x00e. Take it out.",
    ),
    "a name too long": (
        f"1,{'x' * 401},,,,,,",
        f"row 2, name: The text is longer than 400 characters: 401. Found: {'x' * 200}. Shorten it.",
    ),
    "a new organization without a name": (
        "1,,,,,,,",
        "row 2, name: local-small 1: it is new and has no name. Give a name in one language.",
    ),
}


@pytest.mark.parametrize(("row", "said"), ROWS.values(), ids=ROWS.keys())
def test_a_bad_row_is_told_with_its_field_and_the_way_out(bring, written, row, said):
    found = [
        text.replace("organizations.csv:2, ", "").replace("organizations.csv, ", "")
        for text in refusals(bring(written(row)))
    ]
    assert found == [said]


def test_every_problem_of_a_row_is_told_at_once(bring, written):
    found = refusals(bring(written("1,One,123,x,y,,,")))
    assert [text.split(": ")[0] for text in found] == [
        f"organizations.csv:2, row 2, {field}" for field in ("members", "registered", "credit_code")
    ]


def test_rows_that_contradict_each_other_are_both_told(bring, written):
    found = refusals(bring(written("1,One,,,,,,", "2,Two,,,,,,", "1,Other,,5,,,,")))
    assert found == [
        f"organizations.csv:{row}, row {row}, name_en, size: This row and row {other} are both about local-small:1, "
        'with other name_en, size. Keep one of the two, or say repeats = "last" in the mapping.'
        for row, other in ((2, 4), (4, 2))
    ]


def test_neither_of_two_contradicting_rows_is_entered_when_bad_rows_are_skipped(bring, written):
    report = bring(written("1,One,,,,,,", "2,Two,,,,,,", "1,Other,,,,,,"), skip_bad_rows=True)
    assert report.entered
    assert report.organizations.created == 1
    assert Organization.objects.get().identifiers.get().value == "2"


def test_numbers_that_join_two_rows_into_one_organization_are_told(bring, written):
    other = make_credit_code(kind="51", region="110000", body="50000002")
    found = refusals(bring(written(f"1,One,{SOCIAL},,,,,", f"2,Two,{other},,,,,", f"1,One,{other},,,,,")))
    assert found == [
        (
            f"organizations.csv:4, row 4: Its numbers belong to different organizations: local-small:1, local-small:2. "
            f"Found: local-small:1, cn-uscc:{other}."
        )
    ]


def test_a_wrong_encoding_is_told_with_the_byte(bring, written):
    file = written("1,One,,,,,,", "2,Café,,,,,,", encoding="cp1252")
    place = file.read_bytes().index(b"\xe9")
    assert refusals(bring(file)) == [
        (
            f"organizations.csv:3: The file is not UTF-8: byte {place} cannot be read. Found: 0xe9. "
            "Name the file's encoding in the mapping, or save it in that one."
        )
    ]


def test_utf16_is_told(bring, written):
    assert refusals(bring(written("1,One,,,,,,", encoding="utf-16"))) == [
        'organizations.csv:1: The file is in UTF-16. Save it as "UTF-8".'
    ]


def test_other_encodings_are_read_where_the_mapping_names_them(bring, small, written):
    chinese = replace(small.files[0], encoding=Encoding.GB18030)
    bring(written("1,北京市某某协会,,,,,,", encoding="gb18030"), mapping=replace(small, files=(chinese,)))
    assert Organization.objects.get().particulars.get().names.get("en", "") == "北京市某某协会"


def test_a_file_without_its_columns_is_told_with_the_nearest(bring, written):
    header = "number,names,credit_code,members,registered,ended,postcode,kept"
    [said] = refusals(bring(written("1,One,,,,,,", header=header)))
    assert said.startswith("organizations.csv:1: There is no column 'name'.")
    assert said.endswith("Did the file or the mapping mean 'names'?")


def test_a_column_that_is_there_twice_is_told(bring, written):
    [said] = refusals(
        bring(written("1", header="number,number,name,credit_code,members,registered,ended,postcode,kept"))
    )
    assert said == "organizations.csv:1: The column 'number' is there 2 times. Rename all but one."


def test_an_empty_file_is_told(bring, tmp_path):
    file = tmp_path / "organizations.csv"
    file.touch()
    assert refusals(bring(file)) == ["organizations.csv: The file is empty. Its first row names the columns."]


def test_a_line_of_two_gigabytes_is_refused_without_reading_it(bring, written):
    file = written("1,One,,,,,,")
    with file.open("r+b") as stream:
        stream.truncate(2 << 30)
    found = refusals(bring(file))
    assert found == [
        "organizations.csv:3: The row is longer than 1 MiB. Found: '" + "\\x00" * 40 + "'. "
        "See whether it is the right kind of file."
    ]


def test_a_quote_that_does_not_end_is_told_with_its_first_line(bring, written):
    rows = [f"{number},One,,,,,," for number in range(2, LONGEST_ROW // 10)]
    [said] = refusals(bring(written('1,"One,,,,,,', *rows)))
    assert said.startswith("organizations.csv:2: The row is longer than 1 MiB.")
    assert said.endswith("A quote may be missing, so that the row does not end: see its first line.")


def test_a_file_that_ends_within_a_quote_is_told(bring, written):
    [said] = refusals(bring(written("1,One,,,,,,", '2,"Two,,,,,,')))
    assert said.startswith("organizations.csv:3: The row cannot be read: unexpected end of data.")


def test_a_damaged_archive_is_told(bring, written, tmp_path):
    whole = gzip.compress(written(*[f"{n},One {n},,,,,," for n in range(5000)]).read_bytes())
    cut = tmp_path / "organizations.csv.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    [said] = refusals(bring(cut))
    assert said.startswith("organizations.csv.gz: The packed file is damaged:")


def test_an_archive_of_several_files_is_told(bring, tmp_path):
    file = tmp_path / "organizations.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "")
        archive.writestr("b.csv", "")
    assert refusals(bring(file)) == [
        (
            "organizations.zip: 2 files in the archive are called '*'; one is read. Found: a.csv, b.csv. "
            "Name it in the mapping: member."
        )
    ]


def test_packed_files_and_parquet_are_read_by_their_content(bring, written, tmp_path):
    content = written("1,One,,,,,,").read_bytes()
    (tmp_path / "organizations-a").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "organizations-b", "w") as archive:
        archive.writestr("x.csv", content.replace(b"1,One", b"2,Two"))
    names = ["number", "name", "credit_code", "members", "registered", "ended", "postcode", "kept"]
    table = pa.table({name: [{"number": 3, "name": "Three", "members": 7.0}.get(name)] for name in names})
    parquet.write_table(table, tmp_path / "organizations-c")
    report = bring(*(tmp_path / f"organizations-{letter}" for letter in "abc"))
    assert report.organizations.created == 3
    assert Organization.objects.get(identifiers__value="3").particulars.get().size == 7
