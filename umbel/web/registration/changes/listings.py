"""What was asked to be changed in the entry of one organization, as a list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from umbel.accounts.permissions import Permission
from umbel.registration.queries.changes import readable_changes
from umbel.registration.states import CHANGE_STATES, CHANGE_TITLES, ChangeKind, ChangeState
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file
from umbel.web.lists import Asked, Column, Day, Listing

TAGS = {ChangeState.CARRIED_OUT: "good", ChangeState.REFUSED: "bad", ChangeState.UPHELD: "bad", ChangeState.REVIEW: ""}


def tag_of(state: str) -> str:
    """The look of a request's state."""
    return TAGS.get(ChangeState(state), "warn")


def check_reads_changes(asked: Asked) -> None:
    """Requests are read by those who may read the file, and by those who deal with every request."""
    if not asked.viewer.has(Permission.READ_EVERY_APPLICATION):
        check_may_read_file(asked.viewer, Organization(pk=asked.of["number"]), asked.day.day)


def asked_for(asked: Asked) -> Any:
    """The requests of the organization by the day, the latest first."""
    rows = readable_changes(asked.viewer, asked.today).filter(organization=asked.of["number"])
    return rows.filter(requested_on__lte=asked.day.day).order_by("-requested_on", "-pk")


CHANGES = Listing(
    code="changes",
    name=lambda asked: f"{asked.of['number']}-changes",
    title=_("Changes asked for"),
    columns=(
        Column("change", _("Change"), lambda row: CHANGE_TITLES[ChangeKind(row.kind)], cell=True),
        Column("reference", _("Reference"), "reference", page=False),
        Column("reasons", _("Reasons"), "reasons", page=False),
        Column("asked", _("Asked for"), "requested_on", sort="requested_on", nowrap=True),
        Column("from", _("Takes effect"), "effective_on", sort="effective_on", nowrap=True),
        Column(
            "state",
            _("State"),
            lambda row: CHANGE_STATES[ChangeState(row.state)],
            sort="state",
            tag=lambda row: tag_of(row.state),
        ),
    ),
    rows=asked_for,
    allowed=check_reads_changes,
    filters=(Day(hidden=True),),
    empty=_("No change of its entry was asked for."),
    cells="registration/cells/change.html",
)
