"""The ledger: acts as sentences, an entry with its receipt, and the checkpoint to keep elsewhere."""

import json
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.audit import queries as audit
from umbel.audit.models import Entry
from umbel.audit.sentences import sentence_for
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotAllowed, NotFound, NotNow
from umbel.web.audit.access import readable_numbers
from umbel.web.audit.listings import LEDGER
from umbel.web.dates import as_of
from umbel.web.subjects import SUBJECTS, subject_path
from umbel.web.viewing import UmbelRequest


@require_safe
def ledger(request: UmbelRequest) -> HttpResponseBase:
    """The latest acts, and how far the ledger is sealed."""
    found = LEDGER.asked(request)
    context = {"as_of": as_of(request), "list": found, "seal": audit.latest_checkpoint()}
    return found.file() or render(request, "audit/ledger.html", context)


@require_safe
def entry(request: UmbelRequest, number: int) -> HttpResponse:
    """One act, all that its leaf covers, and its receipt."""
    found = _entry(number)
    if not _readable(request, found):
        return render(request, "audit/held_back.html", {"as_of": as_of(request), "entry": found, "leaf": _leaf(found)})
    context: dict[str, Any] = {
        "as_of": as_of(request),
        "entry": found,
        "sentence": sentence_for(found, (get_language() or "en").lower()),
        "content": json.dumps(audit.entry_content(found), ensure_ascii=False, indent=2),
        "leaf": _leaf(found),
        "subject": SUBJECTS.get(SubjectKind(found.subject_kind)) if found.subject_kind in set(SubjectKind) else None,
        "subject_path": subject_path(found.subject_kind, found.subject_id) if request.viewer.is_signed_in else "",
        "receipt": None,
    }
    try:
        context["receipt"] = audit.inclusion_receipt(found)
    except NotNow:
        context["unsealed"] = True
    return render(request, "audit/entry.html", context)


@require_safe
def receipt(request: UmbelRequest, number: int) -> HttpResponse:
    """The entry with its proof, to be checked offline."""
    found = _entry(number)
    if not _readable(request, found):
        raise NotAllowed(_("This entry is read by those who may read what it is about, and so is its receipt."))
    try:
        made = audit.inclusion_receipt(found)
    except NotNow as error:
        raise NotFound(_("No checkpoint covers this entry yet, so there is no receipt for it.")) from error
    text = json.dumps(made, ensure_ascii=False, indent=2)
    return _download(text, f"umbel-entry-{number}.json", "application/json")


@require_safe
def checkpoint(_request: UmbelRequest) -> HttpResponse:
    """The latest checkpoint as text, to be kept elsewhere."""
    seal = audit.latest_checkpoint()
    if seal is None:
        raise NotFound(_("The ledger has not been sealed yet, so there is no checkpoint."))
    return _download(seal.text, f"umbel-checkpoint-{seal.size}.txt", "text/plain; charset=utf-8")


def _readable(request: UmbelRequest, entry: Entry) -> bool:
    viewing = request.viewing
    return entry.number in readable_numbers([entry], viewing.viewer, viewing.today)


def _leaf(entry: Entry) -> str:
    return bytes(entry.leaf_hash).hex()


def _entry(number: int) -> Entry:
    found: Entry | None = audit.latest().filter(number=number).first() if number < 2**63 else None
    if found is None:
        raise NotFound(_("There is no entry %(number)s in the ledger.") % {"number": number})
    return found


def _download(text: str, name: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
