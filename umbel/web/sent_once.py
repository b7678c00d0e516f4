"""The same form sent twice acts once, without JavaScript: `umbel/audit/acts/sent_once.py` says how."""

from collections.abc import Callable
from hashlib import sha256
from json import dumps

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from umbel.audit.acts import SentBeforeError, answering, keep_where_it_led, leads_to
from umbel.web.shortcuts import say
from umbel.web.viewing import UmbelRequest

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  a name
"""Differs each time a page is made, so that it tells the form of one page from the same form of the next."""


class SentOnceMiddleware:
    """Leads whoever sends a form again to where it led, and says so."""

    def __init__(self, get_response: Callable[[UmbelRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: UmbelRequest) -> HttpResponse:
        if request.method != "POST" or not request.POST.get(TOKEN) or request.headers.get("HX-Request"):
            return self.get_response(request)
        fingerprint = fingerprint_of(request)
        if (known := leads_to(fingerprint)) is not None:
            return _led(request, known)
        with answering(fingerprint) as sent:
            answer = self.get_response(request)
        keep_where_it_led(sent, answer.get("Location", "") if answer.status_code in {302, 303} else "")
        return answer

    def process_exception(self, request: UmbelRequest, exception: Exception) -> HttpResponse | None:
        """Two were sent at the same moment: this is the one that came second."""
        if not isinstance(exception, SentBeforeError):
            return None
        return _led(request, leads_to(fingerprint_of(request)) or "")


def fingerprint_of(request: UmbelRequest) -> str:
    """What the form says, who sends it and where."""
    files = [(name, file.name, file.size) for name, sent in sorted(request.FILES.lists()) for file in sent]
    said = [request.user.pk, request.path_info, sorted(request.POST.lists()), files]
    return sha256(dumps(said).encode()).hexdigest()


def _led(request: UmbelRequest, where: str) -> HttpResponse:
    say(request, _("You had sent this already; it was done once."))
    return HttpResponseRedirect(where or request.get_full_path())
