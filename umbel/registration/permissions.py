"""Who may do what about an application or a change request.

Nobody decides on what they prepared, nor where they are a party.
"""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.errors import NotAllowed
from umbel.registration.models import Application, ChangeRequest, Decision, Opinion, Recusal
from umbel.registration.queries import readable_applications
from umbel.registration.states import ApplicationState, ChangeKind
from umbel.structure.models import Organization
from umbel.structure.permissions import check_no_role_at

EDITABLE = (ApplicationState.DRAFT, ApplicationState.MORE_ASKED)


def check_may_apply(viewer: Viewer) -> None:
    """Whoever has an account and is no officer here."""
    check_has(viewer, Permission.APPLY)


def check_may_read_application(viewer: Viewer, application: Application) -> None:
    """Its applicant, the registrar, the apex, a reviewer, an auditor; a joint committee that was asked about it."""
    if not readable_applications(viewer).filter(pk=application.pk).exists():
        raise NotAllowed(_("There is no application by this reference that your role may read."))


def check_is_applicant(viewer: Viewer, application: Application) -> None:
    """Only whoever began it acts for it."""
    check_has(viewer, Permission.APPLY)
    if viewer.user_id is None or application.applicant_id != viewer.user_id:
        raise NotAllowed(_("Only the account that began this application may do this."))


def check_takes_part(viewer: Viewer, application: Application) -> None:
    """An officer who applied themselves, or declared a conflict, has no part in it."""
    if application.applicant_id == viewer.user_id:
        raise NotAllowed(_("You are the applicant here, so others deal with this application."))
    _check_not_recused(viewer, "application", application.pk)


def check_may_examine(viewer: Viewer, application: Application) -> None:
    """A registrar officer without a conflict."""
    check_has(viewer, Permission.EXAMINE_APPLICATIONS)
    check_takes_part(viewer, application)


def check_may_give_opinion(viewer: Viewer, opinion: Opinion) -> None:
    """An officer of the very committee that was asked."""
    check_has(viewer, Permission.GIVE_OPINIONS)
    if viewer.body_id != opinion.body_id:
        raise NotAllowed(_("Another joint committee was asked for its opinion on this application."))
    check_takes_part(viewer, opinion.application)


def check_may_decide(viewer: Viewer, application: Application) -> None:
    """A registrar decider who neither checked nor examined it, and gave no opinion on it."""
    check_has(viewer, Permission.DECIDE_APPLICATIONS)
    check_takes_part(viewer, application)
    if viewer.user_id in _preparers(application):
        raise NotAllowed(_("You prepared this application, so someone else decides on it."))


def check_may_hear_review(viewer: Viewer, decision: Decision) -> None:
    """A reviewer who had no part in the decision or its preparation."""
    check_has(viewer, Permission.HEAR_REVIEWS)
    assert decision.application is not None
    check_takes_part(viewer, decision.application)
    if viewer.user_id in _preparers(decision.application) | {decision.decided_by_id}:
        raise NotAllowed(_("You had a part in the decision, so someone else reviews it."))


def check_may_confirm_placement(viewer: Viewer, application: Application) -> None:
    """An officer of the apex body."""
    check_has(viewer, Permission.CONFIRM_PLACEMENTS)
    check_takes_part(viewer, application)


def check_may_request_change(viewer: Viewer, organization: Organization) -> None:
    """The organization's approver asks for changes to its own entry."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    if viewer.organization_id != organization.pk:
        raise NotAllowed(_("Only this organization's own approver may ask for a change to its entry."))


def check_may_decide_change(viewer: Viewer, change: ChangeRequest, on: date) -> None:
    """A registrar decider; for a transfer an apex decider. Neither where they hold a role."""
    is_transfer = change.kind == ChangeKind.TRANSFER
    check_has(viewer, Permission.DECIDE_FOR_APEX if is_transfer else Permission.DECIDE_APPLICATIONS)
    _check_is_outsider(viewer, change, on)


def check_may_review_change(viewer: Viewer, change: ChangeRequest, on: date) -> None:
    """A reviewer who did not decide it."""
    check_has(viewer, Permission.HEAR_REVIEWS)
    _check_is_outsider(viewer, change, on)
    decision = getattr(change, "decision", None)
    if decision and viewer.user_id == decision.decided_by_id:
        raise NotAllowed(_("You made this decision, so someone else reviews it."))


def check_may_place_within_remit(viewer: Viewer, change: ChangeRequest, on: date) -> None:
    """An officer of the apex body who has no part in the organization or its request."""
    check_has(viewer, Permission.CONFIRM_PLACEMENTS)
    _check_is_outsider(viewer, change, on)


may_apply = twin_of(check_may_apply)
may_read_application = twin_of(check_may_read_application)
is_applicant = twin_of(check_is_applicant)
may_examine = twin_of(check_may_examine)
may_give_opinion = twin_of(check_may_give_opinion)
may_decide = twin_of(check_may_decide)
may_hear_review = twin_of(check_may_hear_review)
may_confirm_placement = twin_of(check_may_confirm_placement)
may_request_change = twin_of(check_may_request_change)
may_decide_change = twin_of(check_may_decide_change)
may_review_change = twin_of(check_may_review_change)
may_place_within_remit = twin_of(check_may_place_within_remit)


def _preparers(application: Application) -> set[int | None]:
    examination = getattr(application, "examination", None)
    found = {examination.completeness_by_id, examination.examined_by_id} if examination else set()
    request = getattr(application, "request", None)
    if request:
        found.add(request.asked_by_id)
    return (found | set(application.opinions.values_list("given_by_id", flat=True))) - {None}


def _check_not_recused(viewer: Viewer, kind: str, key: int) -> None:
    if Recusal.objects.filter(subject_kind=kind, subject_id=str(key), account_id=viewer.user_id).exists():
        raise NotAllowed(_("You declared a conflict of interest here and take no part."))


def _check_is_outsider(viewer: Viewer, change: ChangeRequest, on: date) -> None:
    if change.requested_by_id == viewer.user_id:
        raise NotAllowed(_("You asked for this change, so others deal with it."))
    _check_not_recused(viewer, "change-request", change.pk)
    check_no_role_at(viewer.user_id, [change.organization_id, change.after.get("into_id")], on)
