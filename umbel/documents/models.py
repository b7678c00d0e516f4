"""Documents: what is stored, about what, and under which hash."""

from django.db import models
from django.db.models import Q

from umbel.documents.states import Origin
from umbel.workflow import choices_of


class Document(models.Model):
    """One file about a subject. The file itself lies under its hash; removing one keeps its row, dated."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    """What it is, in the pack's words: `articles-of-association`; or `letter`, `certificate`."""
    origin = models.CharField(max_length=20, choices=choices_of(Origin))
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="document_has_a_name"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="document_by_subject")]
