"""What every template may name."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language_info, to_locale
from django.utils.translation import gettext as _

from umbel.structure.queries import letter_languages
from umbel.web.viewing import Viewing
from umbel.words import spoken

SPOKEN = {code: (code, to_locale(code).replace("_", "-"), get_language_info(code)["name_local"]) for code in spoken()}


def offered() -> list[tuple[str, str, str]]:
    """The languages in which letters and the papers of cases are written, as code, tag of HTML and own name."""
    return [SPOKEN[code] for code in letter_languages()]


def readable() -> list[tuple[str, str, str]]:
    """The languages in which pages can be read: the federation's, then every other that the program speaks. What the
    rules do not say in it is read in a language in which they do.
    """
    own = offered()
    return own + [spoken for spoken in SPOKEN.values() if spoken not in own]


def site(request: HttpRequest) -> dict[str, Any]:
    """The federation, the viewer, the languages and the navigation."""
    viewing = getattr(request, "viewing", None) or Viewing(None)
    return {
        "viewing": viewing,
        "federation": viewing.federation,
        "languages": readable(),
        "sections": sections(request),
    }


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The navigation: name of the first page, title, and whether the reader stands in it."""
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match and match.url_name else ""
    named = (
        ("federation", _("Federation"), ("federation", "committee")),
        ("register", _("Register"), ("register", "organization")),
        ("cycles", _("Evaluation"), ("cycle",)),
        ("packs", _("Rules"), ("pack", "lab", "consultation")),
        ("ledger", _("Ledger"), ("ledger", "entry")),
    )
    return [
        {"name": name, "title": title, "here": here == name or here.startswith(starts)} for name, title, starts in named
    ]
