"""Downloading a document: always as an attachment, never shown by this site."""

from io import BytesIO

from django.http import FileResponse
from django.views.decorators.http import require_safe

from umbel.documents.models import Document
from umbel.documents.queries import open_document
from umbel.errors import NotAllowed
from umbel.web.documents.access import LARGEST_KEY, check_may_read_document
from umbel.web.viewing import UmbelRequest


@require_safe
def document(request: UmbelRequest, number: int) -> FileResponse:
    """The file, for whoever may read what it is about; for everyone else there is none."""
    viewing = request.viewing
    if not viewing.viewer.is_signed_in:
        raise NotAllowed
    known = Document.objects.filter(pk=number).first() if number <= LARGEST_KEY else None
    found = check_may_read_document(viewing.viewer, known, viewing.today)
    response = FileResponse(
        BytesIO(open_document(found)), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
