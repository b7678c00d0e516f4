"""Starting, stopping and moving deadlines."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef

from umbel.audit.actors import Subject
from umbel.deadlines import Day, Deadline
from umbel.notices.mail import one_line
from umbel.notices.models import LONGEST_TITLE, Clock
from umbel.notices.states import ClockState, Party
from umbel.structure.queries import languages, today
from umbel.words import Message, Worded, Words, in_each

DUE_ON = Message("Due by the end of {day} ({zone}).")


def start_clock(*, for_: Party, about: Subject, code: str, title: Worded, deadline: Deadline) -> Clock:
    """Let a deadline run for someone; part of the act that starts it, which is recorded."""
    spoken = languages()
    clock = _clock(for_, about, code, _fitting(title, spoken), Words({tag: deadline.sentence(tag) for tag in spoken}))
    clock.started_on, clock.due_on, clock.time_zone = deadline.started_on, deadline.on, deadline.time_zone
    clock.save(force_insert=True)
    return clock


def _fitting(title: Worded, spoken: Sequence[str]) -> Words:
    return in_each(spoken, title).mapped(lambda said: one_line(said, LONGEST_TITLE))


def _clock(for_: Party, about: Subject, code: str, title: Words, sentence: Words) -> Clock:
    """A deadline without its days."""
    return Clock(
        subject_kind=about.kind,
        subject_id=about.id,
        subject_label=one_line(about.label, 400),
        party_kind=for_.kind,
        party_id=for_.id,
        code=code,
        title=title,
        sentence=sentence,
    )


def start_on(*, for_: Party, about: Subject, code: str, **when: Any) -> None:
    """Let a deadline run up to a day that is given, rather than counted; arguments as of `start_many_on`."""
    start_many_on(for_=[for_], about=about, code=code, **when)


def start_many_on(
    *,
    for_: Iterable[Party],
    about: Subject,
    code: str,
    title: Worded,
    started_on: date,
    due_on: date,
    time_zone: str,
) -> None:
    """Let a deadline run for each of the parties up to a day that is given."""
    spoken = languages()
    words, sentence = _fitting(title, spoken), in_each(spoken, DUE_ON.filled(day=Day(due_on), zone=time_zone))
    clocks = [_clock(party, about, code, words, sentence) for party in for_]
    for clock in clocks:
        clock.started_on, clock.due_on, clock.time_zone = started_on, due_on, time_zone
    Clock.objects.bulk_create(clocks)


def stop_clock(*, about: Subject, code: str, state: ClockState, on: date, for_: Party | None = None) -> int:
    """Stop a deadline of a subject, for one party or for all. Returns how many were running."""
    running = Clock.objects.filter(subject_kind=about.kind, subject_id=about.id, code=code, state=ClockState.RUNNING)
    if for_:
        running = running.filter(party_kind=for_.kind, party_id=for_.id)
    return running.update(state=state, stopped_on=on)


def let_pass(*, kind: str, keys: Iterable[int], code: str) -> int:
    """The deadlines of that code about these subjects have passed in silence, each on the day after its last; part of
    the act that records it. Returns how many were running.
    """
    running = Clock.objects.filter(
        subject_kind=kind, subject_id__in=[str(key) for key in keys], code=code, state=ClockState.RUNNING
    )
    return running.update(state=ClockState.SILENT, stopped_on=F("due_on") + timedelta(days=1))


def lift_clocks(*, about: Subject, on: date) -> int:
    """No deadline of the subject matters any longer."""
    running = Clock.objects.filter(subject_kind=about.kind, subject_id=about.id, state=ClockState.RUNNING)
    return running.update(state=ClockState.LIFTED, stopped_on=on)


def move_clocks(*, from_: Party, to: Party, about: Subject | None = None, code: str = "") -> int:
    """Let what runs for one party run for another, such as the organization it merged into; all of it, or what is
    `about` one subject and of one `code`. What runs for both is lifted for the first. Returns how many moved.
    """
    running = Clock.objects.filter(party_kind=from_.kind, party_id=from_.id, state=ClockState.RUNNING)
    if about:
        running = running.filter(subject_kind=about.kind, subject_id=about.id, code=code)
    same = Clock.objects.filter(
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        code=OuterRef("code"),
        party_kind=to.kind,
        party_id=to.id,
        state=ClockState.RUNNING,
    )
    both = list(running.filter(Exists(same)).values_list("pk", flat=True))
    Clock.objects.filter(pk__in=both).update(state=ClockState.LIFTED, stopped_on=today())
    return running.update(party_kind=to.kind, party_id=to.id)
