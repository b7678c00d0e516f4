"""The list of cases."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from umbel.casework.queries import readable_cases, rung_of, waiting_cases, with_deadline
from umbel.casework.states import OPEN
from umbel.structure.queries import by_name
from umbel.web.casework import words
from umbel.web.lists import Asked, Choice, Column, Listing, for_everyone

WHICH = (("turn", _("Your turn")), ("open", _("Open")), ("all", _("All")))
NONE = {
    "turn": _("No case waits for you."),
    "open": _("No case is open."),
    "all": _("There is no case yet."),
}
DUE_FIRST = (F("due").asc(nulls_last=True), "opened_on", "pk")


def cases(asked: Asked) -> Any:
    """Every case the viewer may read: those in which it is their turn, the open ones, or all; what is due first."""
    which, viewer, on = asked.said["which"], asked.viewer, asked.today
    if which == "turn":
        return with_deadline(waiting_cases(viewer, on)).order_by(*DUE_FIRST)
    readable = readable_cases(viewer, on)
    if which == "all":
        return with_deadline(readable).order_by("-opened_on", "-pk")
    return with_deadline(readable.filter(state__in=OPEN)).order_by(*DUE_FIRST)


CASES = Listing(
    code="cases",
    title=_("Cases"),
    columns=(
        Column("reference", _("Case"), "reference", page=False),
        Column("name", _("Organization"), "names", sort=by_name, cell=True),
        Column("measure", _("Measure"), lambda row: rung_of(row).title),
        Column("state", _("State"), lambda row: words.state_of(row)[0], tag=lambda row: words.state_of(row)[1]),
        Column("due", _("Next deadline"), "due", sort="due", nowrap=True, cell=True),
        Column("opened", _("Opened on"), "opened_on", sort="opened_on", nowrap=True),
        Column("body", _("Brought by"), lambda row: row.body.names if row.body else _("the apex body")),
    ),
    rows=cases,
    allowed=for_everyone,  # each reads those that `readable_cases` leaves them
    filters=(Choice("which", options=WHICH, default="open", hidden=True),),
    empty=lambda asked: NONE[asked.said["which"]],
    cells="casework/cells/case.html",
)
