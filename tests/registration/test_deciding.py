"""From a draft to a decision: who may do what, when, and what follows from it."""

from datetime import date, timedelta

import pytest

from tests.registration.conftest import TODAY, a_draft, an_account
from umbel import outcomes
from umbel.accounts.permissions import Role, Viewer
from umbel.activities.models import Obligation
from umbel.audit.models import Entry
from umbel.audit.verify import verify_ledger
from umbel.commitments.models import Commitment, Undertaking
from umbel.commitments.states import CommitmentState
from umbel.documents.models import Document
from umbel.errors import NotAllowed, NotNow, Problems, UmbelError
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.queries import pace
from umbel.registration.states import ApplicationState, Outcome, Position
from umbel.structure.models import Organization, Particulars, RoleHolding

pytestmark = pytest.mark.django_db
REFUSAL = {"reasons": "The name misleads.", "facts_relied_on": "The name.", "facts_set_aside": "None."}


def examined(world, opinion=Position.NO_OBJECTION, on=TODAY, **more):
    """An application that waits for the decider."""
    application = acts.submit(application=a_draft(world, **more), on=on, by=world.applicant)
    application = acts.accept_as_complete(application=application, on=on, by=world.officer)
    acts.examine(application=application, recommends=True, findings="All in order.", on=on, by=world.officer)
    if opinion:
        asked = application.opinions.get()
        acts.give_opinion(opinion=asked, position=opinion, reasons="Because.", on=on, by=world.joint)
    application.refresh_from_db()
    return application


def refused(world):
    ground = world.pack.refusal_grounds[0].code
    application = examined(world)
    acts.refuse(application=application, ruled=Ruled(ground=ground, **REFUSAL), on=TODAY, by=world.decider)
    application.refresh_from_db()
    return application


def test_an_application_becomes_an_organization(world):
    organization = outcomes.register(
        application=examined(world), ruled=Ruled(reasons="It meets the rules."), on=TODAY, by=world.decider
    )
    application = Application.objects.get()
    assert application.state == ApplicationState.REGISTERED
    assert application.organization == organization
    assert organization.registered_on == TODAY
    assert Particulars.objects.get(organization=organization).names.get("en", "") == "Lantern Choir"
    assert organization.identifiers.get().scheme == "cn-uscc"
    assert organization.office_holders.count() == len(world.pack.offices)
    assert RoleHolding.objects.get(organization=organization).account_id == world.applicant.user_id
    assert Obligation.objects.filter(organization=organization).exists()
    assert not Obligation.objects.filter(organization=organization, from_on__lt=TODAY).exists()
    assert Document.objects.get(kind="certificate").subject_id == str(organization.pk)
    assert Commitment.objects.get().state == CommitmentState.IN_FORCE
    assert Undertaking.objects.filter(due_on__gt=TODAY).count() == len(world.pack.undertakings)
    assert verify_ledger().is_sound


def test_it_is_placed_under_the_committee_whose_remit_fits(world):
    organization = outcomes.register(
        application=examined(world), ruled=Ruled(reasons="In order."), on=TODAY, by=world.decider
    )
    application = Application.objects.get()
    with pytest.raises(NotAllowed):
        acts.confirm_placement(application=application, body=world.one, reasons="", on=TODAY, by=world.decider)
    acts.confirm_placement(application=application, body=world.one, reasons="", on=TODAY, by=world.placer)
    placement = organization.placements.get()
    assert placement.body == world.one
    assert "remit" in placement.why.get("en", "")
    with pytest.raises(NotNow):
        acts.confirm_placement(application=application, body=world.two, reasons="No.", on=TODAY, by=world.placer)


def test_against_the_proposal_a_placement_needs_reasons(world):
    outcomes.register(application=examined(world), ruled=Ruled(reasons="In order."), on=TODAY, by=world.decider)
    application = Application.objects.get()
    with pytest.raises(NotNow, match="reasons"):
        acts.confirm_placement(application=application, body=world.two, reasons="", on=TODAY, by=world.placer)


def test_everything_that_is_missing_is_named_at_once(world):
    draft = acts.start_application(language="en", on=TODAY, by=world.applicant)
    with pytest.raises(Problems) as refusal:
        acts.submit(application=draft, on=TODAY, by=world.applicant)
    fields = {problem.field for problem in refusal.value.problems}
    assert fields == {
        "name",
        "class",
        "field",
        "district",
        "purposes",
        "office-holders",
        "documents",
        "commitments",
    }
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT


def test_more_is_asked_for_once_and_with_a_list(world):
    application = acts.submit(application=a_draft(world), on=TODAY, by=world.applicant)
    with pytest.raises(NotNow):
        acts.ask_for_more(application=application, items=[" "], on=TODAY, by=world.officer)
    acts.ask_for_more(application=application, items=["The lease {of} the premises"], on=TODAY, by=world.officer)
    application.refresh_from_db()
    assert application.state == ApplicationState.MORE_ASKED
    assert "The lease {of} the premises" in str(Notice.objects.get(code="registration:more-information").text)
    acts.send_more(application=application, on=TODAY, by=world.applicant)
    application.refresh_from_db()
    with pytest.raises(NotNow, match="once"):
        acts.ask_for_more(application=application, items=["Again"], on=TODAY, by=world.officer)


