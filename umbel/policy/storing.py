"""A pack as texts, and texts as a pack: what is drafted here is kept as it would lie in a folder."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from umbel.errors import Problem, Problems
from umbel.policy.load import load_pack
from umbel.policy.pack import Pack
from umbel.policy.reading import LARGEST_FILE, LARGEST_PACK, MOST_FILES, Unreadable, read_text

KEPT = {".toml", ".csv"}
FOLDERS = {"", "examples"}


def read_texts(folder: Path) -> dict[str, str]:
    """The files of a pack's folder that make it up, by name. Raises Problems naming what cannot be read."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in KEPT and path.is_file())
    try:
        return {path.relative_to(folder).as_posix(): read_text(folder, path) for path in files}
    except Unreadable as unreadable:
        raise Problems(f"The policy pack {folder.name} cannot be read.", [unreadable.problem]) from None


def pack_of(texts: Mapping[str, str]) -> Pack:
    """The pack that these files make up. Raises Problems with everything that is wrong with it."""
    return _pack_of(tuple(sorted(texts.items())))


@lru_cache(maxsize=32)
def _pack_of(texts: tuple[tuple[str, str], ...]) -> Pack:
    with tempfile.TemporaryDirectory(prefix="umbel-pack-") as name:
        folder = Path(name) / "draft"
        _write(dict(texts), folder)
        return load_pack(folder)


def write_pack(texts: Mapping[str, str], folder: Path) -> None:
    """Put the files into a folder, which appears whole or not at all. What lies there already is left alone."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    draft.chmod(stat.S_IMODE(folder.parent.stat().st_mode))  # read by whoever reads the others
    try:
        _write(texts, draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(texts: Mapping[str, str], folder: Path) -> None:
    if len(texts) > MOST_FILES:
        raise Problems("These are too many files.", [Problem(f"At most {MOST_FILES} are read.")])
    if sum(map(len, texts.values())) > LARGEST_PACK:
        raise Problems("These files are too large.", [Problem(f"At most {LARGEST_PACK:,} bytes are read in all.")])
    for name, text in texts.items():
        path = Path(name)
        if path.suffix not in KEPT or path.is_absolute() or str(path.parent) not in {".", *FOLDERS} or ".." in name:
            way_out = "A pack holds .toml and .csv files, and worked examples in the folder examples."
            raise Problems("A file has a name that a pack does not know.", [Problem(way_out, name)])
        if len(text.encode()) > LARGEST_FILE:
            raise Problems("A file is too large.", [Problem(f"At most {LARGEST_FILE:,} bytes are read.", name)])
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
