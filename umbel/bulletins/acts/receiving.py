"""An organization opens its copy of a bulletin, and acknowledges it."""

from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.bulletins.acts.sending import about, subject_of
from umbel.bulletins.models import Copy
from umbel.bulletins.permissions import check_may_acknowledge, may_acknowledge
from umbel.bulletins.table_of_acts import BulletinAct
from umbel.errors import NotNow
from umbel.notices.acts import Party


def open_copy(*, copy: Copy, on: date, by: Viewer) -> None:
    """Note that someone of the organization opened it first: the day, never who."""
    if copy.opened_on is None and may_acknowledge(by, copy):
        Copy.objects.filter(pk=copy.pk, opened_on=None, reached_on__isnull=False).update(opened_on=on)


@whole()
def acknowledge(*, copy: Copy, on: date, by: Viewer) -> Copy:
    """Acknowledge a bulletin for the organization: it was read by whom it concerns."""
    check_may_acknowledge(by, copy)
    copy = locked(copy)
    if copy.bulletin.withdrawn_on:
        raise NotNow(_("The bulletin was withdrawn: nothing is asked any more."))
    if copy.reached_on is None:
        raise NotNow(_("It has not reached your organization yet."))
    if copy.acknowledged_on:
        return copy
    Copy.objects.filter(pk=copy.pk).update(
        opened_on=Coalesce(F("opened_on"), on), acknowledged_on=on, acknowledged_by_id=by.account_id
    )
    about(copy.bulletin).stop("acknowledge", on, for_=Party.organization(copy.organization_id))
    audit.record(
        BulletinAct.ACKNOWLEDGE,
        by=by.actor,
        about=subject_of(copy.bulletin),
        body=Subject(SubjectKind.ORGANIZATION, str(copy.organization_id), str(copy.organization)),
        data={"on": str(on), "organization": copy.organization_id},
    )
    copy.refresh_from_db()
    return copy
