"""Sending a bulletin: at once to the committees it goes through, and in batches to everyone it is for."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.queries import pack_in_force
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.bulletins.acts.returns import call as call_for
from umbel.bulletins.acts.returns import close, wrong_with_period
from umbel.bulletins.models import Bulletin, Copy, Relay
from umbel.bulletins.permissions import body_of, check_may_withdraw
from umbel.bulletins.queries import audience, supervisors
from umbel.bulletins.states import Asks, Audience
from umbel.bulletins.table_of_acts import BulletinAct
from umbel.bulletins.words import BY, TITLES
from umbel.deadlines import Day
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.acts import Party, send_to_many
from umbel.notices.correspondence import Correspondence
from umbel.notices.queries import accounts_of_each
from umbel.notices.said import Said
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack
from umbel.structure.models import Body, Concept, District, Organization
from umbel.structure.queries import Annotated, bodies, languages, today
from umbel.structure.states import TierCode
from umbel.words import NO_WORDS, SOURCE, Words, columns

BATCH = 500
QUIET = timedelta(seconds=60)
LONGEST = 8000
WORK = Actor.program("work")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A bulletin as it is written: its words, for whom, and what it asks by when."""

    title: Words = NO_WORDS
    text: Words = NO_WORDS
    asks: Asks = Asks.NOTHING
    audience: Audience = Audience.ORGANIZATIONS
    concept: Concept | None = None
    district: District | None = None
    grade: str = ""
    due_on: date | None = None
    form: str = ""
    """The return it asks for, of a form in the pack, for a period."""
    period: str = ""


@whole()
def send(*, draft: Draft, on: date, by: Viewer) -> Bulletin:
    """Send a bulletin in the name of the viewer's body. From the apex it goes through the joint committees, which
    have the pack's time to pass it on. Raises Problems with everything that is wrong with it.
    """
    body = body_of(by)
    pack = pack_in_force()
    if pack is None:
        raise NotNow(_("No rules are in force here yet."))
    reached = check(draft=draft, body=body, on=on)
    said = {name: getattr(draft, name) for name in Draft.__dataclass_fields__ if name not in {"form", "period"}}
    if draft.asks == Asks.RETURN:
        everyone = sorted(reached.values_list("organization_id", flat=True))
        starts_on = _relay_by(pack, on)
        said["call"] = call_for(
            form=draft.form, period=draft.period, on=on, by=by, bulletin=everyone, starts_on=starts_on
        )
        said["due_on"] = said["call"].due_on
    bulletin = Bulletin.objects.create(
        body=body, sent_on=on, sent_by_id=by.account_id, worked_at=timezone.now(), **said
    )
    _begin_relays(bulletin, set(reached.values_list("body_id", flat=True)), pack, on, by.actor)
    if draft.audience == Audience.COMMITTEES:
        Bulletin.objects.filter(pk=bulletin.pk).update(spread_after=None)
    audit.record(
        BulletinAct.SEND,
        by=by.actor,
        about=subject_of(bulletin),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        data={
            "on": str(on),
            "asks": draft.asks.value,
            "audience": draft.audience.value,
            "due": str(bulletin.due_on or ""),
            "text": dict(draft.text),
        },
    )
    transaction.on_commit(partial(deliver_bulletin.enqueue, bulletin.pk))
    return bulletin


def check(*, draft: Draft, body: Body, on: date) -> Annotated:
    """Whom a bulletin would reach. Raises Problems with everything that is wrong with it."""
    problems = _wrong(draft, body, on)
    reached = audience(body, on, concept=draft.concept, district=draft.district, grade=draft.grade)
    if not problems and not reached.exists():
        problems = [Problem(_("Nobody is in this audience. Widen it."), field="concept")]
    if problems:
        raise Problems(_("The bulletin was not sent. Nothing you typed is lost."), problems)
    return reached


