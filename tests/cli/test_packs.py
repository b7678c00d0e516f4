"""`umbel pack`: says what is wrong with a pack, where, and needs no database."""

import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.cli.places import ROOT
from umbel.cli import umbel

SHIPPED = ROOT / "umbel" / "packs"


def run(*arguments):
    return CliRunner().invoke(umbel, ["pack", *arguments])


@pytest.fixture
def copied(tmp_path):
    """A copy of a shipped pack, to be spoiled."""
    shutil.copytree(SHIPPED, tmp_path / "packs")
    return tmp_path / "packs" / "beijing-2016"


@pytest.mark.parametrize("name", ["beijing-2016", "annual-return"])
def test_shipped_packs_are_in_order(name):
    result = run("check", str(SHIPPED / name))
    assert result.output.startswith(f"The pack {name} ")
    assert "is in order" in result.output
    assert result.exit_code == 0


def test_an_unknown_name_in_a_rule_is_named_with_file_line_and_the_nearest(copied):
    rules = copied / "scoring.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("quarters_met * 30.0", "quarters_mett * 30.0"), encoding="utf-8")
    line = text[: text.index("quarters_met * 30.0")].count("\n") + 1
    result = run("check", str(copied))
    assert result.exit_code == 1
    assert f"scoring.toml:{line}:" in result.stderr
    assert "quarters_met" in result.stderr.replace("quarters_mett", "")


def test_an_unknown_key_is_an_error(copied):
    head = copied / "pack.toml"
    head.write_text(head.read_text(encoding="utf-8").replace("size_unit =", "size_units ="), encoding="utf-8")
    result = run("check", str(copied))
    assert result.exit_code == 1
    assert "pack.toml:" in result.stderr
    assert "size_unit" in result.stderr


def test_an_example_that_comes_out_otherwise_is_named(copied):
    example = next(copied.glob("examples/*.toml"))
    text = example.read_text(encoding="utf-8")
    wrong = "D" if 'grade = "A"' in text else "A"
    lines = [f'grade = "{wrong}"' if line.startswith("grade =") else line for line in text.splitlines()]
    example.write_text("\n".join(lines), encoding="utf-8")
    result = run("check", str(copied))
    assert result.exit_code == 1
    assert example.name in result.stderr


def test_a_folder_that_is_no_pack_is_refused(tmp_path):
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "pack.toml" in result.stderr


def test_list_names_the_shipped_packs():
    result = run("list")
    assert result.exit_code == 0
    assert {"beijing-2016", "annual-return"} <= set(result.output.split())


def test_checking_a_pack_needs_no_database_and_no_folder_of_ours(installation):
    home = installation.home / "never-made"
    command = [sys.executable, "-m", "umbel.cli", "pack", "check", str(SHIPPED / "beijing-2016")]
    environment = {**installation.environment, "UMBEL_HOME": str(home), "UMBEL_DATABASE": "postgresql://nowhere/x"}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert not home.exists()
