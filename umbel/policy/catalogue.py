"""The packs at hand: those that ship with Umbel, those adopted here, and those in folders that UMBEL_PACKS names."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from umbel.errors import NotFound
from umbel.policy.draft import nearest
from umbel.policy.load import HEAD, load_pack
from umbel.policy.pack import Pack
from umbel.policy.reading import Unreadable, read_document
from umbel.policy.storing import read_texts

SHIPPED = Path(__file__).parent.parent / "packs"
VARIABLE = "UMBEL_PACKS"
"""Folders of further packs, separated as in PATH."""
HOME = "UMBEL_HOME"
ADOPTED = "packs"
"""In the folder of this installation: the versions that were adopted here."""


def find_pack(code: str, version: str | None = None) -> Pack:
    """The pack with this id, in this version or else the newest. Raises `NotFound` with the nearest name."""
    named = [(found, folder) for (name, found), folder in _named() if name == code]
    if not named:
        raise NotFound(f'No policy pack is called "{code}". {nearest(code, _codes(), what="There are")}')
    fitting = [folder for found, folder in named if version in {None, found}]
    if not fitting:
        versions = sorted((found for found, _ in named), key=version_key)
        raise NotFound(f"The policy pack {code} is not here in version {version}, only in {', '.join(versions)}.")
    return _loaded(fitting[-1], _signature(fitting[-1]))


def pack_texts(code: str, version: str) -> dict[str, str]:
    """The files of a pack at hand by name, as they are kept when a new version is drafted from them."""
    folder = next(folder for named, folder in _named() if named == (find_pack(code, version).id, version))
    return read_texts(folder)


def installed_packs() -> tuple[Pack, ...]:
    """Every pack at hand, by id and version. Raises `Problems` when one of them is broken."""
    return tuple(_loaded(folder, _signature(folder)) for _, folder in _named())


def version_key(version: str) -> tuple[int, ...]:
    """What versions sort by: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) if part.isdecimal() else -1 for part in version.split("."))


def _codes() -> list[str]:
    return [name for (name, _), _ in _named()]


def _named() -> list[tuple[tuple[str, str], Path]]:
    """((id, version), folder) of every pack, in order, without judging it: a broken neighbour hides no other."""
    named = [name for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name]
    home = os.environ.get(HOME)
    folders = [SHIPPED, *([Path(home) / ADOPTED] if home else []), *map(Path, named)]
    heads = [head for folder in folders for head in folder.glob(f"*/{HEAD}")]
    found = [(_id_and_version(head, *_changed(head)), head.parent) for head in heads]
    return sorted(found, key=lambda named: (named[0][0], version_key(named[0][1])))


def _changed(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=256)
def _id_and_version(head: Path, *_changed: int) -> tuple[str, str]:
    try:
        table = read_document(head.parent, head).data.get("pack", {})
        return str(table["id"]), str(table["version"])
    except (Unreadable, KeyError, TypeError, AttributeError):
        return head.parent.name, "0.0.0"


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a file of the pack does, so that an edited pack is read again."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".csv"})
    return tuple((path.name, *_changed(path)) for path in files)


@lru_cache(maxsize=32)
def _loaded(folder: Path, _signature: tuple[tuple[str, int, int], ...]) -> Pack:
    return load_pack(folder)
