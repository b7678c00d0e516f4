"""From a register to committees to grades, by commands."""

import csv
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from umbel.audit.actors import Actor
from umbel.cli import umbel
from umbel.evaluation.acts import plan
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.evaluation.states import CycleState
from umbel.policy import find_pack
from umbel.structure.models import Body, Federation, Organization, Placement
from umbel.structure.states import TierCode

pytestmark = pytest.mark.django_db

MAPPING = """
[mapping]
id = "tiny"
title = "A tiny register"
classification = "icnptso"

[[file]]
match = ["fields.csv"]

[file.classification]
classification = { value = "icnptso" }
title_en = { value = "Fields" }
name_en = "name"
levels = [{ code = "section" }, { code = "group" }]

[[file]]
match = ["register*.csv"]

[file.organization]
identifiers = [{ scheme = "local-tiny", column = "number" }]
name_en = "name"
concept = "field"
registered_on = "since"
"""


def run(*arguments):
    return CliRunner().invoke(umbel, [str(argument) for argument in arguments])


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def folder(tmp_path):
    """A mapping, a classification of two sections, and a register of twenty organizations."""
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    write(
        tmp_path / "fields.csv",
        [("section", "group", "name"), ("A", "", "Culture"), ("A", "A10", "Arts"), ("B", "", "Education")],
    )
    rows = [
        (f"T{number:02}", f"Association {number}", "A10" if number % 2 else "B", "2015-05-01") for number in range(20)
    ]
    write(tmp_path / "register.csv", [("number", "name", "field", "since"), *rows])
    return tmp_path


def enter(folder, *more, register="register.csv"):
    return run("import", folder / "map.toml", folder / "fields.csv", folder / register, *more)


def test_a_dry_run_says_what_would_be_entered_and_enters_nothing(folder):
    result = enter(folder, "--dry-run")
    assert result.exit_code == 0
    assert "Would enter A tiny register" in result.stdout
    assert "Organizations: 20 created." in result.stdout
    assert Organization.objects.count() == 0


def test_an_import_twice_changes_nothing(folder):
    assert enter(folder).exit_code == 0
    assert Organization.objects.count() == 20
    result = enter(folder)
    assert result.exit_code == 0
    assert "Organizations: 20 unchanged." in result.stdout


@pytest.fixture
def spoiled(folder):
    """The register with one impossible date, in the fifth row of its file."""
    rows = list(csv.reader((folder / "register.csv").read_text(encoding="utf-8").splitlines()))
    rows[4][3] = "2015-02-31"
    write(folder / "register-spoiled.csv", rows)
    return folder


def test_a_bad_row_is_named_by_file_row_and_field_and_nothing_is_entered(spoiled):
    result = enter(spoiled, register="register-spoiled.csv")
    assert result.exit_code == 1
    [line] = [line for line in result.stderr.splitlines() if line.startswith("register-spoiled.csv")]
    assert "row 5" in line
    assert "since" in line or "registered_on" in line
    assert "2015-02-31" in line
    assert "--skip-bad-rows" in result.stderr
    assert Organization.objects.count() == 0


def test_bad_rows_can_be_left_out_and_are_written_to_a_file(spoiled):
    errors = spoiled / "wrong.csv"
    result = enter(spoiled, "--skip-bad-rows", "--errors", errors, register="register-spoiled.csv")
    assert result.exit_code == 0
    assert Organization.objects.count() == 19
    [problem] = csv.DictReader(errors.read_text(encoding="utf-8").splitlines())
    assert problem["row"] == "5"


def test_a_mapping_that_does_not_exist_names_the_nearest(folder):
    result = run("import", "ukcatt", folder / "register.csv")
    assert result.exit_code == 1
    assert "Did you mean 'ukcat'?" in result.stderr


def test_a_design_is_printed_with_its_bound_and_changes_nothing(folder):
    enter(folder)
    result = run("design", "--committees", 2)
    assert result.exit_code == 0
    assert "A Culture" in result.stdout
    assert "B Education" in result.stdout
    assert "2 committees of 10 to 10 for 20 organizations" in result.stdout
    assert "Objective 0.00, proven lower bound 0.00" in result.stdout
    assert not Body.objects.filter(tier=TierCode.JOINT).exists()


