"""How an organization begins: its row, numbers, particulars, office-holders and own committee. The one way in, for an
organization that was decided to be registered and for a whole register. For acts only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from umbel.structure.acts.bulk_rows import insert_rows, new_keys, update_rows
from umbel.structure.models import Body, Identifier, OfficeHolder, Organization, Particulars
from umbel.structure.names import committee_names
from umbel.structure.states import TierCode
from umbel.words import Words

DATES = ("founded_on", "registered_on", "ended_on")
PARTICULARS = ("names", "sort_name", "concept_id", "district_id", "size")
"""What particulars say; `sort_name` follows from the names."""

Stated = dict[str, Any]
"""Fields of particulars, as something says them."""


def named(names: Words, language: str) -> Stated:
    """Names as particulars hold them; lists are ordered by the federation's own language."""
    return {"names": names, "sort_name": names.in_language(language)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganization:
    """What is known of an organization as it begins. `from_on` is the day its particulars begin."""

    identifiers: Sequence[tuple[str, str]]
    from_on: date
    stated: Stated
    founded_on: date | None = None
    registered_on: date | None = None
    ended_on: date | None = None
    office_holders: Sequence[tuple[str, str]] = ()
    """Pairs of office and name."""


def begin_organizations(new: Sequence[NewOrganization], *, with_committees: bool) -> Sequence[int]:
    """Write them; returns their keys. The caller has seen to it that their numbers are nobody else's."""
    keys = new_keys(Organization, len(new))
    rows = list(zip(keys, new, strict=True))
    insert_rows(Organization, ("id", *DATES), [(key, *(getattr(one, name) for name in DATES)) for key, one in rows])
    insert_rows(
        Identifier,
        ("organization_id", "scheme", "value"),
        [(key, scheme, value) for key, one in rows for scheme, value in one.identifiers],
    )
    insert_rows(
        Particulars,
        ("organization_id", "from_on", *PARTICULARS),
        [(key, one.from_on, *(one.stated.get(name) for name in PARTICULARS)) for key, one in rows],
    )
    insert_rows(
        OfficeHolder,
        ("organization_id", "office", "name", "from_on"),
        [(key, office, name, one.from_on) for key, one in rows for office, name in one.office_holders],
    )
    if with_committees:
        Body.objects.bulk_create([_committee(key, one) for key, one in rows])
    return keys


def rename_committees(rows: Iterable[Particulars], on: date) -> list[Body]:
    """Let the committees of these organizations be called as the organizations are on that day. A name that begins
    later is taken up on its day (`take_up_names`). Returns those that have another name now.
    """
    due = [row for row in rows if row.from_on <= on and (row.until_on is None or row.until_on > on)]
    bodies = {
        body.organization_id: body for body in Body.objects.filter(organization__in=[r.organization_id for r in due])
    }
    renamed = []
    for row in due:
        body = bodies.get(row.organization_id)
        names = committee_names(row.names)
        if body and body.names != names:
            body.names = names
            renamed.append(body)
    update_rows(Body, renamed, ("names",))
    return renamed


def _committee(key: int, one: NewOrganization) -> Body:
    established, ended = one.registered_on or one.from_on, one.ended_on
    return Body(
        tier=TierCode.ORGANIZATION,
        code=f"O-{key}",
        organization_id=key,
        established_on=established,
        dissolved_on=max(ended, established + timedelta(days=1)) if ended else None,
        names=committee_names(one.stated["names"]),
    )
