"""A small register: its mapping, and a way to write its file and bring it in."""

import resource
from contextlib import contextmanager
from datetime import date

import pytest

from umbel.audit.actors import Actor
from umbel.exchange.acts import import_register
from umbel.exchange.mapping_loader import parse_mapping

MAPPING = """
[mapping]
id = "small"
title = "A small register"
on = 2025-01-01

[expects]
cn-uscc = ["51", "52", "53"]

[[file]]
match = ["organizations*"]
where = [{ column = "kept", is_not = ["no"] }]

[file.organization]
identifiers = [
    { scheme = "local-small", column = "number" },
    { scheme = "cn-uscc", column = "credit_code" },
]
name_en = "name"
size = "members"
registered_on = { column = "registered", dates = ["%d/%m/%Y"] }
ended_on = "ended"
district = { column = "postcode", as = ["postcode-area"] }
adopt_districts = true

[[file]]
match = ["returns*"]

[file.obligation]
identifiers = [{ scheme = "local-small", column = "number" }]
requirement = { value = "annual-return" }
from_on = "begins"
last_on = "ends"
due_on = "due"
received_on = "received"
"""
HEADER = "number,name,credit_code,members,registered,ended,postcode,kept"
RETURNS = "number,begins,ends,due,received"


@pytest.fixture
def small():
    """The mapping of the small register."""
    return parse_mapping(MAPPING.encode(), "small.toml")


@pytest.fixture
def written(tmp_path):
    """Writes rows below the header into a file and returns its path."""

    def write(*rows, name="organizations.csv", header=HEADER, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path

    return write


@pytest.fixture
def bring(small):
    """Brings files in by the small register's mapping."""

    def run(*files, **options):
        said = {"mapping": small, "on": date(2025, 1, 1), **options}
        return import_register(files=files, by=Actor.program("test"), **said)

    return run


@contextmanager
def files_no_larger_than(size):
    """As on a full disk: no file of this program grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
