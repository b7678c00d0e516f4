"""The pack a cycle is pinned to."""

from functools import lru_cache

from umbel.errors import UmbelError
from umbel.evaluation.models import Cycle
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.rubric import Rubric, compile_rubric


class PackChanged(UmbelError):
    """The pack's files are no longer those the cycle was pinned to."""


def pinned_pack(cycle: Cycle) -> Pack:
    """The pack of the cycle, the very bytes it was planned with. Raises PackChanged when they differ."""
    pack = find_pack(cycle.pack_id, cycle.pack_version)
    if pack.content_hash != cycle.pack_hash:
        raise PackChanged(
            f"The files of the pack {pack.id} {pack.version} have changed since the cycle {cycle.code} was planned "
            f"under it (hash {cycle.pack_hash[:12]}…, now {pack.content_hash[:12]}…). Restore the files, or give the "
            "changed pack a new version and plan a new cycle under it: nothing applies backwards."
        )
    return pack


def pinned_rubric(cycle: Cycle) -> Rubric:
    """The rubric of the cycle's pack, compiled once."""
    pack = pinned_pack(cycle)
    return _compiled(pack.id, pack.version, pack.content_hash)


@lru_cache(maxsize=8)
def _compiled(pack_id: str, version: str, content_hash: str) -> Rubric:  # noqa: ARG001  the hash is part of the key
    return compile_rubric(find_pack(pack_id, version))
