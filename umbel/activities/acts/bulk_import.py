"""Entering records of others in bulk, for an import (`exchange/enter.py`) or a demo: obligations, activities with the
findings on them, and filings. What an organization itself reports by a sheet is filed by `uploading.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import models
from django.db.models import Q

from umbel.activities.models import Activity, Evidence, Filing, Obligation, Verification
from umbel.activities.queries import pack_in_force, verification_term
from umbel.activities.states import STATE_AFTER, Finding
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.errors import Problem, Problems
from umbel.structure.acts.bulk_rows import update_rows
from umbel.words import NO_WORDS, Words

BATCH = 2000
ObligationKey = tuple[int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationEntry:
    """What one organization owes: found again by organization, requirement and period."""

    organization: int
    requirement: str
    period: str
    kind: str
    from_on: date
    until_on: date
    due_on: date
    minimum: int = 1
    pack_id: str = ""
    pack_version: str = ""

    @property
    def key(self) -> ObligationKey:
        return (self.organization, self.requirement, self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEntry:
    """A joint committee's finding on an activity; `body` is the committee's row number."""

    body: int
    finding: Finding
    found_on: date
    reasons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """What one organization reports: found again by organization and reference."""

    organization: int
    reference: str
    kind: str
    held_on: date
    reported_on: date
    head_count: int
    summary: Words = NO_WORDS
    requirement: str = ""
    period: str = ""
    """With `requirement`: the obligation it answers, if any."""
    evidence: tuple[tuple[str, str], ...] = ()
    """Pairs of kind and reference."""
    finding: FindingEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingEntry:
    """A document handed in for an obligation, which is found by organization, requirement and period."""

    organization: int
    requirement: str
    period: str
    received_on: date
    accounts_received_on: date | None = None
    income: Decimal | None = None
    expenditure: Decimal | None = None
    qualified: bool | None = None

    @property
    def key(self) -> ObligationKey:
        return (self.organization, self.requirement, self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCounts:
    """For each kind of record: how many were created, changed and left unchanged."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)


Tally = dict[str, Counter[str]]


@whole()
def enter_records(
    *,
    source: Subject,
    by: Actor,
    on: date,
    obligations: Iterable[ObligationEntry] = (),
    activities: Iterable[ActivityEntry] = (),
    filings: Iterable[FilingEntry] = (),
    file_hashes: Iterable[str] = (),
    progress: Callable[[int], None] = lambda _done: None,
) -> RecordCounts:
    """Enter records, or what is new about those already known by their key; the same records again
    change nothing. Raises Problems for a filing or an activity whose obligation is not there, and for what would change
    a report that was filed here or a finding that was made here: no file does. A finding of another file that this one
    changes is superseded, and stays on the record.
    """
    tally: Tally = {"created": Counter(), "changed": Counter(), "unchanged": Counter()}
    for due in batched(obligations, BATCH):
        _enter_obligations(due, tally)
        progress(len(due))
    term = verification_term(pack_in_force())
    for reported in batched(activities, BATCH):
        _enter_activities(reported, term, tally)
        progress(len(reported))
    for filed in batched(filings, BATCH):
        _enter_filings(filed, tally)
    counts = RecordCounts(**{name: dict(+counter) for name, counter in tally.items()})
    audit.record(
        ActivityAct.ENTER_RECORDS,
        by=by,
        about=source,
        data={"on": str(on), "files": list(file_hashes), **{name: getattr(counts, name) for name in counts.__slots__}},
    )
    return counts


def _upsert[Row: models.Model](
    model: type[Row],
    wanted: dict[Any, dict[str, Any]],
    standing: dict[Any, Row],
    tally: Tally,
    is_ours: Callable[[Row], bool] = lambda _row: False,
) -> dict[Any, Row]:
    """Write the rows that are new or differ; return every row by its key. Raises Problems where one `is_ours`."""
    new = {key: model(**values) for key, values in wanted.items() if key not in standing}
    changed: list[Row] = []
    fields: set[str] = set()
    ours: list[tuple[Row, dict[str, Any]]] = []
    for key, row in standing.items():
        differs = _differing(row, wanted[key])
        if differs and is_ours(row):
            ours.append((row, differs))
            continue
        for name, value in differs.items():
            setattr(row, name, value)
        if differs:
            changed.append(row)
            fields |= differs.keys()
    _refuse_ours(ours)
    model.objects.bulk_create(new.values())  # type: ignore[attr-defined]
    if changed:
        update_rows(model, changed, sorted(fields))
    kind = model.__name__.lower()
    tally["created"][kind] += len(new)
    tally["changed"][kind] += len(changed)
    tally["unchanged"][kind] += len(standing) - len(changed)
    return standing | new


def _differing(row: models.Model, wanted: dict[str, Any]) -> dict[str, Any]:
    """What is wanted of a row and is not so yet."""
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _values(entry: Any, *left_out: str) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in entry.__slots__ if name not in left_out}
    if "organization" in values:
        values["organization_id"] = values.pop("organization")
    return values


