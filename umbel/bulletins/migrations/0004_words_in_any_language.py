"""Bulletins and calls in any language."""

from django.db import migrations

from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.migrations._words import drop, gather

COLUMNS = {
    ("bulletin", "title", "title"): WordsField(max_length=200),
    ("bulletin", "text", "text"): WordsField(blank=True),
    ("call", "title", "title"): WordsField(max_length=300),
}


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0003_asking_for_a_return"), ("structure", "0008_words_in_any_language")]
    operations = [
        migrations.RemoveConstraint("bulletin", "bulletin_has_a_title"),
        *gather("bulletins", COLUMNS),
        *drop(COLUMNS),
        migrations.AddConstraint("bulletin", said_somehow("title", "bulletin_has_a_title")),
        migrations.AddConstraint("call", said_somehow("title", "call_has_a_title")),
    ]
