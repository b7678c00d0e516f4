"""What an address asks of a list, and the same list written as an address again."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from umbel.policy import find_pack
from umbel.register import queries as public
from umbel.registration.queries.desks import Rows
from umbel.registration.queries.narrowing import SORTS, Asked
from umbel.registration.states import CHANGE_STATES, CHANGE_TITLES, FOR_OFFICER, ApplicationState
from umbel.web.desk.lists import DeskList
from umbel.web.shortcuts import language
from umbel.web.viewing import UmbelRequest

FILTERS = ("q", "state", "kind", "committee", "district", "class", "field", "overdue", "sort")
MANY_STATES = {"applications", "aside", "with-others", "my-applications", "my-waiting", "silences"}


def has_states(desk_list: DeskList) -> bool:
    """Whether its rows stand in different states, so that the state is worth a column."""
    return desk_list.of != Rows.APPLICATIONS or desk_list.code in MANY_STATES


def asked_of(query: QueryDict) -> Asked:
    """What the address narrows a list to; anything it cannot mean finds nothing or is left out."""
    said = {name: query.get(name, "").replace("\0", "").strip()[:80] for name in FILTERS}
    return Asked(
        text=said["q"],
        state=said["state"],
        kind=said["kind"],
        committee=said["committee"],
        district=said["district"],
        organization_class=said["class"],
        field=said["field"],
        overdue=said["overdue"] == "yes",
        sort=said["sort"] if said["sort"] in SORTS else "due",
    )


def query_of(query: QueryDict, **more: str) -> str:
    """The filters of an address, as an address has them; a page number is left out."""
    kept = {name: str(query[name]).replace("\0", "")[:80] for name in FILTERS if query.get(name)}
    return urlencode(more | kept)


def choices_for(request: UmbelRequest, desk_list: DeskList) -> dict[str, Any]:
    """What the list can be narrowed to."""
    found: dict[str, Any] = {
        "sorts": (
            ("due", _("nearest deadline")),
            ("since", _("waiting longest")),
            ("newest", _("newest first")),
            ("name", _("name")),
        )
    }
    if desk_list.of not in {Rows.APPLICATIONS, Rows.CHANGES}:
        return found
    terms = public.choices(request.viewing.today)
    found |= {"committees": terms.committees, "districts": terms.districts, "fields": terms.fields}
    if desk_list.of == Rows.CHANGES:
        found["kinds"] = CHANGE_TITLES.items()
        found["states"] = CHANGE_STATES.items() if desk_list.code in {"all-changes", "own-changes"} else ()
        return found
    here = request.viewing.federation
    pack = find_pack(here.pack_id, here.pack_version) if here else None
    found["classes"] = (
        [(row.code, row.title.in_language(language())) for row in pack.organization_classes] if pack else []
    )
    states = [pair for pair in FOR_OFFICER.items() if pair[0] != ApplicationState.DRAFT]
    found["states"] = states if desk_list.code in MANY_STATES else ()
    return found
