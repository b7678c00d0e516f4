"""Obligations as generated rows, and the records that fulfil them."""

from django.db import models
from django.db.models import F, Q

from umbel.accounts.models import User
from umbel.activities.states import ActivityState, Finding, LookOutcome, Ruling, SignKind, Source
from umbel.commitments.models import Undertaking
from umbel.documents.models import Document
from umbel.policy.pack import RequirementKind
from umbel.structure.fields import WordsField
from umbel.structure.models import Body, Organization
from umbel.workflow import choices_of


class Obligation(models.Model):
    """What one organization owes for one requirement and one period, by when."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    requirement = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    """A `RequirementKind`: what fulfils it."""
    period = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField()
    due_on = models.DateField()
    minimum = models.PositiveSmallIntegerField(default=1)
    """How many accepted activities, or filings, fulfil it."""
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "requirement", "period"], name="obligation_is_generated_once"
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="obligation_period_has_days"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("from_on")), name="obligation_is_not_due_before_its_period"
            ),
            models.CheckConstraint(condition=Q(minimum__gte=1), name="obligation_asks_for_something"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RequirementKind]), name="obligation_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="obligation_by_due_date")]


class Grant(models.Model):
    """An authority's decision to give more time, to one organization or to many at once, such as after an outage."""

    reasons = models.TextField()
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reasons=""), name="an_extension_has_reasons")]


class Extension(models.Model):
    """More time for one obligation. The due date it had stays on the obligation."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="extensions")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="extensions")
    given_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "obligation"], name="a_grant_extends_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("given_on")), name="an_extension_gives_time"),
        ]


class Activity(models.Model):
    """What an organization says it did. People appear as a head count only."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    reference = models.CharField(max_length=120, blank=True)
    """The number its sender knows it by; a second report with the same number is the same report."""
    undertaking = models.ForeignKey(Undertaking, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    summary = WordsField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    outcome = models.TextField(blank=True)
    """What came of it, in the reporter's words."""
    held_on = models.DateField()
    reported_on = models.DateField()
    """The day of its first report: a slow finding never makes it late."""
    head_count = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=choices_of(ActivityState), default=ActivityState.REPORTED)
    verify_by = models.DateField(null=True, blank=True)
    """The committee's last day to find on it; silence past it counts as acceptance. Empty: the rules give none."""
    source = models.CharField(max_length=20, choices=choices_of(Source), default=Source.REGISTER)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reference"], condition=~Q(reference=""), name="activity_is_reported_once"
            ),
            models.CheckConstraint(
                condition=Q(reported_on__gte=F("held_on")),
                name="activity_is_reported_after_it_is_held",
                violation_error_message="An activity can be reported once it has been held.",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "held_on"], name="activity_by_date"),
            models.Index(
                fields=["verify_by"], condition=Q(state=ActivityState.REPORTED), name="activity_waiting_for_finding"
            ),
            models.Index(fields=["verify_by", "reported_on"], name="activity_by_last_day"),
        ]


class Correction(models.Model):
    """What was changed in a report, when and why. Both versions stay on the file."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="corrections")
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reasons=""), name="a_correction_has_reasons")]


class Evidence(models.Model):
    """A document that supports an activity: what it is, and where it is kept."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=400)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The file itself, where it is kept here."""
    picture = models.CharField(max_length=16, blank=True)
    """A perceptual hash of a photograph, in hexadecimal: alike for pictures that look alike."""

    class Meta:
        indexes = [models.Index(fields=["picture"], condition=~Q(picture=""), name="evidence_by_picture")]


class Sign(models.Model):
    """Something that may show that a report is thin, with what it rests on. Nothing follows from it by itself."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="signs")
    kind = models.CharField(max_length=20, choices=choices_of(SignKind))
    other = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The report it repeats."""
    detail = models.CharField(max_length=200, blank=True)
    noted_on = models.DateField()
    ruling = models.CharField(max_length=10, blank=True, choices=choices_of(Ruling))
    ruled_on = models.DateField(null=True, blank=True)
    ruled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "kind"], name="a_sign_is_pointed_out_once"),
            models.CheckConstraint(
                condition=Q(ruling="") | (Q(ruled_on__isnull=False) & ~Q(reasons="")),
                name="a_ruling_on_a_sign_has_reasons",
            ),
        ]


