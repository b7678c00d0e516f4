"""The federation: its three tiers in one picture, and the same as a table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.register.rows import Committee, Distribution, Fates, Name
from umbel.web.dates import as_of
from umbel.web.structure.colours import Colouring, choices, colouring
from umbel.web.structure.picture import Dot, Umbellet, picture


@require_safe
def federation(request: HttpRequest) -> HttpResponse:
    """The picture and its table."""
    day, viewer = as_of(request), request.viewer  # type: ignore[attr-defined]
    committees = public.committees(day.day)
    dots = public.dots(day.day)
    colours = colouring(request.GET.get("colour", ""), viewer, day.day)
    fates = public.fates_by_committee(day.day)
    context = {
        "as_of": day,
        "apex": public.apex(day.day),
        "picture": picture([umbellet(body, dots.get(body.id, []), colours) for body in committees])
        if committees
        else None,
        "colours": colours,
        "choices": choices(viewer),
        "unplaced": len(dots.get(None, [])),
        "organizations": sum(map(len, dots.values())),
        "rows": table(committees, fates, public.distribution(day.day)),
        "total": sum(fates.values(), start=Fates()),
        "kept": [("colour", colours.code)],
    }
    return render(request, "structure/federation.html", context)


def umbellet(body: Committee, dots: list[tuple[int, Name]], colours: Colouring) -> Umbellet:
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
