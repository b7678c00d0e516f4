"""Deadlines of obligations that come near: they run like every other, so one engine reminds of all."""

from datetime import date, timedelta

from django.db import transaction

from umbel.activities.models import Obligation
from umbel.activities.queries import obligations, pack_in_force
from umbel.activities.states import Fate
from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.policy.pack import Pack
from umbel.words import Message, Words

CODE = "activities:obligation"
WITHIN = timedelta(days=30)


def run_near_deadlines(*, on: date) -> int:
    """Let a deadline run for what falls due within thirty days and is not answered yet; stop what is answered, and
    move what was extended. Safe to run every day; returns how many began.
    """
    pack = pack_in_force()
    if pack is None:
        return 0
    rows = (
        obligations(on)
        .filter(fate=Fate.OPEN, from_on__lte=on, due_by__range=(on, on + WITHIN))
        .exclude(is_answered=True)
    )
    near = {str(row.pk): row for row in rows.select_related("organization")}
    titles = {item.code: item.title for item in pack.requirements}
    with transaction.atomic():
        known = set()
        for clock in Clock.objects.filter(code=CODE, state=ClockState.RUNNING):
            row = near.get(clock.subject_id)
            if row and row.due_by == clock.due_on:
                known.add(clock.subject_id)
            else:
                _about(clock.subject_id).stop("obligation", on, _why(clock, on))
        begun = [row for key, row in near.items() if key not in known]
        for row in begun:
            _start(row, titles.get(row.requirement), pack, on)
    return len(begun)


def _why(clock: Clock, on: date) -> ClockState:
    row = obligations(on).filter(pk=int(clock.subject_id)).first()
    return ClockState.MET if row is not None and row.is_answered else ClockState.LIFTED


def _about(key: str, label: str = "") -> Correspondence:
    return Correspondence(piece="activities", about=Subject(SubjectKind.OBLIGATION, key, label))


def _start(row: Obligation, title: Words | None, pack: Pack, on: date) -> None:
    _about(str(row.pk), row.period).clock_until(
        "obligation",
        [Party.organization(row.organization_id)],
        title=title or Message(row.requirement),
        started_on=on,
        due_on=row.due_by,  # type: ignore[attr-defined]
        time_zone=pack.time_zone,
    )
