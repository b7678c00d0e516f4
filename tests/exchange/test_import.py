"""Bringing a register in: what is entered, what is not, and that the same again changes nothing."""

import csv
from datetime import date

import pytest

from tests import factories
from tests.exchange.conftest import RETURNS
from tests.factories import STANDS_ON
from tests.registration.conftest import a_world, an_account
from tests.registration.test_changing import GROUND, asked
from umbel.activities.models import Filing, Obligation
from umbel.audit.models import Entry
from umbel.errors import Problems
from umbel.exchange.acts import import_register
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.states import ChangeKind, ChangeState
from umbel.structure.identifiers import make_credit_code
from umbel.structure.models import District, Identifier, Organization, Particulars
from umbel.words import Words

pytestmark = pytest.mark.django_db

CODE = make_credit_code(kind="51", region="110000", body="50000001")
ROWS = [
    f"1,First,{CODE},12,01/02/2020,,BS3 2BN,yes",
    "2,Second,,,,,nowhere,",
    "3,Left out,,,,,,no",
    ",,,,,,,",
]


def counts(entered):
    return {name: n for name in entered.__slots__ if (n := getattr(entered, name))}


def test_rows_become_organizations(bring, written):
    report = bring(written(*ROWS))
    assert (report.entered, report.problems, counts(report.organizations)) == (True, (), {"created": 2})
    assert [(file.rows, file.wanted) for file in report.files] == [(4, 2)]
    first = Particulars.objects.get(names=Words({"en": "First"}))
    assert (first.size, first.district.code, first.from_on) == (12, "BS", date(2020, 2, 1))
    assert Particulars.objects.get(names=Words({"en": "Second"})).from_on == date(2025, 1, 1)
    numbers = set(Identifier.objects.filter(organization=first.organization).values_list("scheme", "value"))
    assert numbers == {("local-small", "1"), ("cn-uscc", CODE)}


def test_a_second_run_changes_nothing_and_a_later_one_updates(bring, written):
    bring(written(*ROWS))
    assert counts(bring(written(*ROWS)).organizations) == {"unchanged": 2}
    changed = written("1,First,,13,01/02/2020,,BS3 2BN,yes", "2,Second,,,,2025-06-30,,")
    report = bring(changed, on=date(2026, 1, 1))
    assert counts(report.organizations) == {"changed": 1, "ended": 1}
    rows = Particulars.objects.filter(organization__identifiers__value="1").order_by("from_on")
    assert [(row.size, row.until_on) for row in rows] == [(12, date(2026, 1, 1)), (13, None)]


def test_a_dry_run_says_the_same_and_enters_nothing(bring, written):
    report = bring(written(*ROWS), dry_run=True)
    assert (report.entered, counts(report.organizations)) == (False, {"created": 2})
    assert not Organization.objects.exists()
    assert not District.objects.exists()
    assert not Entry.objects.exists()
    assert report.lines()[0] == "Would enter A small register as of 2025-01-01."
    assert counts(bring(written(*ROWS)).organizations) == {"created": 2}


def test_the_record_names_the_files_and_the_mapping_by_their_hashes(bring, written):
    report = bring(written(*ROWS))
    data = Entry.objects.get(act="structure:enter-organizations").data
    assert data["created"] == 2
    assert data["files"][0] == f"organizations.csv sha256:{report.files[0].sha256}"
    assert data["files"][1].startswith("mapping sha256:")


def test_records_find_their_organization(bring, written):
    returns = written(
        "1,2023-01-01,2023-12-31,2024-10-31,2024-09-01",
        "1,2024-01-01,2024-12-31,2025-10-31,",
        name="returns.csv",
        header=RETURNS,
    )
    report = bring(returns, written(*ROWS))
    assert report.records.created == {"obligation": 2, "filing": 1}
    assert list(Obligation.objects.order_by("from_on").values_list("period", "until_on")) == [
        ("FY2023-12-31", date(2024, 1, 1)),
        ("FY2024-12-31", date(2025, 1, 1)),
    ]
    assert Filing.objects.get().received_on == date(2024, 9, 1)
    again = bring(returns)
    assert again.records.unchanged["obligation"] == 2
    assert counts(again.organizations) == {}


def test_a_record_of_nobody_is_a_problem_of_its_row(bring, written):
    returns = written("9,2023-01-01,2023-12-31,2024-10-31,", name="returns.csv", header=RETURNS)
    report = bring(written(*ROWS), returns)
    assert not report.entered
    assert [str(problem) for problem in report.problems] == [
        (
            "returns.csv:2, row 2, identifiers: No organization in the register has this number. Found: local-small:9. "
            "Hand in the file of the organizations as well, or leave the row out."
        )
    ]
    assert not Organization.objects.exists()