@whole()
def withdraw(*, bulletin: Bulletin, reasons: str, on: date, by: Viewer) -> None:
    """Withdraw a bulletin, such as one with a wrong day: nothing is asked any more, and its page says so."""
    check_may_withdraw(by, bulletin)
    if not reasons.strip():
        raise NotNow(_("Say why, in a sentence."))
    if not Bulletin.objects.filter(pk=bulletin.pk, withdrawn_on=None).update(withdrawn_on=on):
        raise NotNow(_("It was withdrawn already."))
    if bulletin.call and not bulletin.call.closed_on:
        close(call=bulletin.call, on=on, by=by)
    about(bulletin).lift(on)
    audit.record(BulletinAct.WITHDRAW, by=by.actor, about=subject_of(bulletin), reasons=reasons, data={"on": str(on)})


def resume_bulletins() -> int:
    """Take up again what a worker left behind. Returns how many."""
    quiet = timezone.now() - QUIET
    left = Bulletin.objects.filter(withdrawn_on=None, worked_at__lt=quiet).filter(
        Q(spread_after__isnull=False) | Exists(_deliverable().filter(bulletin=OuterRef("pk")))
    )
    keys = list(left.values_list("pk", flat=True))
    for key in keys:
        if Bulletin.objects.filter(pk=key, worked_at__lt=quiet).update(worked_at=timezone.now()):
            deliver_bulletin.enqueue(key)
    return len(keys)


@task()
def deliver_bulletin(bulletin_id: int) -> int:
    """Make every copy, and deliver those whose committee has passed the bulletin on. Each batch is one transaction,
    so a worker may die at any moment: nobody is told twice and nobody is left out. Returns how many were told.
    """
    told = 0
    while _spread(bulletin_id):
        pass
    while done := _deliver(bulletin_id):
        told += done
    return told


def subject_of(bulletin: Bulletin) -> Subject:
    """How notices, deadlines and the ledger name a bulletin."""
    return Subject(SubjectKind.BULLETIN, str(bulletin.pk), bulletin.title.in_language(SOURCE))


def about(bulletin: Bulletin) -> Correspondence:
    """Everything written about a bulletin, but for its own words."""
    return Correspondence(piece="bulletins", about=subject_of(bulletin), titles=TITLES)


def _wrong(draft: Draft, body: Body, on: date) -> list[Problem]:
    asks, returns = draft.asks == Asks.ACKNOWLEDGEMENT, draft.asks == Asks.RETURN
    (title, *_more), texts = columns("title", languages()), columns("text", languages())
    tests = (
        (title, not draft.title, _("Give it a title, in at least one language.")),
        (next(iter(texts)), not draft.text, _("Write what it says, in at least one language.")),
        *(
            (column, len(draft.text.get(tag, "")) > LONGEST, _("Shorten it to 8,000 characters."))
            for column, tag in texts.items()
        ),
        ("due_on", asks and draft.due_on is None, _("Give the last day to answer.")),
        ("due_on", asks and draft.due_on and draft.due_on <= on, _("The last day to answer lies ahead.")),
        (
            "audience",
            draft.audience == Audience.COMMITTEES and body.tier != TierCode.APEX,
            _("Only the apex body writes to the joint committees."),
        ),
    )
    found = [Problem(said, field=field) for field, wrong, said in tests if wrong]
    return found + (_wrong_return(draft, body) if returns else [])


def _wrong_return(draft: Draft, body: Body) -> list[Problem]:
    pack = pack_in_force()
    if body.tier != TierCode.APEX or draft.audience == Audience.COMMITTEES:
        return [Problem(_("Only the apex body asks for returns, and only of organizations."), field="asks")]
    if pack is None or draft.form not in {form.code for form in pack.forms}:
        return [Problem(_("Choose the form of the return."), field="form")]
    return wrong_with_period(draft.form, draft.period)


def _relay_by(pack: Pack, on: date) -> date:
    """The last day on which a committee may pass on what is sent today."""
    return calendar_of(pack).add_working_days(on, pack.due_time("bulletin-relay").working_days)


