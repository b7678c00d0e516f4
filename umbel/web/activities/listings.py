"""More time that was given, and visits drawn by lot, as lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from umbel.activities.models import Visit
from umbel.activities.queries import grants, readable_visits
from umbel.web.lists import Asked, Column, Day, Listing, for_everyone
from umbel.web.rulemaking.shown import names_of


def for_what(asked: Asked, rows: list[Any]) -> list[Any]:
    """Each decision with what it was for, in words."""
    titles = asked.of["titles"]
    for row in rows:
        row.what = f"{titles.get(row.requirement) or row.requirement}, {row.period}"
    return rows


EXTENSIONS = Listing(
    code="extensions",
    title=_("More time"),
    columns=(
        Column("given", _("Given"), "given_on", sort="given_on", nowrap=True),
        Column("what", _("For what"), "what", cell=True),
        Column("reasons", _("Reasons"), "reasons", page=False),
        Column("until", _("New last day"), "due_on", sort="due_on", cell=True),
        Column("was", _("Last day before"), "was_due_on", page=False),
        Column("organizations", _("Organizations"), "organizations", sort="organizations", number=True),
        Column("by", _("By"), "body.names", cell=True),
    ),
    rows=lambda asked: grants(asked.day.day),
    allowed=for_everyone,
    filters=(Day(hidden=True),),
    told=for_what,
    empty=_("No more time was ever given."),
    cells="activities/cells/extension.html",
)


def named(_asked: Asked, rows: list[Visit]) -> list[Visit]:
    """Each visit with the organization as it is called now."""
    names = names_of({row.organization_id for row in rows})
    for row in rows:
        row.name = names.get(row.organization_id, str(row.organization_id))  # type: ignore[attr-defined]
    return rows


VISITS = Listing(
    code="visits",
    title=_("Visits"),
    columns=(
        Column("name", _("Organization"), "name", cell=True),
        Column("drawn", _("Drawn"), "draw.drawn_on", sort="draw__drawn_on", nowrap=True),
        Column("visited", _("Visited"), "visited_on", sort="visited_on", cell=True),
        Column("answered", _("Answer"), "answered_on", sort="answered_on", cell=True),
        Column("dropped", _("Dropped on"), "dropped_on", page=False),
    ),
    rows=lambda asked: readable_visits(asked.viewer),
    allowed=for_everyone,  # each reads those that `readable_visits` leaves them
    told=named,
    empty=_("No visit has been drawn here."),
    cells="activities/cells/visit.html",
)
