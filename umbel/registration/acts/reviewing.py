"""Having a refusal reviewed by someone who had no part in it."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.commitments.acts import withdraw_commitments
from umbel.deadlines import Deadline
from umbel.documents.acts import write_document
from umbel.errors import NotNow
from umbel.notices.said import Said
from umbel.policy.legal_words import outside_words
from umbel.registration import letters
from umbel.registration.acts import correspondence
from umbel.registration.acts.deciding import enter
from umbel.registration.models import Application, Decision, Review
from umbel.registration.permissions import check_is_applicant, check_may_hear_review
from umbel.registration.queries import rules_of, subject_of, term
from umbel.registration.states import APPLICATION, Outcome
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.models import Organization
from umbel.words import Message, one_after_another


@whole()
def ask_for_review(*, application: Application, grounds: str, on: date, by: Viewer) -> Review:
    """The applicant asks, within the time the letter gave, for someone else to look at the refusal again."""
    check_is_applicant(by, application)
    application = locked(application)
    state = APPLICATION.check_step("ask-for-review", application.state)
    decision = application.decision
    if decision.review_until and on > decision.review_until:
        raise NotNow(
            _("A review could be asked for until %(day)s. You may apply again at any time.")
            % {"day": decision.review_until}
        )
    if not grounds.strip():
        raise NotNow(_("Say what you think is wrong with the decision, in your own words."))
    deadline = term(rules_of(application), "review", on, Message("the review was asked for"))
    review = Review.objects.create(
        decision=decision, asked_on=on, asked_by_id=by.account_id, grounds=grounds.strip(), due_on=deadline.on
    )
    application.state = state
    application.save(update_fields=["state"])
    correspondence.about(application).stop("review-request", on)
    correspondence.about(application).clock("review", correspondence.reviewers(), deadline)
    _tell_of_review(application, deadline, by)
    audit.record(
        RegistrationAct.ASK_FOR_REVIEW,
        by=by.actor,
        about=subject_of(application),
        reasons=grounds,
        data={"on": str(on), "due": str(deadline.on)},
    )
    return review


@whole()
def uphold(*, application: Application, reasons: str, on: date, by: Viewer) -> Review:
    """The refusal stands, for written reasons; the commitments given with the application lapse."""
    check_may_hear_review(by, _decision(application, "uphold"))
    application = locked(application)
    application.state = APPLICATION.check_step("uphold", application.state)
    review = _decided(application, Outcome.UPHELD, reasons, on, by)
    application.save(update_fields=["state"])
    correspondence.about(application).lift(on)
    withdraw_commitments(about=subject_of(application), on=on, by=by.actor)
    letter = write_document(
        subject=subject_of(application),
        kind="letter",
        name=f"{application.reference}-review.pdf",
        content=letters.review(review),
        by=by.actor,
    )
    correspondence.tell_applicant(
        application,
        "upheld",
        Said(
            Message("Review decided: {reference}"),
            Message(
                "The review upheld the refusal of {name}. The letter gives the reasons. "
                "You may apply again at any time."
            ),
        ),
        by=by,
        document=letter,
    )
    audit.record(
        RegistrationAct.UPHOLD,
        by=by.actor,
        about=subject_of(application),
        reasons=reasons,
        data={"on": str(on)},
    )
    return review


@whole()
def grant_on_review(*, application: Application, reasons: str, on: date, by: Viewer) -> Organization:
    """The review reverses the refusal: the organization enters the register on that day. Only
    `outcomes.register_on_review` calls it, as what is due from the organization follows.
    """
    check_may_hear_review(by, _decision(application, "reverse"))
    application = locked(application)
    state = APPLICATION.check_step("reverse", application.state)
    _decided(application, Outcome.REVERSED, reasons, on, by)
    organization = enter(application, state, on, by)
    audit.record(
        RegistrationAct.REVERSE,
        by=by.actor,
        about=subject_of(application),
        reasons=reasons,
        data={"on": str(on), "organization": organization.pk},
    )
    return organization


def _tell_of_review(application: Application, deadline: Deadline, by: Viewer) -> None:
    correspondence.tell_office(
        application,
        correspondence.reviewers(),
        "review",
        Said(
            Message("Review of the refusal of {reference}"),
            Message("The applicant of {name} asks for a review of the refusal."),
        ),
        by=by,
        deadline=deadline,
    )
    correspondence.tell_applicant(
        application,
        "review-asked",
        Said(
            Message("Your request for a review: {reference}"),
            one_after_another(
                [
                    Message("Someone who had no part in the decision reviews it. The refusal stands until then."),
                    *outside_words(rules_of(application)),
                ]
            ),
        ),
        by=by,
        deadline=deadline,
    )


def _decision(application: Application, step: str) -> Decision:
    """The decision to be reviewed. Raises NotNow where none was made."""
    decision = Decision.objects.filter(application=application).first()
    if decision is None:
        APPLICATION.check_step(step, application.state)
    assert decision is not None
    return decision


def _decided(application: Application, outcome: Outcome, reasons: str, on: date, by: Viewer) -> Review:
    if not reasons.strip():
        raise NotNow(_("Give the reasons: both sides rest on them."))
    review = application.decision.review
    review.outcome, review.decided_by_id, review.decided_on = outcome, by.account_id, on
    review.reasons = reasons.strip()
    review.save()
    correspondence.about(application).stop("review", on)
    return review
