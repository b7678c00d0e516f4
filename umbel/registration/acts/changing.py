"""Changing an entry, or ending it, by request: asked for, decided, and reviewed when it was refused."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.deadlines import Day
from umbel.documents.acts import write_document
from umbel.errors import NotAllowed, NotNow, Problem, Problems
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.registration import letters
from umbel.registration.acts import correspondence, effects
from umbel.registration.acts.applying import next_reference
from umbel.registration.acts.deciding import Ruled
from umbel.registration.acts.outside_remit import tell_if_outside
from umbel.registration.models import ChangeRequest, Decision, Review
from umbel.registration.permissions import (
    check_may_decide_change,
    check_may_request_change,
    check_may_review_change,
)
from umbel.registration.queries import rules_of, subject_of, term
from umbel.registration.queries.changes import standing_of
from umbel.registration.states import CHANGE, CHANGE_TITLES, ChangeKind, Outcome
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.acts.registering import subject_of as organization_subject
from umbel.structure.models import Organization
from umbel.structure.queries import federation, written_for
from umbel.words import Message

HOW_TITLE = Message("Your request {reference} was {how}")
HOW = Said(HOW_TITLE, Message("{kind}: {how}. Reasons: {reasons}"))
FROM_A_DAY = Said(HOW_TITLE, Message("{kind}: {how}, with effect from {day}. Reasons: {reasons}"))


@dataclass(frozen=True, slots=True)
class _KindInWords:
    """What is changed, within a sentence: in the reader's language, not that of whoever acts."""

    kind: ChangeKind

    def in_language(self, language: str) -> str:
        with override(language):
            return str(CHANGE_TITLES[self.kind])


@whole()
def request_change(
    *,
    organization: Organization,
    kind: ChangeKind,
    after: dict[str, Any],
    reasons: str,
    effective_on: date,
    on: date,
    by: Viewer,
) -> ChangeRequest:
    """Ask for a change to the organization's entry. What stands before is taken from the record.
    Raises Problems for what could not be carried out, NotNow when one of this kind is open already.
    """
    check_may_request_change(by, organization)
    if organization.ended_on:
        raise NotNow(
            _("Its entry ends on %(day)s, so nothing of it changes any more.") % {"day": organization.ended_on}
        )
    if ChangeRequest.objects.filter(organization=organization, kind=kind, state=CHANGE.start).exists():
        raise NotNow(_("A change of this kind was asked for already. Wait for its decision, or withdraw it."))
    _check_request(effects.problems_of(organization, kind, after, on), reasons, effective_on, on)
    here = federation()
    assert here is not None
    change = ChangeRequest(
        reference=next_reference("C", on, ChangeRequest),
        kind=kind,
        organization=organization,
        requested_by_id=by.account_id,
        requested_on=on,
        effective_on=effective_on,
        before=standing_of(organization, kind, on),
        after=after,
        reasons=reasons.strip(),
        pack_id=here.pack_id,
        pack_version=here.pack_version,
    )
    deadline = term(rules_of(change), "change", on, Message("the change was asked for"))
    change.due_on = deadline.on
    change.save()
    party = correspondence.apex_deciders() if kind == ChangeKind.TRANSFER else correspondence.deciders()
    correspondence.about_change(change).clock("change", party, deadline)
    audit.record(
        RegistrationAct.REQUEST_CHANGE,
        by=by.actor,
        about=organization_subject(organization, on),
        reasons=reasons,
        data={"reference": change.reference, "kind": kind.value, "before": change.before, "after": after},
    )
    return change


@whole()
def withdraw_change(*, change: ChangeRequest, on: date, by: Viewer) -> ChangeRequest:
    """The organization takes its request back."""
    check_may_request_change(by, change.organization)
    change = locked(change)
    change.state = CHANGE.check_step("withdraw", change.state)
    change.save(update_fields=["state"])
    correspondence.about_change(change).lift(on)
    _record(RegistrationAct.WITHDRAW_CHANGE, change, on, by)
    return change


