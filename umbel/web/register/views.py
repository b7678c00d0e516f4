"""Searching the register."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.register import queries as public
from umbel.web.dates import as_of
from umbel.web.register.listings import REGISTER
from umbel.web.viewing import UmbelRequest


@require_safe
def search(request: UmbelRequest) -> HttpResponseBase:
    """Find organizations by name or identifier; narrow by field, district, committee and status."""
    day = as_of(request)
    found = REGISTER.asked(request, choices=public.choices(day.day))
    return found.file() or render(request, "register/search.html", {"as_of": day, "list": found})
