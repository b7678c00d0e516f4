"""Entering what an import has staged, by the acts in bulk of structure (`bulk_entry`) and activities (`bulk_import`),
in the order in which they build on each other. An organization's own sheet of reports is filed by `activities`
itself (`acts/uploading.py`), each row as if it had been typed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from umbel.activities.acts.bulk_import import (
    ActivityEntry,
    FilingEntry,
    FindingEntry,
    ObligationEntry,
    RecordCounts,
    enter_records,
)
from umbel.activities.states import Finding
from umbel.audit.actors import Actor, Subject
from umbel.audit.subjects import SubjectKind
from umbel.errors import Problem
from umbel.exchange.cells import pairs_in
from umbel.exchange.import_report import FileRead
from umbel.exchange.mapping import IN_LANGUAGE, Mapping
from umbel.exchange.staging import Staged, Staging
from umbel.exchange.states import Kind
from umbel.registration.acts import settle_ended
from umbel.structure.acts.bulk_entry import EntryCounts, OrganizationEntry, enter_organizations
from umbel.structure.acts.imported_structure import (
    BodyEntry,
    ConceptEntry,
    DistrictEntry,
    PlacementEntry,
    adopt_classification,
    enter_committees,
    enter_districts,
)
from umbel.structure.models import Body, Identifier
from umbel.structure.queries import classification_in_use, languages, today
from umbel.structure.states import TierCode
from umbel.words import Words, as_written, columns, spoken

BATCH = 2000
RECORDS = (Kind.PLACEMENT, Kind.OBLIGATION, Kind.ACTIVITY)
FILED = ("received_on", "accounts_received_on", "income", "expenditure", "qualified")

FOUND = ("finding", "found_by", "found_on", "reasons")

Progress = Callable[[str, int, int], None]


@dataclass(slots=True, kw_only=True)
class Applied:
    """What the acts counted."""

    organizations: EntryCounts = field(default_factory=EntryCounts)
    concepts: EntryCounts = field(default_factory=EntryCounts)
    districts: EntryCounts = field(default_factory=EntryCounts)
    committees: EntryCounts = field(default_factory=EntryCounts)
    records: RecordCounts = field(default_factory=RecordCounts)


def apply(
    plan: Mapping, stage: Staging, *, on: date, by: Actor, files: tuple[FileRead, ...], progress: Progress
) -> Applied:
    """Enter everything staged, within the caller's transaction."""
    source = Subject(SubjectKind.REGISTER, plan.id, plan.title)
    hashes = [f"{file.name} sha256:{file.sha256}" for file in files] + [f"mapping sha256:{plan.content_hash}"]
    applied = Applied()
    classification = plan.classification
    if stage.count(Kind.CLASSIFICATION):
        applied.concepts, adopted = _adopt(stage, by)
        classification = classification or adopted
    if stage.count(Kind.DISTRICT):
        tags = _tags()
        districts = (DistrictEntry(**_in_words(row.payload, tags, name="names")) for row in stage.rows(Kind.DISTRICT))
        applied.districts = enter_districts(districts=districts, source=source, by=by)
    if total := stage.count(Kind.ORGANIZATION):
        applied.organizations = enter_organizations(
            entries=_organizations(stage, on),
            classification=classification or getattr(classification_in_use(), "code", None),
            source=source,
            by=by,
            on=on,
            with_committees=any(section.committees for file in plan.files for section in file.sections),
            file_hashes=hashes,
            refuse=stage.problem,
            progress=_counted(progress, "Entering organizations", total),
        )
        settle_ended(on=today(), by=by)
    for kind in RECORDS:
        _find_organizations(stage, kind)
    if stage.count(Kind.BODY, Kind.PLACEMENT):
        applied.committees = enter_committees(
            bodies=_bodies(stage), placements=_placements(stage), source=source, by=by
        )
    if total := stage.count(Kind.OBLIGATION, Kind.ACTIVITY):
        applied.records = enter_records(
            source=source,
            by=by,
            on=on,
            obligations=_obligations(stage, plan),
            activities=_activities(stage),
            filings=_filings(stage),
            file_hashes=hashes,
            progress=_counted(progress, "Entering records", total),
        )
    return applied


