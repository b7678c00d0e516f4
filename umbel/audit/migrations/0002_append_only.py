"""The database itself refuses to change, delete or replace an entry or a checkpoint."""

from django.db import migrations

TABLES = {"audit_entry": ("number", "an entry"), "audit_checkpoint": ("size", "a checkpoint")}


def sqlite(schema_editor):
    for table, (key, what) in TABLES.items():
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{what} of the ledger is neither changed nor deleted'); END"
            )
        # REPLACE deletes without firing a delete trigger: only what comes after the last row is let in.
        schema_editor.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE INSERT ON {table} "
            f"WHEN NEW.{key} <= (SELECT MAX({key}) FROM {table}) "
            f"BEGIN SELECT RAISE(ABORT, '{what} is added after the last one'); END"
        )


def postgresql(schema_editor):
    for table, (key, what) in TABLES.items():
        schema_editor.execute(
            f"""
            CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{what} of the ledger is neither changed nor deleted' USING ERRCODE = 'check_violation';
            END $$;
            CREATE FUNCTION {table}_grows() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.{key} <= (SELECT MAX({key}) FROM {table}) THEN
                    RAISE EXCEPTION '{what} is added after the last one' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_is_kept();
            CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_is_kept();
            CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_kept();
            CREATE TRIGGER {table}_only_grows BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_grows();
            """,
            params=None,
        )


def install(apps, schema_editor):
    {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor](schema_editor)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
