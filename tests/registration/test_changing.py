"""Changes to an entry and its end: as_of is right before and after, and nothing open becomes unreachable."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from tests.registration.conftest import TODAY, an_account
from umbel.accounts.models import User
from umbel.audit.actors import Actor
from umbel.audit.models import Entry
from umbel.commitments.models import Commitment
from umbel.commitments.states import CommitmentState
from umbel.documents.models import Document
from umbel.errors import NotAllowed, NotNow, Problems
from umbel.exchange.organization_archive import tables
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.policy import find_pack
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import ChangeRequest, Decision
from umbel.registration.queries.paces import late_reviews, refusals
from umbel.registration.states import ChangeKind, ChangeState, Outcome
from umbel.structure.acts import sort_by_own_language
from umbel.structure.models import Organization, RoleHolding
from umbel.structure.permissions import may_read_file
from umbel.structure.queries import language_of, languages, organizations, placement_of
from umbel.words import UNKNOWN, Words

pytestmark = pytest.mark.django_db
GROUND = "forbidden-by-law"
DAY_BEFORE = TODAY - timedelta(days=1)


@pytest.fixture
def choir(world):
    """An organization under J01, with its approver."""
    world.choir = factories.an_organization(world.one, world.concept, world.district, name="Old Choir")
    world.approver = an_account("organization-approver", organization=world.choir)
    return world.choir


def asked(world, kind, after, on=TODAY, effective_on=None):
    return acts.request_change(
        organization=world.choir,
        kind=kind,
        after=after,
        reasons="The members decided so.",
        effective_on=effective_on or on,
        on=on,
        by=world.approver,
    )


def granted(world, kind, after, by=None):
    change = asked(world, kind, after)
    return acts.carry_out_change(
        change=change, ruled=Ruled(reasons="Nothing speaks against it."), on=TODAY, by=by or world.decider
    )


def named(organization, on):
    return organizations(on).get(pk=organization.pk).names.get("en", "")


def test_a_new_name_stands_from_its_day_and_the_old_one_before(world, choir):
    change = granted(world, ChangeKind.NAME, {"names": {"en": "New Choir"}})
    assert named(choir, TODAY) == "New Choir"
    assert named(choir, DAY_BEFORE) == "Old Choir"
    assert change.before["names"]["en"] == "Old Choir"


def test_a_new_field_and_district_stand_beside_each_other(world, choir):
    granted(world, ChangeKind.FIELD, {"concept": world.other_concept.code})
    assert organizations(TODAY).get(pk=choir.pk).concept_id == world.other_concept.pk
    assert organizations(DAY_BEFORE).get(pk=choir.pk).concept_id == world.concept.pk
    assert organizations(TODAY).get(pk=choir.pk).district_id == world.district.pk


def test_office_holders_end_and_begin(world, choir):
    granted(world, ChangeKind.OFFICE_HOLDERS, {"office_holders": [{"office": "treasurer", "name": "Person B"}]})
    holder = choir.office_holders.get()
    assert (holder.office, holder.name, holder.from_on) == ("treasurer", "Person B", TODAY)


def test_a_transfer_is_decided_by_the_apex_and_moves_who_reads(world, choir):
    change = asked(world, ChangeKind.TRANSFER, {"body": "J02"})
    with pytest.raises(NotAllowed):
        acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    acts.carry_out_change(change=change, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.apex_decider)
    assert placement_of(choir, TODAY).body == world.two
    assert placement_of(choir, DAY_BEFORE).body == world.one
    assert may_read_file(world.sibling, choir, TODAY)
    assert not may_read_file(world.joint, choir, TODAY)


def test_a_merger_leaves_nothing_open_behind(world, choir):
    into = factories.an_organization(world.one, world.concept, world.district, name="Large Choir")
    other = asked(world, ChangeKind.NAME, {"names": {"en": "Another"}})
    refused = acts.refuse_change(
        change=other,
        ruled=Ruled(reasons="Taken.", facts_relied_on="The register.", facts_set_aside="None.", ground=GROUND),
        on=TODAY,
        by=world.decider,
    )
    assert Clock.objects.get(state=ClockState.RUNNING, code="registration:review-request").party_id == str(choir.pk)
    granted(world, ChangeKind.MERGER, {"into_id": into.pk})
    choir.refresh_from_db()
    assert choir.ended_on == TODAY
    assert placement_of(choir, TODAY) is None
    assert placement_of(choir, DAY_BEFORE).body == world.one
    running = Clock.objects.filter(state=ClockState.RUNNING)
    assert set(running.values_list("party_id", flat=True)) == {str(into.pk)}
    assert may_read_file(world.approver, choir, TODAY), "its approver still answers for what is open"
    acts.ask_for_change_review(change=refused, grounds="It was free.", on=TODAY, by=world.approver)


def test_a_split_begins_a_file_of_its_own(world, choir):
    granted(world, ChangeKind.SPLIT, {"names": {"en": "Youth Choir"}})
    part = Organization.objects.exclude(pk=choir.pk).get()
    assert named(part, TODAY) == "Youth Choir"
    assert placement_of(part, TODAY).body == world.one
    assert part.registered_on == TODAY
    assert part.role_holdings.get().account_id == world.approver.user_id
    choir.refresh_from_db()
    assert choir.ended_on is None


def test_a_dissolution_ends_what_was_promised(world, choir):
    Commitment.objects.create(
        subject_kind="organization",
        subject_id=str(choir.pk),
        organization=choir,
        code="registration-commitment",
        version=1,
        pack_id="beijing-2016",
        pack_version="1.0.0",
        title="Commitment",
        language="en",
        wording="We promise.",
        sha256="0" * 64,
        made_by="Person A",
        made_by_office="legal-representative",
        made_on=date(2025, 1, 1),
        in_force_on=date(2025, 1, 1),
        state=CommitmentState.IN_FORCE,
    )
    granted(world, ChangeKind.DISSOLUTION, {})
    assert Commitment.objects.get().state == CommitmentState.ENDED
    choir.refresh_from_db()
    assert choir.ended_on == TODAY


def test_a_refused_change_changes_nothing_and_is_reviewed_by_another(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "National Choir"}})
    with pytest.raises(Problems):
        acts.refuse_change(change=change, ruled=Ruled(reasons="No."), on=TODAY, by=world.decider)
    unruled = Ruled(reasons="No.", facts_relied_on="x", facts_set_aside="None.", ground="because-i-can")
    with pytest.raises(NotAllowed):
        acts.refuse_change(change=change, ruled=unruled, on=TODAY, by=world.decider)
    ruled = Ruled(reasons="It misleads.", facts_relied_on="The name.", facts_set_aside="None.", ground=GROUND)
    change = acts.refuse_change(change=change, ruled=ruled, on=TODAY, by=world.decider)
    assert named(choir, TODAY) == "Old Choir"
    change = acts.ask_for_change_review(change=change, grounds="It is national.", on=TODAY, by=world.approver)
    change = acts.decide_change_review(change=change, reverses=True, reasons="It is.", on=TODAY, by=world.reviewer)
    assert change.state == ChangeState.CARRIED_OUT
    assert named(choir, TODAY) == "National Choir"
    decision = change.decision
    assert (decision.outcome, decision.reasons) == (Outcome.REFUSED, "It misleads."), "it stays as it was made"
    assert (decision.review.outcome, decision.review.reasons) == (Outcome.REVERSED, "It is.")
    carried_out = Entry.objects.get(act="structure:change-particulars")
    assert carried_out.reasons == "It is.", "it is changed for the reasons of the review, not those of the refusal"


def test_what_is_decided_on_a_change_is_in_the_archive_and_in_no_figure_on_registrations(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "National Choir"}})
    ruled = Ruled(reasons="It misleads.", facts_relied_on="The name.", facts_set_aside="None.", ground=GROUND)
    acts.refuse_change(change=change, ruled=ruled, on=TODAY, by=world.decider)
    acts.ask_for_change_review(change=change, grounds="It is national.", on=TODAY, by=world.approver)
    held = {table.name: list(table) for table in tables(choir)}
    assert [row["reasons"] for row in held["decisions"]] == ["It misleads."]
    assert [row["grounds"] for row in held["reviews"]] == ["It is national."]
    told = refusals(TODAY)
    assert (told.refused, told.waiting) == (0, 0)
    assert late_reviews(TODAY + timedelta(days=300)) == 0


@pytest.mark.parametrize("state", sorted(set(ChangeState) - {ChangeState.REQUESTED, ChangeState.WITHDRAWN}))
def test_the_database_itself_refuses_a_change_that_nobody_decided(world, choir, state):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "National Choir"}})
    with pytest.raises(IntegrityError, match="a_change_is_decided_with_reasons"), transaction.atomic():
        ChangeRequest.objects.filter(pk=change.pk).update(state=state)


def test_the_database_itself_refuses_an_upheld_refusal_that_nobody_reviewed(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "National Choir"}})
    ruled = Ruled(reasons="It misleads.", facts_relied_on="The name.", facts_set_aside="None.", ground=GROUND)
    acts.refuse_change(change=change, ruled=ruled, on=TODAY, by=world.decider)
    with pytest.raises(IntegrityError, match="a_change_is_decided_with_reasons"), transaction.atomic():
        ChangeRequest.objects.filter(pk=change.pk).update(state=ChangeState.UPHELD)


@pytest.mark.parametrize("missing", ["ground", "facts_relied_on", "facts_set_aside", "reasons", "change"])
def test_the_database_itself_refuses_a_refusal_that_is_not_whole(world, choir, missing):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "National Choir"}})
    said = {"ground": GROUND, "reasons": "So.", "facts_relied_on": "The name.", "facts_set_aside": "None."}
    said |= {"change": change, "outcome": Outcome.REFUSED, "decided_by_id": world.decider.account_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(decided_on=TODAY, **said | {missing: None if missing == "change" else ""})


def test_one_change_of_a_kind_at_a_time_and_it_can_be_withdrawn(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "One"}})
    with pytest.raises(NotNow, match="already"):
        asked(world, ChangeKind.NAME, {"names": {"en": "Two"}})
    acts.withdraw_change(change=change, on=TODAY, by=world.approver)
    asked(world, ChangeKind.NAME, {"names": {"en": "Two"}})


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        (ChangeKind.NAME, {"names": {}}),
        (ChangeKind.NAME, {"names": {"en": "A<b>"}}),
        (ChangeKind.FIELD, {"concept": "nowhere"}),
        (ChangeKind.DISTRICT, {"district": "nowhere"}),
        (ChangeKind.OFFICE_HOLDERS, {"office_holders": []}),
        (ChangeKind.TRANSFER, {"body": "J01"}),
        (ChangeKind.TRANSFER, {"body": "J99"}),
        (ChangeKind.MERGER, {"into_id": 0}),
    ],
)
def test_what_could_not_be_carried_out_is_not_taken(world, choir, kind, after):
    with pytest.raises(Problems):
        asked(world, kind, after)


def test_nothing_takes_effect_backwards(world, choir):
    with pytest.raises(Problems, match="backwards"):
        asked(world, ChangeKind.NAME, {"names": {"en": "New"}}, effective_on=DAY_BEFORE)


def test_only_its_own_approver_asks(world, choir):
    editor = an_account("organization-editor", organization=choir)
    stranger = an_account("organization-approver", organization=factories.an_organization(world.one))
    for by in (editor, stranger, world.joint, world.decider):
        with pytest.raises(NotAllowed):
            acts.request_change(
                organization=choir,
                kind=ChangeKind.NAME,
                after={"names": {"en": "New"}},
                reasons="So.",
                effective_on=TODAY,
                on=TODAY,
                by=by,
            )


def test_nobody_decides_where_they_hold_a_role(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "New"}})
    decider = an_account("registrar-decider")
    an_account_at(choir, decider)
    with pytest.raises(NotAllowed, match="hold a role"):
        acts.carry_out_change(change=change, ruled=Ruled(reasons="Ours."), on=TODAY, by=decider)


def an_account_at(organization, viewer):
    RoleHolding.objects.create(
        account_id=viewer.user_id,
        role="organization-editor",
        organization=organization,
        from_on=date(2025, 1, 1),
        given_by="tests",
    )


def test_a_review_that_upholds_a_refused_change_comes_with_a_letter(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "National Choir"}})
    ruled = Ruled(reasons="It misleads.", facts_relied_on="The name.", facts_set_aside="None.", ground=GROUND)
    change = acts.refuse_change(change=change, ruled=ruled, on=TODAY, by=world.decider)
    change = acts.ask_for_change_review(change=change, grounds="It is national.", on=TODAY, by=world.approver)
    change = acts.decide_change_review(change=change, reverses=False, reasons="No.", on=TODAY, by=world.reviewer)
    assert change.state == ChangeState.UPHELD
    names = Document.objects.filter(subject_kind="change-request", subject_id=str(change.pk)).values_list("name")
    assert [name for (name,) in names.order_by("pk")] == [
        f"{change.reference}-decision.pdf",
        f"{change.reference}-review.pdf",
    ]


def test_a_review_of_a_refused_change_is_asked_for_in_time(world, choir):
    change = acts.refuse_change(
        change=asked(world, ChangeKind.NAME, {"names": {"en": "Another"}}),
        ruled=Ruled(reasons="Taken.", facts_relied_on="The register.", facts_set_aside="None.", ground=GROUND),
        on=TODAY,
        by=world.decider,
    )
    last = change.decision.review_until
    with pytest.raises(NotNow, match=f"could be asked for until {last}"):
        acts.ask_for_change_review(
            change=change, grounds="It was free.", on=last + timedelta(days=1), by=world.approver
        )
    change = acts.ask_for_change_review(change=change, grounds="It was free.", on=last, by=world.approver)
    review = change.decision.review
    assert (review.asked_on, review.asked_by_id, review.outcome) == (last, world.approver.account_id, "")


@pytest.mark.parametrize(
    ("kind", "after", "role"),
    [
        (ChangeKind.NAME, {"names": {"en": "Another"}}, "registrar-decider"),
        (ChangeKind.TRANSFER, {"body": "J02"}, "apex-decider"),
    ],
)
def test_a_request_runs_on_the_clock_of_whoever_decides_it(world, choir, kind, after, role):
    change = asked(world, kind, after)
    clock = Clock.objects.get(code="registration:change")
    assert (clock.party_kind, clock.party_id, clock.due_on) == ("role", role, change.due_on)


def test_a_new_name_leaves_what_it_is_called_in_languages_nobody_asks_for(world, choir):
    choir.particulars.update(names=Words({"en": "Old Choir", "fr": "Vieux chœur", UNKNOWN: "Old"}))
    with pytest.raises(Problems, match="That is its name already"):
        asked(world, ChangeKind.NAME, {"names": {"en": "Old Choir"}})
    granted(world, ChangeKind.NAME, {"names": {"en": "New Choir"}})
    assert organizations(TODAY).get(pk=choir.pk).names == {"en": "New Choir", "fr": "Vieux chœur"}


def test_who_reads_what_the_federation_does_not_speak_is_written_to_in_what_it_does(world, choir):
    User.objects.filter(pk=world.approver.account_id).update(language="fr")
    change = asked(world, ChangeKind.NAME, {"names": {"en": "New Choir"}})
    acts.refuse_change(
        change=change,
        ruled=Ruled(ground=GROUND, reasons="Taken.", facts_relied_on="The register.", facts_set_aside="None."),
        on=TODAY,
        by=world.decider,
    )
    spoken = find_pack(change.pack_id, change.pack_version).languages
    assert language_of(choir, TODAY) == spoken[0]
    assert {notice.language for notice in Notice.objects.all()} <= {"", *spoken}


def test_what_rests_on_an_entry_ends_on_its_day_and_not_before(world, choir):
    change = asked(world, ChangeKind.NAME, {"names": {"en": "New Choir"}})
    Organization.objects.filter(pk=choir.pk).update(ended_on=TODAY + timedelta(days=1))
    for later, ended, state in (
        (0, 0, ChangeState.REQUESTED),
        (1, 1, ChangeState.WITHDRAWN),
        (2, 0, ChangeState.WITHDRAWN),
    ):
        assert acts.settle_ended(on=TODAY + timedelta(days=later), by=Actor.program("clock")) == ended
        change.refresh_from_db()
        assert change.state == state


def test_lists_follow_the_names_in_the_federations_own_language(world, choir):
    own = languages()[0]
    choir.particulars.update(names=Words({"en": "Old Choir", own: "合唱团"}), sort_name="Old Choir")
    assert [sort_by_own_language(), sort_by_own_language()] == [1, 0]
    assert choir.particulars.get().sort_name == "合唱团"
