"""Opening a notice, which is its receipt, and renewing the address of one's calendar."""

import secrets

from django.db import transaction
from django.utils import timezone

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.notices.mail import one_line
from umbel.notices.models import CalendarFeed, Notice
from umbel.notices.permissions import check_may_read_notice, is_addressed
from umbel.notices.table_of_acts import NoticeAct
from umbel.structure.queries import today


@transaction.atomic
def open_notice(*, notice: Notice, by: Viewer) -> bool:
    """Read a notice. The first opening by someone it is for is its receipt; returns whether this one was."""
    on = today()
    check_may_read_notice(by, notice, on)
    if notice.received_at or not is_addressed(by, notice, on):
        return False
    actor, now = by.actor, timezone.now()
    name = one_line(actor.label, 120) or actor.id
    if not Notice.objects.filter(pk=notice.pk, received_at=None).update(received_at=now, received_by=name):
        notice.refresh_from_db()  # somebody else opened it a moment ago
        return False
    notice.received_at, notice.received_by = now, name
    audit.record(
        NoticeAct.RECEIPT,
        by=actor,
        about=Subject(SubjectKind(notice.subject_kind), notice.subject_id, notice.subject_label),
        data={"title": notice.title},
    )
    return True


@transaction.atomic
def renew_feed(*, by: Viewer) -> CalendarFeed:
    """Give the account's calendar of deadlines a new address; the old one finds nothing from now on."""
    feed, _made = CalendarFeed.objects.update_or_create(
        account_id=by.account_id, defaults={"key": secrets.token_urlsafe(24), "made_at": timezone.now()}
    )
    audit.record(NoticeAct.RENEW_FEED, by=by.actor, about=Subject(SubjectKind.ACCOUNT, str(by.account_id), by.label))
    return feed
