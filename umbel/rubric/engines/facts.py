"""Where the facts are that a rubric is evaluated on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from umbel.policy.facts import ORGANIZATION, RECORDS

type Source = str | Path | pa.Table


@dataclass(frozen=True)
class Facts:
    """Table name (`organization`, and those of `umbel.policy.facts`) -> a Parquet file, or a pyarrow table.

    A table of records that is not given has no records. `organization` must be there.
    """

    tables: Mapping[str, Source]
    threads: int | None = None
    memory_limit: str | None = None
    """Limits for the engine, such as 4 threads and '8GB'; None leaves them to the machine."""
    spill_to: str | Path | None = None
    """Folder for what does not fit in memory; None: nothing is written anywhere."""


ARROW: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 2),
    "text": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def facts_from_rows(organizations: list[dict[str, Any]], records: Mapping[str, list[dict[str, Any]]]) -> Facts:
    """Facts given as rows; columns that a row does not have are missing."""
    tables = {"organization": _table(ORGANIZATION, organizations)}
    tables |= {table: _table(RECORDS[table], rows) for table, rows in records.items()}
    return Facts(tables, threads=1)


def _table(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], ARROW[kind]) for name, kind in columns.items()})
