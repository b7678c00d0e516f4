"""Adding, writing and removing documents."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.documents.models import Document
from umbel.documents.queries import place_of
from umbel.documents.states import Origin


@transaction.atomic
def add_document(*, subject: Subject, kind: str, name: str, content: bytes, by: Actor) -> Document:
    made = _store(subject, kind, name, content, by, Origin.HANDED_IN)
    audit.record("documents:add", by=by, about=subject, data={"name": made.name, "sha256": made.sha256})
    return made


@transaction.atomic
def write_document(*, subject: Subject, kind: str, name: str, content: bytes, by: Actor) -> Document:
    made = _store(subject, kind, name, content, by, Origin.WRITTEN)
    audit.record("documents:write", by=by, about=subject, data={"name": made.name, "sha256": made.sha256})
    return made


@transaction.atomic
def remove_document(*, document: Document, by: Actor) -> None:
    document.removed_at = timezone.now()
    document.save(update_fields=["removed_at"])
    about = Subject(document.subject_kind, document.subject_id, document.subject_id)
    audit.record("documents:remove", by=by, about=about, data={"name": document.name})


def _store(subject: Subject, kind: str, name: str, content: bytes, by: Actor, origin: Origin) -> Document:
    sha256 = hashlib.sha256(content).hexdigest()
    place = place_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    values: dict[str, Any] = {"subject_kind": subject.kind, "subject_id": subject.id, "kind": kind, "name": name}
    return Document.objects.create(
        **values, origin=origin, media_type="application/pdf", size=len(content), sha256=sha256, added_by=by.label
    )