def test_a_design_is_carried_out_and_designing_again_moves_nobody(folder):
    enter(folder)
    result = run(
        "design", "--committees", 2, "--size-range", 8, 12, "--apply", "--pack", "annual-return", "--name", "Tiny"
    )
    assert result.exit_code == 0, result.stderr
    assert "2 committees." in result.stdout
    assert Federation.objects.get().names.get("en", "") == "Tiny"
    assert Placement.objects.filter(until_on=None).count() == 20
    again = run("design", "--committees", 2, "--size-range", 8, 12, "--move-cost", 1)
    assert "would move" not in again.stdout


def test_sizes_that_cannot_work_are_refused_with_the_numbers(folder):
    enter(folder)
    result = run("design", "--committees", 3, "--size-range", 8, 12)
    assert result.exit_code == 1
    assert "3 committees of at least 8 need 24 organizations; there are 20." in result.stderr


def test_a_design_without_a_register_says_what_to_do(folder):
    result = run("design")
    assert result.exit_code == 1
    assert "Import a register first." in result.stderr


def test_evaluating_without_a_pack_in_force_says_how_to_name_one(folder):
    result = run("evaluate")
    assert result.exit_code == 1
    assert "Name one with --pack" in result.stderr


YEAR = ("--from", "2025-01-01", "--until", "2026-01-01", "--as-of", "2026-06-30")


def test_an_evaluation_prints_its_distribution_and_a_second_one_only_shows_it(folder):
    enter(folder)
    first = run("evaluate", "--pack", "annual-return", *YEAR)
    assert first.exit_code == 0, first.stderr
    assert ProposedGrade.objects.count() == 20
    second = run("evaluate", "--pack", "annual-return", *YEAR)
    assert second.stdout == first.stdout
    assert Cycle.objects.count() == 1


def test_an_evaluation_that_was_interrupted_goes_on_where_it_stopped(folder):
    enter(folder)
    plan(
        code="annual-return-2025",
        pack=find_pack("annual-return"),
        from_on=date(2025, 1, 1),
        until_on=date(2026, 1, 1),
        as_of=date(2026, 6, 30),
        by=Actor.command_line(),
    )
    result = run("evaluate", "--pack", "annual-return", *YEAR)
    assert "going on where it stopped" in result.stderr
    assert Cycle.objects.get().state == CycleState.PROPOSED


def test_another_span_under_the_same_name_is_refused(folder):
    enter(folder)
    run("evaluate", "--pack", "annual-return", *YEAR)
    other = ("--from", "2025-04-01", "--until", "2026-04-01")
    result = run("evaluate", "--pack", "annual-return", "--code", "annual-return-2025", *other)
    assert result.exit_code == 1
    assert "Give yours another name with --code." in result.stderr


def test_what_is_exported_is_imported_without_a_change(folder, tmp_path):
    enter(folder)
    assert run("export", tmp_path / "out").exit_code == 0
    result = run("import", "umbel", *sorted((tmp_path / "out").glob("*.csv")))
    assert result.exit_code == 0, result.stderr
    assert "Organizations: 20 unchanged." in result.stdout


def test_what_was_exported_begins_an_empty_installation(bare_installation, tmp_path):
    """The mapping has a column for each language of the federation, which is asked for once there are tables."""
    (tmp_path / "districts.csv").write_text("code,name_fr,name_en\n53,Bretagne,Brittany\n")
    result = bare_installation.run("import", "umbel", tmp_path / "districts.csv")
    assert result.returncode == 0, result.stderr
    assert "Districts: 1 created." in result.stdout


def test_a_database_of_a_newer_version_is_refused(folder):
    MigrationRecorder(connection).record_applied("structure", "9999_future")
    for command in (("design",), ("ledger", "verify"), ("import", folder / "map.toml", folder / "register.csv")):
        result = run(*command)
        assert result.exit_code == 1
        assert "A newer version of Umbel has written this database (structure 9999_future)." in result.stderr


def test_commands_that_need_a_register_say_so_where_there_is_none(bare_installation):
    for command in (("design",), ("ledger", "verify")):
        result = bare_installation.run(*command)
        assert result.returncode == 1
        assert result.stderr == (
            "There is no register here yet. Start with `umbel demo`, or `umbel import` with one of your own.\n"
        )