@whole()
def carry_out_change(*, change: ChangeRequest, ruled: Ruled, on: date, by: Viewer) -> ChangeRequest:
    """Grant the change and carry it out, from the day asked for or, when that has passed, from today."""
    check_may_decide_change(by, change, on)
    change = locked(change)
    _check_undecided(change)
    state = CHANGE.check_step("carry-out", change.state)
    if not ruled.reasons.strip():
        raise NotNow(_("Give the reasons for the decision."))
    Decision.objects.create(
        change=change,
        outcome=Outcome.GRANTED,
        decided_by_id=by.account_id,
        decided_on=on,
        reasons=ruled.reasons.strip(),
    )
    change.state = state
    change.save(update_fields=["state"])
    correspondence.about_change(change).stop("change", on)
    _carry_out(change, Message("granted", "change"), on, by, ruled.reasons)
    return change


@whole()
def refuse_change(*, change: ChangeRequest, ruled: Ruled, on: date, by: Viewer) -> ChangeRequest:
    """Refuse the change in writing, with the facts and the way to a review. Nothing of the entry changes."""
    check_may_decide_change(by, change, on)
    change = locked(change)
    _check_undecided(change)
    state = CHANGE.check_step("refuse", change.state)
    wanted = {
        "ground": _("Choose the rule on which it is refused."),
        "reasons": _("Give the reasons for the decision."),
        "facts_relied_on": _("Name the facts the refusal rests on."),
        "facts_set_aside": _("Name the facts you set aside and why, or write that there are none."),
    }
    problems = [Problem(said, field=name) for name, said in wanted.items() if not getattr(ruled, name).strip()]
    if problems:
        raise Problems(_("The decision cannot be made like this."), problems)
    pack = rules_of(change)
    if ruled.ground not in {ground.code for ground in pack.refusal_grounds}:
        raise NotAllowed(_("A change may be refused only on a ground that the published rules name."))
    deadline = term(pack, "review-request", on, Message("the refusal was served on this site"))
    decision = Decision.objects.create(
        change=change,
        outcome=Outcome.REFUSED,
        decided_by_id=by.account_id,
        decided_on=on,
        ground=ruled.ground,
        reasons=ruled.reasons.strip(),
        facts_relied_on=ruled.facts_relied_on.strip(),
        facts_set_aside=ruled.facts_set_aside.strip(),
        review_until=deadline.on,
    )
    change.state = state
    change.save(update_fields=["state"])
    correspondence.about_change(change).lift(on)
    party = Party.organization(change.organization_id)
    correspondence.about_change(change).clock("review-request", party, deadline)
    name = organization_subject(change.organization, on).label
    letter = write_document(
        subject=subject_of(change),
        kind="letter",
        name=f"{change.reference}-decision.pdf",
        content=letters.refused_change(decision, name, deadline, written_for(change.requested_by.language)),
        by=by.actor,
    )
    _tell(change, Message("refused"), decision.reasons, by, deadline=deadline, document=letter)
    _record(RegistrationAct.REFUSE_CHANGE, change, on, by, ruled.reasons)
    return change


@whole()
def ask_for_change_review(*, change: ChangeRequest, grounds: str, on: date, by: Viewer) -> ChangeRequest:
    """The organization asks, in time, for someone else to look at a refused change again."""
    check_may_request_change(by, change.organization)
    change = locked(change)
    state = CHANGE.check_step("ask-for-review", change.state)
    decision = change.decision
    if decision.review_until and on > decision.review_until:
        raise NotNow(
            _("A review could be asked for until %(day)s. You may ask for the change again at any time.")
            % {"day": decision.review_until}
        )
    if not grounds.strip():
        raise NotNow(_("Say what you think is wrong with the decision, in your own words."))
    deadline = term(rules_of(change), "review", on, Message("the review was asked for"))
    Review.objects.create(
        decision=decision, asked_on=on, asked_by_id=by.account_id, grounds=grounds.strip(), due_on=deadline.on
    )
    change.state = state
    change.save(update_fields=["state"])
    correspondence.about_change(change).lift(on)
    correspondence.about_change(change).clock("review", correspondence.reviewers(), deadline)
    _record(RegistrationAct.ASK_FOR_CHANGE_REVIEW, change, on, by, grounds)
    return change


