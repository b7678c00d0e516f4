"""Every command teaches, and says what it refuses in a sentence."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError

from tests.cli.commands_page import helps, page
from umbel.cli import umbel
from umbel.cli.commands import COMMANDS
from umbel.cli.refusals import BUSY, FULL, refusals_as_sentences
from umbel.errors import NotNow

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def run(*arguments):
    return CliRunner().invoke(umbel, arguments)


def test_the_page_of_commands_says_what_the_commands_say():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", [name for name, _ in helps(umbel, "umbel") if name.count(" ")])
def test_each_help_teaches_with_examples_and_what_comes_next(name):
    text = run(*name.split()[1:], "--help").output
    if "COMMAND [ARGS]" not in text:
        assert "Examples:" in text
        assert "Next:" in text
    assert len(text.splitlines()) > 5


def test_help_lists_every_command_without_loading_any():
    text = run("--help").output
    for name, row in COMMANDS.items():
        assert f"{name} " in text
        assert row.summary in text


def test_a_command_that_does_not_exist_is_a_sentence_with_exit_code_2():
    result = run("desgin")
    assert result.exit_code == 2
    assert "No such command 'desgin'" in result.output


def raising(failure):
    @click.command()
    def command():
        with refusals_as_sentences():
            raise failure

    return CliRunner().invoke(command)


def test_a_refusal_is_its_sentence_on_stderr():
    result = raising(NotNow("It is founded already."))
    assert (result.exit_code, result.stderr, result.stdout) == (1, "It is founded already.\n", "")


def test_a_full_disk_is_a_sentence():
    assert raising(OSError(28, "No space left on device")).stderr == f"{FULL}\n"


def test_a_busy_database_is_a_sentence():
    assert raising(OperationalError("database is locked")).stderr == f"{BUSY}\n"


def test_a_missing_file_is_named():
    assert raising(FileNotFoundError(2, "No such file or directory", "a.csv")).stderr == (
        "a.csv: no such file or directory.\n"
    )


def test_what_nobody_foresaw_names_the_file_with_its_details(tmp_path, monkeypatch):
    monkeypatch.setenv("UMBEL_HOME", str(tmp_path))
    result = raising(ZeroDivisionError("division by zero"))
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    [kept] = (tmp_path / "details").iterdir()
    assert str(kept) in result.stderr.replace("\n", "")
    assert "ZeroDivisionError: division by zero" in kept.read_text()
