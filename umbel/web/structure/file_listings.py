"""What one organization reported, and what was asked of it, as lists for those who may read its file."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from umbel.activities.queries import activities_of, obligations
from umbel.activities.states import PENDING, Fate, Finding
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file
from umbel.web.lists import Asked, Choice, Column, Day, Listing

FATES = {
    Fate.MET: (_("met"), "good"),
    Fate.LATE: (_("met late"), "warn"),
    Fate.MISSED: (_("overdue"), "bad"),
    Fate.OPEN: (_("open"), ""),
}
"""Each fate of an obligation: its words, and how its tag looks."""
FINDINGS = {
    Finding.ACCEPTED: (_("accepted"), "good"),
    Finding.RETURNED: (_("sent back"), "warn"),
    Finding.NOT_ACCEPTED: (_("not accepted"), "bad"),
    PENDING: (_("waiting for a finding"), ""),
}
"""Each finding on an activity: its words, and how its tag looks."""


def check_reads_file(asked: Asked) -> None:
    """An organization's own rows are read by those who may read its file."""
    check_may_read_file(asked.viewer, Organization(pk=asked.of["number"]), asked.day.day)


def titled(asked: Asked, rows: list[Any]) -> list[Any]:
    """Each row with the words of the rules for what it is, and for what it answers."""
    kinds, titles = asked.of.get("kinds", {}), asked.of["titles"]
    for row in rows:
        due = row if hasattr(row, "requirement") else row.obligation
        row.answers = f"{titles.get(due.requirement) or due.requirement}, {due.period}" if due else ""
        row.title = str(kinds.get(row.kind) or row.kind)
    return rows


def standing(row: Any) -> Any:
    """The finding that stands on a report, with its day and reasons; None while it waits."""
    return next((known for known in row.standing if known.finding == row.found), None)


def references(row: Any) -> str:
    """What supports a report."""
    return "; ".join(found.reference for found in row.evidence.all())


ACTIVITIES = Listing(
    code="activities",
    name=lambda asked: f"{asked.of['number']}-activities",
    title=_("Activities"),
    columns=(
        Column("held", _("Held"), "held_on", sort="held_on", cell=True),
        Column("reported", _("Reported on"), "reported_on", page=False),
        Column("activity", _("Activity"), "title", cell=True),
        Column("summary", _("What was done"), "summary", page=False),
        Column("answers", _("What it answers"), "answers", page=False),
        Column("people", _("People present"), "head_count", sort="head_count", number=True),
        Column(
            "evidence", _("Evidence"), lambda row: "; ".join(found.reference for found in row.evidence.all()), cell=True
        ),
        Column("finding", _("Finding"), lambda row: FINDINGS[row.found or PENDING][0], sort="found", cell=True),
        Column("found", _("Found on"), lambda row: getattr(standing(row), "found_on", None), page=False),
        Column("reasons", _("Reasons"), lambda row: getattr(standing(row), "reasons", ""), page=False),
    ),
    rows=lambda asked: activities_of(asked.of["number"], asked.day.day),
    allowed=check_reads_file,
    filters=(Day(hidden=True),),
    told=titled,
    empty=_("This organization has reported no activity."),
    cells="structure/cells/activity.html",
)


def asked_of(asked: Asked) -> Any:
    """What was asked of the organization so far, the latest first."""
    rows = obligations(asked.day.day).filter(organization=asked.of["number"], from_on__lte=asked.day.day)
    return rows.order_by("-due_on", "requirement", "pk")


def answerable(asked: Asked, rows: list[Any]) -> list[Any]:
    """Each obligation with its words and, where it was missed, where this reader still answers it."""
    for row in titled(asked, rows):
        row.answer = asked.of["answer"](row) if row.fate == Fate.MISSED else None
    return rows


BY_FATE = [(fate.value, said) for fate, (said, _look) in FATES.items()]
OBLIGATIONS = Listing(
    code="obligations",
    name=lambda asked: f"{asked.of['number']}-obligations",
    title=_("Obligations"),
    columns=(
        Column("requirement", _("Requirement"), lambda row: row.answers.rpartition(", ")[0]),
        Column("period", _("Period"), "period", sort="period", nowrap=True),
        Column("due", _("Due"), "due_by", sort="due_by", cell=True),
        Column("first", _("First due"), "due_on", page=False),
        Column("met", _("Fulfilled"), "met_on", sort="met_on", nowrap=True),
        Column("state", _("State"), lambda row: FATES[row.fate][0], sort="fate", cell=True),
    ),
    rows=asked_of,
    allowed=check_reads_file,
    filters=(
        Choice(
            "state",
            _("State"),
            [(fate.value, said) for fate, (said, _look) in FATES.items()],
            first=_("any"),
            where="fate",
        ),
        Day(hidden=True),
    ),
    told=answerable,
    empty=_("Nothing has been asked of this organization yet."),
    cells="structure/cells/obligation.html",
)
