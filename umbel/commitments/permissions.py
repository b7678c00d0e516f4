"""Who may make, vary, end and answer a commitment."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.commitments.models import Commitment, Proposal
from umbel.commitments.states import Side
from umbel.errors import NotAllowed
from umbel.structure.models import Organization, Placement
from umbel.structure.queries import in_force


def check_may_commit(viewer: Viewer, organization: Organization) -> None:
    """The organization's own approver."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    if viewer.organization_id != organization.pk:
        raise NotAllowed(_("Only this organization's own approver may commit it."))


def side_of(viewer: Viewer, commitment: Commitment, on: date) -> Side:
    """On which side of the commitment the viewer acts. Raises NotAllowed for everyone else."""
    organization = commitment.organization
    if organization is None:
        raise NotAllowed(_("This commitment is part of an application that is not decided yet."))
    if viewer.has(Permission.SUBMIT_FOR_ORGANIZATION) and viewer.organization_id == organization.pk:
        return Side.ORGANIZATION
    placed = Placement.objects.filter(in_force(on), organization=organization, body_id=viewer.body_id or 0)
    if viewer.has(Permission.DECIDE_FOR_JOINT) and placed.exists():
        return Side.SUPERVISOR
    raise NotAllowed(
        _(
            "A commitment is varied or ended by the organization's approver and the chair of its joint committee, "
            "both together."
        )
    )


def check_may_answer_proposal(viewer: Viewer, proposal: Proposal, on: date) -> None:
    """The side that did not propose."""
    if side_of(viewer, proposal.commitment, on) == proposal.side:
        raise NotAllowed(_("Your side proposed this, so the other side answers."))


may_commit = twin_of(check_may_commit)
may_answer_proposal = twin_of(check_may_answer_proposal)
