"""Who brings, considers, decides and hears; whoever did one of these does not do the next."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.casework.models import Case
from umbel.casework.queries import has_recused, taken_part
from umbel.errors import NotAllowed
from umbel.structure.models import Organization, Placement
from umbel.structure.permissions import check_no_role_at
from umbel.structure.queries import in_force


def check_may_open(viewer: Viewer, organization: Organization, on: date) -> None:
    """Officers of the apex, and of the joint committee the organization is placed under."""
    check_has(viewer, Permission.BRING_CASES)
    if viewer.body_id is not None:
        placed = Placement.objects.filter(in_force(on), organization=organization, body_id=viewer.body_id)
        if not placed.exists():
            raise NotAllowed(_("A joint committee brings cases about the organizations placed under it only."))
    check_no_role_at(viewer.account_id, [organization.pk], on)


def check_may_work(viewer: Viewer, case: Case, on: date) -> None:
    """Officers of the body that brings the case, whoever of them began it: a case outlives who opened it."""
    check_has(viewer, Permission.BRING_CASES)
    if viewer.body_id != case.body_id:
        raise NotAllowed(_("Officers of the body that brings this case work on it."))
    _check_free(viewer, case, on)


def check_may_decide(viewer: Viewer, case: Case, on: date) -> None:
    """The decider of the tier that the rung names (of the apex, where the apex brings it), who took no step of it."""
    by_apex = case.decider == "apex"
    check_has(viewer, Permission.DECIDE_FOR_APEX if by_apex else Permission.DECIDE_FOR_JOINT)
    if not by_apex and viewer.body_id != case.body_id:
        raise NotAllowed(_("The chair of the committee that brings this case decides it."))
    _check_free(viewer, case, on)
    _check_new_to_it(viewer, case)


def check_may_order(viewer: Viewer, case: Case, on: date) -> None:
    """An interim measure is ordered by a decider of the apex, who then does not decide the case."""
    check_has(viewer, Permission.DECIDE_FOR_APEX)
    _check_free(viewer, case, on)


def check_may_end(viewer: Viewer, case: Case, on: date) -> None:
    """A decider of the tier that made the decision, or of the apex."""
    check_has(viewer, Permission.DECIDE_FOR_APEX, Permission.DECIDE_FOR_JOINT)
    if not viewer.has(Permission.DECIDE_FOR_APEX) and (case.decider == "apex" or viewer.body_id != case.body_id):
        raise NotAllowed(_("Who decides for the body that made this decision ends it, or the apex body."))
    check_no_role_at(viewer.account_id, [case.organization_id], on)


def check_may_hear(viewer: Viewer, case: Case, on: date) -> None:
    """A reviewer who took no step of the case."""
    check_has(viewer, Permission.HEAR_REVIEWS)
    _check_free(viewer, case, on)
    _check_new_to_it(viewer, case)


def check_may_speak(viewer: Viewer, case: Case) -> None:
    """For the organization: its approver, whose word binds it."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    if viewer.organization_id != case.organization_id:
        raise NotAllowed(_("Only this organization's own approver speaks for it here."))


def check_may_recuse(viewer: Viewer, case: Case) -> None:
    """Whoever could otherwise take part in it."""
    check_has(
        viewer,
        Permission.BRING_CASES,
        Permission.DECIDE_FOR_APEX,
        Permission.DECIDE_FOR_JOINT,
        Permission.HEAR_REVIEWS,
    )
    if viewer.body_id is not None and viewer.body_id != case.body_id:
        raise NotAllowed(_("You have no part in this case, so there is nothing to recuse yourself from."))


def _check_free(viewer: Viewer, case: Case, on: date) -> None:
    check_no_role_at(viewer.account_id, [case.organization_id], on)
    if has_recused(case, viewer.user_id):
        raise NotAllowed(_("You declared a conflict in this case, so others go on with it."))


def _check_new_to_it(viewer: Viewer, case: Case) -> None:
    if viewer.account_id in taken_part(case):
        raise NotAllowed(_("You took part in preparing this case, so someone else decides."))


may_open = twin_of(check_may_open)
may_work = twin_of(check_may_work)
may_decide = twin_of(check_may_decide)
may_order = twin_of(check_may_order)
may_end = twin_of(check_may_end)
may_hear = twin_of(check_may_hear)
may_speak = twin_of(check_may_speak)
may_recuse = twin_of(check_may_recuse)
