"""The table in which failed sign-ins are counted (`CACHES` in the settings)."""

from django.core.management import call_command
from django.db import migrations

TABLE = "umbel_counts"


def create(_apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(_apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_savedview"),
    ]

    operations = [migrations.RunPython(create, drop)]
