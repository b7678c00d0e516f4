"""Adding, writing and removing documents. A file lies under its hash, outside the web root, before its row is there."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.queries import entries_about
from umbel.audit.subjects import SubjectKind
from umbel.documents.checking import PDF, Checked, checked
from umbel.documents.models import Document
from umbel.documents.naming import clean_file_name
from umbel.documents.queries import place_of
from umbel.documents.states import Origin
from umbel.documents.table_of_acts import DocumentAct
from umbel.errors import NotNow

_at_the_end: ContextVar[bool] = ContextVar("umbel_documents_flushed_at_the_end", default=False)


@contextmanager
def flushed_at_the_end() -> Iterator[None]:
    """For what counts only when it is whole, such as a demo: files go to the disk together, when the block ends."""
    token = _at_the_end.set(True)
    try:
        yield
    finally:
        _at_the_end.reset(token)
        os.sync()


@transaction.atomic
def add_document(*, subject: Subject, kind: str, name: str, content: bytes, by: Actor) -> Document:
    """Keep a file that was handed in, once its content has been checked.
    Raises Problems with what is wrong with it and the way out.
    """
    made = _keep(subject, kind, checked(name, content), by, Origin.HANDED_IN)
    audit.record(DocumentAct.ADD, by=by, about=subject, data={"name": made.name, "sha256": made.sha256, "kind": kind})
    return made


@transaction.atomic
def write_document(*, subject: Subject, kind: str, name: str, content: bytes, by: Actor) -> Document:
    """Keep a PDF that the program set itself."""
    made = _keep(subject, kind, Checked(clean_file_name(name, ".pdf"), PDF, content), by, Origin.WRITTEN)
    audit.record(DocumentAct.WRITE, by=by, about=subject, data={"name": made.name, "sha256": made.sha256, "kind": kind})
    return made


@transaction.atomic
def remove_document(*, document: Document, by: Actor) -> None:
    """Take a document out of its subject. Its row stays, dated, and so does the file."""
    now = timezone.now()
    if not Document.objects.filter(pk=document.pk, removed_at=None).update(removed_at=now):
        raise NotNow(_("This document was removed already."))
    document.removed_at = now
    named = entries_about(document.subject_kind, document.subject_id).values_list("subject_label", flat=True).first()
    about = Subject(SubjectKind(document.subject_kind), document.subject_id, named or document.subject_id)
    audit.record(DocumentAct.REMOVE, by=by, about=about, data={"name": document.name, "sha256": document.sha256})


def _keep(subject: Subject, kind: str, file: Checked, by: Actor, origin: Origin) -> Document:
    sha256 = hashlib.sha256(file.content).hexdigest()
    _store(sha256, file.content)
    return Document.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        kind=kind,
        origin=origin,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=sha256,
        added_by=by.label[:120],
    )


def _store(sha256: str, content: bytes) -> None:
    """Write the file whole or not at all: it takes its name only when it is on the disk. One that was damaged there
    is mended.
    """
    place = place_of(sha256)
    if place.exists() and place.read_bytes() == content:
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
    draft = place.with_name(f".{sha256}.{uuid4().hex}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, settings.FILE_UPLOAD_PERMISSIONS)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            if not _at_the_end.get():
                os.fsync(stream.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    if not _at_the_end.get():
        _sync(place.parent)
        _sync(place.parent.parent)


def _sync(folder: Path) -> None:
    """A new name outlives a power cut only when its folder was written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
