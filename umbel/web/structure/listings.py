"""A committee's organizations, for those who read their files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from umbel.accounts.permissions import Permission, Viewer
from umbel.errors import NotAllowed
from umbel.evaluation.queries import ORDERS, with_attention
from umbel.register.rows import Committee
from umbel.structure.models import Placement
from umbel.structure.permissions import reads_every_file
from umbel.structure.queries import current_particulars, in_force, says_in_any
from umbel.web.lists import Asked, Choice, Column, Listing, Order, Text

MOST_WORDS = 8
SORTS = tuple(
    Order(code, title, ORDERS[code])
    for code, title in (
        ("attention", _("what needs attention first")),
        ("missed", _("most overdue")),
        ("grade", _("best grade")),
        ("silence", _("longest silence")),
        ("name", _("name")),
    )
)


def reads_all_of(viewer: Viewer, body: Committee) -> bool:
    """Whether the viewer reads the files of all that are placed under the committee."""
    return reads_every_file(viewer) or (viewer.has(Permission.READ_PLACED_FILES) and viewer.body_id == body.id)


def check_reads_all(asked: Asked) -> None:
    """What needs attention is for those who read the files."""
    if not reads_all_of(asked.viewer, asked.of["body"]):
        raise NotAllowed(_("What needs attention is for those who read the files of all organizations here."))


def attended(asked: Asked) -> Any:
    """The committee's organizations with what needs attention, narrowed."""
    day, said, distribution = asked.day.day, asked.said, asked.of["distribution"]
    placed = Placement.objects.filter(in_force(day), body_id=asked.of["body"].id).values("organization_id")
    rows = with_attention(
        current_particulars(day).filter(organization__in=placed),
        day,
        distribution.cycle if distribution else "",
        grades(asked),
    )
    for word in said["q"].split()[:MOST_WORDS]:
        rows = rows.filter(says_in_any("names", word))
    return rows.filter(missed__gt=0) if said["only"] else rows


def grades(asked: Asked) -> tuple[str, ...]:
    """The grades that were proposed, the best first; none before a cycle."""
    distribution = asked.of["distribution"]
    return distribution.grades if distribution else ()


ATTENTION = Listing(
    code="attention",
    name=lambda asked: f"{asked.of['body'].code}-attention",
    title=_("Organizations of this committee"),
    columns=(
        Column("number", _("Number"), "organization_id", page=False),
        Column("name", _("Name"), "name", cell=True),
        Column("overdue", _("Overdue"), "missed", number=True, cell=True),
        Column("grade", _("Proposed grade"), lambda row: row.grade or "", cell=True),
        Column("points", _("Points"), "total", page=False),
        Column("last", _("Last activity"), "last_held_on", nowrap=True, cell=True),
        Column("field", _("Field"), lambda row: row.concept and row.concept.names),
        Column("district", _("District"), lambda row: row.district and row.district.names),
    ),
    rows=attended,
    allowed=check_reads_all,
    filters=(
        Text("q", _("Name")),
        Choice(
            "grade",
            _("Proposed grade"),
            lambda asked: [(grade, grade) for grade in grades(asked)],
            first=_("all grades"),
            where="grade",
        ),
        Choice("only", _("Obligations"), [("missed", _("something overdue"))], first=_("any")),
    ),
    orders=SORTS,
    sort="attention",
    ties=("sort_name", "pk"),
    empty=_("No organization fits."),
    cells="structure/cells/attention.html",
    counted=True,
)
