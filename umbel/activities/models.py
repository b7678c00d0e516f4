"""Obligations as generated rows, and the records that fulfil them."""

from django.db import models
from django.db.models import F, Q

from umbel.activities.states import Finding
from umbel.structure.models import Body, Organization


class Obligation(models.Model):
    """What one organization owes for one requirement and one period, by when."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    requirement = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    """`activity` or `filing`: what fulfils it."""
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
            models.CheckConstraint(condition=Q(kind__in=["activity", "filing"]), name="obligation_kind_is_known"),
        ]
        indexes = [models.Index(fields=["due_on"], name="obligation_by_due_date")]


class Activity(models.Model):
    """What an organization says it did. People appear as a head count only."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    reference = models.CharField(max_length=120, blank=True)
    """The number its sender knows it by; a second report with the same number is the same report."""
    kind = models.CharField(max_length=40)
    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    held_on = models.DateField()
    reported_on = models.DateField()
    head_count = models.PositiveIntegerField()

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
        indexes = [models.Index(fields=["organization", "held_on"], name="activity_by_date")]


class Evidence(models.Model):
    """A document that supports an activity: what it is, and where it is kept."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=400)


class Verification(models.Model):
    """The joint committee's finding on an activity, by an officer named by office."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="verification")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=20, choices=[(finding.value, finding.value) for finding in Finding])
    found_on = models.DateField()
    reasons = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finding=Finding.ACCEPTED) | ~Q(reasons=""),
                name="a_finding_against_has_reasons",
                violation_error_message="Say why: a report is returned or not accepted only with reasons.",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=[finding.value for finding in Finding]), name="finding_is_known"
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
