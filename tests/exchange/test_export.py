"""Taking a register out, and bringing it in again."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import TransactionTestCase

from tests.exchange.conftest import files_no_larger_than
from umbel.activities.acts.bulk_import import ActivityEntry, FilingEntry, FindingEntry, ObligationEntry, enter_records
from umbel.activities.states import Finding
from umbel.audit.actors import Actor, Subject
from umbel.exchange.acts import import_register
from umbel.exchange.disk_space import NoRoom
from umbel.exchange.export import TABLES, export_register
from umbel.policy import find_pack
from umbel.structure.acts.bulk_entry import OrganizationEntry, enter_organizations
from umbel.structure.acts.founding import found_federation
from umbel.structure.acts.imported_structure import (
    BodyEntry,
    ConceptEntry,
    DistrictEntry,
    PlacementEntry,
    adopt_classification,
    enter_committees,
    enter_districts,
)
from umbel.structure.models import Body, Organization, Particulars
from umbel.structure.states import TierCode
from umbel.words import Words

BY, SOURCE, DAY = Actor.program("test"), Subject("register", "test", "Test"), date(2025, 1, 1)
NAMES = ["=1+1", "'quoted", "-5 per cent", '@home, "and" away', "协会", "'=1", "Plain"]


def fill():
    """A register with something in every table."""
    nodes = [
        ConceptEntry(code="A", names=Words({"en": "=Culture"})),
        ConceptEntry(code="A1", parent="A", names=Words({"zh-hans": "音乐"})),
    ]
    adopt_classification(code="tree", title=Words({"en": "Tree"}), source="Made up", concepts=nodes, by=BY)
    enter_districts(districts=[DistrictEntry(code="N", names=Words({"en": "North"}))], source=SOURCE, by=BY)
    entries = [
        OrganizationEntry(
            identifiers=(("local-x", str(number)), ("us-ein", f"{number:09}")),
            from_on=date(2020, 1, number + 1),
            names=Words({"en": name}),
            concept="A1",
            district="N",
            size=number,
            registered_on=date(2020, 1, 1),
            ended_on=date(2024, 1, 1) if number == 5 else None,
        )
        for number, name in enumerate(NAMES)
    ]
    enter_organizations(entries=entries, classification="tree", source=SOURCE, by=BY, on=DAY, with_committees=True)
    one = Organization.objects.order_by("pk")[0].pk
    bodies = [
        BodyEntry(code="A", tier=TierCode.APEX, names=Words({"en": "Apex"}), established_on=DAY),
        BodyEntry(code="J", tier=TierCode.JOINT, parent="A", names=Words({"en": "Joint"}), established_on=DAY),
    ]
    placement = PlacementEntry(organization=one, body="J", from_on=DAY, why=Words({"en": "Its field:\nmusic."}))
    enter_committees(bodies=bodies, placements=[placement], source=SOURCE, by=BY)
    _fill_records(one)


def _fill_records(one):
    due = {"requirement": "annual-return", "from_on": date(2024, 1, 1), "until_on": DAY, "due_on": date(2025, 10, 31)}
    obligations = [
        ObligationEntry(organization=one, period="FY2024-12-31", kind="filing", pack_id="p", pack_version="1", **due),
        ObligationEntry(organization=one, period="2024", kind="activity", minimum=2, **due | {"requirement": "meet"}),
    ]
    said = {"requirement": "annual-return", "period": "FY2024-12-31", "received_on": DAY}
    filing = FilingEntry(organization=one, income=Decimal("1.50"), qualified=False, **said)
    found = FindingEntry(
        body=Body.objects.get(code="J").pk, finding=Finding.RETURNED, found_on=DAY, reasons="=Too thin"
    )
    activity = ActivityEntry(
        organization=one,
        reference="R1",
        kind="meeting",
        held_on=date(2024, 5, 1),
        reported_on=date(2024, 5, 2),
        head_count=3,
        requirement="meet",
        period="2024",
        evidence=(("photo", "a;b%3B.jpg"),),
        finding=found,
    )
    enter_records(source=SOURCE, by=BY, on=DAY, obligations=obligations, activities=[activity], filings=[filing])


def taken_out(folder):
    export_register(to=folder, as_of=DAY)
    return {name: (folder / name).read_text() for name in TABLES}


def bring_in(folder):
    return import_register(mapping="umbel", files=sorted(folder.glob("*.csv")), by=BY, on=DAY)


@pytest.mark.django_db
def test_the_export_brought_in_again_changes_nothing(tmp_path):
    fill()
    taken_out(tmp_path)
    report = bring_in(tmp_path)
    assert report.problems == ()
    touched = [report.organizations, report.concepts, report.districts, report.committees]
    assert [(one.created, one.changed, one.ended) for one in touched] == [(0, 0, 0)] * 4
    assert [one.unchanged for one in touched] == [len(NAMES), 2, 1, 3]
    assert (report.records.created, report.records.changed) == ({}, {})
    assert report.records.unchanged == {
        "obligation": 2,
        "filing": 1,
        "activity": 1,
        "evidence": 1,
        "verification": 1,
    }


@pytest.mark.django_db(transaction=True)
def test_an_export_brought_into_an_empty_register_is_exported_the_same(tmp_path):
    fill()
    first = taken_out(tmp_path / "first")
    assert min(text.count("\n") for text in first.values()) >= 2
    TransactionTestCase()._fixture_teardown()
    assert not Organization.objects.exists()
    assert bring_in(tmp_path / "first").entered
    assert taken_out(tmp_path / "second") == first


@pytest.mark.django_db(transaction=True)
def test_what_is_said_in_other_languages_than_the_federations_goes_out_and_comes_back(tmp_path):
    pack = find_pack("beijing-2016")
    found_federation(names=Words({"en": "Federation"}), pack=pack, by=BY)
    fill()
    named = Words({"fr": "Chœur", "und": "Chor"})
    Particulars.objects.filter(size=6).update(names=named)
    first = taken_out(tmp_path / "first")
    head = first["organizations.csv"].splitlines()[0].split(",")
    assert [column for column in head if column.startswith("name_")][-2:] == ["name_fr", "name_und"]
    TransactionTestCase()._fixture_teardown()
    found_federation(names=Words({"en": "Federation"}), pack=pack, by=BY)
    assert bring_in(tmp_path / "first").entered
    assert Particulars.objects.get(size=6).names == named
    assert taken_out(tmp_path / "second") == first


@pytest.mark.django_db
def test_no_cell_of_the_export_is_run_by_a_spreadsheet(tmp_path):
    fill()
    texts = taken_out(tmp_path)
    assert "'=1+1" in texts["organizations.csv"]
    cells = [cell.strip('"') for text in texts.values() for line in text.splitlines() for cell in line.split(",")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "- "))] == []


@pytest.mark.django_db
def test_a_full_disk_leaves_the_earlier_export_as_it_was(tmp_path):
    fill()
    export_register(to=tmp_path, as_of=DAY)
    before = (tmp_path / "concepts.csv").read_text()
    full = tmp_path / "full"
    full.mkdir()
    for name in TABLES:
        (full / name).write_text(before)
    with files_no_larger_than(20), pytest.raises(NoRoom, match="The register is untouched"):
        export_register(to=full, as_of=DAY)
    assert {path.read_text() for path in full.iterdir()} == {before}
