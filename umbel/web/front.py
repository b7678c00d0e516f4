"""The front page, the page about this site, and the demo's "view as"."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.policy import find_pack
from umbel.register import queries as public
from umbel.web.dates import as_of
from umbel.web.viewing import COOKIE, KEPT_FOR, SALT, Viewing, take_seat


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this federation is, in figures, with a search box."""
    day = as_of(request)
    federation = request.viewing.federation  # type: ignore[attr-defined]
    context: dict[str, Any] = {"as_of": day, "pack": None}
    if federation:
        context |= {
            "pack": find_pack(federation.pack_id, federation.pack_version),
            "overview": public.overview(day.day),
            "apex": public.apex(day.day),
            "distribution": public.distribution(day.day),
            "supervision": public.supervision(day.day),
        }
    return render(request, "front.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, and how it can be used by everyone."""
    return render(request, "about.html", {"as_of": as_of(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: HttpRequest) -> HttpResponse:
    """Choose in whose place a demo is looked at."""
    viewing = request.viewing  # type: ignore[attr-defined]
    if not viewing.may_view_as:
        return HttpResponseNotFound(render(request, "404.html").content)
    if request.method == "POST":
        return _seated(request)
    return render(request, "view_as.html", _seats(viewing) | {"problem": ""})


def _seats(viewing: Viewing) -> dict[str, Any]:
    return {"committees": public.choices(viewing.today).committees}


def _seated(request: HttpRequest) -> HttpResponse:
    seat = request.POST.get("seat", "")
    if seat == "organization":
        seat = f"organization:{_number(request)}"
    viewing = request.viewing  # type: ignore[attr-defined]
    if not take_seat(Viewing(viewing.federation), seat):
        problem = _("Nobody was found by that name or number. Choose one, or copy an identifier from the register.")
        return render(request, "view_as.html", _seats(viewing) | {"problem": problem}, status=422)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(wanted if safe else reverse("front"))
    response.set_signed_cookie(COOKIE, seat, salt=SALT, max_age=KEPT_FOR, httponly=True, samesite="Lax")
    return response


def _number(request: HttpRequest) -> str:
    """The organization named by an identifier, when exactly one fits."""
    written = request.POST.get("organization", "").strip()
    found = public.search(public.SearchTerms(text=written), request.viewing.today)[:2] if written else []  # type: ignore[attr-defined]
    return str(found[0].id) if len(found) == 1 else ""
