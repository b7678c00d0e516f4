"""Change requests: those a viewer may read, and what stands before a change."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from umbel.accounts.permissions import Permission, Viewer
from umbel.registration.models import ChangeRequest
from umbel.registration.queries.fitting import FittingCommittee, fitting_committees, outside_remit
from umbel.registration.states import TOUCHES_REMIT, ChangeKind, ChangeState
from umbel.structure.models import Body, Organization, Placement
from umbel.structure.queries import in_force, placement_of

WITH = ("organization", "requested_by", "decision__decided_by", "decision__review__decided_by")


def readable_changes(viewer: Viewer, as_of: date) -> QuerySet[ChangeRequest]:
    """Those the viewer may read: of their own organization, of one placed under their committee, or all of them."""
    found = Q(pk__in=[])
    if viewer.organization_id and viewer.has(Permission.READ_OWN_FILE):
        found |= Q(organization_id=viewer.organization_id)
    if viewer.has(Permission.READ_EVERY_APPLICATION):
        return ChangeRequest.objects.select_related(*WITH)
    if viewer.body_id and viewer.has(Permission.READ_PLACED_FILES):
        placed = Placement.objects.filter(
            in_force(as_of), organization=OuterRef("organization"), body_id=viewer.body_id
        )
        found |= Q(Exists(placed))
    return ChangeRequest.objects.filter(found).select_related(*WITH)


def find_change(reference: str, viewer: Viewer, as_of: date) -> ChangeRequest | None:
    """The change request of that reference, if the viewer may read it."""
    return readable_changes(viewer, as_of).filter(reference=reference).first()


def takes_effect_on(change: ChangeRequest) -> date | None:
    """The day from which what was granted stands: that asked for or, when it had passed, that of the decision."""
    if change.state != ChangeState.CARRIED_OUT:
        return None
    decision = change.decision
    review = getattr(decision, "review", None)
    return max(day for day in (change.effective_on, decision.decided_on, review and review.decided_on) if day)


def left_outside(change: ChangeRequest, on: date) -> Body | None:
    """The committee whose remit a carried-out change left the organization outside of, while it still is under it."""
    day = takes_effect_on(change)
    if day is None or change.kind not in TOUCHES_REMIT:
        return None
    then = outside_remit(change.organization, day)
    return then if then and outside_remit(change.organization, max(on, day)) == then else None


def fitting_after(change: ChangeRequest, on: date) -> list[FittingCommittee]:
    """The committees whose remit covers the organization since that change, as of `on` or of its later first day."""
    day = max(on, takes_effect_on(change) or on)
    standing = change.organization.particulars.select_related("concept", "district").filter(in_force(day)).first()
    return fitting_committees(standing.concept, standing.district, day) if standing else []


def standing_of(organization: Organization, kind: ChangeKind, on: date) -> dict[str, Any]:
    """What the record says before a change of this kind, in the shape of its `after`."""
    standing = organization.particulars.filter(in_force(on)).select_related("concept", "district").first()
    placement = placement_of(organization, on)
    if kind == ChangeKind.FIELD:
        return {"concept": standing.concept.code if standing and standing.concept else ""}
    if kind == ChangeKind.DISTRICT:
        return {"district": standing.district.code if standing and standing.district else ""}
    if kind == ChangeKind.OFFICE_HOLDERS:
        holders = organization.office_holders.filter(in_force(on)).order_by("office", "name")
        return {"office_holders": [{"office": holder.office, "name": holder.name} for holder in holders]}
    if kind == ChangeKind.TRANSFER:
        return {"body": placement.body.code if placement else ""}
    named = {"names": dict(standing.names)} if standing else {}
    return {**named, "body": placement.body.code if placement else ""} if kind != ChangeKind.NAME else named
