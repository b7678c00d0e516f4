"""Narrowing and sorting the rows of a queue by what a reader asks for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Coalesce

from umbel.registration.queries.desks import Rows, annotated
from umbel.structure.models import Particulars, Placement
from umbel.structure.queries import Annotated, by_name, in_force, says_in_any

SORTS = ("due", "since", "name", "newest")
MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    kind: str = ""
    committee: str = ""
    district: str = ""
    organization_class: str = ""
    field: str = ""
    overdue: bool = False
    sort: str = "due"


def narrowed(rows: Annotated, of: str, asked: Asked, on: date) -> Annotated:
    """The rows of a queue that fit, in the order asked for."""
    if of == Rows.APPLICATIONS:
        rows = _applications(rows, asked)
    elif of == Rows.CHANGES:
        rows = _changes(rows, asked, on)
    for word in asked.text.split()[:MOST_WORDS]:
        rows = rows.filter(_says(word, of))
    if asked.overdue:
        rows = rows.filter(due__lt=on)
    return sorted_by(rows, asked.sort)


def sorted_by(rows: Annotated, sort: str = "due") -> Annotated:
    """The rows by nearest deadline (then by what waits longest), by what waits longest, by name, or newest first."""
    if sort == "name":
        name = Coalesce(by_name(), Value("", output_field=TextField()))
        return annotated(rows, sort_name=name).order_by("sort_name", "pk")
    if sort == "since":
        return rows.order_by(F("since").asc(nulls_last=True), "pk")
    if sort == "newest":
        return rows.order_by(F("since").desc(nulls_last=True), "-pk")
    return rows.order_by(F("due").asc(nulls_last=True), F("since").asc(nulls_last=True), "pk")


def _says(word: str, of: str) -> Q:
    named = says_in_any("names", word)
    if of == Rows.APPLICATIONS:
        return named | Q(reference__icontains=word) | Q(identifier__iexact=word)
    return named | Q(reference__icontains=word) if of == Rows.CHANGES else named


def _applications(rows: Annotated, asked: Asked) -> Annotated:
    for value, lookup in (
        (asked.state, "state"),
        (asked.committee, "asked_body__code"),
        (asked.district, "district__code"),
        (asked.organization_class, "organization_class"),
    ):
        if value:
            rows = rows.filter(**{lookup: value})
    return rows.filter(concept__path__startswith=f"/{asked.field}/") if asked.field else rows


def _changes(rows: Annotated, asked: Asked, on: date) -> Annotated:
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.committee:
        placed = Placement.objects.filter(
            in_force(on), organization=OuterRef("organization_id"), body__code=asked.committee
        )
        rows = rows.filter(Exists(placed))
    standing = Particulars.objects.filter(in_force(on), organization=OuterRef("organization_id"))
    if asked.district:
        rows = rows.filter(Exists(standing.filter(district__code=asked.district)))
    if asked.field:
        rows = rows.filter(Exists(standing.filter(concept__path__startswith=f"/{asked.field}/")))
    return rows
