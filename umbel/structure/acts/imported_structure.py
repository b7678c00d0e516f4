"""Taking over what a register brings along: its classification, its districts, its committees."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import Problem, Problems
from umbel.structure.acts.bulk_entry import EntryCounts
from umbel.structure.acts.founding import path_below
from umbel.structure.models import Body, Classification, Concept, District, Placement
from umbel.structure.states import TierCode
from umbel.structure.table_of_acts import StructureAct
from umbel.words import NO_WORDS, Words, as_written

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptEntry:
    """A node of a classification; `parent` is the code above it, or empty at the top."""

    code: str
    parent: str = ""
    names: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictEntry:
    """A district by its code."""

    code: str
    names: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyEntry:
    """The apex body or a joint committee; `parent` is the code of the body above it."""

    code: str
    tier: TierCode
    parent: str = ""
    names: Words = NO_WORDS
    short_names: Words = NO_WORDS
    established_on: date
    dissolved_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementEntry:
    """An organization (by its row number) under a joint committee (by its code)."""

    organization: int
    body: str
    from_on: date
    until_on: date | None = None
    why: Words = NO_WORDS


@whole()
def adopt_classification(
    *, code: str, title: Words, source: str = "", concepts: Iterable[ConceptEntry], by: Actor
) -> EntryCounts:
    """Take over a classification. Codes already known keep their place and take the names given; nothing is
    removed. Raises Problems for a node whose parent is not there, or is another one than before.
    """
    classification = Classification.objects.filter(code=code).first() or Classification(code=code)
    classification.names, classification.source = _taken_up(code, classification.names, title), source
    classification.save()
    known = {concept.code: concept for concept in classification.concepts.select_related("parent")}
    counts: Counter[str] = Counter()
    renamed: list[Concept] = []
    for entry in _parents_first(code, list(concepts), known.keys()):
        concept = known.get(entry.code)
        if concept is None:
            parent = known[entry.parent] if entry.parent else None
            known[entry.code] = _begin(classification, entry, parent)
            counts["created"] += 1
            continue
        if (concept.parent.code if concept.parent else "") != entry.parent:
            raise _refusal(code, entry, "stands under another code than before", "Give the new tree a code of its own.")
        names = _taken_up(entry.code, concept.names, entry.names)
        differs = concept.names != names
        counts["changed" if differs else "unchanged"] += 1
        if differs:
            concept.names = names
            renamed.append(concept)
    Concept.objects.bulk_update(renamed, ["names"], batch_size=500)
    about = Subject(SubjectKind.CLASSIFICATION, code, str(classification))
    audit.record(StructureAct.ADOPT_CLASSIFICATION, by=by, about=about, data={"concepts": len(known), **counts})
    return EntryCounts(**counts)


def _taken_up(code: str, standing: Words, said: Words) -> Words:
    """The names with those a file says now: in other languages it keeps what it was called, and what nobody named is
    called by its code until somebody does.
    """
    named = NO_WORDS if standing == as_written(code) else standing
    return named | said or as_written(code)


def _begin(classification: Classification, entry: ConceptEntry, parent: Concept | None) -> Concept:
    return Concept.objects.create(
        classification=classification,
        code=entry.code,
        parent=parent,
        path=path_below(parent, entry.code),
        depth=parent.depth + 1 if parent else 1,
        names=_taken_up(entry.code, NO_WORDS, entry.names),
    )


def _refusal(code: str, entry: ConceptEntry, what: str, way_out: str) -> Problems:
    problem = Problem(f"{code} {entry.code} {what}.", field="parent", found=entry.parent, way_out=way_out)
    return Problems("The classification was not adopted.", [problem])


def _parents_first(code: str, entries: list[ConceptEntry], known: Iterable[str]) -> list[ConceptEntry]:
    done, waiting, ordered = {"", *known}, entries, []
    while waiting:
        ready = [entry for entry in waiting if entry.parent in done]
        if not ready:
            raise _refusal(code, waiting[0], "has a parent that is not there, or is below itself", "Add the parent.")
        waiting = [entry for entry in waiting if entry.parent not in done]
        ordered += ready
        done |= {entry.code for entry in ready}
    return ordered


@whole()
def enter_districts(*, districts: Iterable[DistrictEntry], source: Subject, by: Actor) -> EntryCounts:
    """Enter districts, or new names of those known by their code."""
    known = {district.code: district for district in District.objects.all()}
    counts: Counter[str] = Counter()
    begun, renamed = [], []
    for entry in districts:
        district = known.get(entry.code)
        if district is None:
            begun.append(District(code=entry.code, names=_taken_up(entry.code, NO_WORDS, entry.names)))
            counts["created"] += 1
        elif district.names == (names := _taken_up(entry.code, district.names, entry.names)):
            counts["unchanged"] += 1
        else:
            district.names = names
            renamed.append(district)
            counts["changed"] += 1
    District.objects.bulk_create(begun)
    District.objects.bulk_update(renamed, ["names"], batch_size=500)
    audit.record(StructureAct.ENTER_DISTRICTS, by=by, about=source, data=dict(counts))
    return EntryCounts(**counts)


@whole()
def enter_committees(
    *, bodies: Iterable[BodyEntry], placements: Iterable[PlacementEntry], source: Subject, by: Actor
) -> EntryCounts:
    """Enter the apex, joint committees and placements of a register. A body known by its code takes the
    name given; a placement known by its organization and first day may only end. Raises Problems
    for a body that is not there.
    """
    known = {body.code: body for body in Body.objects.exclude(tier=TierCode.ORGANIZATION)}
    counts: Counter[str] = Counter()
    for entry in bodies:
        counts[_enter_body(entry, known)] += 1
    for placement in placements:
        counts[_enter_placement(placement, known)] += 1
    audit.record(StructureAct.ENTER_COMMITTEES, by=by, about=source, data=dict(counts))
    return EntryCounts(**counts)


def _enter_body(entry: BodyEntry, known: dict[str, Body]) -> str:
    parent = _body(known, entry.parent) if entry.parent else None
    body = known.get(entry.code)
    said = {
        "names": _taken_up(entry.code, body.names if body else NO_WORDS, entry.names),
        "established_on": entry.established_on,
        "dissolved_on": entry.dissolved_on,
    }
    if entry.short_names:
        said["short_names"] = entry.short_names
    if body is None:
        depth = parent.depth + 1 if parent else 1
        known[entry.code] = Body.objects.create(code=entry.code, tier=entry.tier, parent=parent, depth=depth, **said)
        return "created"
    differs = {name: value for name, value in said.items() if getattr(body, name) != value}
    for name, value in differs.items():
        setattr(body, name, value)
    if differs:
        body.save(update_fields=list(differs))
    return "changed" if differs else "unchanged"


def _enter_placement(entry: PlacementEntry, known: dict[str, Body]) -> str:
    body = _body(known, entry.body)
    standing = Placement.objects.filter(organization=entry.organization, from_on=entry.from_on).first()
    if standing is None:
        Placement.objects.create(
            organization_id=entry.organization,
            body=body,
            from_on=entry.from_on,
            until_on=entry.until_on,
            why=entry.why,
        )
        return "created"
    if standing.until_on is None and entry.until_on and standing.body_id == body.pk:
        standing.until_on = entry.until_on
        standing.save(update_fields=["until_on"])
        return "ended"
    return "unchanged"


def _body(known: dict[str, Body], code: str) -> Body:
    if code not in known:
        problem = Problem(
            "There is no body of that code.", field="body", found=code, way_out="Hand in its file as well."
        )
        raise Problems("Nothing was entered.", [problem])
    return known[code]
