"""Who may read a document: whoever may read what it is about."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.subjects import SubjectKind
from umbel.documents.models import Document
from umbel.errors import NotFound
from umbel.registration.models import Application
from umbel.registration.permissions import may_read_application
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file
from umbel.web.subjects import SUBJECTS

LARGEST_KEY = 2**63 - 1


def check_may_read_document(viewer: Viewer, document: Document | None, on: date) -> Document:
    """The document. One that is not there, was removed, or is not for this reader is all the same: NotFound, in the
    same words, so that nobody learns what there is.
    """
    if document is None or document.removed_at is not None or not may_read_document(viewer, document, on):
        raise NotFound(_("There is no document here that your role may read."))
    return document


def may_read_document(viewer: Viewer, document: Document, on: date) -> bool:
    """By the kind of its subject; what is about nothing known is read by nobody."""
    key = int(document.subject_id) if document.subject_id.isdecimal() else 0
    if key > LARGEST_KEY:
        return False
    if document.subject_kind == SubjectKind.APPLICATION:
        application = Application.objects.filter(pk=key).first()
        return application is not None and may_read_application(viewer, application)
    organization = _organization(document.subject_kind, key)
    if organization is None:
        return False
    if may_read_file(viewer, organization, on):
        return True
    return document.kind == "certificate" and _applied_for(viewer, organization)


def _applied_for(viewer: Viewer, organization: Organization) -> bool:
    """Whoever had it registered is sent its certificate, and keeps it without a role there."""
    applied = Application.objects.filter(organization=organization, applicant_id=viewer.user_id)
    return viewer.user_id is not None and applied.exists()


def _organization(kind: str, key: int) -> Organization | None:
    if kind == SubjectKind.ORGANIZATION:
        return Organization.objects.filter(pk=key).first()
    page = SUBJECTS.get(SubjectKind(kind)) if kind in set(SubjectKind) else None
    model: Any = page.of_organization if page else None
    found = model.objects.select_related("organization").filter(pk=key).first() if model else None
    organization: Organization | None = found.organization if found else None
    return organization
