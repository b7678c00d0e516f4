"""Writing a bulletin: its words, for whom, and what it asks; shown once more, with how many it reaches."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.activities.queries import pack_in_force
from umbel.bulletins import acts
from umbel.bulletins.acts import Message
from umbel.bulletins.permissions import body_of, check_may_send
from umbel.bulletins.queries import audience
from umbel.bulletins.states import Asks, Audience
from umbel.errors import UmbelError
from umbel.structure.models import Body, Concept, District
from umbel.structure.queries import languages
from umbel.structure.states import TierCode
from umbel.web.asking import Written, problems_in, say, show, signed_in, today_of, typed, viewer_of
from umbel.web.viewing import UmbelRequest
from umbel.words import columns, gathered

NAMES = ("asks", "audience", "concept", "district", "grade", "due_on", "form", "period")
DEEPEST = 2


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: UmbelRequest) -> HttpResponse:
    """Write a bulletin, see whom it reaches, and send it."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_send(viewer)
    body = body_of(viewer)
    words = (*columns("title", languages()), *columns("text", languages()))
    found = Written(typed={name: typed(request, name) for name in (*words, *NAMES)})
    if request.method != "POST" or request.POST.get("step") == "edit":
        return _page(request, body, found)
    message = _message(found)
    if request.POST.get("step") != "send":
        reaches = _reaches(message, body, on)
        if not found.problems:
            try:
                acts.check(message=message, body=body, on=on)
            except UmbelError as refused:
                found.problems += problems_in(refused, field=next(iter(columns("title", languages()))))
        return _page(request, body, found, None if found.problems else reaches)
    try:
        if not found.problems:
            sent = acts.send(message=message, on=on, by=viewer)
            say(request, _("The bulletin is sent. This page shows how far it has come."))
            return redirect("bulletin", sent.pk)
    except UmbelError as refused:
        found.problems += problems_in(refused, field=next(iter(columns("title", languages()))))
    return _page(request, body, found)


def _message(found: Written) -> Message:
    said = found.typed
    concept = Concept.objects.filter(path=said["concept"]).first() if said["concept"] else None
    district = District.objects.filter(code=said["district"]).first() if said["district"] else None
    if said["concept"] and concept is None:
        found.refuse("concept", _("There is no such field."))
    if said["district"] and district is None:
        found.refuse("district", _("There is no such district."))
    due_on = None
    if said["due_on"]:
        try:
            due_on = date.fromisoformat(said["due_on"])
        except ValueError:
            found.refuse("due_on", _("Write the day as year-month-day, such as 2026-03-31."))
    return Message(
        title=gathered(said, "title", languages()),
        text=gathered(said, "text", languages()),
        **{name: said[name] for name in ("grade", "form", "period")},
        asks=Asks(said["asks"]) if said["asks"] in list(Asks) else Asks.NOTHING,
        audience=Audience(said["audience"]) if said["audience"] in list(Audience) else Audience.ORGANIZATIONS,
        concept=concept,
        district=district,
        due_on=due_on,
    )


def _reaches(message: Message, body: Body, on: date) -> dict[str, int]:
    rows = audience(body, on, concept=message.concept, district=message.district, grade=message.grade)
    counts: dict[str, int] = rows.order_by().aggregate(
        organizations=Count("organization_id", distinct=True), committees=Count("body_id", distinct=True)
    )
    return counts


def _page(request: UmbelRequest, body: Body, found: Written, reaches: dict[str, int] | None = None) -> HttpResponse:
    pack = pack_in_force()
    context: dict[str, Any] = {
        "body": body,
        "is_apex": body.tier == TierCode.APEX,
        "typed": found.typed,
        "titles": gathered(found.typed, "title", languages()),
        "texts": gathered(found.typed, "text", languages()),
        "reaches": reaches,
        "concepts": [
            (concept.path, concept.name if concept.depth == 1 else f"– {concept.name}")
            for concept in Concept.objects.filter(depth__lte=DEEPEST).order_by("path")
        ],
        "districts": District.objects.order_by("code"),
        "grades": pack.grades if pack else (),
        "forms": pack.forms if pack else (),
    }
    return show(request, "bulletins/write.html", context, found.problems)
