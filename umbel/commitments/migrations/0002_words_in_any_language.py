"""Undertakings in any language."""

from django.db import migrations

from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.migrations._words import drop, gather

COLUMNS = {
    ("undertaking", "title", "title"): WordsField(max_length=300),
}


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial"), ("structure", "0008_words_in_any_language")]
    operations = [
        *gather("commitments", COLUMNS),
        *drop(COLUMNS),
        migrations.AddConstraint("undertaking", said_somehow("title", "undertaking_has_a_title")),
    ]
