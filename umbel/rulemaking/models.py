"""Drafts of rules, every state they were saved in, the runs on frozen facts, and what organizations said."""

from django.db import models
from django.db.models import F, Q

from umbel.accounts.models import User
from umbel.evaluation.models import Cycle
from umbel.rulemaking.states import DraftState
from umbel.structure.models import Organization
from umbel.workflow import choices_of


class RuleDraft(models.Model):
    """A version of a pack that is in force nowhere yet."""

    pack_id = models.CharField(max_length=80)
    base_version = models.CharField(max_length=40)
    base_hash = models.CharField(max_length=64)
    """The version it was drafted from, by its very bytes."""
    version = models.CharField(max_length=40)
    purpose = models.TextField()
    """Why other rules are wanted, for everyone to read."""
    state = models.CharField(max_length=20, choices=choices_of(DraftState), default=DraftState.DRAFTING)
    begun_on = models.DateField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    consulted_from = models.DateField(null=True, blank=True)
    consulted_until = models.DateField(null=True, blank=True)
    """The last day on which organizations comment."""
    consulted_revision = models.PositiveIntegerField(null=True, blank=True)
    """The number of the revision that everyone was asked about; later ones are seen by those who draft alone."""
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    """What was made of the comments, or why it was withdrawn."""
    from_on = models.DateField(null=True, blank=True)
    """The first day on which it is in force."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="a_draft_of_rules_has_a_purpose"),
            models.CheckConstraint(
                condition=~Q(state__in=[DraftState.CONSULTATION, DraftState.ADOPTED])
                | Q(
                    consulted_from__isnull=False,
                    consulted_until__isnull=False,
                    consulted_until__gt=F("consulted_from"),
                ),
                name="a_consultation_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.ADOPTED)
                | (
                    Q(ended_on__isnull=False, from_on__isnull=False, ended_by__isnull=False)
                    & Q(ended_on__gt=F("consulted_until"), from_on__gt=F("ended_on"))
                    & ~Q(answer="")
                ),
                name="rules_are_adopted_after_consultation_with_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.WITHDRAWN)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(answer="")),
                name="a_draft_is_withdrawn_with_reasons",
            ),
            models.UniqueConstraint(
                fields=["pack_id", "version"],
                condition=~Q(state=DraftState.WITHDRAWN),
                name="one_draft_of_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"


class Revision(models.Model):
    """A draft as it was saved: the files of a pack that loads. Rows are added and never changed."""

    draft = models.ForeignKey(RuleDraft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    """Name of a file -> its text."""
    content_hash = models.CharField(max_length=64)
    """The pack's, as a cycle would pin it."""
    why = models.TextField()
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="revisions_are_numbered"),
            models.CheckConstraint(condition=~Q(why=""), name="a_revision_says_why"),
        ]


class Run(models.Model):
    """A trial of one revision on frozen facts: its inputs by their hashes, what came out, and the hash of that."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="runs")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    facts = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    result = models.JSONField()
    digest = models.CharField(max_length=64)
    run_on = models.DateField()
    run_at = models.DateTimeField(auto_now_add=True)
    run_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "cycle", "facts", "before"], name="the_same_run_is_kept_once")
        ]


class Comment(models.Model):
    """What an organization says of a draft; everyone reads it."""

    draft = models.ForeignKey(RuleDraft, on_delete=models.PROTECT, related_name="comments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    provision = models.CharField(max_length=120, blank=True)
    """The rule it speaks of, such as `grade A`; empty: the whole."""
    text = models.TextField()
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something")]
        indexes = [models.Index(fields=["draft", "made_on"], name="comment_by_draft")]
