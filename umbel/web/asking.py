"""Forms and their pages: who acts, what was typed and what is wrong with it, and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
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
from umbel.structure.names import LONGEST_NAME, clean_name
from umbel.structure.queries import in_force, languages
from umbel.web.viewing import UmbelRequest
from umbel.words import NO_WORDS, SOURCE, Words, columns

LARGEST_FILE = 20 * 1024 * 1024
"""Read into memory to be checked; what is larger is refused before that."""
LONGEST_TEXT = 5000
LONGEST_PERSON = 120

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
    """The page; with problems, it comes back as it was filled in."""
    context |= {"said": messages.get_messages(request), "problems": problems or []}
    context |= {"wrong": {problem.field: problem.message for problem in problems or []}}
    return render(request, template, context, status=422 if problems else 200)


def typed(request: UmbelRequest, name: str) -> str:
    """What was typed into a field, without what no text holds."""
    return request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()


def typed_words(request: UmbelRequest, name: str) -> Words:
    """What was typed in each language of the federation."""
    return Words({tag: typed(request, column) for column, tag in columns(name, languages()).items()})


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


@dataclass
class Written:
    """`answers` can be kept; `problems` name the form's fields; `typed` is shown again as it was typed."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    typed: dict[str, Any] = field(default_factory=dict)

    def refuse(self, name: str, sentence: str) -> None:
        self.problems.append(Problem(sentence, field=name))


def clean(found: Written, name: str, value: str, longest: int) -> str | None:
    """A name as it is kept; None, with the problem noted, when it cannot be one."""
    try:
        made = clean_name(value) if value else ""
    except UmbelError as refused:
        found.refuse(name, str(refused))
        return None
    if len(made) > longest:
        found.refuse(
            name, _("Shorten it to %(most)d characters; it has %(many)d.") % {"most": longest, "many": len(made)}
        )
        return None
    return made


def clean_names(request: UmbelRequest, found: Written, name: str, before: Words = NO_WORDS) -> Words:
    """Names as they are kept, in each language. One that cannot be kept leaves what was there, with a problem noted."""
    said = typed_words(request, name)
    found.typed[f"{name}s"] = dict(said)
    made = {}
    for column, tag in columns(name, languages()).items():
        cleaned = clean(found, column, said.get(tag, ""), LONGEST_NAME)
        made[tag] = before.get(tag, "") if cleaned is None else cleaned
    return Words(made)


def text(request: UmbelRequest, found: Written, name: str) -> str | None:
    """A longer text; None, with the problem noted, when it is too long."""
    value = typed(request, name)
    found.typed[name] = value
    if len(value) <= LONGEST_TEXT:
        return value
    found.refuse(
        name, _("Shorten it to %(most)d characters; it has %(many)d.") % {"most": LONGEST_TEXT, "many": len(value)}
    )
    return None
