"""Hashes of leaves, nodes and trees (RFC 9162, 2.1.1), and the frontier that makes an append cheap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from umbel.errors import UmbelError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf; its prefix keeps a leaf from passing for a node."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, taken in order, in one pass."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier.root()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The peaks of a tree: the hashes of its largest complete subtrees, from left to right.
    There is one for each 1 in the binary form of `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf hash."""
        kept, last = len(self.peaks), leaf
        for _ in range((~self.size & (self.size + 1)).bit_length() - 1):
            kept -= 1
            last = node_hash(self.peaks[kept], last)
        return Frontier(self.size + 1, (*self.peaks[:kept], last))

    def root(self) -> bytes:
        """The root of the whole tree."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT

    def spans(self) -> Iterator[tuple[int, int]]:
        """The leaves each peak covers, as (first, past the last), counted from 0."""
        start = 0
        for bit in range(self.size.bit_length() - 1, -1, -1):
            if self.size >> bit & 1:
                yield start, start + (1 << bit)
                start += 1 << bit

    def subtree(self, start: int, leaf: bytes) -> bytes:
        """The root over leaves `start` to `size`, where `leaf` is leaf number `size`, the next one.
        One stored frontier thus answers for any subtree that ends right after it.
        """
        peaks = [peak for (first, _), peak in zip(self.spans(), self.peaks, strict=True) if first >= start]
        return _fold((*peaks, leaf))

    def to_bytes(self) -> bytes:
        """Eight bytes of size, then the peaks."""
        return self.size.to_bytes(8) + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """Read what `to_bytes` wrote. Raises NotAFrontier on anything else."""
        size, rest = int.from_bytes(data[:8]), data[8:]
        if len(data) < 8 or len(rest) != size.bit_count() * HASH_SIZE:
            raise NotAFrontier(f"These {len(data)} bytes are not a frontier: its size and its peaks do not agree.")
        return cls(size, tuple(rest[at : at + HASH_SIZE] for at in range(0, len(rest), HASH_SIZE)))


class NotAFrontier(UmbelError):
    """Bytes that are not a frontier."""


def _fold(hashes: tuple[bytes, ...]) -> bytes:
    # RFC 9162 splits at the largest power of two below the size: the largest peak always stands left.
    *others, total = hashes
    for peak in reversed(others):
        total = node_hash(peak, total)
    return total
