"""A bulletin, its way through each joint committee, and each organization's copy of it."""

from django.db import models
from django.db.models import Q

from umbel.accounts.models import User
from umbel.bulletins.states import Asks, Audience, ReturnState
from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.models import Body, Concept, District, Organization
from umbel.workflow import choices_of


class Bulletin(models.Model):
    """What a body says to those below it. Its words are kept as they were sent."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    title = WordsField(max_length=200)
    text = WordsField(blank=True)
    asks = models.CharField(max_length=20, choices=choices_of(Asks))
    audience = models.CharField(max_length=20, choices=choices_of(Audience))
    concept = models.ForeignKey(Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20, blank=True)
    sent_on = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    """The last day to answer it."""
    call = models.OneToOneField(
        "bulletins.Call", null=True, blank=True, on_delete=models.PROTECT, related_name="bulletin"
    )
    """The return it asks for."""
    withdrawn_on = models.DateField(null=True, blank=True)
    spread_after = models.BigIntegerField(null=True, default=0)
    """The last organization that has its copy; empty once everyone has."""
    worked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            said_somehow("title", "bulletin_has_a_title"),
            models.CheckConstraint(
                condition=Q(asks=Asks.NOTHING) | Q(due_on__isnull=False), name="what_a_bulletin_asks_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(asks=Asks.RETURN) ^ Q(call__isnull=True), name="a_bulletin_that_asks_for_a_return_has_one"
            ),
        ]
        indexes = [models.Index(fields=["-sent_on", "-id"], name="bulletin_by_day")]

    def __str__(self) -> str:
        return str(self.title)


class Relay(models.Model):
    """One joint committee's part: it passes a bulletin on with its own note, or lets its time pass."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="relays")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    """After this day it goes on by itself."""
    passed_on = models.DateField(null=True, blank=True)
    by_silence = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    passed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    escalated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "body"], name="a_committee_relays_once")]


class Copy(models.Model):
    """One organization's copy: reached, opened, acknowledged."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="copies")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    relay = models.ForeignKey(Relay, null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    """The committee it comes through; none where nobody supervises the organization."""
    reached_on = models.DateField(null=True, blank=True)
    is_unreachable = models.BooleanField(default=False)
    """Nobody's address is known: it lies in the inbox on the site alone."""
    opened_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "organization"], name="nobody_has_a_bulletin_twice"),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | Q(reached_on__isnull=False), name="what_is_opened_was_reached"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(opened_on__isnull=False),
                name="what_is_acknowledged_was_opened",
            ),
        ]
        indexes = [
            models.Index(fields=["bulletin"], condition=Q(reached_on__isnull=True), name="copy_not_reached_yet"),
        ]


class Call(models.Model):
    """A call for a return: the form as it stood, for a period, from everyone on the register that day."""

    form = models.CharField(max_length=80)
    title = WordsField(max_length=300)
    period = models.CharField(max_length=40)
    fields = models.JSONField()
    """The questions and checks as the pack asked them then: a later pack changes nothing here."""
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    called_on = models.DateField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    """The organizations' last day."""
    review_by = models.DateField()
    """The joint committees' last day to forward what they have."""
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "period"], name="a_return_is_called_once_a_period"),
            models.CheckConstraint(condition=Q(review_by__gte=models.F("due_on")), name="a_review_follows_the_return"),
            said_somehow("title", "call_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period}"


class Return(models.Model):
    """One organization's answer to a call."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="returns")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=choices_of(ReturnState), default=ReturnState.DRAFT)
    counted = models.CharField(max_length=20, blank=True)
    """The state it was in when the call closed: what it counts as for good."""
    values = models.JSONField(default=dict)
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(blank=True)
    """What was wrong with it, when it came back last."""
    through = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The committee that forwarded it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "organization"], name="one_return_an_organization"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "closed"]) | Q(submitted_on__isnull=False),
                name="what_goes_up_was_submitted",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="return_by_organization")]
