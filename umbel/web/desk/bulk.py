"""Dealing with several rows at once, where nothing adverse can come of it. Each is an act of its own."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import find
from umbel.activities.queries import waiting_for_finding
from umbel.activities.states import Finding
from umbel.errors import UmbelError
from umbel.registration import acts
from umbel.registration.models import Application
from umbel.registration.queries import readable_applications
from umbel.registration.states import FOR_OFFICER, ApplicationState

MOST = 100
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one row: nothing in `why_not` means that it was done."""

    reference: str
    name: str
    why_not: str = ""

    @property
    def is_done(self) -> bool:
        return not self.why_not


def accept_reports(keys: list[str], viewer: Viewer, on: date) -> list[Result]:
    """Accept reports of activities, each by an act of its own."""
    wanted = list(dict.fromkeys(key for key in keys if key.isdecimal() and len(key) < MOST_DIGITS))[:MOST]
    rows = {str(row.pk): row for row in waiting_for_finding(viewer, on).filter(pk__in=wanted)}
    found = []
    for key in wanted:
        row = rows.get(key)
        refused = "" if row else _("It has been dealt with meanwhile, or is not your committee's.")
        if row:
            try:
                find(activity=row, finding=Finding.ACCEPTED, reasons="", on=on, by=viewer)
            except UmbelError as said:
                refused = str(said)
        found.append(Result(reference=key, name=str(row.names or "") if row else "", why_not=refused))
    return found


def accept_or_place(act: str, references: list[str], viewer: Viewer, on: date) -> list[Result]:
    """Accept applications as complete, or confirm placements as they are proposed."""
    wanted = list(dict.fromkeys(references))[:MOST]
    rows = {row.reference: row for row in readable_applications(viewer).filter(reference__in=wanted)}
    found = []
    for reference in wanted:
        row = rows.get(reference)
        if row is None:
            found.append(
                Result(reference=reference[:40], name="", why_not=_("You may read no application by this reference."))
            )
            continue
        found.append(Result(reference=reference, name=str(row), why_not=_tried(act, row, viewer, on)))
    return found


def _tried(act: str, row: Application, viewer: Viewer, on: date) -> str:
    if act == "accept" and row.state != ApplicationState.SUBMITTED:
        state = FOR_OFFICER[ApplicationState(row.state)]
        return _("It has been dealt with meanwhile. Where it stands now: %(state)s.") % {"state": state}
    try:
        if act == "accept":
            acts.accept_as_complete(application=row, on=on, by=viewer)
        elif row.asked_body is None:
            return _(
                "No committee is proposed, because no remit covers its field and district. Open it and choose one."
            )
        else:
            acts.confirm_placement(application=row, body=row.asked_body, reasons="", on=on, by=viewer)
    except UmbelError as refused:
        return str(refused)
    return ""
