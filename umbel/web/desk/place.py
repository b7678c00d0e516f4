"""Where an application or a change stands in the list it was opened from, and which one comes next."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.errors import UmbelError
from umbel.registration.queries.desks import Rows
from umbel.registration.queries.narrowing import narrowed
from umbel.web.desk.lists import REPORTS, DeskList, find_list
from umbel.web.desk.narrowing import FILTERS, asked_of, query_of
from umbel.web.shortcuts import say
from umbel.web.viewing import UmbelRequest

PAGES: dict[str, str] = {Rows.APPLICATIONS: "desk-application", Rows.CHANGES: "desk-change", REPORTS: "activity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a list. `number` is None when what is shown has left the list."""

    desk_list: DeskList
    query: str
    page: str
    """The name of the page that shows one of its rows."""
    references: list[str]
    number: int | None

    @property
    def total(self) -> int:
        return len(self.references)

    @property
    def previous(self) -> str:
        """The one before this one."""
        return self.references[self.number - 2] if self.number and self.number > 1 else ""

    @property
    def next(self) -> str:
        """The one after this one; for one that has left the list, the first."""
        if self.number is None:
            return self.references[0] if self.references else ""
        return self.references[self.number] if self.number < self.total else ""

    @property
    def previous_address(self) -> str:
        return self.address_of(self.previous) if self.previous else ""

    @property
    def next_address(self) -> str:
        return self.address_of(self.next) if self.next else ""

    @property
    def list_address(self) -> str:
        """The list itself, narrowed as it was."""
        kept = [(name, value) for name, value in _pairs(self.query) if name != "list"]
        address = reverse("desk-list", args=[self.desk_list.code])
        return f"{address}?{urlencode(kept)}" if kept else address

    def address_of(self, reference: str) -> str:
        """Another one of the list, with the list kept in its address."""
        return f"{reverse(self.page, args=[reference])}?{self.query}"

    def after_act(self, reference: str, wanted: str) -> str:
        """Where one goes once this one is dealt with: to the one that came next when the page was opened, else to
        the first that is left, else to the emptied list.
        """
        left = [other for other in self.references if other != reference]
        if wanted in left:
            return self.address_of(wanted)
        later = self.next if self.number and self.next in left else ""
        if later or left:
            return self.address_of(later or left[0])
        return self.list_address


def place_of(request: UmbelRequest, of: str, reference: str) -> Place | None:
    """The place in the list that the address names in `?list=`; None without one, or with one of another desk."""
    code = request.GET.get("list", "")
    viewer: Viewer = request.viewer
    on: date = request.viewing.today
    if not code:
        return None
    try:
        desk_list = find_list(code, viewer)
    except UmbelError:
        return None
    if desk_list.of != of:
        return None
    rows = narrowed(desk_list.rows(viewer, on), of, asked_of(request.GET), on)
    references = [str(key) for key in rows.values_list("pk" if of == REPORTS else "reference", flat=True)]
    return Place(
        desk_list=desk_list,
        query=query_of(request.GET, list=code),
        page=PAGES[of],
        references=references,
        number=references.index(reference) + 1 if reference in references else None,
    )


def _pairs(query: str) -> list[tuple[str, str]]:
    read = QueryDict(query)
    return [(name, read[name]) for name in ("list", *FILTERS) if name in read]


def onwards(request: UmbelRequest, place: Place | None, reference: str, *, page: str) -> HttpResponseRedirect:
    """After an act: to the next one of the list; without a list, to this one's page as it stands now."""
    if place is None:
        return HttpResponseRedirect(reverse(page, args=[reference]))
    target = place.after_act(reference, request.POST.get("next", ""))
    if target == place.list_address:
        say(request, _("That was the last one of this list."))
    return HttpResponseRedirect(target)
