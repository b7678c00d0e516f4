"""Names, and why an organization is placed where it is, in any language."""

from django.db import migrations, models
from django.db.models import F, When, Case

from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.migrations._order import put_on, take_off
from umbel.structure.migrations._words import drop, gather

COLUMNS = {
    ("body", "name", "names"): WordsField(max_length=400),
    ("classification", "name", "names"): WordsField(max_length=400),
    ("concept", "name", "names"): WordsField(max_length=400),
    ("district", "name", "names"): WordsField(max_length=400),
    ("federation", "name", "names"): WordsField(max_length=400),
    ("particulars", "name", "names"): WordsField(max_length=400),
    ("placement", "why", "why"): WordsField(blank=True),
}


NAMED = [model for model, _old, new in COLUMNS if new == "names"]


def free(apps, schema_editor):
    take_off(schema_editor)


def bind(apps, schema_editor):
    put_on(schema_editor, words=["why"])


def sort(apps, schema_editor):
    """What was found under its English name where it had one still is."""
    name = Case(When(name_en="", then=F("name_zh")), default=F("name_en"))
    apps.get_model("structure", "Particulars").objects.update(sort_name=name)


class Migration(migrations.Migration):
    dependencies = [("structure", "0007_rules_in_force")]
    operations = [
        migrations.RunPython(free),
        *(migrations.RemoveConstraint(model, f"{model}_has_a_name") for model in NAMED),
        migrations.RemoveIndex("particulars", "particulars_by_name"),
        *gather("structure", COLUMNS),
        migrations.AddField("particulars", "sort_name", models.CharField(default="", editable=False, max_length=400)),
        migrations.RunPython(sort, elidable=False),
        *drop(COLUMNS),
        migrations.AddIndex("particulars", models.Index(fields=["sort_name"], name="particulars_by_name")),
        *(
            migrations.AddConstraint(
                model, said_somehow("names", f"{model}_has_a_name", "Give a name in at least one language.")
            )
            for model in NAMED
        ),
        migrations.RunPython(bind),
    ]