def test_silence_of_the_applicant_refuses_nobody(world):
    application = acts.submit(application=a_draft(world), on=TODAY, by=world.applicant)
    acts.ask_for_more(application=application, items=["A lease"], on=TODAY, by=world.officer)
    application.refresh_from_db()
    with pytest.raises(NotNow, match="until"):
        acts.go_on(application=application, on=TODAY, by=world.officer)
    after = application.request.due_on + timedelta(days=1)
    acts.go_on(application=application, on=after, by=world.officer)
    application.refresh_from_db()
    assert application.state == ApplicationState.EXAMINATION


def test_the_committee_that_is_asked_for_its_opinion_is_told_until_when(world):
    application = acts.submit(application=a_draft(world), on=TODAY, by=world.applicant)
    acts.accept_as_complete(application=application, on=TODAY, by=world.officer)
    notice = Notice.objects.get(code="registration:opinion")
    assert (notice.party_kind, notice.party_id) == ("body", str(world.one.pk))
    assert notice.reply_until == application.opinions.get().due_on


def test_silence_of_the_committee_is_recorded_and_counts_as_no_objection(world):
    application = examined(world, opinion=None)
    opinion = application.opinions.get()
    assert application.state == ApplicationState.EXAMINATION
    assert acts.record_silences(on=opinion.due_on) == 0
    assert acts.record_silences(on=opinion.due_on + timedelta(days=1)) == 1
    assert acts.record_silences(on=opinion.due_on + timedelta(days=1)) == 0
    application.refresh_from_db()
    opinion.refresh_from_db()
    assert opinion.position == Position.SILENCE
    assert application.state == ApplicationState.READY
    assert Clock.objects.get(code="registration:opinion").state == ClockState.SILENT
    assert Entry.objects.filter(act="registration:record-silence").count() == 1


def test_a_late_opinion_is_read_and_recorded_as_late(world):
    application = examined(world, opinion=None)
    opinion = application.opinions.get()
    late = opinion.due_on + timedelta(days=3)
    acts.record_silences(on=late)
    opinion.refresh_from_db()
    acts.give_opinion(opinion=opinion, position=Position.OBJECTION, reasons="Too close.", on=late, by=world.joint)
    opinion.refresh_from_db()
    assert opinion.is_late
    assert opinion.silent_on == late
    assert opinion.position == Position.OBJECTION
    assert Clock.objects.get(code="registration:opinion").state == ClockState.SILENT


def test_an_opinion_after_the_decision_reaches_nobody(world):
    application = examined(world, opinion=None)
    opinion = application.opinions.get()
    late = opinion.due_on + timedelta(days=1)
    acts.record_silences(on=late)
    application.refresh_from_db()
    outcomes.register(application=application, ruled=Ruled(reasons="In order."), on=late, by=world.decider)
    opinion.refresh_from_db()
    with pytest.raises(NotNow):
        acts.give_opinion(opinion=opinion, position=Position.OBJECTION, reasons="No.", on=late, by=world.joint)


def test_nobody_decides_on_what_they_prepared(world):
    application = examined(world)
    both = Viewer(Role.REGISTRAR_DECIDER, user_id=world.officer.user_id, label="both")
    with pytest.raises(NotAllowed, match="prepared"):
        outcomes.register(application=application, ruled=Ruled(reasons="Mine."), on=TODAY, by=both)


