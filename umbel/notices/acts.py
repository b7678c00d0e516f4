"""Sending notices, and starting and stopping deadlines."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from umbel.accounts.permissions import Role
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import Deadline
from umbel.notices.models import Attempt, Clock, Notice
from umbel.notices.states import AttemptOutcome, Channel, ClockState, PartyKind


@dataclass(frozen=True, slots=True)
class Party:
    """Whom something is for."""

    kind: PartyKind
    id: str

    @classmethod
    def account(cls, key: int) -> "Party":
        return cls(PartyKind.ACCOUNT, str(key))

    @classmethod
    def organization(cls, key: int) -> "Party":
        return cls(PartyKind.ORGANIZATION, str(key))

    @classmethod
    def body(cls, key: int) -> "Party":
        return cls(PartyKind.BODY, str(key))

    @classmethod
    def role(cls, role: Role) -> "Party":
        return cls(PartyKind.ROLE, role.value)


@transaction.atomic
def send_notice(
    *,
    to: Party,
    about: Subject,
    code: str,
    language: str,
    title: str,
    text: str,
    path: str = "",
    deadline: Deadline | None = None,
    document_id: int | None = None,
    by: Actor,
) -> Notice:
    notice = Notice.objects.create(
        subject_kind=about.kind,
        subject_id=about.id,
        subject_label=about.label,
        party_kind=to.kind,
        party_id=to.id,
        code=code,
        language=language,
        title=title,
        text=text,
        path=path,
        reply_until=deadline.on if deadline else None,
        deadline_sentence=deadline.sentence(language) if deadline else "",
        document_id=document_id,
    )
    Attempt.objects.create(notice=notice, channel=Channel.INBOX, outcome=AttemptOutcome.SENT)
    audit.record("notices:send", by=by, about=about, data={"title": title})
    return notice


def start_clock(*, for_: Party, about: Subject, code: str, title: dict[str, str], deadline: Deadline) -> Clock:
    return Clock.objects.create(
        subject_kind=about.kind,
        subject_id=about.id,
        subject_label=about.label,
        party_kind=for_.kind,
        party_id=for_.id,
        code=code,
        title_en=title["en"],
        title_zh=title["zh-hans"],
        started_on=deadline.started_on,
        due_on=deadline.on,
        time_zone=deadline.time_zone,
        sentence_en=deadline.sentence("en"),
        sentence_zh=deadline.sentence("zh-hans"),
    )


def stop_clock(*, about: Subject, code: str, state: ClockState, on: date, for_: Party | None = None) -> int:
    running = Clock.objects.filter(
        subject_kind=about.kind, subject_id=about.id, code=code, state=ClockState.RUNNING
    )
    if for_:
        running = running.filter(party_kind=for_.kind, party_id=for_.id)
    return running.update(state=state, stopped_on=on)


def lift_clocks(*, about: Subject, on: date) -> int:
    running = Clock.objects.filter(subject_kind=about.kind, subject_id=about.id, state=ClockState.RUNNING)
    return running.update(state=ClockState.LIFTED, stopped_on=on)


def move_clocks(*, from_: Party, to: Party) -> int:
    running = Clock.objects.filter(party_kind=from_.kind, party_id=from_.id, state=ClockState.RUNNING)
    return running.update(party_kind=to.kind, party_id=to.id)
