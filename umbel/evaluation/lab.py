"""The policy lab: other rules over the frozen facts of a cycle. Nothing is stored, and nothing real changes.

Preparing a register takes seconds at a million organizations and asking takes little, so that the last two registers
asked about are kept by each process. `Prepared` in `umbel.rubric` says what can be asked.
"""

from collections import OrderedDict
from threading import Lock

import pyarrow as pa

from umbel.evaluation.models import Cycle, Grade, ProposedGrade
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import standings
from umbel.evaluation.states import WITH_GRADES
from umbel.policy.pack import Pack
from umbel.rubric import Fairness, Prepared, Trial, compile_rubric

KEPT = 2
"""Prepared registers a process keeps: about a gigabyte each at a million organizations, a few megabytes at 3,000."""

type Key = tuple[str, str, bool]

_kept: OrderedDict[Key, Prepared] = OrderedDict()
_building = Lock()


def prepared(cycle: Cycle, before: Pack | None = None) -> Prepared:
    """The frozen facts of a cycle, counted under its own pack or another. They are checked when they are read.

    One that falls out is not closed here: whoever still asks it holds it, and the last to let go frees it.
    """
    pack = before or pinned_pack(cycle)
    key = (cycle.snapshot.sha256, pack.content_hash, cycle.state in WITH_GRADES)
    with _building:
        if key not in _kept:
            facts = facts_of(cycle, check=True)
            _kept[key] = compile_rubric(pack).prepare(facts, beside=_committees(cycle), named=cycle.snapshot.sha256)
        _kept.move_to_end(key)
        found = _kept[key]
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Give back the memory of what is kept."""
    with _building:
        _kept.clear()


def try_packs(cycle: Cycle, before: Pack, after: Pack) -> Trial:
    """Both packs over the frozen facts of a cycle."""
    return prepared(cycle, before).trial(after)


def outcomes(cycle: Cycle) -> dict[int, str]:
    """Organization -> the grade that people answer for: the published one, or what stands after every finding."""
    published = dict(Grade.objects.filter(cycle=cycle).values_list("organization_id", "grade"))
    return published or {grade.organization_id: row["grade"] for grade, row in standings(cycle)}


def fairness_of_people(cycle: Cycle) -> Fairness:
    """Where organizations with the same figures have another grade after what committees found."""
    return prepared(cycle).fairness(outcomes=outcomes(cycle))


def _committees(cycle: Cycle) -> pa.Table | None:
    """Code of the joint committee of each organization on the cycle's date; None before grades are proposed."""
    rows = ProposedGrade.objects.filter(cycle=cycle, body__isnull=False).values_list("organization_id", "body__code")
    found = list(rows.order_by("organization_id").iterator(chunk_size=20_000))
    if not found:
        return None
    return pa.table(
        {
            "organization": pa.array([key for key, _ in found], pa.int64()),
            "committee": pa.array([code for _, code in found], pa.string()),
        }
    )