def test_a_declared_conflict_recuses(world):
    application = examined(world)
    acts.recuse(about=application, reasons="My sister leads it.", on=TODAY, by=world.decider)
    with pytest.raises(NotAllowed, match="conflict"):
        outcomes.register(application=application, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    outcomes.register(
        application=application, ruled=Ruled(reasons="Fine."), on=TODAY, by=an_account("registrar-decider")
    )


def test_a_committee_that_was_not_asked_gives_no_opinion(world):
    opinion = examined(world, opinion=None).opinions.get()
    with pytest.raises(NotAllowed):
        acts.give_opinion(opinion=opinion, position=Position.NO_OBJECTION, reasons="", on=TODAY, by=world.sibling)


def test_the_second_decider_learns_who_decided(world):
    application = examined(world)
    outcomes.register(application=application, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    with pytest.raises(NotNow, match=world.decider.label):
        acts.refuse(application=application, ruled=Ruled(reasons="No."), on=TODAY, by=an_account("registrar-decider"))
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("missing", ["reasons", "ground", "facts_relied_on", "facts_set_aside"])
def test_a_refusal_without_its_parts_is_none(world, missing):
    application = examined(world)
    parts = {"ground": world.pack.refusal_grounds[0].code, **REFUSAL, missing: " "}
    with pytest.raises(Problems):
        acts.refuse(application=application, ruled=Ruled(**parts), on=TODAY, by=world.decider)
    application.refresh_from_db()
    assert application.state == ApplicationState.READY


@pytest.mark.parametrize(("asks", "days"), [("Add a treasurer.", 0), (" ", 30)])
def test_a_condition_says_what_it_asks_for_by_a_day_to_come(world, asks, days):
    ruled = Ruled(reasons="In order.", conditions=((asks, TODAY + timedelta(days=days)),))
    with pytest.raises(Problems) as refusal:
        outcomes.register(application=examined(world), ruled=ruled, on=TODAY, by=world.decider)
    assert [problem.field for problem in refusal.value.problems] == ["conditions"]
    assert not Organization.objects.exists()


def test_twenty_applications_of_one_account_may_be_open_and_no_more(world):
    for _number in range(20):
        acts.start_application(language="en", on=TODAY, by=world.applicant)
    with pytest.raises(NotNow, match="You have 20 applications open"):
        acts.start_application(language="en", on=TODAY, by=world.applicant)
    acts.start_application(language="en", on=TODAY, by=an_account("applicant"))


def test_a_refusal_rests_on_a_published_ground_only(world):
    with pytest.raises(NotAllowed, match="published rules"):
        acts.refuse(
            application=examined(world), ruled=Ruled(ground="i-do-not-like-it", **REFUSAL), on=TODAY, by=world.decider
        )


def test_a_refusal_comes_with_a_letter_and_the_way_to_a_review(world):
    refused(world)
    notice = Notice.objects.get(code="registration:refused")
    assert Document.objects.get(pk=notice.document_id).kind == "letter"
    assert notice.reply_until > TODAY
    assert "Asia/Shanghai" in str(notice.deadline_sentence)


def test_a_review_that_reverses_registers(world):
    application = refused(world)
    acts.ask_for_review(application=application, grounds="The name is common.", on=TODAY, by=world.applicant)
    organization = outcomes.register_on_review(application=application, reasons="It is.", on=TODAY, by=world.reviewer)
    application.refresh_from_db()
    assert application.organization == organization
    assert application.decision.review.outcome == Outcome.REVERSED
    assert Commitment.objects.get().state == CommitmentState.IN_FORCE
    assert Obligation.objects.filter(organization=organization).exists()


def test_a_review_that_upholds_ends_it(world):
    application = refused(world)
    acts.ask_for_review(application=application, grounds="The name is common.", on=TODAY, by=world.applicant)
    with pytest.raises(NotNow, match="reasons"):
        acts.uphold(application=application, reasons=" ", on=TODAY, by=world.reviewer)
    acts.uphold(application=application, reasons="It misleads.", on=TODAY, by=world.reviewer)
    application.refresh_from_db()
    assert application.state == ApplicationState.UPHELD
    assert Commitment.objects.get().state == CommitmentState.WITHDRAWN
    assert not Clock.objects.filter(state=ClockState.RUNNING).exists()


def test_whoever_decided_does_not_review(world):
    application = refused(world)
    acts.ask_for_review(application=application, grounds="It is common.", on=TODAY, by=world.applicant)
    same = Viewer(Role.REVIEWER, user_id=world.decider.user_id, label="same")
    with pytest.raises(NotAllowed):
        acts.uphold(application=application, reasons="I was right.", on=TODAY, by=same)


def test_a_review_is_asked_for_in_time(world):
    application = refused(world)
    late = application.decision.review_until + timedelta(days=1)
    with pytest.raises(NotNow, match="until"):
        acts.ask_for_review(application=application, grounds="Late.", on=late, by=world.applicant)


def test_an_application_is_withdrawn_by_its_applicant_alone(world):
    application = acts.submit(application=a_draft(world), on=TODAY, by=world.applicant)
    with pytest.raises(NotAllowed):
        acts.withdraw(application=application, on=TODAY, by=an_account("applicant"))
    acts.withdraw(application=application, on=TODAY, by=world.applicant)
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert Commitment.objects.get().state == CommitmentState.WITHDRAWN


def test_the_pace_of_the_registrar_is_measured(world):
    outcomes.register(application=examined(world), ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    acts.submit(application=a_draft(world, name="Second Choir"), on=date(2026, 6, 20), by=world.applicant)
    found = pace(TODAY)
    assert (found.decided, found.median_days, found.waiting, found.oldest_days) == (1, 0, 1, 10)


@pytest.mark.parametrize("name", ["LANTERN choir", "Lantеrn Choir", "Lantern  Choir"])
def test_a_name_that_looks_like_one_on_the_register_is_refused(world, name):
    outcomes.register(application=examined(world), ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    with pytest.raises(UmbelError):
        acts.submit(application=a_draft(world, name=name), on=TODAY, by=world.applicant)
