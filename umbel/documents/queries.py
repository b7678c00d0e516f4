"""Questions about documents, and their content."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from umbel.documents.models import Document
from umbel.errors import NotFound


def documents_of(kind: str, id: str, *, include_removed: bool = False) -> QuerySet[Document]:  # noqa: A002
    """The documents about a subject, in the order in which they came."""
    found = Document.objects.filter(subject_kind=kind, subject_id=id).order_by("pk")
    return found if include_removed else found.filter(removed_at=None)


def place_of(sha256: str) -> Path:
    """Where a file with this hash lies."""
    return Path(settings.UMBEL_DOCUMENTS) / sha256[:2] / sha256


def open_document(document: Document) -> bytes:
    """Its content. Raises NotFound when the file is gone or is no longer what was handed in."""
    try:
        content = place_of(document.sha256).read_bytes()
    except OSError as lost:
        raise NotFound(_("The file of this document is missing.")) from lost
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise NotFound(_("The file of this document was damaged."))
    return content
