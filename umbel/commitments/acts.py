"""Making, varying, ending and answering commitments."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.commitments.models import Commitment, Proposal, Undertaking
from umbel.commitments.permissions import check_may_answer_proposal, check_may_commit, side_of
from umbel.commitments.queries import fingerprint, given_with
from umbel.commitments.states import COMMITMENT, PROPOSAL, CommitmentState, ProposalState
from umbel.commitments.table_of_acts import CommitmentAct
from umbel.deadlines import add_months
from umbel.errors import NotAllowed, NotNow
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Commitment as Pledge
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.structure.names import cut


@whole()
def make_commitment(
    *,
    about: Subject,
    organization: Organization | None,
    pack: Pack,
    code: str,
    language: str,
    read: str,
    made_by: str,
    office: str,
    on: date,
    by: Viewer,
) -> Commitment:
    """Make the pack's commitment `code`, in the wording the office-holder has read (`read` is its hash).
    With an application, `organization` is None and it enters into force when the organization is registered.
    Raises NotNow when the wording was changed since it was read, NotAllowed for an office that may not make it.
    """
    _check_may_make(by, organization)
    pledge = pack.commitment(code)
    wording = pledge.wording.in_language(language).strip()
    if read != fingerprint(wording):
        raise NotNow(_("The wording of this commitment changed after you opened it. Read it again, then commit."))
    _check_maker(pack, pledge, language, made_by, office)
    replaced = _replace(about, organization, code, on)
    commitment = Commitment.objects.create(
        subject_kind=about.kind,
        subject_id=about.id,
        organization=organization,
        code=code,
        version=pledge.version,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_hash=pack.content_hash,
        title=cut(pledge.title.in_language(language), 300),
        language=language,
        wording=wording,
        sha256=fingerprint(wording),
        made_by=made_by.strip(),
        made_by_office=office,
        made_on=on,
        renew_by=add_months(on, pledge.renew_months) if pledge.renew_months else None,
        state=CommitmentState.IN_FORCE if organization else CommitmentState.MADE,
        in_force_on=on if organization else None,
    )
    if organization and not replaced:
        _undertake(commitment, pack, on)
    _record(CommitmentAct.MAKE, commitment, about, by.actor, made_by=commitment.made_by, office=office)
    return commitment


@whole()
def enter_into_force(*, about: Subject, organization: Organization, pack: Pack, on: date, by: Actor) -> int:
    """The commitments given with a granted application enter into force for the organization on the day it is
    entered; their undertakings are due from that day on. Returns how many.
    """
    given = list(given_with(about).filter(state=CommitmentState.MADE))
    for commitment in given:
        commitment.state = COMMITMENT.check_step("enter-into-force", commitment.state)
        commitment.organization, commitment.in_force_on = organization, on
        commitment.save(update_fields=["state", "organization", "in_force_on"])
        _undertake(commitment, pack, on)
        _record(CommitmentAct.ENTER_INTO_FORCE, commitment, about, by)
    return len(given)


@whole()
def withdraw_commitments(*, about: Subject, on: date, by: Actor) -> int:
    """The commitments given with an application that ended without registration lapse with it."""
    given = list(given_with(about).filter(state=CommitmentState.MADE))
    for commitment in given:
        commitment.state = COMMITMENT.check_step("withdraw", commitment.state)
        commitment.ended_on = on
        commitment.save(update_fields=["state", "ended_on"])
        _record(CommitmentAct.WITHDRAW, commitment, about, by)
    return len(given)


@whole()
def propose(*, commitment: Commitment, ends: bool, wording: str, reasons: str, on: date, by: Viewer) -> Proposal:
    """One side proposes to end a commitment in force, or to vary its words. Nothing changes until the other agrees."""
    side = side_of(by, commitment, on)
    if commitment.state != CommitmentState.IN_FORCE:
        raise NotNow(_("Only a commitment in force can be varied or ended."))
    if commitment.proposals.filter(state=ProposalState.PROPOSED).exists():
        raise NotNow(_("There is a proposal on this commitment already. It has to be answered or withdrawn first."))
    if not reasons.strip():
        raise NotNow(_("Give the reasons for the proposal."))
    if not ends and not wording.strip():
        raise NotNow(_("Write the wording you propose, or propose to end the commitment."))
    proposal = Proposal.objects.create(
        commitment=commitment,
        ends=ends,
        wording="" if ends else wording.strip(),
        reasons=reasons.strip(),
        side=side,
        proposed_by=cut(by.label, 120),
        proposed_on=on,
    )
    _record(CommitmentAct.PROPOSE, commitment, _organization(commitment), by.actor, reasons=reasons, ends=ends)
    return proposal


@whole()
def agree(*, proposal: Proposal, on: date, by: Viewer, answer: str = "") -> Commitment:
    """The other side agrees: the commitment ends, or a new one with the agreed words takes its place.
    Returns the commitment that stands (or stood) by this code.
    """
    check_may_answer_proposal(by, proposal, on)
    _answer(proposal, "agree", answer, on, by.label)
    commitment = proposal.commitment
    commitment.state = COMMITMENT.check_step("end" if proposal.ends else "replace", commitment.state)
    commitment.ended_on = on
    commitment.save(update_fields=["state", "ended_on"])
    standing = commitment if proposal.ends else _varied(commitment, proposal.wording, on)
    _record(CommitmentAct.AGREE, commitment, _organization(commitment), by.actor, reasons=answer, ends=proposal.ends)
    return standing


@whole()
def decline(*, proposal: Proposal, answer: str, on: date, by: Viewer) -> None:
    """The other side declines, with reasons; the commitment stands as it is."""
    check_may_answer_proposal(by, proposal, on)
    if not answer.strip():
        raise NotNow(_("Say why you do not agree."))
    _answer(proposal, "decline", answer, on, by.label)
    commitment = proposal.commitment
    _record(CommitmentAct.DECLINE, commitment, _organization(commitment), by.actor, reasons=answer)


@whole()
def withdraw_proposal(*, proposal: Proposal, on: date, by: Viewer) -> None:
    """The side that proposed takes its proposal back."""
    if side_of(by, proposal.commitment, on) != proposal.side:
        raise NotAllowed(_("The side that proposed this takes it back; yours may decline it."))
    _answer(proposal, "withdraw", "", on, by.label)
    commitment = proposal.commitment
    _record(CommitmentAct.WITHDRAW_PROPOSAL, commitment, _organization(commitment), by.actor)


@whole()
def answer_undertaking(
    *, undertaking: Undertaking, evidence: str, on: date, by: Viewer, document_id: int | None = None
) -> None:
    """Give the evidence that answers a dated undertaking: words, a document, or both."""
    commitment = undertaking.commitment
    assert commitment.organization is not None
    check_may_commit(by, commitment.organization)
    if commitment.state != CommitmentState.IN_FORCE:
        raise NotNow(_("This commitment is no longer in force."))
    if undertaking.answered_on:
        raise NotNow(_("This was answered on %(day)s already.") % {"day": undertaking.answered_on})
    if not evidence.strip() and document_id is None:
        raise NotNow(_("Say how it was done, or hand in a document that shows it."))
    undertaking.answered_on, undertaking.answered_by = on, cut(by.label, 120)
    undertaking.evidence, undertaking.document_id = evidence.strip(), document_id
    undertaking.save()
    _record(
        CommitmentAct.ANSWER, commitment, _organization(commitment), by.actor, undertaking=undertaking.code, on=str(on)
    )


def _check_may_make(by: Viewer, organization: Organization | None) -> None:
    if organization is None:
        check_has(by, Permission.APPLY)
        return
    check_may_commit(by, organization)
    if organization.ended_on:
        raise NotNow(_("Its entry ends on %(day)s, so it commits to nothing more.") % {"day": organization.ended_on})


def _check_maker(pack: Pack, pledge: Pledge, language: str, made_by: str, office: str) -> None:
    if pledge.offices and office not in pledge.offices:
        able = ", ".join(item.title.in_language(language) for item in pack.offices if item.code in pledge.offices)
        raise NotAllowed(_("This commitment is made by: %(offices)s.") % {"offices": able})
    if not made_by.strip():
        raise NotNow(_("Name the office-holder who makes the commitment."))


def _replace(about: Subject, organization: Organization | None, code: str, on: date) -> bool:
    """End what this commitment takes the place of; whether an organization's was renewed by it."""
    if organization:
        standing = Commitment.objects.filter(organization=organization, code=code, state=CommitmentState.IN_FORCE)
    else:
        standing = given_with(about).filter(code=code, state=CommitmentState.MADE)
    renewed = False
    for commitment in standing:
        commitment.state = COMMITMENT.check_step("replace", commitment.state)
        commitment.ended_on = on
        commitment.save(update_fields=["state", "ended_on"])
        renewed = True
    return renewed


