"""What no program may get round: no cycles in a tree, no overlapping, overwritten or deleted placements."""

from django.db import migrations

TREES = {"structure_body": "body", "structure_concept": "concept"}
SPANS_OVERLAP = (
    "SELECT 1 FROM structure_placement p WHERE p.organization_id = NEW.organization_id "
    "AND p.from_on < COALESCE(NEW.until_on, '9999-12-31') AND COALESCE(p.until_on, '9999-12-31') > NEW.from_on"
)
PLACEMENT_REWRITTEN = (
    "OLD.until_on IS NOT NULL OR NEW.until_on IS NULL OR NEW.organization_id <> OLD.organization_id "
    "OR NEW.body_id <> OLD.body_id OR NEW.from_on <> OLD.from_on OR NEW.id <> OLD.id "
    "OR NEW.why_en <> OLD.why_en OR NEW.why_zh <> OLD.why_zh"
)
SENTENCES = {
    "overlap": "an organization has one placement at a time: end the current one first",
    "rewritten": "a placement is ended, never overwritten",
    "deleted": "is kept for ever: end it instead of deleting it",
}


def sqlite(schema_editor):
    for table, word in TREES.items():
        above = f"(SELECT depth FROM {table} WHERE id = NEW.parent_id)"
        refuse = f"SELECT RAISE(ABORT, 'a {word} stands one level below its parent: this would make a cycle or a gap')"
        for event in ("INSERT", "UPDATE OF parent_id, depth"):
            name = f"{table}_keeps_its_level_on_{event.split()[0].lower()}"
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"WHEN NEW.parent_id IS NOT NULL AND (NEW.parent_id = NEW.id OR NEW.depth IS NOT {above} + 1) BEGIN {refuse}; END"
            )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_carries_its_children BEFORE UPDATE OF depth ON {table} WHEN EXISTS "
            f"(SELECT 1 FROM {table} c WHERE c.parent_id = NEW.id AND c.depth <> NEW.depth + 1) BEGIN {refuse}; END"
        )
    schema_editor.execute(
        f"CREATE TRIGGER placements_do_not_overlap BEFORE INSERT ON structure_placement WHEN EXISTS ({SPANS_OVERLAP}) "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCES['overlap']}'); END"
    )
    schema_editor.execute(
        f"CREATE TRIGGER placements_are_not_overwritten BEFORE UPDATE ON structure_placement "
        f"WHEN {PLACEMENT_REWRITTEN} BEGIN SELECT RAISE(ABORT, '{SENTENCES['rewritten']}'); END"
    )
    for table in ("placement", "particulars"):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON structure_{table} "
            f"BEGIN SELECT RAISE(ABORT, 'a {table} row {SENTENCES['deleted']}'); END"
        )


def postgresql(schema_editor):
    for table, word in TREES.items():
        # The parent is locked, so that two transactions cannot each make one half of a cycle.
        schema_editor.execute(
            f"""
            CREATE FUNCTION {table}_keeps_its_level() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE above integer;
            BEGIN
                IF NEW.parent_id IS NOT NULL THEN
                    SELECT depth INTO above FROM {table} WHERE id = NEW.parent_id FOR SHARE;
                    IF NEW.parent_id = NEW.id OR above IS NULL OR NEW.depth <> above + 1 THEN
                        RAISE EXCEPTION 'a {word} stands one level below its parent: this would make a cycle or a gap'
                        USING ERRCODE = 'check_violation';
                    END IF;
                END IF;
                IF EXISTS (SELECT 1 FROM {table} c WHERE c.parent_id = NEW.id AND c.depth <> NEW.depth + 1) THEN
                    RAISE EXCEPTION 'a {word} stands one level below its parent: this would make a cycle or a gap'
                    USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER {table}_keeps_its_level BEFORE INSERT OR UPDATE OF parent_id, depth ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_keeps_its_level();
            """,
            params=None,
        )
    schema_editor.execute(
        f"""
        CREATE FUNCTION placements_keep_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                PERFORM 1 FROM structure_organization WHERE id = NEW.organization_id FOR NO KEY UPDATE;
                IF EXISTS ({SPANS_OVERLAP}) THEN
                    RAISE EXCEPTION '{SENTENCES["overlap"]}' USING ERRCODE = 'check_violation';
                END IF;
            ELSIF {PLACEMENT_REWRITTEN} THEN
                RAISE EXCEPTION '{SENTENCES["rewritten"]}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER placements_keep_order BEFORE INSERT OR UPDATE ON structure_placement
        FOR EACH ROW EXECUTE FUNCTION placements_keep_order();
        CREATE FUNCTION structure_row_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a row of % {SENTENCES["deleted"]}', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER placement_is_not_deleted BEFORE DELETE ON structure_placement
        FOR EACH ROW EXECUTE FUNCTION structure_row_is_kept();
        CREATE TRIGGER particulars_is_not_deleted BEFORE DELETE ON structure_particulars
        FOR EACH ROW EXECUTE FUNCTION structure_row_is_kept();
        """,
        params=None,
    )


def install(apps, schema_editor):
    {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor](schema_editor)


class Migration(migrations.Migration):
    dependencies = [("structure", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
