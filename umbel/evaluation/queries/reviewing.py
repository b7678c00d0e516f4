"""How far a cycle is, and how alike its committees judge."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from umbel import ledger
from umbel.evaluation.agreement import kappa, leniency
from umbel.evaluation.models import CommitteeReview, Cycle, Grade, Judgement, ProposedGrade, SecondReading
from umbel.evaluation.queries.standing import two_readings
from umbel.evaluation.states import ReviewState
from umbel.structure.models import Body


@dataclass(frozen=True, slots=True)
class CommitteeFigures:
    """A committee's part of a cycle, in figures."""

    review: CommitteeReview
    organizations: int
    judged: int
    """Organizations of which it found something else than the records say."""
    leniency: Decimal | None


def committee_figures(cycle: Cycle) -> list[CommitteeFigures]:
    """Every committee of the cycle, by code."""
    counts = dict(
        ProposedGrade.objects.filter(cycle=cycle, body__isnull=False)
        .order_by()
        .values_list("body_id")
        .annotate(many=Count("pk"))
    )
    found: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    files: dict[int, set[int]] = defaultdict(set)
    rows = Judgement.objects.filter(cycle=cycle, superseded_on=None, is_second=False).order_by("pk")
    figures = dict(
        ProposedGrade.objects.filter(cycle=cycle, organization__in=rows.values("organization")).values_list(
            "organization_id", "figures"
        )
    )
    for row in rows:
        before = Decimal(figures[row.organization_id].get(f"p_{row.indicator}", "0"))
        found[row.body_id].append((before, row.points))
        files[row.body_id].add(row.organization_id)
    reviews = CommitteeReview.objects.filter(cycle=cycle).select_related("body", "submitted_by").order_by("body__code")
    return [
        CommitteeFigures(
            review, counts.get(review.body_id, 0), len(files[review.body_id]), leniency(found[review.body_id])
        )
        for review in reviews
    ]


def agreement(cycle: Cycle) -> tuple[int, float | None]:
    """Over the files that two committees read: how many, and Cohen's kappa of the grades they come to. A reader who
    finds what the records say has read the file too.
    """
    read = SecondReading.objects.filter(cycle=cycle, read_on__isnull=False).order_by("organization_id")
    both = two_readings(cycle, list(read.values_list("organization_id", flat=True)))
    pairs = [(str(first["grade"]), str(second["grade"])) for first, second in both]
    return len(pairs), kappa(pairs)


def waiting_reviews(cycle: Cycle) -> int:
    """Committees that have not submitted, and whose silence has not been recorded."""
    return CommitteeReview.objects.filter(~Q(state=ReviewState.SUBMITTED), cycle=cycle, is_silent=False).count()


def judges(cycle: Cycle, organization_id: int, body: Body | int | None) -> str:
    """`first` for the committee it was placed under, `second` for the one that reads it again, else empty."""
    key = body.pk if isinstance(body, Body) else body or 0
    if ProposedGrade.objects.filter(cycle=cycle, organization=organization_id, body=key).exists():
        return "first"
    again = SecondReading.objects.filter(cycle=cycle, organization=organization_id, body=key)
    return "second" if again.exists() else ""


def proof_of(grade: Grade) -> dict[str, object]:
    """The receipt of a published grade: its leaf, its place, and the hashes that lead from it to the root which the
    ledger entry of the publication names. Anyone can check it with the mathematics of RFC 9162 alone.
    """
    leaves = [
        bytes.fromhex(leaf)
        for leaf in Grade.objects.filter(cycle=grade.cycle_id).order_by("position").values_list("leaf", flat=True)
    ]
    return {
        "form": "umbel/grade/1",
        "cycle": grade.cycle.code,
        "content": content_of(grade),
        "leaf": grade.leaf,
        "position": grade.position,
        "size": len(leaves),
        "proof": [step.hex() for step in ledger.inclusion_proof(leaves, grade.position)],
        "root": grade.cycle.root,
        "entry": grade.cycle.entry,
    }


def content_of(grade: Grade) -> dict[str, object]:
    """What a leaf says: canonical JSON of it, hashed as a leaf, is the leaf."""
    return {
        "cycle": grade.cycle.code,
        "organization": grade.organization_id,
        "grade": grade.grade,
        "total": str(grade.total),
        "pack": grade.cycle.pack_hash,
        "facts": grade.cycle.snapshot.sha256,
    }


def others_have_until(cycle: Cycle, step: str) -> date | None:
    """The day until which organizations have their time, before a step can be taken; None where they have none."""
    return {"begin-review": cycle.assess_until, "publish": cycle.object_until}.get(step)
