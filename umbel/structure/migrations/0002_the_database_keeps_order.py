"""What no program may get round: no cycles in a tree, no overlapping, overwritten or deleted placements."""

from django.db import migrations

from umbel.structure.migrations._order import put_on


def install(apps, schema_editor):
    put_on(schema_editor, words=["why_en", "why_zh"])


class Migration(migrations.Migration):
    dependencies = [("structure", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
