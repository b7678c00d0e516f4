"""Which organizations need attention first: what they missed, their proposed grade, how long they are silent."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from umbel.activities.models import Activity
from umbel.activities.queries import missed_obligations
from umbel.evaluation.models import ProposedGrade
from umbel.structure.queries import Annotated


def with_attention(rows: Annotated, as_of: date, cycle: str, grades: Sequence[str]) -> Annotated:
    """Rows of particulars, each with `grade`, `grade_rank` (1 is the best, 0 is none), `total`, `missed`
    and `last_held_on` of its organization. `grades` are the codes of the pack's, the best first.
    """
    proposed = ProposedGrade.objects.filter(cycle__code=cycle, organization=OuterRef("organization_id"))
    missed = missed_obligations(as_of).filter(organization=OuterRef("organization_id"))
    held = Activity.objects.filter(organization=OuterRef("organization_id"), reported_on__lte=as_of)
    ranked: Annotated = rows.annotate(
        grade=Subquery(proposed.values("grade")[:1]),
        total=Subquery(proposed.values("total")[:1]),
        missed=Coalesce(Subquery(_one(missed, Count("pk")), output_field=IntegerField()), 0),
        last_held_on=Subquery(_one(held, Max("held_on"))),
    ).annotate(
        grade_rank=Case(
            *(When(grade=grade, then=Value(rank)) for rank, grade in enumerate(grades, start=1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )
    return ranked


ORDERS = {
    "attention": (F("missed").desc(), F("grade_rank").desc(), F("last_held_on").asc(nulls_first=True)),
    "missed": (F("missed").desc(),),
    "grade": (F("grade_rank").asc(),),
    "silence": (F("last_held_on").asc(nulls_first=True),),
    "name": (),
}
"""What such rows can be sorted by; names decide between equals."""


def _one(rows: Annotated, figure: Count | Max) -> Annotated:
    found: Annotated = rows.order_by().values("organization").annotate(figure=figure).values("figure")
    return found
