"""Reminding of deadlines that come near: one notice a deadline, to whomever it runs for."""

from datetime import date

from django.db import transaction

from umbel.accounts.models import User
from umbel.audit.actors import Actor, Subject
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import Calendar, Day
from umbel.notices.acts.sending import post, written_in
from umbel.notices.models import Clock, Notice
from umbel.notices.queries import paths_of
from umbel.notices.said import Said
from umbel.notices.states import OWN, ClockState, Party, PartyKind
from umbel.words import Message

REMINDER = Said(
    Message("Reminder: {title}"),
    Message("{title}: {subject}. The last day is {day}."),
)


def send_reminders(*, on: date, within: int, calendar: Calendar, by: Actor) -> int:
    """Remind whom a deadline runs for once, when at most `within` working days are left. Returns how many."""
    near = Clock.objects.filter(
        state=ClockState.RUNNING,
        reminded_on=None,
        due_on__gte=on,
        due_on__lte=calendar.add_working_days(on, within),
    )
    return sum(_remind(clock=clock, on=on, by=by) for clock in near.order_by("due_on", "pk"))


@transaction.atomic
def _remind(*, clock: Clock, on: date, by: Actor) -> bool:
    """One transaction a clock: whoever marks it first sends the notice, and nobody a second one."""
    if not Clock.objects.filter(pk=clock.pk, reminded_on=None, state=ClockState.RUNNING).update(reminded_on=on):
        return False
    to = Party(PartyKind(clock.party_kind), clock.party_id)
    language = _language(to)
    title, text = _reminder(clock).in_each(written_in(language))
    notice = Notice(
        code=f"{clock.code}-reminder",
        language=language,
        title=title,
        text=text,
        path=_path(clock, to),
        reply_until=clock.due_on,
        deadline_sentence=clock.sentence,
    )
    post(notice, to=to, about=Subject(SubjectKind(clock.subject_kind), clock.subject_id, clock.subject_label), by=by)
    return True


def _language(to: Party) -> str:
    """An account's own language; at a committee, an organization or in a role each reads their own."""
    if to.kind is not PartyKind.ACCOUNT:
        return OWN
    return User.objects.filter(pk=to.id).values_list("language", flat=True).first() or OWN


def _reminder(clock: Clock) -> Said:
    return REMINDER.filled(title=clock.title, subject=clock.subject_label, day=Day(clock.due_on))


def _path(clock: Clock, to: Party) -> str:
    return paths_of([clock], [to]).get((clock.subject_kind, clock.subject_id), "/deadlines/")
