"""Downloading a document: always as an attachment, never shown by this site."""

from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.documents.models import Document
from umbel.documents.queries import open_document
from umbel.errors import NotAllowed, NotFound
from umbel.web.documents.access import may_read_document


@require_safe
def document(request: HttpRequest, number: int) -> FileResponse:
    """The file, for whoever may read what it is about; for everyone else there is none."""
    viewing = request.viewing  # type: ignore[attr-defined]
    if not viewing.viewer.is_signed_in:
        raise NotAllowed
    found = Document.objects.filter(pk=number, removed_at=None).first()
    if found is None or not may_read_document(viewing.viewer, found, viewing.today):
        raise NotFound(_("There is no document here that your role may read."))
    response = FileResponse(
        BytesIO(open_document(found)), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
