"""Names that are applied for, in any language."""

from django.db import migrations

from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.migrations._words import drop, gather

COLUMNS = {
    ("application", "name", "names"): WordsField(blank=True, max_length=400),
    ("application", "asked_why", "asked_why"): WordsField(blank=True),
}


def name_changes(apps, schema_editor):
    """Requests that say names say them by language too."""
    for request in apps.get_model("registration", "ChangeRequest").objects.all():
        for side in (request.before, request.after):
            said = {tag: side.pop(f"name_{short}", None) for short, tag in (("en", "en"), ("zh", "zh-hans"))}
            if any(name is not None for name in said.values()):
                side["names"] = {tag: name for tag, name in said.items() if name}
        request.save(update_fields=["before", "after"])


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial"), ("structure", "0008_words_in_any_language")]
    operations = [
        *gather("registration", COLUMNS),
        *drop(COLUMNS),
        migrations.RunPython(name_changes, elidable=False),
    ]
