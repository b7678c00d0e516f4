"""Who may report, find, look again and give more time."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.activities.models import Activity, Visit
from umbel.errors import NotAllowed
from umbel.structure.models import Body, Organization, Placement
from umbel.structure.permissions import check_no_role_at
from umbel.structure.queries import in_force


def check_may_report(viewer: Viewer, organization: Organization) -> None:
    """Whoever acts for the organization itself."""
    check_has(viewer, Permission.REPORT_ACTIVITIES)
    if viewer.organization_id != organization.pk:
        raise NotAllowed(_("Only the organization itself reports what it did."))


def check_may_hand_in(viewer: Viewer, organization: Organization) -> None:
    """What speaks for the whole organization, such as its yearly report, is handed in by its approver."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    if viewer.organization_id != organization.pk:
        raise NotAllowed(_("Only this organization's own approver hands this in."))


def check_may_find(viewer: Viewer, activity: Activity, on: date) -> None:
    """An officer of the joint committee the organization is placed under today, who is not its own."""
    check_has(viewer, Permission.VERIFY_ACTIVITIES)
    if not _is_placed_under(viewer, activity.organization_id, on):
        raise NotAllowed(_("The finding is made by the joint committee the organization is placed under."))
    check_no_role_at(viewer.account_id, [activity.organization_id], on)
    if activity.filed_by_id and activity.filed_by_id == viewer.account_id:
        raise NotAllowed(_("You filed this report, so another officer finds on it."))


def check_may_rule(viewer: Viewer, activity: Activity, on: date) -> None:
    """On a sign that a report is thin: the committee's officers, as for a finding."""
    check_may_find(viewer, activity, on)


def check_may_look_again(viewer: Viewer, activity: Activity, on: date) -> None:
    """A reviewer who had no part in the finding and holds no role in the organization."""
    check_has(viewer, Permission.HEAR_REVIEWS)
    check_no_role_at(viewer.account_id, [activity.organization_id], on)
    if activity.verifications.filter(found_by_id=viewer.account_id or 0).exists():
        raise NotAllowed(_("You made the finding, so someone else looks again."))


def check_may_extend(viewer: Viewer, organizations: Collection[int], on: date) -> None:
    """The apex for everyone; the chair of a joint committee for those placed under it."""
    check_has(viewer, Permission.DECIDE_FOR_APEX, Permission.DECIDE_FOR_JOINT)
    if viewer.has(Permission.DECIDE_FOR_APEX):
        return
    placed = Placement.objects.filter(in_force(on), body_id=viewer.body_id or 0).values_list("organization_id")
    if not set(organizations) <= {number for (number,) in placed}:
        raise NotAllowed(_("A committee gives more time to the organizations placed under it only."))


def check_may_draw(viewer: Viewer, body: Body) -> None:
    """The chair of the committee whose visits are drawn."""
    check_has(viewer, Permission.DECIDE_FOR_JOINT)
    if viewer.body_id != body.pk:
        raise NotAllowed(_("Each committee draws its own visits."))


def check_may_report_visit(viewer: Viewer, visit: Visit, on: date) -> None:
    """An officer of the committee that drew the visit, who holds no role at the organization."""
    check_has(viewer, Permission.VERIFY_ACTIVITIES)
    if viewer.body_id != visit.body_id:
        raise NotAllowed(_("The committee that drew a visit reports on it."))
    check_no_role_at(viewer.account_id, [visit.organization_id], on)


def check_may_answer_visit(viewer: Viewer, visit: Visit) -> None:
    """Whoever acts for the organization that was visited."""
    check_may_report(viewer, visit.organization)


def _is_placed_under(viewer: Viewer, organization_id: int, on: date) -> bool:
    placed = Placement.objects.filter(in_force(on), organization_id=organization_id, body_id=viewer.body_id or 0)
    return placed.exists()


may_report = twin_of(check_may_report)
may_hand_in = twin_of(check_may_hand_in)
may_find = twin_of(check_may_find)
may_rule = twin_of(check_may_rule)
may_look_again = twin_of(check_may_look_again)
may_draw = twin_of(check_may_draw)
may_report_visit = twin_of(check_may_report_visit)
may_answer_visit = twin_of(check_may_answer_visit)
may_extend = twin_of(check_may_extend)