def test_with_a_bad_row_nothing_is_entered_unless_bad_rows_are_skipped(bring, written, tmp_path):
    file = written("1,First,,x,,,,", "2,Second,,,31/02/2020,,,", "3,Third,,,,,,")
    errors = tmp_path / "errors.csv"
    report = bring(file, errors_to=errors)
    assert (report.entered, report.problem_count, counts(report.organizations)) == (False, 2, {})
    assert not Organization.objects.exists()
    with errors.open(newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert [(row["file"], row["row"], row["field"], row["found"]) for row in listed] == [
        ("organizations.csv", "2", "members", "x"),
        ("organizations.csv", "3", "registered", "31/02/2020"),
    ]
    report = bring(file, skip_bad_rows=True)
    assert (report.entered, report.problem_count, counts(report.organizations)) == (True, 2, {"created": 1})
    assert Particulars.objects.get().names.get("en", "") == "Third"


def test_the_file_of_errors_is_safe_to_open_in_a_spreadsheet(bring, written, tmp_path):
    errors = tmp_path / "errors.csv"
    bring(written('1,First,,"=HYPERLINK(1)",,,,'), errors_to=errors)
    assert "'=HYPERLINK(1)" in errors.read_text()


def test_a_row_that_comes_twice_the_same_counts_once(bring, written):
    report = bring(written(ROWS[0], ROWS[0]))
    assert (counts(report.organizations), report.notes) == ({"created": 1}, {"repeated": 1})


def test_a_later_file_updates_an_earlier_one(bring, written):
    first = written("1,First,,12,,,,", name="organizations-1.csv")
    second = written("1,Renamed,,,,,,", name="organizations-2.csv")
    report = bring(first, second)
    assert report.notes == {"updated by a later row": 1}
    row = Particulars.objects.get()
    assert (row.names.get("en", ""), row.size) == ("Renamed", 12)


def test_files_that_the_mapping_does_not_know_are_refused(bring, written, tmp_path):
    with pytest.raises(Problems) as refused:
        bring(written(name="members.csv"), tmp_path / "organizations-gone.csv")
    assert [problem.message for problem in refused.value.problems] == [
        "The mapping does not speak of a file of this name.",
        "There is no such file.",
    ]
    with pytest.raises(Problems, match="No file is given"):
        bring()


def test_a_mapping_that_is_not_there_is_refused_with_the_nearest(written):
    with pytest.raises(Problems, match="Did you mean 'ukcat'"):
        import_register(mapping="ukcats", files=[written()], by=None)


def test_progress_is_told_for_reading_and_entering(bring, written):
    told = []
    bring(written(*ROWS), progress=lambda *said: told.append(said))
    size = told[0][2]
    assert told == [("Reading organizations.csv", size, size), ("Entering organizations", 2, 2)]


def test_an_import_that_ends_an_organization_ends_what_rests_on_it_as_a_dissolution_does(db, written, bring):
    world = a_world()
    world.choir = factories.an_organization(world.one, world.concept, world.district, name="Lantern Choir")
    Identifier.objects.create(organization=world.choir, scheme="local-small", value="7")
    world.approver = an_account("organization-approver", organization=world.choir)
    change = asked(world, ChangeKind.NAME, {"names": {"en": "New Choir"}})
    refused = asked(world, ChangeKind.DISTRICT, {"district": factories.a_district("12").code})
    ruled = Ruled(reasons="So.", ground=GROUND, facts_relied_on="The map.", facts_set_aside="None.")
    acts.refuse_change(change=refused, ruled=ruled, on=STANDS_ON, by=world.decider)
    acts.ask_for_change_review(change=refused, grounds="Look again.", on=STANDS_ON, by=world.approver)
    row = "7,Lantern Choir,,40,01/01/2025,2026-05-31,,"

    for _twice in range(2):
        bring(written(row), on=STANDS_ON)
        change.refresh_from_db()
        assert change.state == ChangeState.WITHDRAWN
        [clock] = Clock.objects.filter(subject_kind="change-request", subject_id=str(change.pk))
        assert (clock.state, clock.stopped_on) == (ClockState.LIFTED, STANDS_ON)
        [entry] = Entry.objects.filter(act="registration:lapse-change")
        assert entry.data["reference"] == change.reference
        notice = Notice.objects.get(subject_kind="change-request", subject_id=str(change.pk))
        assert (notice.party_id, "31 May 2026" in str(notice.text)) == (str(world.choir.pk), True)
    refused.refresh_from_db()
    assert refused.state == ChangeState.REVIEW, "a review is still answered"
