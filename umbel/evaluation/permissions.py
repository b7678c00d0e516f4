"""Who runs a cycle, judges in it, speaks for an organization, and decides objections."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.errors import NotAllowed
from umbel.evaluation.models import Cycle, FactCorrection, Judgement, Objection
from umbel.evaluation.queries.reviewing import judges
from umbel.structure.models import Organization
from umbel.structure.permissions import check_no_role_at


def check_may_run(viewer: Viewer) -> None:
    """Officers of the apex open and end the steps of a cycle."""
    check_has(viewer, Permission.RUN_CYCLES)


def check_may_confirm(viewer: Viewer) -> None:
    """A decider of the apex sends back, confirms and publishes."""
    check_has(viewer, Permission.DECIDE_FOR_APEX)


def check_may_assess(viewer: Viewer, organization: Organization) -> None:
    """The organization's own approver: its word binds it."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    if viewer.organization_id != organization.pk:
        raise NotAllowed(_("Each organization speaks for itself."))


def check_may_judge(viewer: Viewer, cycle: Cycle, organization: Organization, on: date) -> None:
    """Officers of the committee it was placed under, or of the one that reads it again."""
    check_has(viewer, Permission.VERIFY_ACTIVITIES)
    if not judges(cycle, organization.pk, viewer.body_id):
        raise NotAllowed(_("The committee it was placed under in this cycle judges it."))
    check_no_role_at(viewer.account_id, [organization.pk], on)


def check_may_submit(viewer: Viewer, body_id: int) -> None:
    """The chair of the committee."""
    check_has(viewer, Permission.DECIDE_FOR_JOINT)
    if viewer.body_id != body_id:
        raise NotAllowed(_("Each committee submits its own review."))


def check_may_decide_objection(viewer: Viewer, objection: Objection, on: date) -> None:
    """A reviewer who made no finding on this organization in the cycle, and put no fact about it right."""
    check_has(viewer, Permission.HEAR_REVIEWS)
    check_no_role_at(viewer.account_id, [objection.organization_id], on)
    made = Judgement.objects.filter(
        cycle=objection.cycle_id, organization=objection.organization_id, found_by=viewer.account_id
    )
    if made.exists():
        raise NotAllowed(_("You made a finding on this organization, so someone else decides."))
    corrected = FactCorrection.objects.filter(
        cycle=objection.cycle_id, organization=objection.organization_id, made_by=viewer.account_id
    )
    if corrected.exists():
        raise NotAllowed(_("You put a fact about this organization right, so someone else decides."))


may_run = twin_of(check_may_run)
may_confirm = twin_of(check_may_confirm)
may_assess = twin_of(check_may_assess)
may_judge = twin_of(check_may_judge)
may_submit = twin_of(check_may_submit)
may_decide_objection = twin_of(check_may_decide_objection)
