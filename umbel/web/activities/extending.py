"""More time: given by an authority to one or to many at once, with its reason, and counted in public."""

from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.accounts.permissions import Permission, check_has
from umbel.activities import acts
from umbel.activities.models import Obligation
from umbel.activities.queries import extendable, grants, obligations
from umbel.activities.states import Fate
from umbel.errors import UmbelError
from umbel.structure.models import District, Particulars
from umbel.structure.queries import in_force
from umbel.web.activities.report_form import said_due
from umbel.web.asking import Written, problems_in, say, show, signed_in, titled, today_of, typed, viewer_of
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.structure.files import requirement_titles
from umbel.web.viewing import UmbelRequest

SHOWN = 20
LONGEST_KEY = 18


@require_safe
def extensions(request: UmbelRequest) -> HttpResponse:
    """Every decision to give more time, for everyone to read."""
    day, viewer = as_of(request), viewer_of(request)
    may = viewer.has(Permission.DECIDE_FOR_APEX) or viewer.has(Permission.DECIDE_FOR_JOINT)
    context = {
        "as_of": day,
        "pages": page_of(request, grants(day.day)),
        "titles": requirement_titles(request),
        "may_extend": may and not day.chosen,
    }
    return show(request, "activities/extensions.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: UmbelRequest) -> HttpResponse:
    """Give more time: for what, for whom, until when and why; shown once more before it is given."""
    viewer, on = viewer_of(request), today_of(request)
    check_has(viewer, Permission.DECIDE_FOR_APEX, Permission.DECIDE_FOR_JOINT)
    names = ("what", "district", "obligation", "due_on", "reasons")
    found = Written(typed={name: typed(request, name) for name in names})
    if request.method != "POST":
        found.typed["obligation"] = request.GET.get("obligation", "")
        return _page(request, found)
    chosen = _chosen(request, found)
    due_on = _day(found)
    if not found.typed["reasons"]:
        found.refuse("reasons", _("Give the reason: it is public."))
    if not chosen and not found.problems:
        found.refuse("what", _("Nothing of this is open there any more: nobody needs more time."))
    if found.problems or due_on is None:
        return _page(request, found)
    if request.POST.get("step") != "give":
        return _page(request, found, chosen)
    try:
        acts.extend(obligations=chosen, due_on=due_on, reasons=found.typed["reasons"], on=on, by=viewer)
    except UmbelError as refused:
        found.problems += problems_in(refused, field="due_on")
        return _page(request, found)
    say(request, _("More time is given, and everyone it is for was told."))
    return redirect("extensions")


def _chosen(request: UmbelRequest, found: Written) -> list[Obligation]:
    """The obligations meant: of one requirement and period that are not fulfilled, everywhere or in one district; or
    the one that was named.
    """
    on = today_of(request)
    reach = extendable(viewer_of(request), on)
    rows = obligations(on).filter(pk__in=reach.values("pk"), fate__in=[Fate.OPEN, Fate.MISSED])
    key = found.typed["obligation"]
    if key:
        return list(rows.filter(pk=int(key))) if key.isdecimal() and len(key) <= LONGEST_KEY else []
    requirement, _dash, period = found.typed["what"].partition("|")
    if not period:
        found.refuse("what", _("Choose for what more time is given."))
        return []
    rows = rows.filter(requirement=requirement, period=period)
    if district := found.typed["district"]:
        there = Particulars.objects.filter(in_force(on), district__code=district)
        rows = rows.filter(organization_id__in=there.values("organization_id"))
    return list(rows.order_by("organization_id"))


def _day(found: Written) -> date | None:
    try:
        return date.fromisoformat(found.typed["due_on"])
    except ValueError:
        found.refuse("due_on", _("Write the day as year-month-day, such as 2026-03-31."))
        return None


def _page(request: UmbelRequest, found: Written, chosen: list[Obligation] | None = None) -> HttpResponse:
    on, key = today_of(request), found.typed["obligation"]
    reach = extendable(viewer_of(request), on)
    one = reach.filter(pk=int(key)).first() if key.isdecimal() and len(key) <= LONGEST_KEY else None
    titles = requirement_titles(request)
    groups = reach.order_by().values("requirement", "period").annotate(many=Count("pk"), due=Min("due_on"))
    context: dict[str, Any] = {
        "typed": found.typed,
        "one": one,
        "one_file": titled(one.organization_id, on) if one else None,
        "groups": [_option(group, titles) for group in groups.order_by("-due")],
        "districts": District.objects.order_by("code"),
        "titles": titles,
        "chosen": chosen,
        "organizations": len({row.organization_id for row in chosen or ()}),
        "some": [titled(row.organization_id, on) for row in (chosen or [])[:SHOWN]],
    }
    return show(request, "activities/extend.html", context, found.problems)


def _option(group: Any, titles: dict[str, Any]) -> tuple[str, str]:
    """What everyone of a group is asked for: as it is sent, and as it is read."""
    requirement, period = group["requirement"], group["period"]
    return f"{requirement}|{period}", said_due(titles, requirement, period, group["due"])
