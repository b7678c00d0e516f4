"""The language in the address: `/fr/register/` is `/register/` in French, and every link from there stays in French, so
that what people pass on, print or scan keeps its language.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import activate
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from umbel.web.viewing import UmbelRequest
from umbel.words import path_in, spoken, without_language


class LanguageInAddress:
    """Reads the language off the address, before cookie and browser are asked; after `LocaleMiddleware`."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: UmbelRequest) -> HttpResponseBase:
        language, rest = without_language(request.path_info)
        if not language:
            return self.get_response(request)
        before = get_script_prefix()
        set_script_prefix(f"{before}{language}/")
        request.path_info = rest
        activate(language)
        request.LANGUAGE_CODE = language
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)


@require_POST
def choose(request: UmbelRequest) -> HttpResponse:
    """Read on in another language: the same page, with the language in its address, and remembered by a cookie."""
    response = set_language(request)
    assert isinstance(response, HttpResponse)
    chosen, back = request.POST.get("language", ""), response.get("Location", "")
    if chosen in spoken() and back.startswith("/") and not urlsplit(back).netloc:
        response["Location"] = path_in(back, chosen)
    return response
