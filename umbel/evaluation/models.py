"""Cycles, their snapshots and the grades proposed from them."""

from django.db import models
from django.db.models import F, Q

from umbel.evaluation.states import CycleState
from umbel.structure.models import Body, Organization


class Cycle(models.Model):
    """One run of the annual evaluation. Facts are those of [from_on, until_on), known on `as_of`."""

    code = models.SlugField(max_length=80, unique=True)
    from_on = models.DateField()
    until_on = models.DateField()
    as_of = models.DateField()
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    pack_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in CycleState])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="cycle_has_days"),
            models.CheckConstraint(condition=Q(as_of__gt=F("from_on")), name="cycle_looks_back"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CycleState]), name="cycle_state_is_known"
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
    figures = models.JSONField()
    """The row the rubric returned: measures, attributes and points, decimals as text."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "organization"], name="grade_is_proposed_once")]
        indexes = [
            models.Index(fields=["cycle", "grade"], name="grade_by_cycle"),
            models.Index(fields=["cycle", "body"], name="grade_by_body"),
        ]
