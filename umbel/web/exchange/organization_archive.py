"""An organization's whole file: every act, document, notice and deadline about it, and the archive of it all."""

import tempfile

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from umbel.audit.sentences import sentence_for
from umbel.exchange.organization_archive import export_file, tables
from umbel.register import queries as public
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.viewing import UmbelRequest

IN_MEMORY = 8 * 2**20
"""Bytes of an archive that are held in memory; a larger one lies in a temporary file."""


@require_safe
def whole_file(request: UmbelRequest, number: int) -> HttpResponse:
    """What the record holds beside the entry: documents, notices with their receipts, deadlines, and every act."""
    day = as_of(request)
    organization = Organization(pk=number)
    check_may_read_file(request.viewer, organization, day.day)
    found = {table.name: table.rows for table in tables(organization)}
    pages = page_of(request, found["acts"].filter(at__date__lte=day.day).order_by("-number"))
    language = (get_language() or "en").lower()
    context = {
        "as_of": day,
        "file": public.public_file(number, day.day),
        "here": "file",
        "documents": found["documents"].filter(removed_at=None).order_by("-pk")[:100],
        "notices": found["notices"].order_by("-sent_at")[:50],
        "deadlines": found["deadlines"].order_by("state", "due_on")[:50],
        "pages": pages,
        "acts": [(entry, sentence_for(entry, language)) for entry in pages.object_list],
    }
    return render(request, "exchange/file.html", context)


@require_safe
def export(request: UmbelRequest, number: int) -> HttpResponse | FileResponse:
    """The whole file as one archive, for whoever may read it."""
    viewing = request.viewing
    check_may_read_file(viewing.viewer, Organization(pk=number), viewing.today)
    organization = get_object_or_404(Organization, pk=number)
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    export_file(organization=organization, to=stream, on=viewing.today)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"organization-{number}-{viewing.today}.zip")
