"""Cycles, their snapshots and the grades proposed from them."""

from django.db import models
from django.db.models import F, Q

from umbel.accounts.models import User
from umbel.evaluation.states import CycleState, ObjectionOutcome, ReviewState
from umbel.structure.models import Body, Organization
from umbel.workflow import choices_of


class Cycle(models.Model):
    """One run of the annual evaluation. Facts are those of [from_on, until_on), known on `as_of`."""

    code = models.SlugField(max_length=80, unique=True)
    from_on = models.DateField()
    until_on = models.DateField()
    as_of = models.DateField()
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    pack_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=choices_of(CycleState))
    assess_until = models.DateField(null=True, blank=True)
    review_until = models.DateField(null=True, blank=True)
    object_until = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    """The first day on which its grades count no longer."""
    root = models.CharField(max_length=64, blank=True)
    """The root over the leaves of all published grades, as the ledger entry of their publication names it."""
    entry = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="cycle_has_days"),
            models.CheckConstraint(condition=Q(as_of__gt=F("from_on")), name="cycle_looks_back"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CycleState]), name="cycle_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CycleState.PUBLISHED, CycleState.CLOSED])
                | (Q(published_on__isnull=False, published_by__isnull=False, entry__isnull=False) & ~Q(root="")),
                name="a_published_cycle_has_its_root",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Snapshot(models.Model):
    """The frozen facts of a cycle: Parquet files in a folder of ours, with their SHA-256."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="snapshot")
    taken_at = models.DateTimeField()
    folder = models.CharField(max_length=200)
    """Relative to the snapshots' folder, named by its hash."""
    sha256 = models.CharField(max_length=64)
    files = models.JSONField()
    """Table -> {"sha256": …, "rows": …}."""


class ProposedGrade(models.Model):
    """What the rubric says of one organization, with the figures its explanation is made of."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="grades")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    """The joint committee it was placed under on the cycle's date."""
    total = models.DecimalField(max_digits=12, decimal_places=2)
    grade = models.CharField(max_length=20)
    grounds = models.JSONField(default=list)
    """Codes of the labels whose ground holds: reasons to look, never labels."""
    conditions = models.JSONField(default=list)
    """Codes of the standing conditions that hold: reasons to look, never decisions."""
    figures = models.JSONField()
    """The row the rubric returned: measures, attributes and points, decimals as text."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "organization"], name="grade_is_proposed_once")]
        indexes = [
            models.Index(fields=["cycle", "grade"], name="grade_by_cycle"),
            models.Index(fields=["cycle", "body"], name="grade_by_body"),
        ]


class SelfScore(models.Model):
    """What an organization says of itself: points of an indicator, and its remark on the facts behind it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="self_scores")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    points = models.DecimalField(max_digits=12, decimal_places=2)
    remark = models.TextField(blank=True)
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organization", "indicator"], name="one_score_of_ones_own")
        ]


class CommitteeReview(models.Model):
    """A joint committee's part of a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reviews")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=choices_of(ReviewState), default=ReviewState.OPEN)
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why_back = models.TextField(blank=True)
    is_silent = models.BooleanField(default=False)
    """Its time passed without a word: what the records say stands."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body"], name="one_review_a_committee"),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SENT_BACK) | ~Q(why_back=""), name="a_review_is_sent_back_with_reasons"
            ),
        ]


class SecondReading(models.Model):
    """A file that a second committee judges too, without a word of the first: for the agreement, not for the grade."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="second_readings")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    read_on = models.DateField(null=True, blank=True)
    """When it was read, whether or not anything else than the records say was found."""
    read_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organization"], name="a_file_is_read_twice_at_most"),
            models.CheckConstraint(
                condition=Q(read_on__isnull=True, read_by__isnull=True)
                | Q(read_on__isnull=False, read_by__isnull=False),
                name="a_second_reading_has_its_reader",
            ),
        ]


class Judgement(models.Model):
    """The points a committee finds on an indicator that the pack gives to judgement. A later one takes its place and
    leaves it standing on the file.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="judgements")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    points = models.DecimalField(max_digits=12, decimal_places=2)
    reasons = models.TextField()
    found_on = models.DateField()
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_second = models.BooleanField(default=False)
    superseded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "organization", "body", "indicator"],
                condition=Q(superseded_on=None),
                name="one_judgement_stands",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="a_judgement_has_reasons"),
        ]


class FactCorrection(models.Model):
    """A frozen fact put right: what it said, what it says, and why. The frozen files stay as they are."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="corrections")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=40)
    record = models.BigIntegerField()
    column = models.CharField(max_length=60)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reasons = models.TextField()
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reasons=""), name="a_fact_is_corrected_with_reasons")]


class Objection(models.Model):
    """What an organization objects to before its grade is published: a fact or a finding."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="objections")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    grounds = models.TextField()
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=choices_of(ObjectionOutcome), blank=True)
    points = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    """Of the indicator, where the objection was upheld."""
    reasons = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(grounds=""), name="an_objection_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="") | (Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(reasons="")),
                name="an_objection_is_decided_with_reasons",
            ),
            models.UniqueConstraint(
                fields=["cycle", "organization", "indicator"], condition=Q(outcome=""), name="one_open_objection"
            ),
        ]


class Grade(models.Model):
    """A published grade: one leaf of the publication that its cycle's ledger entry seals."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="published")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    figures = models.JSONField()
    position = models.PositiveIntegerField()
    """Its leaf's place in the tree, from 0."""
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organization"], name="a_grade_is_published_once"),
            models.UniqueConstraint(fields=["cycle", "position"], name="leaves_have_an_order"),
        ]
