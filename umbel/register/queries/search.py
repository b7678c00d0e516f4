"""Searching the register: filtered, sorted and cut in the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from umbel.register.queries.reading import Cut, committee_of, name_of, term
from umbel.register.rows import Committee, Entry, Term
from umbel.structure.models import Body, District, Identifier, Organization, Particulars, Placement
from umbel.structure.queries import by_name, classification_in_use, in_force, on_the_register, says_in_any, top_concepts

MOST_WORDS = 8


class Status(StrEnum):
    """Whether an organization is on the register, or was."""

    REGISTERED = "registered"
    ENDED = "ended"
    ALL = "all"


SORTS = {
    "name": "shown_name",
    "field": "concept__path",
    "district": "district__code",
    "registered": "organization__registered_on",
}


MOST_CHOICES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """What someone looks for. `committee` is a code, or `none`: those without one."""

    text: str = ""
    field: str = ""
    district: str = ""
    committee: str = ""
    status: Status = Status.REGISTERED
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a search can be narrowed to."""

    fields: list[Term]
    districts: list[Term]
    committees: list[Committee] | None
    """None where there are more than anyone would look through: then one names the code."""


def search(terms: SearchTerms, as_of: date) -> Cut:
    """The entries that fit the terms on a day."""
    rows = Particulars.objects.filter(
        in_force(as_of), organization__in=Organization.objects.filter(_status(terms.status, as_of))
    )
    for word in terms.text.split()[:MOST_WORDS]:
        rows = rows.filter(_names(word) | _numbered(word))
    if terms.field:
        rows = rows.filter(concept__path__contains=f"/{terms.field}/")
    if terms.district:
        rows = rows.filter(district__code=terms.district)
    if terms.committee:
        rows = rows.filter(under(terms.committee, as_of))
    first = F(SORTS.get(terms.sort, "shown_name"))
    order = first.desc(nulls_last=True) if terms.descending else first.asc(nulls_last=True)
    placed = Placement.objects.filter(in_force(as_of), organization=OuterRef("organization_id"))
    body = {f"body_{name}": Subquery(placed.values(f"body__{name}")[:1]) for name in ("code", "names", "short_names")}
    rows = rows.select_related("organization", "concept", "district").annotate(shown_name=by_name(), **body)
    return Cut(rows.order_by(order, "shown_name", "pk"), _entries)


def choices(as_of: date) -> Choices:
    """What a search can be narrowed to, on a day."""
    bodies = Body.objects.filter(tier="joint", established_on__lte=as_of).exclude(dissolved_on__lte=as_of)
    listed = [committee_of(body) for body in bodies.order_by("code")[: MOST_CHOICES + 1]]
    return Choices(
        fields=[Term(row.code, name_of(row)) for row in top_concepts(classification_in_use())],
        districts=[Term(row.code, name_of(row)) for row in District.objects.order_by("code")],
        committees=listed if len(listed) <= MOST_CHOICES else None,
    )


def identifiers(organizations: Iterable[int]) -> defaultdict[int, tuple[tuple[str, str], ...]]:
    """The identifiers of each of some organizations."""
    found: defaultdict[int, tuple[tuple[str, str], ...]] = defaultdict(tuple)
    rows = Identifier.objects.filter(organization__in=list(organizations)).order_by("scheme", "value")
    for organization, scheme, value in rows.values_list("organization_id", "scheme", "value"):
        found[organization] += ((scheme, value),)
    return found


def _status(status: Status, as_of: date) -> Q:
    if status is Status.REGISTERED:
        return on_the_register(as_of)
    begun = Q(registered_on__isnull=True) | Q(registered_on__lte=as_of)
    return begun & Q(ended_on__lte=as_of) if status is Status.ENDED else begun


def _names(word: str) -> Q:
    return says_in_any("names", word)


def _numbered(word: str) -> Exists:
    return Exists(Identifier.objects.filter(organization=OuterRef("organization_id"), value__istartswith=word))


def under(code: str, as_of: date) -> Q:
    """Whatever has an `organization` that is placed under a committee on a day (`none`: under none)."""
    placed = Placement.objects.filter(in_force(as_of))
    if code == "none":
        return ~Q(organization__in=placed.values("organization_id"))
    return Q(organization__in=placed.filter(body__code=code).values("organization_id"))


def _entries(rows: list[Any]) -> list[Entry]:
    numbers = identifiers(row.organization_id for row in rows)
    return [_entry(row, numbers[row.organization_id]) for row in rows]


def _entry(row: Any, numbers: tuple[tuple[str, str], ...]) -> Entry:
    return Entry(
        id=row.organization_id,
        name=row.names,
        identifiers=numbers,
        concept=term(row.concept),
        district=term(row.district),
        committee=Term(row.body_code, row.body_names, row.body_short_names) if row.body_code else None,
        registered_on=row.organization.registered_on,
        ended_on=row.organization.ended_on,
    )
