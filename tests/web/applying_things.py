"""What the rows of the access matrix name of applications, changes and commitments."""

from tests.registration.conftest import TODAY, a_draft, an_account
from umbel.audit.actors import Subject
from umbel.commitments.acts import make_commitment, pledge_in_words, propose
from umbel.registration import acts
from umbel.registration.states import ChangeKind


def applying_things(world, own):
    """An application that J01 was asked about; a change and a commitment of `own`, with a proposal to vary it."""
    approver = an_account("organization-approver", organization=own)
    application = acts.submit(application=a_draft(world), on=TODAY, by=world.applicant)
    acts.accept_as_complete(application=application, on=TODAY, by=world.officer)
    change = acts.request_change(
        organization=own,
        kind=ChangeKind.FIELD,
        after={"concept": "B1"},
        reasons="The work changed.",
        effective_on=TODAY,
        on=TODAY,
        by=approver,
    )
    pledge = world.pack.commitments[0]
    _wording, read = pledge_in_words(pledge, "en")
    commitment = make_commitment(
        about=Subject("organization", str(own.pk), "Own Choir"),
        organization=own,
        pack=world.pack,
        code=pledge.code,
        language="en",
        read=read,
        made_by="Li Wei",
        office=pledge.offices[0],
        on=TODAY,
        by=approver,
    )
    proposal = propose(
        commitment=commitment, ends=False, wording="Other words.", reasons="Times change.", on=TODAY, by=approver
    )
    return {
        "application": application.reference,
        "question": "purposes",
        "change": change.reference,
        "kind": "name",
        "pledge": commitment.code,
        "commitment": commitment.pk,
        "proposal": proposal.pk,
        "undertaking": commitment.undertakings.first().pk,
    }
