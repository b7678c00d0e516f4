"""Questions about the federation's shape: its bodies, their remits, and who is placed where."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext

from umbel.errors import NotFound
from umbel.register.queries.reading import committee_of, name_of, term
from umbel.register.rows import Change, Committee, Placed, RemitLine, Term
from umbel.structure import queries as structure
from umbel.structure.models import Body, Organization, Particulars, Placement
from umbel.structure.queries import in_force, on_the_register
from umbel.structure.states import TierCode
from umbel.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class Overview:
    """The federation in a few figures."""

    organizations: int
    placed: int
    committees: int

    @property
    def unplaced(self) -> int:
        return self.organizations - self.placed


def overview(as_of: date) -> Overview:
    """How many organizations and joint committees there were on a day."""
    registered = Organization.objects.filter(on_the_register(as_of))
    placed = Placement.objects.filter(in_force(as_of), organization__in=registered)
    return Overview(
        organizations=registered.count(),
        placed=placed.count(),
        committees=structure.bodies(TierCode.JOINT, as_of).count(),
    )


def apex(as_of: date) -> Committee | None:
    """The apex body on a day."""
    body = structure.apex(as_of)
    return committee_of(body) if body else None


def committees(as_of: date) -> list[Committee]:
    """The joint committees on a day, with their remits and how many organizations each has."""
    lines = remits(as_of)
    return [
        committee_of(body, organizations=body.organization_count, remit=lines[body.pk])
        for body in structure.joint_committees(as_of)
    ]


def committee(code: str, as_of: date) -> Committee:
    """One joint committee. Raises NotFound when there was none by that code on the day."""
    body = structure.joint_committees(as_of).filter(code=code).first()
    if body is None:
        raise NotFound(
            gettext("There was no joint committee %(code)s on %(day)s.") % {"code": code, "day": as_of.isoformat()}
        )
    return committee_of(body, organizations=body.organization_count, remit=remits(as_of, body)[body.pk])


def remits(as_of: date, of: Body | None = None) -> defaultdict[int, tuple[RemitLine, ...]]:
    """The remit of each joint committee (or of one), a line for each concept."""
    places: dict[tuple[int, Term], set[Term | None]] = defaultdict(set)
    rows = structure.remits(as_of)
    if of is not None:  # of the others, one line a district tells which districts there are
        one_each = rows.order_by().values("district").annotate(one=Min("pk")).values("one")
        rows = rows.filter(Q(body=of) | Q(pk__in=one_each))
    for row in rows:
        places[row.body_id, Term(row.concept.code, name_of(row.concept))].add(term(row.district))
    every = {district for districts in places.values() for district in districts if district}
    found: defaultdict[int, tuple[RemitLine, ...]] = defaultdict(tuple)
    for (body, concept), districts in places.items():
        if of is None or of.pk == body:
            found[body] += (_line(concept, districts, every),)
    return found


def _line(concept: Term, districts: set[Term | None], every: set[Term]) -> RemitLine:
    """Said by what it leaves out, where that is shorter."""
    named = {district for district in districts if district}
    if None in districts or not every - named:
        return RemitLine(concept=concept)
    outside = len(named) > len(every - named)
    listed = sorted(every - named if outside else named, key=lambda district: district.code)
    return RemitLine(concept=concept, districts=tuple(listed), outside=outside)


def dots(as_of: date) -> dict[int | None, list[tuple[int, Words]]]:
    """Every organization on the register by joint committee (None: not placed): its number and name."""
    found: dict[int | None, list[tuple[int, Words]]] = defaultdict(list)
    rows = structure.current_particulars(as_of).select_related(None).order_by("concept__path", "pk")
    for organization, body, names in rows.values_list("organization_id", "body_id", "names"):
        found[body].append((organization, names))
    return dict(found)


class Changes:
    """The comings and goings of a joint committee after it was established, the latest first; cut in the database."""

    ordered = True

    def __init__(self, committee: Committee, as_of: date) -> None:
        rows = Placement.objects.filter(body_id=committee.id)
        latest = Particulars.objects.filter(organization=OuterRef("organization_id")).order_by("-from_on")
        names = {"names": Subquery(latest.values("names")[:1])}
        fields = ("on", "came", "organization_id", "names", "why")
        came = rows.filter(from_on__lte=as_of, from_on__gt=committee.established_on).annotate(on=F("from_on"), **names)
        left = rows.filter(until_on__lte=as_of).annotate(on=F("until_on"), **names)
        # Why it came is written on the placement that began, so it says nothing of why another ended.
        self._rows = (
            came.annotate(came=Value(1))
            .values_list(*fields)
            .union(left.annotate(came=Value(0)).values_list(*fields), all=True)
            .order_by("-on", "organization_id")
        )

    def count(self) -> int:
        return self._rows.count()

    def __getitem__(self, cut: slice) -> list[Change]:
        return [
            Change(
                on=on,
                came=bool(came),
                organization=organization,
                name=names,
                why=why if came else NO_WORDS,
            )
            for on, came, organization, names, why in self._rows[cut]
        ]


def placed(row: Placement) -> Placed:
    return Placed(committee=committee_of(row.body), from_on=row.from_on, until_on=row.until_on, why=row.why)
