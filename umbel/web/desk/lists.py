"""The lists of every desk: the queues of registration, and what is due from an organization."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from umbel.accounts.permissions import ROLES, Permission, Viewer
from umbel.activities.queries import (
    obligations,
    sent_back,
    visits_to_make,
    waiting_for_another_look,
    waiting_for_finding,
)
from umbel.activities.states import Fate
from umbel.bulletins.queries import waiting_for_acknowledgement, waiting_for_relay, waiting_for_review
from umbel.casework.queries import waiting_cases
from umbel.commitments.queries import open_undertakings
from umbel.errors import NotAllowed, NotFound
from umbel.notices.queries import clocks_of, inbox
from umbel.registration.queries.desks import QUEUES, Rows, annotated
from umbel.structure.fields import words_of
from umbel.structure.queries import Annotated

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Find = Callable[[Viewer, date], Annotated]

BULK = {"completeness": "accept", "placement": "place", "reports": "accept-reports"}
"""Lists whose rows can be dealt with together: nothing adverse comes of it, and each can be put right."""

REPORTS = "reports"
"""Rows that are reports of activities."""

AT_BODY = {"relays", "returns"}
"""Lists of a joint committee: the apex has the permission, but nothing waits for it there."""

READ_ONLY = {"applications", "all-changes"}
"""Lists that only show: nothing in them waits, so the desk links them without a figure."""

WORDS: "dict[str, tuple[_StrPromise, _StrPromise]]" = {
    "completeness": (_("To check for completeness"), _("No application waits to be checked.")),
    "time-passed": (_("The applicant’s time has passed: go on"), _("No applicant has let the time pass.")),
    "examination": (_("To examine"), _("No application waits to be examined.")),
    "opinion": (_("Opinions your committee was asked for"), _("Your committee has answered everything.")),
    "decision": (_("To decide"), _("No application waits for your decision.")),
    "placement": (_("Placements to confirm"), _("Every registered organization has its committee.")),
    "review": (_("Reviews to decide"), _("No review waits for you.")),
    "changes": (_("Changes to decide"), _("No change waits for your decision.")),
    "transfers": (_("Transfers to decide"), _("No transfer waits for your decision.")),
    "change-reviews": (_("Reviews of changes to decide"), _("No review of a change waits for you.")),
    "proposals": (_("Proposals on commitments to answer"), _("No proposal waits for your committee.")),
    "own-proposals": (_("Proposals on your commitments to answer"), _("No proposal waits for your answer.")),
    "own-changes": (_("Changes you asked for"), _("No change to your entry is open.")),
    "my-applications": (_("Your applications that wait for you"), _("None of your applications waits for you.")),
    "my-waiting": (_("Your applications that wait for an office"), _("None of your applications waits for an office.")),
    "with-others": (_("Waiting for the applicant or the committee"), _("Nobody else is being waited for.")),
    "newly-placed": (_("Newly placed under your committee"), _("Nobody came to your committee lately.")),
    "silences": (_("Opinions that were never given in time"), _("No committee has been silent lately.")),
    "aside": (_("Kept from you: others deal with these"), _("You are kept from nothing.")),
    "applications": (_("Every application you may read"), _("There is no application yet.")),
    "all-changes": (_("Every change you may read"), _("Nobody has asked for a change yet.")),
    "reports": (_("Reports to find on"), _("Your committee has found on every report.")),
    "looks": (_("Reports to look at again"), _("No report waits for another look.")),
    "sent-back": (_("Reports that came back to be completed"), _("None of your reports came back.")),
    "relays": (_("Bulletins to pass on"), _("Your committee has passed every bulletin on.")),
    "bulletins": (_("Bulletins to acknowledge"), _("Every bulletin has been acknowledged.")),
    "returns": (_("Returns to review"), _("Your committee has forwarded every return.")),
    "cases": (_("Cases in which it is your turn"), _("No case waits for you.")),
    "own-cases": (_("Cases in which you are asked"), _("No case waits for you.")),
    "visits": (_("Visits to make"), _("No visit is waiting.")),
    "deadlines": (_("Your deadlines"), _("No deadline runs for you.")),
    "undertakings": (_("Undertakings to answer"), _("Every undertaking has been answered.")),
    "obligations": (_("Obligations due next"), _("Nothing is due.")),
    "notices": (_("Notices you have not opened"), _("You have opened every notice.")),
}
"""Of each list: its title, and what is said when it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskList:
    """A list on a desk."""

    code: str
    of: str
    """What its rows are: one of `Rows`, or its own code."""
    rows: Find
    permissions: tuple[Permission, ...]
    waits_for_viewer: bool = True
    has_figure: bool = True
    """Whether the desk counts it; what can only be read is linked."""

    @property
    def title(self) -> str:
        return str(WORDS[self.code][0])

    @property
    def empty(self) -> str:
        return str(WORDS[self.code][1])

    @property
    def bulk(self) -> str:
        return BULK.get(self.code, "")


