"""What no program may get round: no cycles in a tree, no overlapping, overwritten or deleted placements. A migration that
makes these tables anew takes the triggers off first and puts them on again.
"""

from collections.abc import Sequence
from typing import Any

TREES = {"structure_body": "body", "structure_concept": "concept"}
SPANS_OVERLAP = (
    "SELECT 1 FROM structure_placement p WHERE p.organization_id = NEW.organization_id "
    "AND p.from_on < COALESCE(NEW.until_on, '9999-12-31') AND COALESCE(p.until_on, '9999-12-31') > NEW.from_on"
)
REWRITTEN = (
    "OLD.until_on IS NOT NULL OR NEW.until_on IS NULL OR NEW.organization_id <> OLD.organization_id "
    "OR NEW.body_id <> OLD.body_id OR NEW.from_on <> OLD.from_on OR NEW.id <> OLD.id"
)
TRIGGERS = {
    "sqlite": (
        *(f"{table}_keeps_its_level_on_{event}" for table in TREES for event in ("insert", "update")),
        *(f"{table}_carries_its_children" for table in TREES),
        "placements_do_not_overlap",
        "placements_are_not_overwritten",
        "placement_is_not_deleted",
        "particulars_is_not_deleted",
    ),
    "postgresql": (
        *((f"{table}_keeps_its_level", table) for table in TREES),
        ("placements_keep_order", "structure_placement"),
        ("placement_is_not_deleted", "structure_placement"),
        ("particulars_is_not_deleted", "structure_particulars"),
    ),
}
SENTENCES = {
    "overlap": "an organization has one placement at a time: end the current one first",
    "rewritten": "a placement is ended, never overwritten",
    "deleted": "is kept for ever: end it instead of deleting it",
}


def take_off(schema_editor: Any) -> None:
    """Let rows be written as a migration must."""
    vendor = schema_editor.connection.vendor
    for trigger in TRIGGERS[vendor]:
        schema_editor.execute(
            f"DROP TRIGGER IF EXISTS {trigger}" if vendor == "sqlite" else "DROP TRIGGER {} ON {}".format(*trigger)
        )


def put_on(schema_editor: Any, *, words: Sequence[str]) -> None:
    """Put the triggers on; `words` are the columns of a placement that say why, and stay as they were written."""
    rewritten = " OR ".join([REWRITTEN, *(f"NEW.{word} <> OLD.{word}" for word in words)])
    {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor](schema_editor, rewritten)


def _sqlite(schema_editor: Any, rewritten: str) -> None:
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
        f"WHEN {rewritten} BEGIN SELECT RAISE(ABORT, '{SENTENCES['rewritten']}'); END"
    )
    for table in ("placement", "particulars"):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON structure_{table} "
            f"BEGIN SELECT RAISE(ABORT, 'a {table} row {SENTENCES['deleted']}'); END"
        )


def _postgresql(schema_editor: Any, rewritten: str) -> None:
    for table, word in TREES.items():
        # The parent is locked, so that two transactions cannot each make one half of a cycle.
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {table}_keeps_its_level() RETURNS trigger LANGUAGE plpgsql AS $$
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
        CREATE OR REPLACE FUNCTION placements_keep_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                PERFORM 1 FROM structure_organization WHERE id = NEW.organization_id FOR NO KEY UPDATE;
                IF EXISTS ({SPANS_OVERLAP}) THEN
                    RAISE EXCEPTION '{SENTENCES["overlap"]}' USING ERRCODE = 'check_violation';
                END IF;
            ELSIF {rewritten} THEN
                RAISE EXCEPTION '{SENTENCES["rewritten"]}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER placements_keep_order BEFORE INSERT OR UPDATE ON structure_placement
        FOR EACH ROW EXECUTE FUNCTION placements_keep_order();
        CREATE OR REPLACE FUNCTION structure_row_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
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