def _counted(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done = min(done + more, total)
        progress(what, done, total)

    return tell


def _adopt(stage: Staging, by: Actor) -> tuple[EntryCounts, str]:
    """Adopt the classifications at hand; returns the counts of all, and the code of the first."""
    about: dict[str, dict[str, Any]] = {}
    nodes: dict[str, list[ConceptEntry]] = {}
    tags = _tags()
    for row in stage.rows(Kind.CLASSIFICATION):
        said = row.payload
        code = said["classification"]
        told = _in_words(said, tags, title="title", name="names")
        about.setdefault(code, {"title": told["title"] or as_written(code), "source": said["source"]})
        node = ConceptEntry(code=said["concept"], parent=said["parent"], names=told["names"])
        nodes.setdefault(code, []).append(node)
    counts = [adopt_classification(code=code, concepts=nodes[code], by=by, **said) for code, said in about.items()]
    total = {name: sum(getattr(one, name) for one in counts) for name in EntryCounts.__slots__}
    return EntryCounts(**total), next(iter(about))


def _organizations(stage: Staging, on: date) -> Iterator[OrganizationEntry]:
    tags = _tags()
    for row in stage.rows(Kind.ORGANIZATION):
        said = {name: value for name, value in row.payload.items() if value is not None and name != "committees"}
        said.setdefault("from_on", min(said.get("registered_on", on), on))
        pairs = tuple(_pair(text) for text in said.pop("identifiers"))
        told = _in_words(said, tags, name="names")
        yield OrganizationEntry(identifiers=pairs, file=row.place.file, row=row.place.number, **told)


def _tags() -> dict[str, str]:
    """The language each column is in, by how its name ends: the federation's, then what the program speaks beside."""
    return columns("", spoken()) | columns("", languages())


def _in_words(said: dict[str, Any], tags: dict[str, str], **called: str) -> dict[str, Any]:
    """The fields of a row with what it says in several languages as words: `name_en`, `name_fr` -> `names`."""
    rest, words = dict(said), {name: dict[str, str]() for name in called}
    for key in said:
        found = IN_LANGUAGE.fullmatch(key)
        if found and found[1] in called and (text := rest.pop(key)):
            words[found[1]][tags.get(f"_{found[2]}", found[2].replace("_", "-"))] = text
    return rest | {called[name]: Words(by_language) for name, by_language in words.items()}


def _pair(identifier: str) -> tuple[str, str]:
    scheme, _, value = identifier.partition(":")
    return scheme, value


def _find_organizations(stage: Staging, kind: Kind) -> None:
    """Find the organization of every staged record; a record of none is left out, and told."""
    for rows in batched(stage.rows(kind), BATCH):
        wanted: dict[str, list[str]] = {}
        for scheme, value in (_pair(text) for row in rows for text in row.payload["identifiers"]):
            wanted.setdefault(scheme, []).append(value)
        found: dict[str, int] = {}
        for scheme, values in wanted.items():
            known = Identifier.objects.filter(scheme=scheme, value__in=values).values_list("value", "organization_id")
            found |= {f"{scheme}:{value}": organization for value, organization in known}
        owners = [
            (row, next((found[text] for text in row.payload["identifiers"] if text in found), None)) for row in rows
        ]
        stage.belongs_to([(owner, row.seq) for row, owner in owners if owner is not None])
        for row in (row for row, owner in owners if owner is None):
            stage.mark_bad(row.seq, _nobody(row))


def _nobody(row: Staged) -> Problem:
    return Problem(
        "No organization in the register has this number.",
        row.place.file,
        row.place.line,
        row=row.place.number,
        field="identifiers",
        found=", ".join(row.payload["identifiers"]),
        way_out="Hand in the file of the organizations as well, or leave the row out.",
    )


def _no_body(row: Staged, code: str) -> Problem:
    return Problem(
        "There is no committee of that code.",
        row.place.file,
        row.place.line,
        row=row.place.number,
        field="found_by",
        found=code,
        way_out="Hand in the file of the committees as well.",
    )


def _bodies(stage: Staging) -> Iterator[BodyEntry]:
    order = {TierCode.APEX.value: 0, TierCode.JOINT.value: 1}
    tags = _tags()
    rows = sorted(stage.rows(Kind.BODY), key=lambda row: order.get(row.payload["tier"], 2))
    for row in rows:
        said = {name: value for name, value in row.payload.items() if value is not None}
        yield BodyEntry(
            **{**_in_words(said, tags, short_name="short_names", name="names"), "tier": TierCode(said["tier"])}
        )


def _placements(stage: Staging) -> Iterator[PlacementEntry]:
    tags = _tags()
    for row in stage.rows(Kind.PLACEMENT):
        yield PlacementEntry(organization=_owner(row), **_in_words(_said(row), tags, why="why"))


def _obligations(stage: Staging, plan: Mapping) -> Iterator[ObligationEntry]:
    for row in stage.rows(Kind.OBLIGATION):
        said = {name: value for name, value in _said(row).items() if name not in FILED}
        if "pack_id" not in row.payload:
            said |= {"pack_id": f"register:{plan.id}", "pack_version": plan.content_hash[:12]}
        yield ObligationEntry(organization=_owner(row), **said)


def _filings(stage: Staging) -> Iterator[FilingEntry]:
    for row in stage.rows(Kind.OBLIGATION):
        said = _said(row)
        if "received_on" in said:
            filed = {name: said[name] for name in ("requirement", "period", *FILED) if name in said}
            yield FilingEntry(organization=_owner(row), **filed)


def _activities(stage: Staging) -> Iterator[ActivityEntry]:
    bodies = dict(Body.objects.exclude(tier=TierCode.ORGANIZATION).values_list("code", "pk"))
    tags = _tags()
    for row in stage.rows(Kind.ACTIVITY):
        said = _said(row)
        evidence = tuple(pairs_in(said.pop("evidence", "")))
        found = {name: said.pop(name) for name in FOUND if name in said}
        finding = None
        if "finding" in found:
            if found["found_by"] not in bodies:
                stage.mark_bad(row.seq, _no_body(row, found["found_by"]))
                continue
            finding = FindingEntry(
                body=bodies[found["found_by"]],
                finding=Finding(found["finding"]),
                found_on=found["found_on"],
                reasons=found.get("reasons", ""),
            )
        yield ActivityEntry(
            organization=_owner(row), evidence=evidence, finding=finding, **_in_words(said, tags, summary="summary")
        )


def _said(row: Staged) -> dict[str, Any]:
    return {name: value for name, value in row.payload.items() if value is not None and name != "identifiers"}


def _owner(row: Staged) -> int:
    assert row.organization is not None
    return row.organization
