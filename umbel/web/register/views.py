"""Searching the register."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.register.queries import SearchTerms, Status
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.viewing import UmbelRequest


@require_safe
def search(request: UmbelRequest) -> HttpResponse:
    """Find organizations by name or identifier; narrow by field, district, committee and status."""
    day, terms = as_of(request), terms_of(request)
    choices = public.choices(day.day)
    context = {
        "as_of": day,
        "terms": terms,
        "pages": page_of(request, public.search(terms, day.day)),
        "choices": choices,
        "committees": committee_options(choices),
        "statuses": ((Status.REGISTERED, _("on the register")), (Status.ENDED, _("ended")), (Status.ALL, _("all"))),
        "columns": columns(),
    }
    template = "register/results.html" if request.htmx and not request.htmx.boosted else "register/search.html"
    return render(request, template, context)


def committee_options(choices: public.Choices) -> list[tuple[str, str]]:
    """The committees that a list can be narrowed to, and those that are under none."""
    return [("none", _("not placed")), *((row.code, str(row.name)) for row in choices.committees or ())]


def terms_of(request: UmbelRequest) -> SearchTerms:
    """What the address asks for; anything it cannot mean is left out."""
    asked = request.GET
    status = asked.get("status", "")
    sort = asked.get("sort", "name")
    return SearchTerms(
        text=asked.get("q", "").replace("\0", "").strip()[:200],
        field=asked.get("field", "")[:80].replace("\0", ""),
        district=asked.get("district", "")[:80].replace("\0", ""),
        committee=asked.get("committee", "")[:40].replace("\0", ""),
        status=Status(status) if status in set(Status) else Status.REGISTERED,
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
    )


def columns() -> list[tuple[str, str]]:
    """The columns of the list: what each sorts by, and its title."""
    return [
        ("name", _("Name")),
        ("field", _("Field")),
        ("district", _("District")),
        ("", _("Joint committee")),
        ("registered", _("Registered")),
    ]