def lists_for(viewer: Viewer) -> list[DeskList]:
    """The lists of a viewer's desk."""
    queues = {queue.code: queue for queue in QUEUES}
    return [
        found
        for found in LISTS
        if (queues[found.code].is_for(viewer) if found.code in queues else _is_for(found, viewer))
    ]


def find_list(code: str, viewer: Viewer) -> DeskList:
    """The list of that code, on the viewer's desk."""
    found = next((row for row in LISTS if row.code == code), None)
    if found is None:
        raise NotFound(str(_("No desk has a list by this name. Go back to your desk and choose one.")))
    if found not in lists_for(viewer):
        able = ", ".join(str(row.title) for row in ROLES.values() if row.permissions & set(found.permissions))
        raise NotAllowed(
            str(_("This list is on the desk of: %(roles)s. Your role here is: %(role)s."))
            % {"roles": able, "role": ROLES[viewer.role].title}
        )
    return found


def _is_for(found: DeskList, viewer: Viewer) -> bool:
    own = found.permissions == (Permission.READ_OWN_FILE,)
    is_there = viewer.organization_id is not None if own else viewer.body_id is not None or found.code not in AT_BODY
    return any(map(viewer.has, found.permissions)) and is_there


def _deadlines(viewer: Viewer, _on: date) -> Annotated:
    return annotated(clocks_of(viewer), due=F("due_on"), since=F("started_on"), names=F("title"))


def _undertakings(viewer: Viewer, _on: date) -> Annotated:
    rows = open_undertakings(viewer.organization_id or 0)
    return annotated(rows, due=F("due_on"), since=F("commitment__in_force_on"), names=F("title"))


def _obligations(viewer: Viewer, on: date) -> Annotated:
    rows = obligations(on).filter(organization_id=viewer.organization_id or 0, fate=Fate.OPEN, from_on__lte=on)
    return annotated(rows, due=F("due_by"), since=F("from_on"), names=words_of("requirement"))


def _notices(viewer: Viewer, _on: date) -> Annotated:
    rows = inbox(viewer).filter(received_at=None)
    return annotated(rows, due=F("reply_until"), since=TruncDate("sent_at"), names=F("title"))


def _own(code: str, rows: Find, *, waits: bool = True) -> DeskList:
    return DeskList(code=code, of=code, rows=rows, permissions=(Permission.READ_OWN_FILE,), waits_for_viewer=waits)


CASES = (Permission.BRING_CASES, Permission.HEAR_REVIEWS)
LISTS = (
    DeskList(code="reports", of=REPORTS, rows=waiting_for_finding, permissions=(Permission.VERIFY_ACTIVITIES,)),
    DeskList(code="looks", of=REPORTS, rows=waiting_for_another_look, permissions=(Permission.HEAR_REVIEWS,)),
    DeskList(code="relays", of="relays", rows=waiting_for_relay, permissions=(Permission.SEND_BULLETINS,)),
    DeskList(code="returns", of="returns", rows=waiting_for_review, permissions=(Permission.SEND_BULLETINS,)),
    DeskList(
        code="visits",
        of="visits",
        rows=visits_to_make,
        permissions=(Permission.VERIFY_ACTIVITIES,),
        has_figure=False,  # none has a day by which it is due
    ),
    DeskList(code="cases", of="cases", rows=waiting_cases, permissions=CASES),
    DeskList(
        code="own-cases",
        of="cases",
        rows=waiting_cases,
        permissions=(Permission.READ_OWN_FILE,),
        has_figure=False,  # each has a deadline, which the desk counts
    ),
    _own("sent-back", sent_back),
    DeskList(
        code="bulletins",
        of="bulletins",
        rows=waiting_for_acknowledgement,
        permissions=(Permission.READ_OWN_FILE,),
        has_figure=False,  # each has a deadline, which the desk counts
    ),
    _own("deadlines", _deadlines),
    _own("undertakings", _undertakings),
    _own("obligations", _obligations),
    _own("notices", _notices),
    *(
        DeskList(
            code=queue.code,
            of=queue.of,
            rows=queue.rows,
            permissions=queue.permissions,
            waits_for_viewer=queue.waits_for_viewer,
            has_figure=queue.code not in READ_ONLY,
        )
        for queue in QUEUES
    ),
)
APPLICATIONS, CHANGES = Rows.APPLICATIONS, Rows.CHANGES