class Verification(models.Model):
    """A finding on an activity: the joint committee's, or after another look someone else's. The one that is not
    superseded stands; the others stood from `found_on` until they were.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="verifications")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=20, choices=choices_of(Finding))
    found_on = models.DateField()
    found_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)
    by_silence = models.BooleanField(default=False)
    """Whether the committee let its time pass, so that the report counts as accepted."""
    superseded_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["found_on", "body"], name="verification_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(superseded_on__isnull=True), name="one_finding_stands"
            ),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(finding=Finding.RETURNED), name="a_report_is_returned_once"
            ),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True) | Q(superseded_on__gte=F("found_on")),
                name="a_finding_is_superseded_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=Q(by_silence=False) | Q(finding=Finding.ACCEPTED), name="silence_is_never_against"
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.ACCEPTED) | ~Q(reasons=""),
                name="a_finding_against_has_reasons",
                violation_error_message="Say why: a report is returned or not accepted only with reasons.",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=[finding.value for finding in Finding]), name="finding_is_known"
            ),
        ]


class Look(models.Model):
    """Another look at a report that was not accepted, by someone who did not make the finding."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="look")
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=choices_of(LookOutcome), blank=True)
    reasons = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(grounds=""), name="a_look_is_asked_for_with_grounds"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True)
                | (~Q(outcome="") & ~Q(reasons="") & Q(decided_by__isnull=False)),
                name="a_look_is_decided_by_someone_with_reasons",
            ),
        ]


class Filing(models.Model):
    """A document handed in for an obligation, such as an annual return. Amounts in the pack's currency."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="filing")
    received_on = models.DateField()
    accounts_received_on = models.DateField(null=True, blank=True)
    income = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    expenditure = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    qualified = models.BooleanField(null=True, blank=True)
    """Whether the accounts' examiner or auditor qualified their opinion; not known when empty."""
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Upload(models.Model):
    """A spreadsheet of reports that was found in order; its rows are filed one by one in the background."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    """In which role they filed it."""
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField(auto_now_add=True)
    filed_on = models.DateField(null=True, blank=True)
    """The day on which its rows were handed over, which is the day of every report in it."""
    worked_at = models.DateTimeField(null=True, blank=True)
    """When a worker last had it in hand; one that went quiet is taken up again."""


class UploadRow(models.Model):
    """One row of it: what it says, and what became of it."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    said = models.JSONField()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was_known = models.BooleanField(default=False)
    """The same row had been filed before: it is that report."""
    why_not = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="an_upload_has_each_row_once")]


class Draw(models.Model):
    """Visits drawn by lot. The seed is bound by its hash in the ledger before anybody knows whom it draws."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    """Kept back until the draw, published with it."""
    committed_on = models.DateField()
    entry = models.PositiveBigIntegerField()
    """The ledger entry that holds the hash of the seed."""
    drawn_on = models.DateField(null=True, blank=True)
    lots = models.JSONField(default=list)
    """One list an organization of the pool: number, chance in percent, lot, and whether it was drawn."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body"], condition=Q(drawn_on__isnull=True), name="one_seed_waits_a_committee"
            )
        ]


class Visit(models.Model):
    """A visit that was drawn: what was seen there, and the organization's own answer beside it."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="visits")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField(null=True, blank=True)
    seen = models.TextField(blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_on = models.DateField(null=True, blank=True)
    why_dropped = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "organization"], name="nobody_is_drawn_twice_in_a_draw"),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | (~Q(seen="") & Q(visited_on__isnull=False)),
                name="a_visit_report_says_something",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(why_dropped=""), name="a_dropped_visit_has_reasons"
            ),
        ]
        indexes = [models.Index(fields=["organization", "-visited_on"], name="visit_by_organization")]
