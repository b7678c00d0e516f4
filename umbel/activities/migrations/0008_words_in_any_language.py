"""Reports in any language."""

from django.db import migrations

from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.migrations._words import drop, gather

COLUMNS = {
    ("activity", "summary", "summary"): WordsField(blank=True),
}


class Migration(migrations.Migration):
    dependencies = [("activities", "0007_for_large_federations"), ("structure", "0008_words_in_any_language")]
    operations = [
        *gather("activities", COLUMNS),
        *drop(COLUMNS),
    ]
