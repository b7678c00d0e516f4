"""A committee passes a bulletin on with its own note, or its time passes; and it is told who has not answered."""

from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.bulletins.acts.sending import about, deliver_bulletin, subject_of
from umbel.bulletins.models import Relay
from umbel.bulletins.permissions import check_may_relay
from umbel.bulletins.queries import coverage_by_committee
from umbel.bulletins.states import Asks, Audience
from umbel.bulletins.table_of_acts import BulletinAct
from umbel.bulletins.words import NOT_ANSWERED
from umbel.errors import NotNow
from umbel.notices.acts import Party
from umbel.notices.states import ClockState

LONGEST_NOTE = 4000
CLOCK = Actor.program("clock")


@whole()
def relay(*, relay: Relay, note: str, on: date, by: Viewer) -> Relay:
    """Pass a bulletin on to the organizations placed under the committee, with its own note or without."""
    check_may_relay(by, relay)
    relay = locked(relay)
    if relay.bulletin.withdrawn_on:
        raise NotNow(_("The bulletin was withdrawn."))
    if relay.passed_on:
        raise NotNow(_("It was passed on already."))
    if len(note) > LONGEST_NOTE:
        raise NotNow(_("Shorten it to 4,000 characters."))
    relay.passed_on, relay.note, relay.passed_by_id = on, note.strip(), by.account_id
    relay.save(update_fields=["passed_on", "note", "passed_by"])
    _passed(BulletinAct.RELAY, relay, on, by.actor, ClockState.MET)
    return relay


def pass_on(*, on: date, by: Actor = CLOCK) -> int:
    """Let everything go on whose committee let its time pass, or was dissolved. Safe to run every day; returns how
    many.
    """
    waiting = Relay.objects.filter(
        passed_on=None, bulletin__withdrawn_on=None, bulletin__audience=Audience.ORGANIZATIONS
    )
    over = waiting.filter(Q(due_on__lt=on) | Q(body__dissolved_on__lte=on))
    return sum(_pass_on(key, on, by) for key in list(over.values_list("pk", flat=True)))


@whole()
def _pass_on(key: int, on: date, by: Actor) -> bool:
    if not Relay.objects.filter(pk=key, passed_on=None).update(passed_on=on, by_silence=True):
        return False
    _passed(BulletinAct.PASS_ON, Relay.objects.get(pk=key), on, by, ClockState.SILENT)
    return True


def _passed(act: BulletinAct, relay: Relay, on: date, by: Actor, state: ClockState) -> None:
    body = Subject(SubjectKind.BODY, str(relay.body_id), str(relay.body))
    about(relay.bulletin).stop("relay", on, state, for_=Party.body(relay.body_id))
    audit.record(act, by=by, about=subject_of(relay.bulletin), body=body, data={"on": str(on), "note": relay.note})
    transaction.on_commit(partial(deliver_bulletin.enqueue, relay.bulletin_id))


def escalate(*, on: date, by: Actor = CLOCK) -> int:
    """Tell each committee once, after the last day, how many of its organizations have not answered. Returns how many
    committees were told.
    """
    over = Relay.objects.filter(
        escalated_on=None,
        passed_on__isnull=False,
        body__dissolved_on=None,
        bulletin__due_on__lt=on,
        bulletin__withdrawn_on=None,
    ).exclude(bulletin__asks=Asks.NOTHING)
    return sum(_escalate(relay, on, by) for relay in over.select_related("bulletin", "body"))


@whole()
def _escalate(relay: Relay, on: date, by: Actor) -> bool:
    found = coverage_by_committee(relay.bulletin, on).get(relay.pk)
    if not Relay.objects.filter(pk=relay.pk, escalated_on=None).update(escalated_on=on) or not (
        found and found.overdue
    ):
        return False
    bulletin = relay.bulletin
    values = {"title": bulletin.title, "overdue": found.overdue, "whole": found.whole}
    path = f"/bulletins/{bulletin.pk}/"
    about(bulletin).tell(Party.body(relay.body_id), "overdue", NOT_ANSWERED, path=path, by=by, values=values)
    body = Subject(SubjectKind.BODY, str(relay.body_id), str(relay.body))
    audit.record(BulletinAct.ESCALATE, by=by, about=subject_of(bulletin), body=body, data={"overdue": found.overdue})
    return True
