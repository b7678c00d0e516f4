"""Entries, checkpoints and the tail. The database refuses to change or delete the first two."""

from django.db import models


class Entry(models.Model):
    """One act."""

    # A BigAutoField because SQLite keeps only that one strictly to integers; `acts` always sets it.
    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    act = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_label = models.TextField()
    body_id = models.TextField(blank=True)
    body_label = models.TextField(blank=True)
    subject_kind = models.TextField()
    subject_id = models.TextField()
    subject_label = models.TextField()
    reasons = models.TextField(blank=True)
    data = models.JSONField()
    request_id = models.TextField(blank=True)
    leaf_hash = models.BinaryField()
    frontier = models.BinaryField()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "number"], name="entries_about_a_subject"),
            models.Index(fields=["body_id", "number"], name="entries_for_a_body"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="entries_count_from_one")]


class Checkpoint(models.Model):
    """The root of the tree at a size, in the text form that others keep."""

    size = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    root = models.BinaryField()
    text = models.TextField()

    class Meta:
        ordering = ["size"]


class Tail(models.Model):
    """The frontier after the last entry: shows when entries are missing at the end. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    frontier = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_tail")]


class SentForm(models.Model):
    """A form that was sent and acted, by what it said: the same one sent again acts no more. Kept for a few days."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)
    leads_to = models.CharField(max_length=500, blank=True)
    """Where whoever sent it was led; empty until they are."""
