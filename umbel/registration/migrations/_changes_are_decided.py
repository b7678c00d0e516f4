"""What no program may get round: a change is carried out or refused by a decision, and its refusal upheld by a review. A
migration that makes its table anew takes the triggers off first and puts them on again.
"""

from typing import Any

DECIDED = "SELECT 1 FROM registration_decision d WHERE d.change_id = NEW.id"
REVIEWED = (
    "SELECT 1 FROM registration_review r JOIN registration_decision d ON d.id = r.decision_id "
    "WHERE d.change_id = NEW.id AND r.outcome = 'upheld'"
)
BROKEN = (
    f"(NEW.state NOT IN ('requested', 'withdrawn') AND NOT EXISTS ({DECIDED})) "
    f"OR (NEW.state = 'refusal-upheld' AND NOT EXISTS ({REVIEWED}))"
)
SENTENCE = "a_change_is_decided_with_reasons"
NAME = "registration_change_is_decided"
EVENTS = ("INSERT", "UPDATE")


def take_off(_apps: Any, schema_editor: Any) -> None:
    """Let the table be made anew."""
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON registration_changerequest"
    for event in EVENTS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_on_{event.lower()}{on}")


def put_on(_apps: Any, schema_editor: Any) -> None:
    """Guard the rows as they are now."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {BROKEN} THEN
                    RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$;
            """,
            params=None,
        )
    for event in EVENTS:
        head = f"CREATE TRIGGER {NAME}_on_{event.lower()} BEFORE {event} ON registration_changerequest"
        schema_editor.execute(
            f"{head} WHEN {BROKEN} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            if is_sqlite
            else f"{head} FOR EACH ROW EXECUTE FUNCTION {NAME}()"
        )
