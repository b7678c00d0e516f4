"""Commitments with their undertakings, and proposals to vary or end them."""

from django.db import models
from django.db.models import F, Q

from umbel.commitments.states import CommitmentState, ProposalState, Side
from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.models import Organization
from umbel.workflow import choices_of


class Commitment(models.Model):
    """A pledge in the very words in which it was made. Given with an application, it names the application
    until the organization is on the register.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    pack_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    wording = models.TextField()
    sha256 = models.CharField(max_length=64)
    """Of the wording, in UTF-8."""
    made_by = models.CharField(max_length=120)
    made_by_office = models.CharField(max_length=80)
    made_on = models.DateField()
    renew_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=choices_of(CommitmentState), default=CommitmentState.MADE)
    in_force_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(wording="") & ~Q(made_by="") & ~Q(made_by_office=""),
                name="commitment_has_words_and_a_maker",
            ),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True) | Q(in_force_on__gte=F("made_on")),
                name="commitment_is_made_before_it_is_in_force",
            ),
            models.UniqueConstraint(
                fields=["organization", "code"],
                condition=Q(state=CommitmentState.IN_FORCE),
                name="commitment_in_force_is_one",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="commitment_by_subject")]


class Undertaking(models.Model):
    """Something dated that a commitment promises, and the evidence that answered it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="undertakings")
    code = models.CharField(max_length=80)
    title = WordsField(max_length=300)
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    evidence = models.TextField(blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "code"], name="undertaking_is_given_once"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True)
                | (~Q(answered_by="") & (~Q(evidence="") | Q(document_id__isnull=False))),
                name="undertaking_is_answered_by_evidence",
            ),
            said_somehow("title", "undertaking_has_a_title"),
        ]


class Proposal(models.Model):
    """What one side proposes about a commitment; it takes effect only when the other agrees."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="proposals")
    ends = models.BooleanField()
    """Whether it would end the commitment; otherwise `wording` would take its words' place."""
    wording = models.TextField(blank=True)
    reasons = models.TextField()
    side = models.CharField(max_length=20, choices=choices_of(Side))
    proposed_by = models.CharField(max_length=120)
    proposed_on = models.DateField()
    state = models.CharField(max_length=20, choices=choices_of(ProposalState), default=ProposalState.PROPOSED)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="proposal_has_reasons"),
            models.CheckConstraint(
                condition=Q(ends=True, wording="") | (Q(ends=False) & ~Q(wording="")),
                name="proposal_ends_or_varies",
            ),
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state=ProposalState.PROPOSED), name="one_open_proposal"
            ),
        ]
