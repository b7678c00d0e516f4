"""Applications and change requests, with all that was asked, said and decided on them."""

from django.db import models
from django.db.models import F, Q

from umbel.accounts.models import User
from umbel.registration.states import ApplicationState, ChangeKind, ChangeState, Outcome, Position
from umbel.structure.fields import WordsField
from umbel.structure.models import Body, Concept, District, Organization
from umbel.structure.names import LONGEST_NAME
from umbel.workflow import choices_of

A = ApplicationState


class Application(models.Model):
    """A request to enter the register. Its answers may be empty while it is a draft; the rules under which it
    was submitted stay those of that day.
    """

    reference = models.CharField(max_length=20, unique=True)
    """How people call it: `A-2026-0001`."""
    state = models.CharField(max_length=20, choices=choices_of(ApplicationState), default=A.DRAFT)
    applicant = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, default="en")
    """Of notices and letters to the applicant."""
    names = WordsField(max_length=LONGEST_NAME, blank=True)
    identifier = models.CharField(max_length=80, blank=True)
    """A number it has already, such as a credit code; empty when the registrar will give one."""
    organization_class = models.CharField(max_length=80, blank=True)
    concept = models.ForeignKey(Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField(null=True, blank=True)
    purposes = models.TextField(blank=True)
    office_holders = models.JSONField(default=list, blank=True)
    """`[{"office": "legal-representative", "name": "…"}]`: function and name only."""
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    pack_hash = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    """The day by which the pack wants it decided."""
    decided_on = models.DateField(null=True, blank=True)
    asked_body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The joint committee whose remit fits, asked for its opinion; none when no remit fits."""
    asked_why = WordsField(blank=True)
    organization = models.OneToOneField(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    placed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[A.DRAFT, A.WITHDRAWN]) | (Q(submitted_on__isnull=False) & ~Q(pack_hash="")),
                name="application_beyond_draft_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state=A.REGISTERED, organization__isnull=False, decided_on__isnull=False)
                | (~Q(state=A.REGISTERED) & Q(organization__isnull=True)),
                name="only_a_registered_application_has_an_organization",
            ),
            models.CheckConstraint(
                condition=Q(placed_on__isnull=True) | Q(state=A.REGISTERED), name="only_the_registered_are_placed"
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("submitted_on")),
                name="application_is_decided_after_it_is_submitted",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_on"], name="application_by_state"),
            models.Index(fields=["applicant"], name="application_by_applicant"),
            models.Index(fields=["asked_body", "state"], name="application_by_asked_body"),
        ]

    def __str__(self) -> str:
        return self.name or self.reference

    @property
    def name(self) -> str:
        return self.names.in_language(self.language)


class Request(models.Model):
    """The one time that more is asked for: a list, and by when."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="request")
    items = models.JSONField()
    """What is missing, one sentence each."""
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(items=[]), name="request_asks_for_something"),
        ]


class Examination(models.Model):
    """What the registrar found; whoever examined does not decide."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="examination")
    due_on = models.DateField()
    completeness_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    examined_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    examined_on = models.DateField(null=True, blank=True)
    recommends = models.BooleanField(null=True, blank=True)
    """Whether it recommends registration: a proposal, which binds nobody."""
    findings = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(examined_on__isnull=True, recommends__isnull=True, findings="")
                | (Q(examined_on__isnull=False, examined_by__isnull=False, recommends__isnull=False) & ~Q(findings="")),
                name="examination_has_findings",
            ),
        ]


class Opinion(models.Model):
    """What a supervising body said, by when it was asked to, and whether it let the time pass."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    due_on = models.DateField()
    silent_on = models.DateField(null=True, blank=True)
    """When its silence was recorded; a late opinion is added beside it and takes nothing back."""
    position = models.CharField(max_length=20, choices=choices_of(Position), blank=True)
    reasons = models.TextField(blank=True)
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "body"], name="a_body_is_asked_once"),
            models.CheckConstraint(
                condition=~Q(position=Position.OBJECTION) | ~Q(reasons=""), name="an_objection_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(given_on__isnull=True) | Q(given_by__isnull=False), name="an_opinion_is_given_by_someone"
            ),
            models.CheckConstraint(
                condition=~Q(position=Position.SILENCE) | Q(silent_on__isnull=False), name="silence_has_a_day"
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it came after its day."""
        return self.given_on is not None and self.given_on > self.due_on


class Recusal(models.Model):
    """A declared conflict: whoever declares it takes no part in this application or change request."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_on = models.DateField()
    reasons = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "account"], name="a_conflict_is_declared_once"
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="a_conflict_is_named"),
        ]


class ChangeRequest(models.Model):
    """A change to an entry, or its end, with what stood before and what would stand after. The database keeps that it
    is carried out or refused by a decision, and its refusal upheld by a review (`migrations/_changes_are_decided.py`).
    """

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=choices_of(ChangeKind))
    state = models.CharField(max_length=20, choices=choices_of(ChangeState), default=ChangeState.REQUESTED)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    effective_on = models.DateField()
    due_on = models.DateField()
    before = models.JSONField()
    after = models.JSONField()
    reasons = models.TextField()
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="a_change_is_requested_with_reasons"),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(state=ChangeState.REQUESTED),
                name="one_open_change_of_a_kind",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="change_by_state")]


class Decision(models.Model):
    """A decision in writing on an application or a change, by a named person. A refusal names its ground, the facts
    and the way to a review.
    """

    application = models.OneToOneField(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    change = models.OneToOneField(
        ChangeRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    outcome = models.CharField(max_length=30, choices=choices_of(Outcome))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    ground = models.CharField(max_length=80, blank=True)
    """The pack's ground of refusal."""
    reasons = models.TextField()
    facts_relied_on = models.TextField(blank=True)
    facts_set_aside = models.TextField(blank=True)
    """With why: 'None' is an answer, nothing is not, in a refusal."""
    conditions = models.JSONField(default=list, blank=True)
    """`[{"text": "…", "due_on": "2026-09-30"}]`."""
    review_until = models.DateField(null=True, blank=True)
    """The last day on which a review can be asked for."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, change__isnull=True)
                | Q(application__isnull=True, change__isnull=False),
                name="a_decision_is_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REFUSED)
                | (~Q(ground="") & ~Q(facts_relied_on="") & ~Q(facts_set_aside="")),
                name="decision_that_refuses_names_ground_and_facts",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.WITH_CONDITIONS) | ~Q(conditions=[]), name="conditions_are_named"
            ),
        ]


class Review(models.Model):
    """A review of a refusal, decided by someone who had no part in it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="review")
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=30, choices=choices_of(Outcome), blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(grounds=""), name="a_review_is_asked_for_with_grounds"),
            models.CheckConstraint(
                condition=Q(outcome="") | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(reasons="")),
                name="a_review_is_decided_with_reasons",
            ),
        ]
