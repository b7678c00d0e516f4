"""The desk, and the lists behind its figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.accounts.acts import forget_view, keep_view
from umbel.accounts.models import SavedView
from umbel.accounts.permissions import ROLES, Viewer
from umbel.errors import NotFound
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.registration.queries.desks import with_total
from umbel.registration.queries.narrowing import narrowed, sorted_by
from umbel.web.desk.bulk import accept_or_place, accept_reports
from umbel.web.desk.links import links_for
from umbel.web.desk.lists import REPORTS, DeskList, find_list, lists_for
from umbel.web.desk.narrowing import FILTERS, asked_of, choices_for, has_states, query_of
from umbel.web.desk.rows import Around, columns, shown
from umbel.web.fields import Line
from umbel.web.forms import ActForm
from umbel.web.paging import page_of
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

AT_ONCE = 5
"""Rows of each list that the desk itself shows."""
PAGE = "desk-list"
KEEP_VIEW = {
    "name": Line(
        gettext_lazy("Keep the list as it is narrowed and sorted now, as"), longest=80, group="umbel-search__field"
    )
}


@require_safe
@signed_in
def desk(request: UmbelRequest) -> HttpResponse:
    """What waits for whoever signed in: the nearest deadline first in each list, the rest behind its figure."""
    viewer, on = viewer_of(request), today_of(request)
    able = lists_for(viewer)
    parts = [part_of(request, viewer, on, found) for found in able if found.has_figure and _is_counted(found, viewer)]
    context = {
        "role": ROLES[viewer.role].title,
        "waiting": [part for part in parts if part["waits"]],
        "others": [part for part in parts if not part["waits"] and part["total"]],
        "total": sum(part["total"] for part in parts if part["waits"]),
        "reading": [found for found in able if not found.has_figure],
        "links": links_for(viewer),
        "saved": saved_views(viewer) if viewer.organization_id is None else [],
    }
    return show(request, "desk/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def desk_list(request: UmbelRequest, code: str) -> HttpResponse:
    """One list, narrowed, sorted, in pages; some can be dealt with together."""
    found = find_list(code, viewer_of(request))
    if request.method == "POST":
        return _posted(request, found)
    return _list(request, found)


def part_of(request: UmbelRequest, viewer: Viewer, on: date, found: DeskList) -> dict[str, Any]:
    """The head of a list, with its figure, in one question."""
    head = list(sorted_by(with_total(found.rows(viewer, on)))[:AT_ONCE])
    around = Around(viewer=viewer, on=on, desk_list=found, query=urlencode({"list": found.code}), pack=_pack(request))
    rows = [shown(row, around) for row in head]
    return {
        "list": found,
        "waits": found.waits_for_viewer,
        "total": head[0].total if head else 0,
        "rows": rows,
        "columns": columns(rows, always_state=has_states(found)),
    }


def saved_views(viewer: Viewer, code: str = "") -> list[tuple[SavedView, str]]:
    """The views the account keeps, with where they lead; of one list, if it is named. Those of lists that the
    viewer's role has no part in are left out.
    """
    able = {found.code for found in lists_for(viewer)}
    rows = SavedView.objects.filter(account_id=viewer.user_id, page=PAGE).order_by("name")
    found = []
    for row in rows:
        of, _question, query = row.query.partition("?")
        if of in able and code in {"", of}:
            found.append((row, f"{reverse(PAGE, args=[of])}?{query}"))
    return found


def _is_counted(found: DeskList, viewer: Viewer) -> bool:
    """What an organization's people applied for elsewhere is on the page of their applications, not on its desk."""
    return found.code != "my-waiting" or viewer.organization_id is None


def _list(request: UmbelRequest, found: DeskList, **more: Any) -> HttpResponse:
    viewer, on, asked = viewer_of(request), today_of(request), asked_of(request.GET)
    pages = page_of(request, narrowed(found.rows(viewer, on), found.of, asked, on))
    query = query_of(request.GET, list=found.code)
    around = Around(viewer=viewer, on=on, desk_list=found, query=query, pack=_pack(request))
    rows = [shown(row, around) for row in pages.object_list]
    context = {
        "list": found,
        "asked": asked,
        "pages": pages,
        "rows": rows,
        "columns": columns(rows, always_state=has_states(found)),
        "narrowed": any(request.GET.get(name) for name in FILTERS if name != "sort"),
        "saved": saved_views(viewer, found.code),
        "keep": ActForm(fields=KEEP_VIEW),
        **choices_for(request, found),
        **more,
    }
    return show(request, "desk/list.html", context, context["keep"].problems)


def _posted(request: UmbelRequest, found: DeskList) -> HttpResponse:
    viewer, act = viewer_of(request), request.POST.get("act", "")
    here = f"{reverse(PAGE, args=[found.code])}?{query_of(request.GET)}"
    if act == "keep-view":
        form = ActForm(request, fields=KEEP_VIEW)
        query = f"{found.code}?{query_of(request.GET)}"
        if not form.runs(lambda said: keep_view(by=viewer, page=PAGE, name=said["name"], query=query), field="name"):
            return _list(request, found, keep=form)
        say(request, _("This view is kept. You find it here and on your desk."))
        return HttpResponseRedirect(here)
    if act == "forget-view":
        forget_view(by=viewer, page=PAGE, name=request.POST.get("name", ""))
        say(request, _("This view is no longer kept."))
        return HttpResponseRedirect(here)
    if not found.bulk or act != found.bulk:
        raise NotFound(_("This cannot be done to a list. Open one row and deal with it there."))
    return _together(request, found, request.POST.getlist("chosen"))


def _together(request: UmbelRequest, found: DeskList, chosen: Iterable[str]) -> HttpResponse:
    """Deal with the chosen rows one by one; each says what became of it."""
    viewer, on, keys = viewer_of(request), today_of(request), list(chosen)
    results = accept_reports(keys, viewer, on) if found.of == REPORTS else accept_or_place(found.bulk, keys, viewer, on)
    if not results:
        return _list(request, found, nothing_chosen=_("Choose at least one row first."))
    context = {
        "list": found,
        "results": results,
        "done": sum(1 for result in results if result.is_done),
        "query": query_of(request.GET),
    }
    return render(request, "desk/results.html", context)


def _pack(request: UmbelRequest) -> Pack | None:
    here = request.viewing.federation
    try:
        return find_pack(here.pack_id, here.pack_version) if here else None
    except NotFound:
        return None
