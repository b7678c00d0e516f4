"""What a decision does beyond itself is told, recorded and ended like anything else: roles, requests, remits, names."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from tests import factories
from tests.registration.conftest import TODAY, an_account
from tests.registration.test_changing import GROUND, asked, choir, granted  # noqa: F401
from tests.registration.test_deciding import examined
from umbel import outcomes
from umbel.accounts.models import User
from umbel.audit.actors import Actor, Subject
from umbel.audit.models import Entry
from umbel.audit.queries import entries_about
from umbel.errors import NotNow
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.queries.changes import left_outside
from umbel.registration.queries.desks import find_queue
from umbel.registration.states import ChangeKind, ChangeState
from umbel.structure.acts import OrganizationEntry, enter_organizations, take_up_names
from umbel.structure.models import Body, Federation, Organization, RoleHolding
from umbel.words import Words

pytestmark = pytest.mark.django_db
CLOCK = Actor.program("clock")
NEW_NAME = {"names": {"en": "New Choir"}}


def given_roles(organization):
    """What the record says of roles given at an organization: account and place."""
    entries = Entry.objects.filter(act="structure:give-role", data__role="organization-approver")
    name = str(organization.particulars.get())
    return {entry.subject_id for entry in entries if entry.data["place"] == name}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_longest_name_leaves_room_for_its_committee(world, language):
    name = ("合唱团" * 134)[:400] if language == "zh" else "Choir " * 65 + "x" * 10
    application = examined(
        world, names=Words({"en": "" if language == "zh" else name, "zh-hans": name if language == "zh" else ""})
    )
    organization = outcomes.register(application=application, ruled=Ruled(reasons="So."), on=TODAY, by=world.decider)
    committee = Body.objects.get(organization=organization)
    said = committee.names.get("zh-hans", "") if language == "zh" else committee.names.get("en", "")
    assert len(said) <= 400
    assert said.endswith("…委员会") if language == "zh" else said.startswith("Committee of Choir Choir")


@pytest.fixture
def entered(world):
    """An organization with its own committee and an approver."""
    world.choir = outcomes.register(
        application=examined(world), ruled=Ruled(reasons="So."), on=factories.STANDS_ON, by=world.decider
    )
    world.approver = an_account("organization-approver", organization=world.choir)
    return world.choir


def test_a_committee_bears_the_new_name_of_its_organization_from_the_day_on(world, entered):
    day = date(2026, 7, 15)
    before = Body.objects.get(organization=entered).names["en"]
    change = asked(world, ChangeKind.NAME, dict(NEW_NAME), effective_on=day)
    acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)

    eve = day - timedelta(days=1)
    assert take_up_names(on=eve, by=CLOCK) == 0
    assert Body.objects.get(organization=entered).names["en"] == before
    assert take_up_names(on=day, by=CLOCK) == 1
    assert Body.objects.get(organization=entered).names["en"] == "Committee of New Choir"
    assert take_up_names(on=day, by=CLOCK) == 0, "safe to run every day"
    [entry] = Entry.objects.filter(act="structure:take-up-names")
    assert entry.data["committees"] == {f"O-{entered.pk}": "Committee of New Choir"}


def test_a_committee_bears_a_name_that_holds_at_once(world, entered):
    Federation.objects.update(stands_on=date(2026, 7, 15))
    change = asked(world, ChangeKind.NAME, dict(NEW_NAME), effective_on=TODAY)
    acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=date(2026, 7, 15), by=world.decider)
    assert Body.objects.get(organization=entered).names["en"] == "Committee of New Choir"


def test_nobody_is_asked_to_place_what_left_the_register(world, entered):
    waiting = Clock.objects.filter(code="registration:placement", state=ClockState.RUNNING)
    assert waiting.count() == 1
    change = asked(world, ChangeKind.DISSOLUTION, {})
    acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    assert waiting.count() == 0
    placements = find_queue("placement")
    assert placements
    assert not placements.rows(world.placer, TODAY)
    application = Application.objects.get(organization=entered)
    with pytest.raises(NotNow, match="entry ends on"):
        acts.confirm_placement(application=application, body=world.one, reasons="So.", on=TODAY, by=world.placer)


def test_a_register_of_a_day_to_come_renames_no_committee_before_it():
    factories.a_federation()
    day, said = date(2026, 8, 1), {"source": Subject("register", "t", "T"), "by": CLOCK, "classification": None}
    entry = OrganizationEntry(identifiers=(("test", "1"),), from_on=date(2026, 1, 1), names=Words({"en": "Choir"}))
    enter_organizations(entries=[entry], on=date(2026, 1, 1), with_committees=True, **said)
    enter_organizations(
        entries=[replace(entry, names=Words({"en": "New Choir"}))], on=day, with_committees=True, **said
    )
    assert Body.objects.get(organization__isnull=False).names["en"] == "Committee of Choir"
    assert take_up_names(on=day, by=CLOCK) == 1
    assert Body.objects.get(organization__isnull=False).names["en"] == "Committee of New Choir"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", [ChangeKind.NAME, ChangeKind.DISSOLUTION, ChangeKind.FIELD])
def test_what_begins_later_is_told_with_its_day(world, choir, kind, language):  # noqa: F811
    User.objects.filter(pk=world.approver.user_id).update(language=language)
    other = (
        asked(world, ChangeKind.DISTRICT, {"district": world.district.code}) if kind == ChangeKind.DISSOLUTION else None
    )
    after = {ChangeKind.NAME: dict(NEW_NAME), ChangeKind.FIELD: {"concept": world.other_concept.code}}.get(kind, {})
    change = asked(world, kind, after, effective_on=date(2026, 9, 1))
    acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    told = Notice.objects.filter(code__in=["registration:change", "registration:outside-remit"])
    assert told.count() == {ChangeKind.NAME: 1, ChangeKind.DISSOLUTION: 2, ChangeKind.FIELD: 4}[kind]
    said = {"en": "1 September 2026", "zh-hans": "2026年9月1日"}
    for notice in told:
        assert all(said[one] in text for one, text in notice.text.items()), notice.text
    assert other is None or Entry.objects.get(act="registration:lapse-change").data["on"] == "2026-09-01"


def test_an_applicant_becomes_approver_on_the_record(world):
    organization = outcomes.register(
        application=examined(world), ruled=Ruled(reasons="So."), on=TODAY, by=world.decider
    )
    assert given_roles(organization) == {str(world.applicant.user_id)}


def test_the_approvers_of_a_part_are_on_the_record(world, choir):  # noqa: F811
    second = an_account("organization-approver", organization=choir)
    granted(world, ChangeKind.SPLIT, {"names": {"en": "Youth Choir"}})
    part = Organization.objects.exclude(pk=choir.pk).get()
    assert given_roles(part) == {str(world.approver.user_id), str(second.user_id)}
    assert set(RoleHolding.objects.filter(organization=part).values_list("given_by", flat=True)) == {
        world.decider.label
    }


def test_a_name_longer_than_its_column_is_cut_where_a_role_is_given(world, choir):  # noqa: F811
    User.objects.filter(pk=world.decider.user_id).update(name="")
    long = world.decider.__class__(role=world.decider.role, user_id=world.decider.user_id, label="d" * 250)
    granted(world, ChangeKind.SPLIT, {"names": {"en": "Youth Choir"}}, by=long)
    assert RoleHolding.objects.get(organization__particulars__sort_name="Youth Choir").given_by == "d" * 119 + "…"


def test_open_requests_end_with_the_entry_on_the_record(world, choir):  # noqa: F811
    change = asked(world, ChangeKind.NAME, dict(NEW_NAME))
    granted(world, ChangeKind.DISSOLUTION, {})
    change.refresh_from_db()
    assert change.state == ChangeState.WITHDRAWN
    assert not Clock.objects.filter(
        subject_kind="change-request", subject_id=str(change.pk), state=ClockState.RUNNING
    ).exists()
    lapsed = entries_about("organization", str(choir.pk)).get(act="registration:lapse-change")
    assert lapsed.data["reference"] == change.reference
    notice = Notice.objects.get(subject_kind="change-request", subject_id=str(change.pk))
    assert (notice.party_kind, notice.party_id) == ("organization", str(choir.pk))
    assert change.reference in str(notice.title)


def test_a_review_of_an_ended_entry_reverses_nothing(world, choir):  # noqa: F811
    change = asked(world, ChangeKind.NAME, dict(NEW_NAME))
    ruled = Ruled(reasons="No.", facts_relied_on="The name.", facts_set_aside="None.", ground=GROUND)
    change = acts.refuse_change(change=change, ruled=ruled, on=TODAY, by=world.decider)
    acts.ask_for_change_review(change=change, grounds="It is free.", on=TODAY, by=world.approver)
    granted(world, ChangeKind.DISSOLUTION, {})
    change.refresh_from_db()
    assert change.state == ChangeState.REVIEW, "its approver is still owed an answer"
    with pytest.raises(NotNow, match="entry ends on"):
        acts.decide_change_review(change=change, reverses=True, reasons="Free.", on=TODAY, by=world.reviewer)


@pytest.mark.parametrize(("decides_in", "reads"), [("zh-hans", "en"), ("en", "zh-hans")])
def test_a_decision_is_told_in_the_language_of_whoever_asked(world, choir, decides_in, reads):  # noqa: F811
    User.objects.filter(pk=world.approver.user_id).update(language=reads)
    with override(decides_in):
        granted(world, ChangeKind.NAME, dict(NEW_NAME))
    notice = Notice.objects.get(code="registration:change")
    begins = {
        "en": "Change of name: granted, with effect from 30 June 2026.",
        "zh-hans": "名称变更：准予办理，自2026年6月30日起生效。",
    }
    assert str(notice.text).startswith(begins[reads])


def told(code="registration:outside-remit"):
    return {(row.party_kind, row.party_id): row for row in Notice.objects.filter(code=code)}


def test_those_who_place_are_told_that_a_remit_covers_it_no_longer(world, choir):  # noqa: F811
    with override("zh-hans"):
        change = granted(world, ChangeKind.FIELD, {"concept": world.other_concept.code})
    notices = told()
    assert notices.keys() == {
        ("role", "apex-officer"),
        ("body", str(world.one.pk)),
        ("organization", str(choir.pk)),
    }
    office = notices["role", "apex-officer"]
    assert office.path == f"/desk/changes/{change.reference}/"
    assert "the remit of Committee J01" in str(office.text)
    assert "The remit of Committee J02 covers it." in str(office.text)
    assert "联合委员会J01的职责范围" in office.text["zh-hans"]
    assert "You can ask for a transfer" in str(notices["organization", str(choir.pk)].text)
    assert left_outside(change, TODAY) == world.one
    entry = Entry.objects.get(act="registration:carry-out-change")
    assert entry.data["outside"] == "J01"


def test_nobody_is_told_while_the_remit_still_covers_it(world, choir):  # noqa: F811
    factories.a_district("110102")
    change = granted(world, ChangeKind.DISTRICT, {"district": "110102"})
    assert told() == {}
    assert left_outside(change, TODAY) is None


def test_it_is_said_that_no_remit_covers_it(world, choir):  # noqa: F811
    granted(world, ChangeKind.FIELD, {"concept": "C1"})
    assert "No joint committee's remit covers it." in str(told()["role", "apex-officer"].text)


def test_a_transfer_ends_what_the_page_says(world, choir):  # noqa: F811
    change = asked(world, ChangeKind.FIELD, {"concept": world.other_concept.code})
    change = acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    granted(world, ChangeKind.TRANSFER, {"body": "J02"}, by=world.apex_decider)
    assert left_outside(change, TODAY) is None
