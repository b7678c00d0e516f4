"""Entering records in bulk."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import factories
from tests.registration.conftest import an_account
from umbel.activities.acts import record_silences
from umbel.activities.acts.bulk_import import (
    ActivityEntry,
    FilingEntry,
    FindingEntry,
    ObligationEntry,
    enter_records,
)
from umbel.activities.models import Activity, Filing, Obligation, Verification
from umbel.activities.states import ActivityState, Finding
from umbel.audit.actors import Actor, Subject
from umbel.audit.models import Entry
from umbel.errors import Problems
from umbel.policy import find_pack
from umbel.structure.models import Body, Organization, Placement
from umbel.structure.states import TierCode
from umbel.words import Words

pytestmark = pytest.mark.django_db

DAY = date(2025, 1, 1)


@pytest.fixture
def organization():
    return Organization.objects.create().pk


@pytest.fixture
def committee():
    apex = Body.objects.create(tier=TierCode.APEX, code="A", names=Words({"en": "Apex"}), established_on=DAY)
    return Body.objects.create(
        tier=TierCode.JOINT, code="J", names=Words({"en": "Joint"}), parent=apex, depth=2, established_on=DAY
    ).pk


def enter(**records):
    counts = enter_records(source=Subject("register", "t", "T"), by=Actor.program("test"), on=DAY, **records)
    told = {name: {kind: n for kind, n in getattr(counts, name).items() if n} for name in counts.__slots__}
    return {name: kinds for name, kinds in told.items() if kinds}


def obligation(organization, **said):
    return ObligationEntry(
        organization=organization,
        requirement="annual-return",
        period="FY2024-12-31",
        kind="filing",
        from_on=date(2024, 1, 1),
        until_on=date(2025, 1, 1),
        due_on=date(2025, 10, 31),
        **said,
    )


def filing(organization, **said):
    said = {"received_on": date(2025, 9, 1), **said}
    return FilingEntry(organization=organization, requirement="annual-return", period="FY2024-12-31", **said)


def activity(organization, reference="R1", **said):
    said = {"held_on": date(2024, 5, 1), "reported_on": date(2024, 5, 3), "head_count": 12, **said}
    return ActivityEntry(organization=organization, reference=reference, kind="meeting", **said)


def test_the_same_records_again_change_nothing(organization, committee):
    found = FindingEntry(body=committee, finding=Finding.ACCEPTED, found_on=date(2024, 6, 1))
    records = {
        "obligations": [obligation(organization)],
        "filings": [filing(organization, income=Decimal("10.50"))],
        "activities": [
            activity(organization, requirement="annual-return", period="FY2024-12-31", evidence=(("photo", "1.jpg"),)),
            activity(organization, "R2", finding=found),
        ],
    }
    kinds = {"obligation": 1, "filing": 1, "activity": 2, "evidence": 1, "verification": 1}
    assert enter(**records) == {"created": kinds}
    assert enter(**records) == {"unchanged": kinds}
    assert Activity.objects.get(reference="R1").obligation == Obligation.objects.get()
    assert Verification.objects.get().activity.reference == "R2"


def test_what_is_new_about_a_record_is_written(organization):
    enter(obligations=[obligation(organization)], filings=[filing(organization)])
    later = filing(organization, received_on=date(2025, 9, 2), income=Decimal(3))
    longer = replace(obligation(organization), due_on=date(2025, 11, 30))
    assert enter(obligations=[longer], filings=[later]) == {"changed": {"obligation": 1, "filing": 1}}
    assert (Filing.objects.get().received_on, Filing.objects.get().income) == (date(2025, 9, 2), Decimal(3))
    assert Obligation.objects.get().due_on == date(2025, 11, 30)


def test_a_filing_without_an_obligation_is_refused(organization):
    with pytest.raises(Problems, match="has no obligation 'annual-return' for 'FY2024-12-31'"):
        enter(filings=[filing(organization)])
    with pytest.raises(Problems, match="has no obligation 'meet' for '2024'"):
        enter(activities=[activity(organization, requirement="meet", period="2024")])
    assert not Activity.objects.exists()


def test_imported_reports_wait_no_longer_than_filed_ones_where_the_pack_states_no_time(organization, committee):
    factories.a_federation(pack_id="annual-return")
    assert "verification" not in {time.code for time in find_pack("annual-return").due_times}
    Placement.objects.create(organization_id=organization, body_id=committee, from_on=DAY)
    enter(activities=[activity(organization, reported_on=DAY)])
    last = date(2025, 1, 29)
    assert Activity.objects.get().verify_by == last
    assert record_silences(on=last) == 0
    assert record_silences(on=last + timedelta(days=1)) == 1
    assert Verification.objects.get().finding == Finding.ACCEPTED


def test_a_batch_is_one_entry_of_the_record(organization):
    enter(obligations=[obligation(organization)])
    recorded = Entry.objects.get()
    assert recorded.act == "activities:enter-records"
    assert recorded.data["created"] == {"obligation": 1}


NOT_ACCEPTED = {"finding": Finding.NOT_ACCEPTED, "found_on": date(2024, 6, 9), "reasons": "So the file says."}


@pytest.fixture
def officer(committee):
    return an_account("joint-officer", body=Body.objects.get(pk=committee))


def found_here(organization, committee, officer, **by):
    enter(activities=[activity(organization)])
    said = {"finding": Finding.ACCEPTED, "found_on": date(2024, 6, 1), "body_id": committee}
    Activity.objects.update(state=ActivityState.ACCEPTED)
    return Verification.objects.create(activity=Activity.objects.get(), **said, **by)


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("said", [{"finding": FindingEntry(body=0, **NOT_ACCEPTED)}, {"head_count": 0}])
def test_no_file_changes_what_was_found_here(organization, committee, officer, silent, said):
    by = {"by_silence": True} if silent else {"found_by_id": officer.account_id}
    ours = found_here(organization, committee, officer, **by)
    if "finding" in said:
        said = {"finding": replace(said["finding"], body=committee)}
    with pytest.raises(Problems, match=r"The report R1 of organization .* was filed or found here: no file changes it"):
        enter(activities=[activity(organization, "R2"), activity(organization, **said)])
    standing = Verification.objects.get(activity__reference="R1")
    assert (standing.pk, standing.finding, standing.superseded_on) == (ours.pk, Finding.ACCEPTED, None)
    assert Activity.objects.get().state == ActivityState.ACCEPTED, "and nothing else of the file was entered"


def test_a_file_that_says_nothing_of_a_finding_leaves_the_one_there_is(organization, committee, officer):
    found_here(organization, committee, officer, found_by_id=officer.account_id)
    assert enter(activities=[activity(organization)]) == {"unchanged": {"activity": 1}}
    assert Activity.objects.get().state == ActivityState.ACCEPTED


def test_no_file_changes_what_an_organization_filed_here(organization, officer):
    enter(obligations=[obligation(organization)], filings=[filing(organization)], activities=[activity(organization)])
    Filing.objects.update(filed_by_id=officer.account_id)
    Activity.objects.update(filed_by_id=officer.account_id)
    for changed in (
        {"filings": [filing(organization, received_on=date(2025, 9, 9))]},
        {"activities": [activity(organization, head_count=1)]},
    ):
        with pytest.raises(Problems, match="no file changes it"):
            enter(**changed)
    assert Filing.objects.get().received_on == date(2025, 9, 1)


def test_a_finding_of_another_file_is_superseded_and_stays_on_the_record(organization, committee):
    earlier = FindingEntry(body=committee, finding=Finding.ACCEPTED, found_on=date(2024, 6, 1))
    enter(activities=[activity(organization, finding=earlier)])
    assert enter(activities=[activity(organization, finding=FindingEntry(body=committee, **NOT_ACCEPTED))]) == {
        "changed": {"activity": 1, "verification": 1}
    }
    rows = Verification.objects.order_by("pk").values_list("finding", "superseded_on")
    assert list(rows) == [(Finding.ACCEPTED, date(2024, 6, 9)), (Finding.NOT_ACCEPTED, None)]
