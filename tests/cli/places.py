"""An installation of its own for a command run as a process: a folder, and on PostgreSQL a database."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Installation:
    """Where a command finds its database, and how to run one there."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        self.environment = {**os.environ, "UMBEL_HOME": str(home), "UMBEL_DATABASE": database, "COLUMNS": "200"}

    def start(self, *arguments):
        """Start a command without waiting for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "umbel.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments):
        """Run a command to its end."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=300)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)


def new_installation(home: Path, template: str = "template1") -> Installation:
    """One on the engine of this test run; on PostgreSQL its database is made from `template`."""
    address = os.environ["UMBEL_DATABASE"]
    if address == "sqlite":
        return Installation(home, address)
    name = f"umbel_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return Installation(home, urlunsplit(urlsplit(address)._replace(path=f"/{name}")))