def _varied(commitment: Commitment, wording: str, on: date) -> Commitment:
    """A commitment of its own in the agreed words; what was undertaken and not answered goes over to it."""
    varied = Commitment.objects.get(pk=commitment.pk)
    varied.pk, varied._state.adding = None, True  # noqa: SLF001  Django's own way to copy a row
    varied.wording, varied.sha256 = wording, fingerprint(wording)
    varied.state = COMMITMENT.check_step("enter-into-force", COMMITMENT.start)
    varied.in_force_on, varied.ended_on = on, None
    varied.save()
    commitment.undertakings.filter(answered_on=None).update(commitment=varied)
    return varied


def _undertake(commitment: Commitment, pack: Pack, on: date) -> None:
    calendar = calendar_of(pack)
    Undertaking.objects.bulk_create(
        Undertaking(
            commitment=commitment,
            code=item.code,
            title=item.title.mapped(lambda title: cut(title, 300)),
            due_on=add_months(on, item.due_months)
            if item.due_months is not None
            else calendar.add_working_days(on, item.due_days or 0),
        )
        for item in pack.undertakings
        if item.commitment == commitment.code
    )


def _answer(proposal: Proposal, step: str, answer: str, on: date, by: str) -> None:
    proposal.state = PROPOSAL.check_step(step, proposal.state)
    proposal.answered_by, proposal.answered_on, proposal.answer = cut(by, 120), on, answer.strip()
    proposal.save(update_fields=["state", "answered_by", "answered_on", "answer"])


