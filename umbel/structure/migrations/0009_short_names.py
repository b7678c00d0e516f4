"""Committees have short names beside their full ones."""

from django.db import migrations

from umbel.structure.fields import WordsField
from umbel.structure.migrations._order import put_on, take_off


def free(apps, schema_editor):
    """SQLite writes a table anew to give it a column, and forgets what guards it."""
    take_off(schema_editor)


def bind(apps, schema_editor):
    put_on(schema_editor, words=["why"])


class Migration(migrations.Migration):
    dependencies = [("structure", "0008_words_in_any_language")]
    operations = [
        migrations.RunPython(free, bind),
        migrations.AddField("body", "short_names", WordsField(max_length=16)),
        migrations.RunPython(bind, free),
    ]
