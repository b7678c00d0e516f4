"""Entering organizations in bulk, for an import (`exchange/enter.py`) or a demo; one alone is `new_organization`.

A batch is one transaction and one ledger entry. What an entry leaves empty it does not say, so it
never erases what stands. Entering the same entries again changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.errors import NotFound, Problem, Problems
from umbel.structure.acts.bulk_rows import update_rows
from umbel.structure.acts.new_organization import (
    DATES,
    PARTICULARS,
    NewOrganization,
    Stated,
    begin_organizations,
    named,
    rename_committees,
)
from umbel.structure.models import Body, Concept, District, Identifier, Organization, Particulars, Placement
from umbel.structure.names import LONGEST_NAME
from umbel.structure.queries import languages, today
from umbel.structure.table_of_acts import StructureAct
from umbel.words import NO_WORDS, Words

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationEntry:
    """What a register says of one organization. `from_on` is the day its particulars begin if it is new here."""

    identifiers: tuple[tuple[str, str], ...]
    """Pairs of scheme and value: any one of them finds the organization."""
    from_on: date
    names: Words = NO_WORDS
    concept: str | None = None
    district: str | None = None
    size: int | None = None
    founded_on: date | None = None
    registered_on: date | None = None
    ended_on: date | None = None
    file: str = ""
    row: int | None = None
    """Where the entry stands, for problems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCounts:
    """What a batch did. The first four add up to the entries; `corrected` are those of `changed` whose
    particulars had begun on the very day and were put right in place.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    corrected: int = 0


@dataclass(slots=True, kw_only=True)
class _Batch:
    """The entries at hand, and what stands in the register for them."""

    entries: list[OrganizationEntry]
    owners: dict[tuple[str, str], int] = field(default_factory=dict)
    organizations: dict[int, Organization] = field(default_factory=dict)
    particulars: dict[int, Particulars] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Entering:
    """One run: the codes it may use, the day, and what it counted so far."""

    concepts: dict[str, int]
    districts: dict[str, int]
    on: date
    with_committees: bool
    refuse: Callable[[Problem], None]
    language: str
    """By which lists are ordered."""
    counts: Counter[str] = field(default_factory=Counter)


@whole()
def enter_organizations(
    *,
    entries: Iterable[OrganizationEntry],
    classification: str | None,
    source: Subject,
    by: Actor,
    on: date,
    with_committees: bool = False,
    file_hashes: Iterable[str] = (),
    refuse: Callable[[Problem], None] | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> EntryCounts:
    """Enter organizations, or what is new about those already known by one of their identifiers.

    Particulars that differ end on `on` and new ones begin; those that began on `on` itself have not
    stood for a day, so they are corrected in place and counted as corrected. An organization that
    ended takes its placement and its own committee with it. Codes that are not known, entries older than
    what the register holds and the like raise Problems; where `refuse` is given, it is told of each
    and the entry is left out.
    """
    problems: list[Problem] = []
    run = _Entering(
        concepts=_concepts(classification),
        districts=dict(District.objects.values_list("code", "pk")),
        on=on,
        with_committees=with_committees,
        refuse=refuse or problems.append,
        language=languages()[0],
    )
    for batch in _batches(entries):
        _enter(run, _look_up(batch))
        progress(len(batch))
    if problems:
        raise Problems("Nothing was entered.", problems)
    counts = EntryCounts(**run.counts)
    audit.record(
        StructureAct.ENTER_ORGANIZATIONS,
        by=by,
        about=source,
        data={"on": str(on), "files": list(file_hashes), **{name: getattr(counts, name) for name in counts.__slots__}},
    )
    return counts


def _concepts(classification: str | None) -> dict[str, int]:
    if classification is None:
        return {}
    concepts = dict(Concept.objects.filter(classification__code=classification).values_list("code", "pk"))
    if not concepts:
        raise NotFound(f"There is no classification {classification!r} here. Adopt it before entering organizations.")
    return concepts


def _batches(entries: Iterable[OrganizationEntry]) -> Iterator[list[OrganizationEntry]]:
    """Batches in which no identifier comes twice, so that a later entry sees what an earlier one did."""
    batch: list[OrganizationEntry] = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if len(batch) == BATCH or not seen.isdisjoint(entry.identifiers):
            yield batch
            batch, seen = [], set()
        batch.append(entry)
        seen.update(entry.identifiers)
    if batch:
        yield batch


def _look_up(entries: list[OrganizationEntry]) -> _Batch:
    values: dict[str, list[str]] = {}
    for scheme, value in (pair for entry in entries for pair in entry.identifiers):
        values.setdefault(scheme, []).append(value)
    batch = _Batch(entries=entries)
    for scheme, asked in values.items():
        rows = Identifier.objects.filter(scheme=scheme, value__in=asked).values_list("value", "organization_id")
        batch.owners |= {(scheme, value): organization for value, organization in rows}
    known = set(batch.owners.values())
    batch.organizations = Organization.objects.in_bulk(known)
    in_force = Particulars.objects.filter(organization__in=known, until_on=None)
    batch.particulars = {row.organization_id: row for row in in_force}
    return batch


def _enter(run: _Entering, batch: _Batch) -> None:
    new: list[tuple[OrganizationEntry, Stated]] = []
    known: list[tuple[Organization, OrganizationEntry, Stated]] = []
    for entry in batch.entries:
        try:
            stated = _stated(run, entry)
            organization = _known_as(batch, entry)
            _check(run, batch, entry, stated, organization)
        except Problems as refused:
            for problem in refused.problems:
                run.refuse(problem)
        else:
            if organization is None:
                new.append((entry, stated))
            else:
                known.append((organization, entry, stated))
    _create(run, new)
    _change(run, batch, known)


def _check(
    run: _Entering, batch: _Batch, entry: OrganizationEntry, stated: Stated, organization: Organization | None
) -> None:
    if organization is None:
        if "names" not in stated:
            raise _problem(entry, "it is new and has no name.", "name", "", "Give a name in one language.")
        return
    row = batch.particulars[organization.pk]
    if row.from_on > run.on and _differing(row, stated, run.language):
        raise _problem(
            entry,
            f"the register holds newer particulars, since {row.from_on}.",
            "",
            f"others as of {run.on}",
            "Enter registers in the order of their dates.",
        )


def _differing(row: Particulars, stated: Stated, language: str) -> Stated:
    """What the register says otherwise. A language in which it gives no name keeps the one there is."""
    said = stated | {"names": row.names | stated["names"]} if "names" in stated else stated
    differs = {key: value for key, value in said.items() if getattr(row, key) != value}
    return differs | (named(differs["names"], language) if "names" in differs else {})


def _problem(entry: OrganizationEntry, message: str, field_name: str, found: str, way_out: str) -> Problems:
    label = " ".join(entry.identifiers[0]) if entry.identifiers else str(entry.names)
    problem = Problem(f"{label}: {message}", entry.file, row=entry.row, field=field_name, found=found, way_out=way_out)
    return Problems("Nothing was entered.", [problem])


def _stated(run: _Entering, entry: OrganizationEntry) -> Stated:
    """The particulars that the entry says something about."""
    said: Stated = {"names": entry.names or None}
    if any(len(name) > LONGEST_NAME for name in entry.names.values()):
        raise _problem(entry, f"its name is longer than {LONGEST_NAME} characters.", "name", "", "Shorten it.")
    for name, code, known in (("concept", entry.concept, run.concepts), ("district", entry.district, run.districts)):
        if code and code not in known:
            raise _problem(
                entry, f"there is no {name} of that code.", name, code, "Enter the code first, or leave it out."
            )
        said[f"{name}_id"] = known[code] if code else None
    said["size"] = entry.size
    return {key: value for key, value in said.items() if value not in (None, "")}


def _known_as(batch: _Batch, entry: OrganizationEntry) -> Organization | None:
    if not entry.identifiers:
        raise _problem(entry, "it has no identifier.", "identifiers", "", "Give at least one.")
    owners = {batch.owners[pair] for pair in entry.identifiers if pair in batch.owners}
    if len(owners) > 1:
        found = ", ".join(" ".join(pair) for pair in entry.identifiers)
        raise _problem(
            entry, "its identifiers belong to different organizations.", "identifiers", found, "Correct one of them."
        )
    return batch.organizations[owners.pop()] if owners else None


def _create(run: _Entering, new: list[tuple[OrganizationEntry, Stated]]) -> None:
    begun = [
        NewOrganization(
            identifiers=entry.identifiers,
            from_on=entry.from_on,
            stated=stated | named(stated["names"], run.language),
            **{name: getattr(entry, name) for name in DATES},
        )
        for entry, stated in new
    ]
    run.counts["created"] += len(begin_organizations(begun, with_committees=run.with_committees))


def _change(run: _Entering, batch: _Batch, known: list[tuple[Organization, OrganizationEntry, Stated]]) -> None:
    redated: list[Organization] = []
    ended: list[Organization] = []
    begun: list[Particulars] = []
    corrected: list[Particulars] = []
    replaced: list[int] = []
    added = _added_identifiers(batch, known)
    numbered = {identifier.organization_id for identifier in added}
    for organization, entry, stated in known:
        had_ended, dated = organization.ended_on, _redate(organization, entry)
        ends = bool(organization.ended_on and not had_ended)
        row = batch.particulars[organization.pk]
        differs = _differing(row, stated, run.language)
        if dated:
            redated.append(organization)
        if ends:
            ended.append(organization)
        if differs and row.from_on == run.on:
            corrected.append(_corrected(row, differs))
        elif differs:
            begun.append(_successor(row, differs, run.on))
            replaced.append(row.pk)
        changes = dated or differs or organization.pk in numbered
        run.counts["ended" if ends else "changed" if changes else "unchanged"] += 1
    run.counts["corrected"] += len(corrected)
    Identifier.objects.bulk_create(added)
    update_rows(Organization, redated, DATES)
    Particulars.objects.filter(pk__in=replaced).update(until_on=run.on)
    Particulars.objects.bulk_create(begun)
    update_rows(Particulars, corrected, PARTICULARS)
    if run.with_committees:
        rename_committees(begun + corrected, today())
    _close(ended)


def _added_identifiers(batch: _Batch, known: list[tuple[Organization, OrganizationEntry, Stated]]) -> list[Identifier]:
    return [
        Identifier(organization=organization, scheme=scheme, value=value)
        for organization, entry, _ in known
        for scheme, value in entry.identifiers
        if (scheme, value) not in batch.owners
    ]


def _redate(organization: Organization, entry: OrganizationEntry) -> bool:
    dates = {name: getattr(entry, name) for name in DATES}
    differs = {name: value for name, value in dates.items() if value and value != getattr(organization, name)}
    for name, value in differs.items():
        setattr(organization, name, value)
    return bool(differs)


def _corrected(row: Particulars, differs: Stated) -> Particulars:
    for key, value in differs.items():
        setattr(row, key, value)
    return row


def _successor(row: Particulars, differs: Stated, on: date) -> Particulars:
    """The row that follows `row` from `on`."""
    said = {name: getattr(row, name) for name in PARTICULARS} | differs
    return Particulars(organization_id=row.organization_id, from_on=on, **said)


def _close(organizations: list[Organization]) -> None:
    """End what an ended organization leaves behind; a span keeps at least its first day."""
    for organization in organizations:
        ended = organization.ended_on
        assert ended is not None
        for placement in Placement.objects.filter(organization=organization, until_on=None):
            placement.until_on = max(ended, placement.from_on + timedelta(days=1))
            placement.save(update_fields=["until_on"])
        for body in Body.objects.filter(organization=organization, dissolved_on=None):
            body.dissolved_on = max(ended, body.established_on + timedelta(days=1))
            body.save(update_fields=["dissolved_on"])
