"""A commitment is kept in its words, and changed only by both sides."""

from datetime import date

import pytest

from tests import factories
from tests.registration.conftest import TODAY, World, a_draft, an_account, world
from umbel import outcomes
from umbel.commitments import acts
from umbel.commitments.models import Commitment, Undertaking
from umbel.commitments.queries import due_for_renewal, fingerprint, open_undertakings
from umbel.commitments.states import CommitmentState, ProposalState
from umbel.errors import NotAllowed, NotNow
from umbel.registration import acts as registration
from umbel.registration.acts import Ruled

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world):
    """A registered organization whose commitment is in force, with its approver and chair."""
    application = registration.submit(application=a_draft(world), on=TODAY, by=world.applicant)
    registration.accept_as_complete(application=application, on=TODAY, by=world.officer)
    registration.examine(application=application, recommends=True, findings="Fine.", on=TODAY, by=world.officer)
    opinion = application.opinions.get()
    registration.give_opinion(opinion=opinion, position="no-objection", reasons="", on=TODAY, by=world.joint)
    application.refresh_from_db()
    organization = outcomes.register(application=application, ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider)
    application.refresh_from_db()
    registration.confirm_placement(application=application, body=world.one, reasons="", on=TODAY, by=world.placer)
    world.approver = an_account("organization-approver", organization=organization)
    world.organization = organization
    return Commitment.objects.get()


def test_it_keeps_its_words_and_their_hash(made):
    assert made.sha256 == fingerprint(made.wording)
    assert made.state == CommitmentState.IN_FORCE
    assert (made.made_by, made.made_by_office, made.made_on) == ("Person 0", "legal-representative", TODAY)


def test_a_wording_that_changed_meanwhile_has_to_be_read_again(world):
    application = registration.start_application(language="en", on=TODAY, by=world.applicant)
    with pytest.raises(NotNow, match="wording"):
        make(world, application, read="0" * 64)


def test_only_the_named_offices_make_it(world):
    application = registration.start_application(language="en", on=TODAY, by=world.applicant)
    pledge = world.pack.commitments[0]
    with pytest.raises(NotAllowed, match="made by"):
        make(world, application, read=acts.pledge_in_words(pledge, "en")[1], office="treasurer")


def make(world, application, read, office="legal-representative"):
    acts.make_commitment(
        about=registration.applying.subject_of(application),
        organization=None,
        pack=world.pack,
        code=world.pack.commitments[0].code,
        language="en",
        read=read,
        made_by="Person 0",
        office=office,
        on=TODAY,
        by=world.applicant,
    )


def test_neither_side_varies_it_alone(world, made):
    proposal = acts.propose(
        commitment=made, ends=False, wording="We promise less.", reasons="We are few.", on=TODAY, by=world.approver
    )
    made.refresh_from_db()
    assert made.state == CommitmentState.IN_FORCE
    with pytest.raises(NotAllowed, match="other side"):
        acts.agree(proposal=proposal, on=TODAY, by=world.approver)
    varied = acts.agree(proposal=proposal, on=TODAY, by=world.chair)
    made.refresh_from_db()
    assert made.state == CommitmentState.REPLACED
    assert made.wording != varied.wording == "We promise less."
    assert varied.state == CommitmentState.IN_FORCE
    assert open_undertakings(world.organization).count() == len(world.pack.undertakings)


def test_it_ends_only_when_both_agree(world, made):
    proposal = acts.propose(commitment=made, ends=True, wording="", reasons="We close.", on=TODAY, by=world.chair)
    acts.decline(proposal=proposal, answer="We do not.", on=TODAY, by=world.approver)
    made.refresh_from_db()
    proposal.refresh_from_db()
    assert (made.state, proposal.state) == (CommitmentState.IN_FORCE, ProposalState.DECLINED)
    again = acts.propose(commitment=made, ends=True, wording="", reasons="We close.", on=TODAY, by=world.approver)
    acts.agree(proposal=again, on=TODAY, by=world.chair)
    made.refresh_from_db()
    assert made.state == CommitmentState.ENDED
    assert due_for_renewal(world.pack, world.organization, TODAY)


def test_a_stranger_is_on_no_side(world, made):
    stranger = an_account("organization-approver", organization=factories.an_organization(world.two))
    for by in (stranger, world.sibling, world.joint, world.decider):
        with pytest.raises(NotAllowed):
            acts.propose(commitment=made, ends=True, wording="", reasons="No.", on=TODAY, by=by)


def test_an_undertaking_is_answered_by_evidence(world, made):
    undertaking = Undertaking.objects.order_by("due_on").first()
    with pytest.raises(NotNow):
        acts.answer_undertaking(undertaking=undertaking, evidence=" ", on=TODAY, by=world.approver)
    acts.answer_undertaking(undertaking=undertaking, evidence="See the plan.", on=TODAY, by=world.approver)
    undertaking.refresh_from_db()
    assert undertaking.answered_on == TODAY
    assert undertaking not in open_undertakings(world.organization)


def test_a_newer_wording_asks_for_a_new_commitment(world, made):
    assert due_for_renewal(world.pack, world.organization, TODAY) == []
    Commitment.objects.filter(pk=made.pk).update(version=0)
    assert [pledge.code for pledge in due_for_renewal(world.pack, world.organization, TODAY)] == [made.code]
    Commitment.objects.filter(pk=made.pk).update(version=1, renew_by=date(2026, 6, 1))
    assert due_for_renewal(world.pack, world.organization, TODAY)