def _organization(commitment: Commitment) -> Subject:
    assert commitment.organization is not None
    standing = commitment.organization.particulars.order_by("-from_on").first()
    return Subject(SubjectKind.ORGANIZATION, str(commitment.organization_id), str(standing))


def _record(
    act: CommitmentAct, commitment: Commitment, about: Subject, by: Actor, reasons: str = "", **data: Any
) -> None:
    said = {"title": commitment.title, "code": commitment.code, "version": commitment.version}
    audit.record(act, by=by, about=about, reasons=reasons, data=said | {"sha256": commitment.sha256} | data)


def pledge_in_words(pledge: Pledge, language: str) -> tuple[str, str]:
    """The wording to be read and its hash, which `make_commitment` asks back."""
    wording = pledge.wording.in_language(language).strip()
    return wording, fingerprint(wording)


@whole()
def end_with_organization(*, organization: Organization, on: date, by: Actor) -> int:
    """The commitments of an organization that leaves the register at its own request end with it."""
    standing = list(Commitment.objects.filter(organization=organization, state=CommitmentState.IN_FORCE))
    for commitment in standing:
        commitment.state = COMMITMENT.check_step("end", commitment.state)
        commitment.ended_on = on
        commitment.save(update_fields=["state", "ended_on"])
        _record(CommitmentAct.END_WITH, commitment, _organization(commitment), by)
    return len(standing)
