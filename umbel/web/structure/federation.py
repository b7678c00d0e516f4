"""The federation: its three tiers in one picture, and the same as a table."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.register.queries import Overview
from umbel.register.rows import Committee, Distribution, Fates
from umbel.web.dates import AsOf, as_of
from umbel.web.paging import page_of
from umbel.web.structure.colours import Colouring, choices, colouring
from umbel.web.structure.picture import Dot, Umbellet, picture
from umbel.web.viewing import UmbelRequest
from umbel.words import Words

MOST_DRAWN = 400
"""Committees: of more, no picture can be read."""
ROWS = 100


@require_safe
def federation(request: UmbelRequest) -> HttpResponse:
    """The picture and its table."""
    day, viewer = as_of(request), request.viewer
    counted = {name: public.figures(name, day.day) for name in ("committees", "fates")}
    if not all(counted.values()):
        return render(request, "structure/federation.html", {"as_of": day, "counted": None})
    committees, fates = (found.value for found in counted.values() if found)
    pages = page_of(request, committees, ROWS)
    context = {
        "as_of": day,
        "counted": counted["fates"],
        "apex": public.apex(day.day),
        "choices": choices(viewer),
        "pages": pages,
        "rows": table(list(pages.object_list), fates, public.distribution(day.day)),
        "committees": len(committees),
        "total": sum(fates.values(), start=Fates()),
    }
    if 0 < len(committees) <= MOST_DRAWN:
        context |= drawn(request, day, committees)
    else:
        context["overview"] = public.overview(day.day)
    return render(request, "structure/federation.html", context)


def drawn(request: UmbelRequest, day: AsOf, committees: list[Committee]) -> dict[str, Any]:
    """The picture, in the colours that were asked for."""
    dots = public.dots(day.day)
    colours = colouring(request.GET.get("colour", ""), request.viewer, day.day)
    return {
        "picture": picture([umbellet(body, dots.get(body.id, []), colours) for body in committees]),
        "colours": colours,
        "overview": Overview(
            organizations=sum(map(len, dots.values())),
            placed=sum(len(placed) for body, placed in dots.items() if body),
            committees=len(committees),
        ),
        "kept": [("colour", colours.code)],
    }


def umbellet(body: Committee, dots: list[tuple[int, Words]], colours: Colouring) -> Umbellet:
    """A joint committee's ray, with a dot for each of its organizations."""
    drawn = []
    for number, name in dots:
        rank, said = colours.of(number)
        drawn.append(Dot(number, f"{name} · {said}" if said else str(name), rank))
    title = _("%(name)s: %(many)s organizations") % {"name": body.name, "many": len(dots)}
    return Umbellet(body.code, title, drawn)


def table(
    committees: list[Committee], fates: dict[int | None, Fates], distribution: Distribution | None
) -> list[dict[str, Any]]:
    """One row a committee: what the picture shows, in figures."""
    by_committee = distribution.by_committee if distribution else {}
    return [
        {
            "committee": body,
            "fates": fates.get(body.id, Fates()),
            "counts": by_committee.get(body.id, {}),
            "grades": distribution.grades if distribution else (),
        }
        for body in committees
    ]
