"""The spreadsheet round trip: downloaded with the organization's own rows, filled in, checked by cell, filed."""

import io
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from tests.activities.conftest import HELD, TODAY
from umbel.activities import acts, spreadsheet
from umbel.activities.acts import uploading
from umbel.activities.models import Activity, Upload, UploadRow
from umbel.activities.states import Source
from umbel.errors import Problems, UmbelError
from umbel.structure.models import RoleHolding

pytestmark = pytest.mark.django_db
HEADINGS = ["Kind", "Held on (year-month-day)", "People present (a number)", "What was done"]
GOOD = ["training", HELD, 24, "Taught bookkeeping."]


def a_sheet(*rows, headings=HEADINGS):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read(scene, content, name="sheet.xlsx"):
    return spreadsheet.read(
        name, content, organization=scene.own, obligations=[scene.due], pack=scene.world.pack, on=TODAY
    )


def cells(scene, *rows, **more):
    with pytest.raises(Problems) as refused:
        read(scene, a_sheet(*rows, **more))
    return {problem.field: problem.message for problem in refused.value.problems}


def kept(scene, count=3):
    rows = [["training", HELD, number, f"Number {number}."] for number in range(count)]
    lines = [(line.number, line.report) for line in read(scene, a_sheet(*rows))]
    return acts.keep_upload(organization=scene.own, name="a.xlsx", rows=lines, language="en", by=scene.editor)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sheet_goes_out_with_what_is_due_and_comes_back_filled_in(scene, language):
    book = load_workbook(io.BytesIO(spreadsheet.template(scene.world.pack, [scene.due], language)))
    sheet = book.worksheets[0]
    assert sheet["G2"].value.endswith("2026-Q1")
    kind = next(kind for kind in scene.world.pack.activity_kinds if kind.code == "training")
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["D2"] = kind.title.in_language(language), HELD, 24, "Taught."
    changed = io.BytesIO()
    book.save(changed)
    with translation.override("zh-hans" if language == "en" else "en"):
        [line] = read(scene, changed.getvalue())
    assert (line.number, line.report.kind, line.report.obligation) == (2, "training", scene.due)


def test_a_sheet_as_it_was_downloaded_holds_no_report(scene):
    with pytest.raises(Problems, match="No row is filled in"):
        read(scene, spreadsheet.template(scene.world.pack, [scene.due], "en"))


@pytest.mark.parametrize(
    ("place", "value", "cell", "said"),
    [
        (0, "party", "A2", "Choose one of"),
        (0, None, "A2", "Choose one of"),
        (1, "last week", "B2", "year-month-day"),
        (1, TODAY + timedelta(days=1), "B2", "once it has been held"),
        (2, "many", "C2", "whole number"),
        (2, 2.5, "C2", "whole number"),
        (2, -1, "C2", "whole number"),
        (3, "", "D2", "what was done"),
        (3, "x" * 5000, "D2", "4,000"),
    ],
)
def test_what_is_wrong_is_said_by_cell(scene, place, value, cell, said):
    row = [*GOOD]
    row[place] = value
    assert said in cells(scene, row, GOOD)[cell]


def test_every_row_is_checked_and_all_is_said_at_once(scene):
    found = cells(scene, ["party", HELD, 1, "A."], GOOD, ["training", "x", "y", "B."])
    assert set(found) == {"A2", "B4", "C4"}
    assert not Activity.objects.exists()


@pytest.mark.parametrize("value", [datetime(2026, 3, 20), "2026-03-20", "2026/3/20", "2026.3.20", "2026年3月20日"])  # noqa: DTZ001
def test_a_day_is_read_as_people_write_it(scene, value):
    [line] = read(scene, a_sheet(["training", value, 24.0, "Taught."]))
    assert (line.report.held_on, line.report.head_count) == (HELD, 24)


def test_the_same_row_twice_is_pointed_out(scene):
    with pytest.raises(Problems, match="same as row 2"):
        read(scene, a_sheet(GOOD, GOOD))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "cannot be read"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1", "neither"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"One,Two\n1,2\n", "lacks the columns"),
        ("a.xlsx", b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
    ],
)
def test_what_is_no_sheet_is_refused_with_its_name(scene, name, content, said):
    with pytest.raises(Problems, match=said) as refused:
        read(scene, content, name)
    assert refused.value.problems[0].file == name


def test_a_list_of_persons_is_stopped(scene):
    with pytest.raises(Problems, match="list of persons"):
        read(scene, a_sheet([*GOOD, "Li Wei", "138"], headings=[*HEADINGS, "姓名", "电话"]))


def test_a_csv_file_will_do(scene):
    content = "Kind,Held on (year-month-day),People present (a number),What was done\ntraining,2026-03-20,24,Taught.\n"
    assert len(read(scene, content.encode("utf-8-sig"), "a.csv")) == 1


def test_every_row_is_filed_as_a_report_of_the_day_it_was_handed_over(scene, django_capture_on_commit_callbacks):
    upload = kept(scene)
    assert not Activity.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        acts.file_upload(upload=upload, on=TODAY, by=scene.editor)
    assert Activity.objects.filter(source=Source.SPREADSHEET, reported_on=TODAY).count() == 3
    with django_capture_on_commit_callbacks(execute=True):
        acts.file_upload(upload=upload, on=TODAY + timedelta(days=1), by=scene.editor)
    assert Activity.objects.count() == 3


def test_the_same_sheet_sent_again_files_nothing_twice(scene, django_capture_on_commit_callbacks):
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            acts.file_upload(upload=kept(scene), on=TODAY, by=scene.editor)
    assert Activity.objects.count() == 3
    assert UploadRow.objects.filter(was_known=True).count() == 3


def test_a_killed_worker_is_followed_by_one_that_goes_on(scene, monkeypatch):
    upload = kept(scene, 30)
    acts.file_upload(upload=upload, on=TODAY, by=scene.editor)
    real, filed = uploading.report, []

    def dies_at_the_tenth(**said):
        if len(filed) == 10:
            raise SystemExit("killed")
        filed.append(said)
        return real(**said)

    monkeypatch.setattr(uploading, "report", dies_at_the_tenth)
    with pytest.raises(SystemExit):
        uploading.file_waiting_rows.call(upload.pk)
    assert Activity.objects.count() == 10
    monkeypatch.setattr(uploading, "report", real)
    assert acts.resume_uploads() == 0, "it was at work just now"
    Upload.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
    assert acts.resume_uploads() == 1
    assert Activity.objects.count() == 30
    assert not upload.rows.filter(activity=None).exists()


def test_whoever_left_the_organization_files_nothing_more(scene):
    upload = kept(scene)
    acts.file_upload(upload=upload, on=TODAY, by=scene.editor)
    RoleHolding.objects.filter(account_id=scene.editor.user_id).delete()
    uploading.file_waiting_rows.call(upload.pk)
    assert not Activity.objects.exists()
    assert "no longer acts" in upload.rows.first().why_not


def test_nobody_else_keeps_or_files_a_sheet(scene):
    upload = kept(scene)
    for viewer in (scene.outsider, scene.officer):
        with pytest.raises(UmbelError):
            acts.file_upload(upload=upload, on=TODAY, by=viewer)
    with pytest.raises(UmbelError):
        acts.keep_upload(organization=scene.own, name="a", rows=[], language="en", by=scene.outsider)
