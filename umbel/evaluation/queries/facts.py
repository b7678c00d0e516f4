"""The facts of a cycle, as rows in the columns of the pack's data dictionary."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from umbel.activities.models import Filing
from umbel.activities.queries import obligations, reported
from umbel.activities.states import PENDING, Fate
from umbel.evaluation.models import Cycle
from umbel.evaluation.queries.earlier import decision_rows, grade_rows
from umbel.periods import period_containing
from umbel.policy.facts import size_band, whole_years
from umbel.policy.pack import Pack
from umbel.structure.models import Concept, District, Organization
from umbel.structure.queries import Annotated, on_the_register, organizations

Row = dict[str, Any]
CHUNK = 5000
IMPORTED = "register:"
"""How the obligations of an imported register name where they come from, instead of a pack."""


def rows(table: str, cycle: Cycle, pack: Pack) -> Iterator[Row]:
    """The rows of one table of facts, ordered by organization and number."""
    return {
        "organization": organization_rows,
        "activity": activity_rows,
        "obligation": obligation_rows,
        "filing": filing_rows,
        "grade": grade_rows,
        "decision": decision_rows,
    }[table](cycle, pack)


def organization_rows(cycle: Cycle, pack: Pack) -> Iterator[Row]:
    """Every organization on the register on the cycle's date, with its attributes on that day."""
    concepts = dict(Concept.objects.values_list("pk", "path"))
    districts = dict(District.objects.values_list("pk", "code"))
    found = organizations(cycle.as_of).filter(on_the_register(cycle.as_of)).order_by("pk")
    for row in found.values("pk", "registered_on", "founded_on", "concept_id", "district_id", "size").iterator(
        chunk_size=CHUNK
    ):
        path = concepts.get(row["concept_id"], "").strip("/").split("/")
        yield {
            "organization": row["pk"],
            "concept": path[-1] or None,
            "field": path[0] or None,
            "district": districts.get(row["district_id"]),
            "size": row["size"],
            "size_band": size_band(pack, row["size"]),
            "registered_on": row["registered_on"],
            "founded_on": row["founded_on"],
            "age_years": whole_years(row["founded_on"] or row["registered_on"], cycle.until_on),
        }


def _graded(cycle: Cycle) -> Exists:
    return Exists(Organization.objects.filter(on_the_register(cycle.as_of), pk=OuterRef("organization_id")))


def activities_in(cycle: Cycle) -> Annotated:
    """Activities held in the cycle and reported by its date."""
    return reported(cycle.as_of).filter(_graded(cycle), held_on__gte=cycle.from_on, held_on__lt=cycle.until_on)


def activity_rows(cycle: Cycle, pack: Pack) -> Iterator[Row]:
    """Activities of the cycle. One whose committee let its own time pass counts as accepted."""
    starts = pack.supervision_year_starts
    found = (
        activities_in(cycle)
        .annotate(evidence_count=Count("evidence"))
        .order_by("organization_id", "pk")
        .values(
            "pk",
            "organization_id",
            "kind",
            "obligation__requirement",
            "obligation__period",
            "held_on",
            "reported_on",
            "head_count",
            "evidence_count",
            "found",
        )
    )
    for row in found.iterator(chunk_size=CHUNK):
        held: date = row["held_on"]
        yield {
            "id": row["pk"],
            "organization": row["organization_id"],
            "kind": row["kind"],
            "requirement": row["obligation__requirement"],
            "period": row["obligation__period"],
            "quarter": period_containing("quarter", held, year_starts=starts).label,
            "month": period_containing("month", held, year_starts=starts).label,
            "held_on": held,
            "reported_on": row["reported_on"],
            "head_count": row["head_count"],
            "evidence": row["evidence_count"],
            "verification": row["found"] or PENDING,
        }


def obligations_in(cycle: Cycle, pack: Pack) -> Annotated:
    """Obligations whose period ends in the cycle; where the period is the organization's own
    financial year, those that fall due in it.
    """
    own_year = [item.code for item in pack.requirements if item.period == "financial-year"]
    return obligations(cycle.as_of).filter(
        _graded(cycle),
        Q(pack_id__in=["", pack.id]) | Q(pack_id__startswith=IMPORTED),
        Q(requirement__in=own_year, due_on__gte=cycle.from_on, due_on__lt=cycle.until_on)
        | (~Q(requirement__in=own_year) & Q(until_on__gt=cycle.from_on, until_on__lte=cycle.until_on)),
    )


def obligation_rows(cycle: Cycle, pack: Pack) -> Iterator[Row]:
    """Obligations of the cycle with their fate on its date."""
    found = obligations_in(cycle, pack).order_by("organization_id", "pk")
    for row in found.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "organization": row.organization_id,
            "requirement": row.requirement,
            "period": row.period,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "due_on": row.due_by,
            "met_on": row.met_on,
            "fate": row.fate,
            "days_late": max((row.met_on - row.due_by).days, 0) if row.met_on else None,
            "days_overdue": (cycle.as_of - row.due_by).days if row.fate == Fate.MISSED else None,
        }


def _known(on: date | None, cycle: Cycle) -> date | None:
    return on if on and on <= cycle.as_of else None


def filing_rows(cycle: Cycle, pack: Pack) -> Iterator[Row]:
    """What was handed in for the obligations of the cycle, by its date."""
    due = obligations_in(cycle, pack).values("pk")
    found = Filing.objects.filter(obligation__in=due, received_on__lte=cycle.as_of).select_related("obligation")
    for row in found.order_by("obligation__organization_id", "pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "organization": row.obligation.organization_id,
            "requirement": row.obligation.requirement,
            "period": row.obligation.period,
            "due_on": row.obligation.due_on,
            "received_on": row.received_on,
            "accounts_received_on": _known(row.accounts_received_on, cycle),
            "income": row.income,
            "expenditure": row.expenditure,
            "qualified": row.qualified,
        }
