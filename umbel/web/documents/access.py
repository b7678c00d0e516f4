"""Who may read a document: whoever may read what it is about."""

from datetime import date

from umbel.accounts.permissions import Viewer
from umbel.commitments.models import Commitment
from umbel.documents.models import Document
from umbel.registration.models import Application, ChangeRequest
from umbel.registration.permissions import may_read_application
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file


def may_read_document(viewer: Viewer, document: Document, on: date) -> bool:
    """By the kind of its subject; what is about nothing known is read by nobody."""
    key = int(document.subject_id) if document.subject_id.isdecimal() else 0
    if document.subject_kind == "application":
        application = Application.objects.filter(pk=key).first()
        return application is not None and may_read_application(viewer, application)
    organization = _organization(document.subject_kind, key)
    return organization is not None and may_read_file(viewer, organization, on)


def _organization(kind: str, key: int) -> Organization | None:
    if kind == "organization":
        return Organization.objects.filter(pk=key).first()
    if kind == "change-request":
        change = ChangeRequest.objects.select_related("organization").filter(pk=key).first()
        return change.organization if change else None
    if kind == "commitment":
        commitment = Commitment.objects.select_related("organization").filter(pk=key).first()
        return commitment.organization if commitment else None
    return None
