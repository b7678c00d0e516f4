"""Every component in all its states, for whoever develops the site: a page that no installation shows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from umbel.errors import NotFound, Problem
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.shortcuts import show
from umbel.web.viewing import UmbelRequest

MANY = 500
LONG = "Federationwidesupervision" * 6


@dataclass(frozen=True, slots=True)
class State:
    """A state of a field: what it is about, what was filled in, and what is wrong with it."""

    code: str
    title: str
    label: str
    value: str = ""
    hint: str = ""
    mistake: str = ""
    lang: str = ""

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong, as a form says it: by the id of each field."""
        kinds = ("input", "textarea", "files", "date", "select", "radios", "checkbox")
        return {f"{kind}-{self.code}": self.mistake for kind in kinds} if self.mistake else {}

    @property
    def day(self) -> str:
        return "2026-06-30" if self.value else ""

    @property
    def chosen(self) -> str:
        return "second" if self.value else ""


@require_safe
def components(request: UmbelRequest) -> HttpResponse:
    """What there is to build a page of."""
    if not (settings.DEBUG or settings.TESTING):
        raise NotFound(_("There is no such page."))
    first, second, third = (
        _("Association"),
        _("A field with a long name, which takes more than one line"),
        _in_chinese()[0],
    )
    options = [("first", first), ("second", second), ("third", third, "zh-Hans")]
    context: dict[str, Any] = {
        "states": _states(),
        "options": options,
        "optgroups": [(_("Field"), options[:2]), (LONG, options[2:])],
        "radios": [("first", first, _("Reasons")), ("second", second), ("third", third, "", "zh-Hans")],
        "example_problems": [Problem(_("Choose the measure."), field="input-mistake"), Problem(LONG)],
        "sentences": [_("This view is kept. You find it here and on your desk."), LONG],
        "pages": page_of(request, range(MANY)),
        "grades": ("A", "B", "C", "D", "E"),
        "counts": {"A": 3, "B": 40, "C": 20, "E": 1},
        "asked": as_of(request),
        "said": get_messages(request),
    }
    return show(request, "components.html", context)


def _states() -> list[State]:
    label, hint = _("Reasons"), _("The other side reads them.")
    return [
        State("empty", _("Empty"), label),
        State("hint", _("With a hint"), label, hint=hint),
        State("filled", _("Filled in"), label, "12", hint),
        State("mistake", _("With a mistake"), label, "12", hint, _("Give the reasons.")),
        State("long", _("Long words"), LONG, LONG, LONG, LONG),
        State("chinese", _("Chinese"), *_in_chinese(), "zh-Hans"),
    ]


def _in_chinese() -> tuple[str, str, str, str]:
    """A label, a value, a hint and a mistake in a script whose letters are twice as wide."""
    with override("zh-hans"):
        return (
            _("Reasons"),
            _("This view is kept. You find it here and on your desk."),
            _("Reasons"),
            _("Give the reasons."),
        )