def _standing_obligations(keys: Iterable[ObligationKey]) -> dict[ObligationKey, Obligation]:
    wanted = set(keys)
    rows = Obligation.objects.filter(
        organization__in={key[0] for key in wanted},
        requirement__in={key[1] for key in wanted},
        period__in={key[2] for key in wanted},
    )
    found = {(row.organization_id, row.requirement, row.period): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def _enter_obligations(entries: Sequence[ObligationEntry], tally: Tally) -> None:
    wanted = {entry.key: _values(entry) for entry in entries}
    _upsert(Obligation, wanted, _standing_obligations(wanted), tally)


def _enter_filings(entries: Sequence[FilingEntry], tally: Tally) -> None:
    obligations = _standing_obligations(entry.key for entry in entries)
    _refuse_orphans([entry.key for entry in entries if entry.key not in obligations])
    wanted = {}
    for entry in entries:
        said = _values(entry, "organization", "requirement", "period")
        wanted[obligations[entry.key].pk] = {"obligation_id": obligations[entry.key].pk, **said}
    rows = Filing.objects.filter(obligation__in=wanted.keys()).select_related("obligation")
    standing = {row.obligation_id: row for row in rows}
    _upsert(Filing, wanted, standing, tally, is_ours=lambda row: row.filed_by_id is not None)


def _enter_activities(entries: Sequence[ActivityEntry], term: Callable[[date], date | None], tally: Tally) -> None:
    answered = {(e.organization, e.requirement, e.period) for e in entries if e.requirement}
    obligations = _standing_obligations(answered)
    _refuse_orphans(sorted(answered - obligations.keys()))
    wanted = {}
    for entry in entries:
        obligation = obligations.get((entry.organization, entry.requirement, entry.period))
        said = _values(entry, "requirement", "period", "evidence", "finding")
        wanted[entry.organization, entry.reference] = said | {
            "obligation_id": obligation.pk if obligation else None,
            "verify_by": term(entry.reported_on),
        }
        if entry.finding:
            wanted[entry.organization, entry.reference]["state"] = STATE_AFTER[entry.finding.finding]
    rows = Activity.objects.filter(
        organization__in={key[0] for key in wanted}, reference__in={key[1] for key in wanted}
    )
    standing = {(row.organization_id, row.reference): row for row in rows}
    standing = {key: row for key, row in standing.items() if key in wanted}
    found_here = set(
        Verification.objects.filter(MADE_HERE, activity__in=standing.values()).values_list("activity_id", flat=True)
    )
    activities = _upsert(
        Activity, wanted, standing, tally, is_ours=lambda row: row.filed_by_id is not None or row.pk in found_here
    )
    _support(entries, activities, tally)


def _support(entries: Sequence[ActivityEntry], activities: dict[Any, Activity], tally: Tally) -> None:
    """Enter the evidence for activities and the findings on them."""
    ids = [row.pk for row in activities.values()]
    evidence: dict[Any, dict[str, Any]] = {}
    findings: dict[Any, dict[str, Any]] = {}
    for entry in entries:
        activity = activities[entry.organization, entry.reference].pk
        for kind, reference in entry.evidence:
            said = {"activity_id": activity, "kind": kind, "reference": reference}
            evidence[activity, kind, reference] = said
        if entry.finding:
            said = _values(entry.finding, "body")
            findings[activity] = {
                "activity_id": activity,
                "body_id": entry.finding.body,
                "by_silence": False,
                **said,
            }
    supporting = {(e.activity_id, e.kind, e.reference): e for e in Evidence.objects.filter(activity__in=ids)}
    _upsert(Evidence, evidence, {key: row for key, row in supporting.items() if key in evidence}, tally)
    rows = Verification.objects.filter(activity__in=findings.keys(), superseded_on=None)
    found = {row.activity_id: row for row in rows.select_related("activity")}
    for key, row in found.items():
        differs = _differing(row, findings[key])
        if differs and _made_here(row):
            _refuse_ours([(row, differs)])
        if differs:
            row.superseded_on = max(row.found_on, findings[key]["found_on"])
    changed = [row for row in found.values() if row.superseded_on]
    Verification.objects.bulk_update(changed, ["superseded_on"])
    kept = {key: row for key, row in found.items() if not row.superseded_on}
    _upsert(Verification, findings, kept, tally)
    tally["created"]["verification"] -= len(changed)
    tally["changed"]["verification"] += len(changed)


MADE_HERE = Q(found_by__isnull=False) | Q(by_silence=True)
"""Findings that someone here made, or that followed from the silence of somebody here."""


def _made_here(finding: Verification) -> bool:
    return finding.by_silence or finding.found_by_id is not None


def _refuse_ours(ours: Sequence[tuple[Any, dict[str, Any]]]) -> None:
    if ours:
        raise Problems(
            "Nothing was entered.",
            [
                Problem(
                    f"{_named(row)} was filed or found here: no file changes it.",
                    field=", ".join(differs),
                    found=", ".join(str(value) for value in differs.values()),
                    way_out="Leave it out of the file; what is wrong with it is put right here, on the record.",
                )
                for row, differs in ours[:100]
            ],
        )


def _named(row: Any) -> str:
    about = getattr(row, "activity", row)
    if isinstance(about, Activity):
        return f"The report {about.reference or about.pk} of organization {about.organization_id}"
    return f"What organization {about.obligation.organization_id} handed in for {about.obligation.period}"


def _refuse_orphans(keys: list[ObligationKey]) -> None:
    if keys:
        raise Problems(
            "Nothing was entered.",
            [
                Problem(
                    f"organization {organization} has no obligation {requirement!r} for {period!r}.",
                    way_out="Enter the obligation first.",
                )
                for organization, requirement, period in keys[:100]
            ],
        )
