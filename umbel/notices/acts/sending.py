"""Sending a notice: its words are kept, and each way it travels is a row beside it."""

from collections.abc import Sequence
from itertools import batched

from django.db import transaction
from django.utils import timezone

from umbel.accounts.models import User
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import Deadline
from umbel.notices.acts.delivering import deliver_after_commit
from umbel.notices.mail import one_line
from umbel.notices.models import LONGEST_TITLE, Attempt, Notice
from umbel.notices.queries import accounts_of, accounts_of_each
from umbel.notices.said import Said
from umbel.notices.states import NOBODY, OWN, AttemptOutcome, Channel, Party
from umbel.notices.table_of_acts import NoticeAct
from umbel.structure.queries import languages, today
from umbel.words import NO_WORDS, Words


@transaction.atomic
def send_notice(
    *,
    to: Party,
    about: Subject,
    code: str,
    said: Said,
    words: str = "",
    language: str = OWN,
    path: str = "",
    deadline: Deadline | None = None,
    document_id: int | None = None,
    by: Actor,
) -> Notice:
    """Put a notice into the inbox of whom it is for, and write to their addresses once this is committed. Where no
    `language` is given, every reader has it in their own. `words` are someone's own: they follow, as they were written.
    """
    spoken = written_in(language)
    title, text = said.in_each(spoken)
    text = text.mapped(lambda said: f"{said}\n\n{words}") if words else text
    notice = Notice(
        code=code,
        language=language,
        title=title,
        text=text,
        path=path,
        reply_until=deadline.on if deadline else None,
        deadline_sentence=Words({tag: deadline.sentence(tag) for tag in spoken}) if deadline else NO_WORDS,
        document_id=document_id,
    )
    return post(notice, to=to, about=about, by=by)


BATCH = 1000


@transaction.atomic
def send_to_many(*, to: Sequence[Party], about: Subject, code: str, said: Said, path: str = "", by: Actor) -> int:
    """The same words to many of one kind, each in their own language; `{}` in the path is each one's number. Returns
    how many notices were sent. The ledger holds one entry that names them all.
    """
    title, text = _clean(*said.in_each(written_in(OWN)))
    words = {"code": code, "language": OWN, "title": title, "text": text}
    words |= {"subject_kind": about.kind, "subject_id": about.id, "subject_label": one_line(about.label, 400)}
    for some in batched(dict.fromkeys(to), BATCH):
        now, accounts = timezone.now(), accounts_of_each(some, today())
        notices = Notice.objects.bulk_create(
            Notice(**words, party_kind=party.kind, party_id=party.id, path=path.format(party.id), sent_at=now)
            for party in some
        )
        Attempt.objects.bulk_create(
            attempt
            for notice, party in zip(notices, some, strict=True)
            for attempt in _attempts_to(notice, accounts.get(party.id, []))
        )
        audit.record(
            NoticeAct.SEND_MANY,
            by=by,
            about=about,
            data={"title": dict(title), "count": len(some), "to": [str(party) for party in some]},
        )
    deliver_after_commit()
    return len(dict.fromkeys(to))


def post(notice: Notice, *, to: Party, about: Subject, by: Actor) -> Notice:
    """Send a notice that has its words; part of the transaction of its caller."""
    notice.subject_kind, notice.subject_id, notice.subject_label = about.kind, about.id, one_line(about.label, 400)
    notice.party_kind, notice.party_id = to.kind, to.id
    notice.title, notice.text = _clean(notice.title, notice.text)
    notice.save(force_insert=True)
    Attempt.objects.bulk_create(_attempts(notice, to))
    deliver_after_commit()
    audit.record(NoticeAct.SEND, by=by, about=about, data={"title": dict(notice.title), "to": str(to)})
    return notice


def written_in(language: str) -> tuple[str, ...]:
    """The languages in which a notice is written: the one that was chosen, or all that people here read."""
    return (language,) if language else languages()


def _clean(title: Words, text: Words) -> tuple[Words, Words]:
    return title.mapped(lambda said: one_line(said, LONGEST_TITLE)), text.mapped(lambda said: said.replace("\0", ""))


def _attempts(notice: Notice, to: Party) -> list[Attempt]:
    return _attempts_to(notice, list(accounts_of(to, today())))


def _attempts_to(notice: Notice, accounts: list[User]) -> list[Attempt]:
    inbox = Attempt(notice=notice, channel=Channel.INBOX, outcome=AttemptOutcome.SENT, tried_at=notice.sent_at, tries=1)
    emails = [
        Attempt(notice=notice, channel=Channel.EMAIL, account=account, address=account.email) for account in accounts
    ]
    nobody = Attempt(notice=notice, channel=Channel.EMAIL, outcome=AttemptOutcome.FAILED, detail=NOBODY)
    return [inbox, *(emails or [nobody])]
