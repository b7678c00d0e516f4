"""`umbel ledger`: finds what was changed behind the program's back, and seals what stands."""

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.models import Entry
from umbel.cli import umbel
from umbel.structure.table_of_acts import StructureAct

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_acts():
    with transaction.atomic():
        for number in range(3):
            audit.record(
                StructureAct.ESTABLISH,
                by=Actor.program("test"),
                about=Subject("body", str(number), f"Body {number}"),
                data={"number": number},
            )


def run(*arguments):
    return CliRunner().invoke(umbel, ["ledger", *arguments])


def unguard():
    """Take the database's guards away, as someone who owns the machine could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def test_a_sound_ledger_verifies_with_exit_code_0(three_acts):
    result = run("verify")
    assert result.exit_code == 0
    assert "3 entries" in result.stdout


def test_a_changed_row_is_named_with_exit_code_1(three_acts):
    number = Entry.objects.order_by("number")[1].number
    unguard()
    Entry.objects.filter(number=number).update(subject_label="Someone else")
    result = run("verify")
    assert result.exit_code == 1
    assert f"Entry {number} (structure:establish" in result.stdout


def test_a_checkpoint_kept_elsewhere_finds_that_the_past_was_rewritten(three_acts, tmp_path):
    sealed = run("checkpoint")
    assert sealed.exit_code == 0
    kept = tmp_path / "kept.txt"
    kept.write_text(sealed.stdout)
    assert run("verify", "--against", str(kept)).exit_code == 0
    lines = sealed.stdout.splitlines()
    kept.write_text("\n".join([*lines[:2], "A" * 43 + "=", *lines[3:]]) + "\n")
    result = run("verify", "--against", str(kept))
    assert result.exit_code == 1
    assert "rewritten" in result.stdout or "was changed" in result.stdout


def test_an_empty_ledger_cannot_be_sealed():
    result = run("checkpoint")
    assert result.exit_code == 1
    assert result.stderr == "There is nothing in the ledger to seal yet.\n"


def test_a_file_that_is_no_checkpoint_is_refused_with_what_is_wrong(three_acts, tmp_path):
    (tmp_path / "kept.txt").write_text("hello")
    result = run("verify", "--against", str(tmp_path / "kept.txt"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.stderr.strip()
