"""Planning a cycle, which pins the pack it will run under."""

from datetime import date

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.evaluation.models import Cycle
from umbel.evaluation.states import CycleState
from umbel.evaluation.table_of_acts import EvaluationAct
from umbel.policy.pack import Pack
from umbel.structure.queries import put_in_force_on, today


@whole()
def plan(*, code: str, pack: Pack, from_on: date, until_on: date, as_of: date, by: Actor) -> Cycle:
    """Plan a cycle over [from_on, until_on), judged by what is known on `as_of`, under this version
    of the pack and no other. Raises NotNow when the pack was not in force, the day has not come or the code is taken.
    """
    if from_on < pack.effective_from or (pack.effective_until and from_on >= pack.effective_until):
        raise NotNow(
            f"The pack {pack.id} {pack.version} is in force from {pack.effective_from}"
            f"{f' until {pack.effective_until}' if pack.effective_until else ''}, and the cycle begins on {from_on}. "
            "Nothing applies backwards: choose a later cycle, or the version that was in force then."
        )
    adopted = put_in_force_on(pack.id, pack.version)
    if adopted is not None and from_on < adopted:
        raise NotNow(
            f"The pack {pack.id} {pack.version} was put in force here from {adopted}, and the cycle begins on "
            f"{from_on}. Nothing applies backwards: choose a later cycle, or the version that was in force then."
        )
    if as_of > today():
        raise NotNow(
            f"The cycle would be judged by {as_of}, which has not come: what is not due yet would count as missed. "
            f"Choose a day up to {today()}."
        )
    if Cycle.objects.filter(code=code).exists():
        raise NotNow(f"There is a cycle {code} already. Evaluate it, or give the new one another code.")
    cycle = Cycle.objects.create(
        code=code,
        from_on=from_on,
        until_on=until_on,
        as_of=as_of,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_hash=pack.content_hash,
        state=CycleState.PLANNED,
    )
    audit.record(
        EvaluationAct.PLAN,
        by=by,
        about=Subject(SubjectKind.CYCLE, code, code),
        data={
            "from": str(from_on),
            "until": str(until_on),
            "as_of": str(as_of),
            "pack": pack.id,
            "version": pack.version,
            "hash": pack.content_hash,
        },
    )
    return cycle
