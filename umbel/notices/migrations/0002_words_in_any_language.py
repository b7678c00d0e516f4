"""Deadlines and notices in any language."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import JSONObject

from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.migrations._words import drop, gather, settle
from umbel.words import UNKNOWN

COLUMNS = {
    ("clock", "title", "title"): WordsField(max_length=300),
    ("clock", "sentence", "sentence"): WordsField(),
}


SAID = {
    "title": WordsField(max_length=300),
    "text": WordsField(),
    "deadline_sentence": WordsField(blank=True),
}
"""What a notice says; before, in the one language that it named, or in both at once."""


def under_their_language(apps, schema_editor):
    """What stood in both languages at once stands under no language's name: everyone reads it as it was sent."""
    notices = apps.get_model("notices", "Notice").objects
    for language in notices.order_by().values_list("language", flat=True).distinct():
        tag = UNKNOWN if language == "both" else language
        rows = notices.filter(language=language)
        rows.update(**{name: JSONObject(**{tag: F(f"was_{name}")}) for name in SAID})
        rows.filter(was_deadline_sentence="").update(deadline_sentence={})
    notices.filter(language="both").update(language="")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("structure", "0008_words_in_any_language")]
    operations = [
        *gather("notices", COLUMNS),
        *drop(COLUMNS),
        migrations.RemoveConstraint("notice", "notice_says_something"),
        *(migrations.RenameField("notice", name, f"was_{name}") for name in SAID),
        *(migrations.AddField("notice", name, field) for name, field in SAID.items()),
        migrations.RunPython(under_their_language, elidable=False),
        migrations.RunPython(settle, elidable=False),
        *(migrations.RemoveField("notice", f"was_{name}") for name in SAID),
        migrations.AlterField("notice", "language", models.CharField(blank=True, max_length=10)),
        migrations.AddConstraint("notice", said_somehow("title", "notice_has_a_title")),
        migrations.AddConstraint("notice", said_somehow("text", "notice_says_something")),
        migrations.AddConstraint("clock", said_somehow("title", "clock_has_a_title")),
        migrations.AddConstraint("clock", said_somehow("sentence", "clock_says_when")),
    ]
