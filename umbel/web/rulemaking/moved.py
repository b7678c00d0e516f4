"""Who would get another grade under a draft: for those who read every file."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.errors import NotFound
from umbel.evaluation.lab import prepared
from umbel.rulemaking.permissions import check_may_name
from umbel.rulemaking.queries import base_pack, cycles_with_facts, drafted_pack, find_draft, latest_revision
from umbel.web.paging import A_PAGE
from umbel.web.rulemaking.shown import names_of
from umbel.web.shortcuts import show, signed_in, viewer_of
from umbel.web.tables import as_file, wanted
from umbel.web.viewing import UmbelRequest

MOST_PAGES = 100_000


@signed_in
@require_safe
def moved(request: UmbelRequest, number: int) -> HttpResponseBase:
    """The organizations of one cell of the matrix, or all that move; as a page, CSV or XLSX."""
    check_may_name(viewer_of(request))
    found = find_draft(number)
    cycles = cycles_with_facts()
    cycle = cycles.filter(code=request.GET.get("cycle", "")).first() or cycles.first()
    if cycle is None:
        raise NotFound(_("No facts are frozen yet: a draft is tried on those of a cycle."))
    pack, base = drafted_pack(latest_revision(found)), base_pack(found)
    before = _known(request.GET.get("before", ""), [grade.code for grade in base.grades])
    after = _known(request.GET.get("after", ""), [grade.code for grade in pack.grades])
    register = prepared(cycle, base)
    if wanted(request):
        rows = register.moved(pack, before=before, after=after)
        names = names_of({row.organization for row in rows})
        headings = (_("number"), _("organization"), _("before"), _("after"), _("points before"), _("points after"))
        cells = [
            (
                row.organization,
                names.get(row.organization, ""),
                row.before,
                row.after,
                row.total_before,
                row.total_after,
            )
            for row in rows
        ]
        if made := as_file(request, f"{found.pack_id}-{found.version}-moved", headings, cells):
            return made
    page = _page_number(request)
    rows = register.moved(pack, before=before, after=after, limit=A_PAGE + 1, offset=A_PAGE * (page - 1))
    names = names_of({row.organization for row in rows})
    context = {
        "draft": found,
        "cycle": cycle,
        "before": before,
        "after": after,
        "rows": [(row, names.get(row.organization, "")) for row in rows[:A_PAGE]],
        "page": page,
        "earlier": page - 1 if page > 1 else None,
        "later": page + 1 if len(rows) > A_PAGE else None,
    }
    return show(request, "rulemaking/moved.html", context)


def _known(said: str, codes: list[str]) -> str | None:
    return said if said in codes else None


def _page_number(request: UmbelRequest) -> int:
    said = request.GET.get("page", "")
    return min(max(int(said), 1), MOST_PAGES) if said.isdecimal() and len(said) < 9 else 1