@whole()
def decide_change_review(*, change: ChangeRequest, reverses: bool, reasons: str, on: date, by: Viewer) -> ChangeRequest:
    """Uphold the refusal, or reverse it and carry the change out; for written reasons either way."""
    check_may_review_change(by, change, on)
    change = locked(change)
    state = CHANGE.check_step("reverse" if reverses else "uphold", change.state)
    if not reasons.strip():
        raise NotNow(_("Give the reasons: both sides rest on them."))
    review = change.decision.review
    review.outcome = Outcome.REVERSED if reverses else Outcome.UPHELD
    review.decided_by_id, review.decided_on, review.reasons = by.account_id, on, reasons.strip()
    review.save()
    change.state = state
    change.save(update_fields=["state"])
    correspondence.about_change(change).lift(on)
    if reverses:
        _carry_out(change, Message("granted on review"), on, by, reasons)
    else:
        name = organization_subject(change.organization, on).label
        letter = write_document(
            subject=subject_of(change),
            kind="letter",
            name=f"{change.reference}-review.pdf",
            content=letters.reviewed_change(review, name, written_for(change.requested_by.language)),
            by=by.actor,
        )
        said = Message("refused; the review upheld it")
        _tell(change, said, review.reasons, by, document=letter)
        _record(RegistrationAct.UPHOLD_CHANGE_REFUSAL, change, on, by, reasons)
    return change


def _check_request(problems: list[Problem], reasons: str, effective_on: date, on: date) -> None:
    if not reasons.strip():
        problems.append(Problem(_("Say why, in a sentence."), field="reasons"))
    if effective_on < on:
        problems.append(Problem(_("It can take effect from today on, not backwards."), field="effective_on"))
    if problems:
        raise Problems(_("The change cannot be asked for like this."), problems)


def _check_undecided(change: ChangeRequest) -> None:
    decision = Decision.objects.filter(change=change).select_related("decided_by").first()
    if decision:
        raise NotNow(
            _("%(name)s decided this already, on %(day)s. What you wrote was not used.")
            % {"name": decision.decided_by, "day": decision.decided_on}
        )


def _carry_out(change: ChangeRequest, how: Message, on: date, by: Viewer, reasons: str) -> None:
    day = max(change.effective_on, on)
    effects.carry_out(change, reasons.strip(), day, by)
    _tell(change, how, reasons.strip(), by, day=day)
    outside = tell_if_outside(change, day, by)
    _record(RegistrationAct.CARRY_OUT_CHANGE, change, on, by, reasons, **({"outside": outside.code} if outside else {}))


def _tell(change: ChangeRequest, how: Message, reasons: str, by: Viewer, day: date | None = None, **more: Any) -> None:
    """What was decided, and from which day it holds where something changes."""
    values = {
        "kind": _KindInWords(ChangeKind(change.kind)),
        "how": how,
        "reasons": reasons,
        "day": Day(day) if day else "",
    }
    correspondence.tell_requester(change, "change", FROM_A_DAY if day else HOW, by=by, values=values, **more)


def _record(act: RegistrationAct, change: ChangeRequest, on: date, by: Viewer, reasons: str = "", **more: str) -> None:
    audit.record(
        act,
        by=by.actor,
        about=organization_subject(change.organization, on),
        reasons=reasons,
        data={"reference": change.reference, "kind": change.kind, "on": str(on), **more},
    )
