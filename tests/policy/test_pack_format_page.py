"""The reference page names every key there is, and none that there is not."""

import json
import re
from pathlib import Path

import pytest

from umbel.policy.facts import RECORDS
from umbel.policy.pack import RequirementKind
from umbel.policy.schema import FOLDER
from umbel.policy.validity import FUNCTIONS

KEYS = {"id", "organization"}
PAGE = (Path(__file__).parents[2] / "docs" / "write-a-pack" / "pack-format.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))


def keys_of(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys_of(value)


@pytest.mark.parametrize("name", ["pack", "example"])
def test_every_key_of_the_schema_is_on_the_page(name):
    keys = set(keys_of(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))))

    assert len(keys) > 20
    assert {key for key in keys if key not in NAMED} == set()


def test_every_key_in_the_tables_of_the_page_is_in_a_schema():
    keys = {
        key for name in ("pack", "example") for key in keys_of(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))
    }
    rows = [
        row.split("|")[2] for row in PAGE.split("\n") if row.startswith(("| `[[", "| `[cycle", "| `[org", "| `[exp"))
    ]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    values = {*RequirementKind, "obligation", "year", "half", "quarter", "month", "verification"}
    values |= {"grade", "decision"}

    assert len(named) > 25
    assert named - keys - values == set()


def test_the_page_lists_every_table_of_facts_with_its_columns():
    rows = [
        row.split("|")
        for row in PAGE.split("\n")
        if re.match(r"\| `[a-z]+` \| (activity|obligation|document|grade|adv)", row)
    ]
    listed = {row[1].strip(" `"): re.findall(r"`([a-z_]+)`", "|".join(row[3:])) for row in rows}

    assert listed == {table: [name for name in columns if name not in KEYS] for table, columns in RECORDS.items()}


def test_the_page_lists_every_date_function_with_what_it_is_told():
    named = dict(re.findall(r"^\| `([a-z-]+)` \| ((?:`[a-z]+`(?:, )?)+) \|", PAGE, re.MULTILINE))

    assert {name: tuple(re.findall(r"[a-z]+", told)) for name, told in named.items() if name in FUNCTIONS} == FUNCTIONS