def _begin_relays(bulletin: Bulletin, committees: set[int | None], pack: Pack, on: date, by: Actor) -> None:
    if bulletin.body.tier != TierCode.APEX:
        Relay.objects.create(bulletin=bulletin, body=bulletin.body, due_on=on, passed_on=on)
        return
    standing = [body for body in bodies(TierCode.JOINT, on) if body.pk in committees]
    due_on = _relay_by(pack, on)
    Relay.objects.bulk_create(Relay(bulletin=bulletin, body=body, due_on=due_on) for body in standing)
    parties = [Party.body(body.pk) for body in standing]
    ends_here = bulletin.audience == Audience.COMMITTEES
    about(bulletin).clock_until(
        "relay",
        parties,
        title=TITLES["acknowledge" if ends_here else "relay"],
        started_on=on,
        due_on=bulletin.due_on or due_on if ends_here else due_on,
        time_zone=pack.time_zone,
    )
    if parties:
        _tell(bulletin, parties, by)


def _spread(bulletin_id: int) -> bool:
    """Make the next batch of copies; whether there may be more."""
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update(of=("self",)).select_related("body").get(pk=bulletin_id)
        if bulletin.spread_after is None or bulletin.withdrawn_on:
            return False
        meant = audience(
            bulletin.body,
            bulletin.sent_on,
            concept=bulletin.concept,
            district=bulletin.district,
            grade=bulletin.grade,
        )
        more = meant.filter(organization_id__gt=bulletin.spread_after).order_by("organization_id")
        keys = list(more.values_list("organization_id", flat=True)[:BATCH])
        placed = supervisors(bulletin.sent_on, keys)
        relays = dict(bulletin.relays.values_list("body_id", "pk"))
        Copy.objects.bulk_create(
            [Copy(bulletin=bulletin, organization_id=key, relay_id=relays.get(placed.get(key, 0))) for key in keys],
            ignore_conflicts=True,
        )
        bulletin.spread_after, bulletin.worked_at = (keys[-1] if keys else None), timezone.now()
        bulletin.save(update_fields=["spread_after", "worked_at"])
        return bool(keys)


def _deliverable() -> QuerySet[Copy]:
    passed = Q(relay__isnull=True) | Q(relay__passed_on__isnull=False)
    return Copy.objects.filter(passed, reached_on__isnull=True)


def _deliver(bulletin_id: int) -> int:
    """Deliver the next batch; how many it was."""
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update(of=("self",)).select_related("body").get(pk=bulletin_id)
        if bulletin.withdrawn_on:
            return 0
        copies = list(_deliverable().filter(bulletin=bulletin).order_by("pk")[:BATCH])
        if not copies:
            return 0
        on, numbers = today(), [copy.organization_id for copy in copies]
        ended = set(Organization.objects.filter(pk__in=numbers, ended_on__lte=on).values_list("pk", flat=True))
        parties = [Party.organization(number) for number in numbers if number not in ended]
        accounts = accounts_of_each(parties, on)
        nobody = [number for number in numbers if str(number) not in accounts]
        _tell(bulletin, parties, WORK)
        reached = Copy.objects.filter(pk__in=[copy.pk for copy in copies])
        reached.update(reached_on=on)
        reached.filter(organization_id__in=nobody).update(is_unreachable=True)
        pack = pack_in_force()
        if bulletin.asks == Asks.ACKNOWLEDGEMENT and bulletin.due_on and pack:
            about(bulletin).clock_until(
                "acknowledge", parties, started_on=on, due_on=bulletin.due_on, time_zone=pack.time_zone
            )
        Bulletin.objects.filter(pk=bulletin.pk).update(worked_at=timezone.now())
        audit.record(
            BulletinAct.DELIVER,
            by=WORK,
            about=subject_of(bulletin),
            data={"count": len(copies), "to": numbers},
        )
        return len(copies)


def _tell(bulletin: Bulletin, parties: list[Party], by: Actor) -> None:
    text = bulletin.text
    if bulletin.asks != Asks.NOTHING and bulletin.due_on:
        until = BY.filled(day=Day(bulletin.due_on))
        text = Words({tag: f"{said}\n\n{until.in_language(tag)}" for tag, said in text.items()})
    send_to_many(
        to=parties,
        about=subject_of(bulletin),
        code="bulletins:bulletin",
        said=Said(bulletin.title, text),
        path=f"/bulletins/{bulletin.pk}/",
        by=by,
    )
