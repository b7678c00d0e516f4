"""What was published and decided about organizations before a cycle, as rows of facts."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from umbel.casework.queries import decisions_served
from umbel.evaluation.models import Cycle, Grade
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.states import IN_PUBLIC
from umbel.policy.earlier import PublishedGrade, ServedDecision, decision_fact, grade_facts
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.structure.queries import on_the_register

Row = dict[str, Any]
CHUNK = 5000


def grade_rows(cycle: Cycle, _pack: Pack) -> Iterator[Row]:
    """The grades published by the cycle's date, under whatever pack, of those on the register. A grade's rank is the
    one it has in the pack that its cycle was pinned to.
    """
    before = Cycle.objects.filter(state__in=IN_PUBLIC, published_on__lte=cycle.as_of, until_on__lte=cycle.until_on)
    earlier = {found.pk: found for found in before.exclude(pk=cycle.pk)}
    ranks = {key: [grade.code for grade in pinned_pack(found).grades] for key, found in earlier.items()}
    rows = Grade.objects.filter(cycle__in=earlier, organization__in=_graded(cycle)).order_by("organization_id", "pk")
    found = rows.values_list("organization_id", "pk", "cycle_id", "grade").iterator(chunk_size=CHUNK)
    for organization, listed in groupby(found, key=itemgetter(0)):
        given = [_published(earlier[key], ranks[key], number, grade) for _, number, key, grade in listed]
        yield from grade_facts(organization, given, as_of=cycle.as_of, until_on=cycle.until_on)


def _published(cycle: Cycle, codes: list[str], number: int, grade: str) -> PublishedGrade:
    assert cycle.published_on is not None
    assert cycle.valid_until is not None
    return PublishedGrade(
        id=number,
        pack=cycle.pack_id,
        cycle=cycle.code,
        grade=grade,
        rank=codes.index(grade) + 1,
        ranks=len(codes),
        until_on=cycle.until_on,
        published_on=cycle.published_on,
        valid_until=cycle.valid_until,
    )


def decision_rows(cycle: Cycle, _pack: Pack) -> Iterator[Row]:
    """The adverse decisions served by the cycle's date on those on the register, and not reversed since."""
    rows = decisions_served(cycle.as_of).filter(organization__in=_graded(cycle)).order_by("organization_id", "pk")
    columns = ("rung", "effective_on", "ends_on", "ended_on")
    decided = ("decided_on", "appealed_on", "appeal_decided_on")
    of_round = [f"round__{name}" for name in (*decided, "decision_served_on")]
    found = rows.values("pk", "organization_id", "became_final_on", "label__code", *columns, *of_round)
    for row in found.iterator(chunk_size=CHUNK):
        given = ServedDecision(
            id=row["pk"],
            label=row["label__code"],
            served_on=row["round__decision_served_on"],
            final_on=row["became_final_on"],
            **{name: row[name] for name in columns},
            **{name: row[f"round__{name}"] for name in decided},
        )
        if fact := decision_fact(row["organization_id"], given, as_of=cycle.as_of):
            yield fact


def _graded(cycle: Cycle) -> Any:
    return Organization.objects.filter(on_the_register(cycle.as_of)).values("pk")
