"""Applications: those a viewer may read, one by its reference, and how long they take."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Exists, OuterRef, Q, QuerySet

from umbel.accounts.permissions import Permission, Viewer
from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.registration.models import Application, ChangeRequest, Opinion
from umbel.registration.states import OPEN, ApplicationState

SINCE_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long applications took from submission to decision, in days, and the longest one waiting."""

    decided: int
    median_days: float | None
    ninetieth_days: int | None
    """Nine of ten were decided within so many days."""
    in_time: int
    """Decided by the pack's target day."""
    waiting: int
    oldest_days: int | None


def subject_of(about: Application | ChangeRequest) -> Subject:
    """How the record names an application or a change request."""
    if isinstance(about, ChangeRequest):
        return Subject(SubjectKind.CHANGE_REQUEST, str(about.pk), about.reference)
    return Subject(SubjectKind.APPLICATION, str(about.pk), f"{about} ({about.reference})")


def readable_applications(viewer: Viewer) -> QuerySet[Application]:
    """Those the viewer may read; a draft is read by its applicant alone."""
    found = Q(pk__in=[])
    if viewer.user_id is not None and viewer.has(Permission.APPLY):
        found |= Q(applicant_id=viewer.user_id)
    if viewer.organization_id and viewer.has(Permission.READ_OWN_FILE):
        found |= Q(organization_id=viewer.organization_id)
    if viewer.has(Permission.READ_EVERY_APPLICATION):
        found |= Q(submitted_on__isnull=False)
    if viewer.body_id and viewer.has(Permission.READ_REFERRED_APPLICATIONS):
        asked = Opinion.objects.filter(application=OuterRef("pk"), body_id=viewer.body_id)
        found |= Q(Exists(asked))
    return Application.objects.filter(found).select_related("applicant", "concept", "district", "asked_body")


def find_application(reference: str, viewer: Viewer) -> Application | None:
    """The application of that reference, if the viewer may read it."""
    return readable_applications(viewer).filter(reference=reference).first()


def applications_of(viewer: Viewer) -> QuerySet[Application]:
    """Those the account itself began, the latest first."""
    return Application.objects.filter(applicant_id=viewer.user_id).order_by("-started_at", "-pk")


def pace(as_of: date) -> Pace:
    """How the registrar kept its time over the last year, as anyone may see it."""
    decided = Application.objects.filter(
        decided_on__gt=as_of - timedelta(days=SINCE_DAYS), decided_on__lte=as_of
    ).values_list("submitted_on", "decided_on", "target_on")
    rows = [(submitted, on, target) for submitted, on, target in decided if submitted and on]
    days = sorted((on - submitted).days for submitted, on, _target in rows)
    waiting = Application.objects.filter(state__in=OPEN, submitted_on__lte=as_of).exclude(state=ApplicationState.REVIEW)
    oldest = waiting.order_by("submitted_on").values_list("submitted_on", flat=True).first()
    return Pace(
        decided=len(days),
        median_days=median(days) if days else None,
        ninetieth_days=days[-(-9 * len(days) // 10) - 1] if days else None,
        in_time=sum(1 for _submitted, on, target in rows if target and on <= target),
        waiting=waiting.count(),
        oldest_days=(as_of - oldest).days if oldest else None,
    )
