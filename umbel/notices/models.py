"""Notices with their attempts, and the deadlines that run for someone."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from umbel.accounts.models import User
from umbel.notices.states import AttemptOutcome, Channel, ClockState, PartyKind
from umbel.structure.fields import WordsField, said_somehow
from umbel.workflow import choices_of

LONGEST_TITLE = 300


class About(models.Model):
    """Something about a subject, for a party."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=400)
    party_kind = models.CharField(max_length=20, choices=choices_of(PartyKind))
    party_id = models.CharField(max_length=80)

    class Meta:
        abstract = True


class Notice(About):
    """What was said to someone. The words are kept as they were sent."""

    code = models.CharField(max_length=80)
    """What kind of notice it is: `registration:more-information`."""
    language = models.CharField(max_length=10, blank=True)
    """The one language it is written in, such as that of a case; empty: everyone reads it in their own."""
    title = WordsField(max_length=LONGEST_TITLE)
    text = WordsField()
    path = models.CharField(max_length=300, blank=True)
    """The page on this site where the reader can act."""
    reply_until = models.DateField(null=True, blank=True)
    deadline_sentence = WordsField(blank=True)
    """The deadline, its time zone and what started it, as printed."""
    document_id = models.BigIntegerField(null=True, blank=True)
    """The letter that goes with it, by its number among the documents."""
    sent_at = models.DateTimeField(auto_now_add=True)
    received_at = models.DateTimeField(null=True, blank=True)
    """When someone entitled to it first opened it on this site: its receipt."""
    received_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            said_somehow("title", "notice_has_a_title"),
            said_somehow("text", "notice_says_something"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by="")
                | (Q(received_at__isnull=False) & ~Q(received_by="")),
                name="a_receipt_names_who_opened_it",
            ),
        ]
        indexes = [
            models.Index(fields=["party_kind", "party_id", "-sent_at"], name="notice_by_party"),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_by_subject"),
        ]


class Attempt(models.Model):
    """One try at delivering a notice by one channel to one address."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="attempts")
    channel = models.CharField(max_length=20, choices=choices_of(Channel))
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose address it is."""
    address = models.CharField(max_length=254, blank=True)
    outcome = models.CharField(
        max_length=20,
        choices=choices_of(AttemptOutcome),
        default=AttemptOutcome.WAITING,
    )
    detail = models.CharField(max_length=300, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    """Not to be tried before. Whoever takes it up moves this first, so that nobody else does meanwhile."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel=Channel.EMAIL, address="") | Q(outcome=AttemptOutcome.FAILED),
                name="an_email_goes_to_an_address",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(outcome=AttemptOutcome.WAITING), name="attempt_waiting"),
        ]


class Clock(About):
    """A deadline that runs for someone, from the moment that started it."""

    code = models.CharField(max_length=80)
    """Which deadline of the subject: `registration:opinion`."""
    title = WordsField(max_length=LONGEST_TITLE)
    started_on = models.DateField()
    due_on = models.DateField()
    """The last day on which it is still in time."""
    time_zone = models.CharField(max_length=64)
    sentence = WordsField()
    state = models.CharField(max_length=20, choices=choices_of(ClockState), default=ClockState.RUNNING)
    stopped_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "code", "party_kind", "party_id"],
                condition=Q(state=ClockState.RUNNING),
                name="a_clock_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(state=ClockState.RUNNING, stopped_on__isnull=True)
                | (~Q(state=ClockState.RUNNING) & Q(stopped_on__isnull=False)),
                name="a_stopped_clock_has_a_day",
            ),
            said_somehow("title", "clock_has_a_title"),
            said_somehow("sentence", "clock_says_when"),
        ]
        indexes = [
            models.Index(fields=["party_kind", "party_id", "state", "due_on"], name="clock_by_party"),
            models.Index(fields=["state", "due_on"], name="clock_by_due_date"),
        ]


class CalendarFeed(models.Model):
    """The secret in the address of an account's calendar of deadlines. Renewing it ends the old address."""

    account = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
