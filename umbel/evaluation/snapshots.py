"""Snapshots on disk: the facts of a cycle as Parquet files in a folder named by their hash."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from umbel.errors import UmbelError
from umbel.policy.facts import ORGANIZATION, RECORDS

TABLES = {"organization": ORGANIZATION, **RECORDS}
ARROW: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 2),
    "text": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}
BATCH = 20_000
WRITING = "writing-"


class SnapshotDamaged(UmbelError):
    """A file of a snapshot is missing or is not the one that was frozen."""


def root() -> Path:
    """The folder that holds every snapshot, outside the web root."""
    folder = Path(settings.UMBEL_SNAPSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def schema(table: str) -> pa.Schema:
    """The Arrow schema of one table of facts."""
    return pa.schema([(name, ARROW[kind]) for name, kind in TABLES[table].items()])


def begin() -> Path:
    """A new folder to write into, which whoever reads the snapshots may read: a cluster may run as another user.
    Folders that a killed run left behind are removed.
    """
    for left in root().glob(f"{WRITING}*"):
        if not _is_alive(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{WRITING}{os.getpid()}-", dir=root()))
    folder.chmod(stat.S_IMODE(root().stat().st_mode))
    return folder


def _is_alive(folder: Path) -> bool:
    process = folder.name.removeprefix(WRITING).split("-")[0]
    return process.isdigit() and Path(f"/proc/{process}").exists()


def write_table(folder: Path, table: str, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Write one table in batches; returns its SHA-256 and number of rows."""
    path = folder / f"{table}.parquet"
    count = 0
    with pq.ParquetWriter(path, schema(table), compression="zstd") as writer:
        for batch in _batches(table, rows):
            writer.write_batch(batch)
            count += batch.num_rows
    with path.open("rb") as written:
        os.fsync(written.fileno())
    return {"sha256": _sha256(path), "rows": count}


def _batches(table: str, rows: Iterable[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    for batch in batched(rows, BATCH):
        yield pa.RecordBatch.from_pylist(list(batch), schema=schema(table))


def finish(folder: Path, files: dict[str, dict[str, Any]]) -> tuple[str, str]:
    """Give a written folder its final name. Returns the snapshot's SHA-256 and the folder's name."""
    text = "".join(f"{table} {entry['rows']} {entry['sha256']}\n" for table, entry in sorted(files.items()))
    digest = hashlib.sha256(text.encode()).hexdigest()
    final = root() / digest[:32]
    if final.exists():
        shutil.rmtree(folder)
    else:
        folder.rename(final)
    return digest, final.name


def paths(folder: str, files: dict[str, dict[str, Any]], *, check: bool) -> dict[str, Path]:
    """The files of a snapshot by table. With `check`, every byte is compared with what was frozen."""
    found = {table: root() / folder / f"{table}.parquet" for table in files}
    for table, path in found.items():
        if not path.is_file():
            raise SnapshotDamaged(
                f"The snapshot's file {folder}/{path.name} is missing. Restore it from a backup; "
                "the cycle cannot be evaluated from anything else."
            )
        if check and _sha256(path) != files[table]["sha256"]:
            raise SnapshotDamaged(
                f"The snapshot's file {folder}/{path.name} is not the one that was frozen: its hash differs. "
                "Restore it from a backup."
            )
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
