"""What comes with an application: its documents and its commitments."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.commitments.acts import make_commitment
from umbel.commitments.models import Commitment
from umbel.documents.acts import add_document, remove_document
from umbel.documents.models import Document
from umbel.documents.queries import documents_of
from umbel.documents.states import Origin
from umbel.errors import NotFound, NotNow
from umbel.policy.pack import Pack
from umbel.registration.models import Application
from umbel.registration.permissions import EDITABLE, check_is_applicant
from umbel.registration.queries import subject_of


@whole()
def enclose(*, application: Application, pack: Pack, kind: str, name: str, content: bytes, by: Viewer) -> Document:
    """Add a document of a kind that the pack asks for. Raises UmbelError for a file that is not taken."""
    application = _editable(application, by)
    if kind not in {item.code for item in pack.document_kinds}:
        raise NotNow(_("The rules ask for no document of that kind."))
    return add_document(subject=subject_of(application), kind=kind, name=name, content=content, by=by.actor)


@whole()
def take_out(*, application: Application, document: int, by: Viewer) -> None:
    """Remove a document that was handed in with this application."""
    application = _editable(application, by)
    about = subject_of(application)
    found = documents_of(about.kind, about.id).filter(pk=document, origin=Origin.HANDED_IN).first()
    if found is None:
        raise NotFound(_("This document is not part of the application any more."))
    remove_document(document=found, by=by.actor)


@whole()
def pledge(
    *,
    application: Application,
    pack: Pack,
    code: str,
    language: str,
    read: str,
    made_by: str,
    office: str,
    on: date,
    by: Viewer,
) -> Commitment:
    """Make one of the pack's commitments with this application."""
    application = _editable(application, by)
    return make_commitment(
        about=subject_of(application),
        organization=None,
        pack=pack,
        code=code,
        language=language,
        read=read,
        made_by=made_by,
        office=office,
        on=on,
        by=by,
    )


def _editable(application: Application, by: Viewer) -> Application:
    check_is_applicant(by, application)
    application = locked(application)
    if application.state not in EDITABLE:
        raise NotNow(_("This application was submitted, so its answers cannot be changed now."))
    return application
