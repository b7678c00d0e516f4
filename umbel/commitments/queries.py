"""Questions about commitments."""

import hashlib
from datetime import date

from django.db.models import Q, QuerySet

from umbel.audit.actors import Subject
from umbel.commitments.models import Commitment, Undertaking
from umbel.commitments.states import CommitmentState
from umbel.policy.pack import Commitment as Pledge
from umbel.policy.pack import Pack
from umbel.structure.models import Organization


def fingerprint(wording: str) -> str:
    """The hash by which a wording is known: SHA-256 of its UTF-8 text."""
    return hashlib.sha256(wording.encode()).hexdigest()


def commitments_of(organization: Organization | int) -> QuerySet[Commitment]:
    """Every commitment made for the organization, the latest first."""
    key = organization.pk if isinstance(organization, Organization) else organization
    found = Commitment.objects.filter(organization_id=key).prefetch_related("undertakings", "proposals")
    return found.order_by("-made_on", "-pk")


def given_with(subject: Subject) -> QuerySet[Commitment]:
    """Commitments given with an application, as they stand now."""
    found = Commitment.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return found.exclude(state=CommitmentState.REPLACED).order_by("code")


def missing_pledges(pack: Pack, subject: Subject) -> list[Pledge]:
    """The pack's commitments that were not yet given with this application in today's wording."""
    given = set(given_with(subject).filter(state=CommitmentState.MADE).values_list("code", "version"))
    return [pledge for pledge in pack.commitments if (pledge.code, pledge.version) not in given]


def due_for_renewal(pack: Pack, organization: Organization, on: date) -> list[Pledge]:
    """The pack's commitments that the organization has not made, has to renew by now, or made in an older wording."""
    standing = {
        commitment.code: commitment
        for commitment in Commitment.objects.filter(organization=organization, state=CommitmentState.IN_FORCE)
    }
    return [
        pledge
        for pledge in pack.commitments
        if (held := standing.get(pledge.code)) is None
        or held.version < pledge.version
        or (held.renew_by is not None and held.renew_by <= on)
    ]


def open_undertakings(organization: Organization | int) -> QuerySet[Undertaking]:
    """Undertakings of commitments in force that no evidence has answered, the nearest first."""
    key = organization.pk if isinstance(organization, Organization) else organization
    in_force = Q(commitment__organization_id=key, commitment__state=CommitmentState.IN_FORCE)
    return Undertaking.objects.filter(in_force, answered_on=None).select_related("commitment").order_by("due_on", "pk")
