"""Where the facts are that a rubric is evaluated on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

type Source = str | Path | pa.Table


@dataclass(frozen=True)
class Facts:
    """Table name (`organization`, `activity`, `obligation`, `filing`) -> a Parquet file, or a pyarrow table.

    A table of records that is not given has no records. `organization` must be there.
    """

    tables: Mapping[str, Source]
    threads: int | None = None
    memory_limit: str | None = None
    """Limits for the engine, such as 4 threads and '8GB'; None leaves them to the machine."""
    spill_to: str | Path | None = None
    """Folder for what does not fit in memory; None: nothing is written anywhere."""
