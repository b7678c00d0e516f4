"""Finding an application or a change request, and the rules that hold for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umbel.audit.models import Entry
from umbel.audit.sentences import sentence_for
from umbel.errors import NotFound
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.registration import queries
from umbel.registration.models import Application, ChangeRequest
from umbel.registration.queries import changes
from umbel.registration.states import ApplicationState
from umbel.web.fields import Text
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

WITH = ("request", "examination", "decision__decided_by", "decision__review__decided_by")
"""What the pages show of an application, read with it."""


class ReviewForm(ActForm):
    """What is wrong with a decision, for someone else to look at it again."""

    grounds = Text(
        gettext_lazy("What is wrong with the decision?"),
        gettext_lazy("In your own words. Say which fact or reason you do not accept, and why."),
        rows=8,
    )


def find(request: UmbelRequest, reference: str) -> Application:
    """The application, if the viewer may read it; one there is not and one that is not theirs look the same."""
    readable = queries.readable_applications(viewer_of(request)).select_related(*WITH)
    application = readable.filter(reference=reference).first()
    if application is None:
        raise NotFound(_("There is no application by this reference that you may read."))
    return application


def find_change(request: UmbelRequest, reference: str) -> ChangeRequest:
    """The change request, if the viewer may read it."""
    found = changes.find_change(reference, viewer_of(request), today_of(request))
    if found is None:
        raise NotFound(_("There is no change request by this reference that you may read."))
    return found


def rules_for(request: UmbelRequest, application: Application) -> Pack:
    """The rules it is filled in under: a draft under those in force, the rest under those of its day."""
    if application.state != ApplicationState.DRAFT:
        return queries.rules_of(application)
    return rules_in_force(request)


def rules_in_force(request: UmbelRequest) -> Pack:
    """The federation's pack. Raises NotFound where there is none, or where it takes no applications."""
    federation = request.viewing.federation
    pack = find_pack(federation.pack_id, federation.pack_version) if federation else None
    if pack is None or pack.registration is None:
        raise NotFound(_("No applications are taken here: the rules in force say nothing about registration."))
    return pack


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the record as a sentence, on the day on which it was done."""

    entry: Entry
    sentence: str
    on: date


def told(entries: Iterable[Entry]) -> list[Told]:
    """Entries as sentences. An act says on which day it was done; in a demo that is not when it was written."""
    return [Told(entry, sentence_for(entry, language()), _day_of(entry)) for entry in entries]


def _day_of(entry: Entry) -> date:
    data = entry.data if isinstance(entry.data, dict) else {}
    try:
        return date.fromisoformat(str(data.get("on", "")))
    except ValueError:
        return entry.at.date()
