"""What no program may get round: a round that has ended, and what a decision rests on, are never written again; nothing
adverse stands in a case without a decision in its round. A migration that makes these tables anew (SQLite does so for most
changes) takes the triggers off first and puts them on again.
"""

from collections.abc import Iterator
from typing import Any

BEFORE_A_DECISION = (
    "id", "case_id", "number", "organization_id", "opened_on", "stated_by_id", "ground", "rule", "facts", "noticed_on", "served_on",
    "reply_until", "replied_at", "nothing_more", "asks_for_hearing", "hearing_on", "hearing_where", "heard_on",
    "considered_by_id", "considered_on", "facts_relied_on", "facts_set_aside", "of_the_reply", "decided_by_id", "decided_on",
    "reasons", "withheld_ground",
)  # fmt: skip
BEFORE_A_RULING = ("appealed_on", "appeal_grounds", "heard_by_id", "appeal_decided_on", "appeal_reasons")
AGAINST = "('decided', 'appealable', 'appealed', 'final', 'ended')"
OF_CASE = "SELECT 1 FROM casework_round r WHERE r.id = NEW.round_id AND r.case_id = NEW.id AND r"
ITS_CASE = "SELECT 1 FROM casework_case c WHERE c.round_id = NEW.id AND c.adverse AND c.effective_on IS NOT NULL"


def _rules(differs: str) -> Iterator[tuple[str, str, str, str]]:
    """Each: its table, its name, when it is broken, and the sentence that says so."""

    def changed(names: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)

    yield (
        "round",
        "round_is_not_rewritten",
        "OLD.closed_on IS NOT NULL",
        "the case began again: the round before is never rewritten",
    )
    yield (
        "round",
        "decision_is_not_rewritten",
        f"OLD.decided_on IS NOT NULL AND ({changed(BEFORE_A_DECISION)})",
        "a decision, and what it rests on, is never rewritten",
    )
    yield (
        "round",
        "ruling_is_not_rewritten",
        f"OLD.appeal_decided_on IS NOT NULL AND ({changed(BEFORE_A_RULING)})",
        "what became of an appeal is never rewritten",
    )
    yield (
        "round",
        "effect_keeps_its_service",
        f"NEW.decision_served_on IS NULL AND OLD.decision_served_on IS NOT NULL AND EXISTS ({ITS_CASE})",
        "no_effect_before_service",
    )
    yield (
        "case",
        "nothing_adverse_skips_a_step",
        f"NEW.adverse AND NEW.state IN {AGAINST} AND NOT EXISTS ({OF_CASE}.decided_on IS NOT NULL)",
        "nothing_adverse_skips_a_step",
    )
    yield (
        "case",
        "no_effect_before_service",
        f"NEW.adverse AND NEW.effective_on IS NOT NULL AND NOT EXISTS ({OF_CASE}.decision_served_on IS NOT NULL)",
        "no_effect_before_service",
    )


def _events(table: str) -> tuple[str, ...]:
    return ("INSERT", "UPDATE") if table == "case" else ("UPDATE",)


def take_off(_apps: Any, schema_editor: Any) -> None:
    """Let the tables be made anew."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name, _broken, _sentence in _rules(""):
        for event in _events(table):
            full = f"casework_{name}_on_{event.lower()}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {full}" + ("" if is_sqlite else f" ON casework_{table}"))


def put_on(_apps: Any, schema_editor: Any) -> None:
    """Guard the rows as they are now."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name, broken, sentence in _rules("IS NOT" if is_sqlite else "IS DISTINCT FROM"):
        if not is_sqlite:
            schema_editor.execute(_refusing(name, broken, sentence), params=None)
        for event in _events(table):
            head = f"CREATE TRIGGER casework_{name}_on_{event.lower()} BEFORE {event} ON casework_{table}"
            schema_editor.execute(
                f"{head} WHEN {broken} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
                if is_sqlite
                else f"{head} FOR EACH ROW EXECUTE FUNCTION casework_{name}()"
            )


def _refusing(name: str, broken: str, sentence: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION casework_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {broken} THEN
                RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
    """
