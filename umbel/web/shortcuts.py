"""What views share: who asks and in which language, a page and what it says, and why something may not be done."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.errors import NotAllowed, NotFound, Problem, Problems, UmbelError
from umbel.structure.models import Particulars
from umbel.structure.queries import in_force
from umbel.web.typed import answered
from umbel.web.viewing import UmbelRequest
from umbel.words import SOURCE

LONGEST_PERSON = 120
ID = re.compile(rb'\bid="([^"]+)"')

type View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Whoever is not signed in does so first, and comes back with what was typed: before anything is looked up,
    so that the answer says nothing of what there is.
    """

    @wraps(view)
    def checked(request: UmbelRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if viewer_of(request).is_signed_in:
            return view(request, *args, **named)
        raise NotAllowed(_("Sign in first."))

    return checked


def viewer_of(request: UmbelRequest) -> Viewer:
    viewer: Viewer = request.viewer
    return viewer


def today_of(request: UmbelRequest) -> date:
    day: date = request.viewing.today
    return day


def language() -> str:
    """The reader's language, as packs and records name it."""
    return (get_language() or SOURCE).lower()


def say(request: UmbelRequest, sentence: str) -> None:
    """A sentence for the next page that is shown."""
    messages.success(request, sentence)


def show(
    request: UmbelRequest, template: str, context: dict[str, Any], problems: list[Problem] | None = None
) -> HttpResponse:
    """The page; with problems, it comes back as it was filled in. A problem whose field is not on the page, because the
    form is no longer offered there, is said without a link that would lead nowhere.
    """
    context |= {"said": messages.get_messages(request), "problems": problems or []}
    context |= {"wrong": {problem.field: problem.message for problem in problems or []}}
    if not problems:
        return render(request, template, context)
    page = render(request, template, context, status=422)
    ids = set(ID.findall(page.content))
    there = {problem.field for problem in problems if any(_names(key, problem.field) for key in ids)}
    context["nowhere"] = {problem.field for problem in problems if problem.field} - there
    return answered(request, template, context, status=422, page=None if context["nowhere"] else page)


def _names(key: bytes, field: str) -> bool:
    """Whether a control is that field's: forms that share a page put their act before it."""
    return key == field.encode() or key.endswith(f"-{field}".encode())


def problems_in(refused: UmbelError, field: str = "") -> list[Problem]:
    """What an act refused, for the summary of a form. Someone who may not act at all gets no form back."""
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    return refused.problems if isinstance(refused, Problems) else [Problem(str(refused), field=field)]


def why_not(check: Callable[..., None], *args: Any) -> str:
    """Why this person may not do this, in a sentence; empty when they may."""
    try:
        check(*args)
    except NotAllowed as refused:
        return str(refused)
    return ""


@dataclass(frozen=True, slots=True)
class Titled:
    """An organization as the head of a form names it."""

    id: int
    name: str


def own_organization(request: UmbelRequest) -> Titled:
    """The organization in whose name the viewer acts."""
    viewing = request.viewing
    return Titled(viewing.viewer.organization_id or 0, viewing.label)


def titled(number: int, on: date) -> Titled:
    """An organization as it is called on a day, or as it was called last."""
    known = Particulars.objects.filter(organization=number)
    standing = known.filter(in_force(on)).first() or known.order_by("-from_on").first()
    return Titled(number, str(standing or number))
