"""Checkpoints in the C2SP text form (tlog-checkpoint), and the signed note around them (signed-note).

The text alone is a checkpoint for whoever keeps it. Signature lines are read, kept and written;
making and checking one is left to a function the caller passes in, so no cryptography is chosen here.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from umbel.errors import UmbelError
from umbel.ledger.tree import HASH_SIZE

ED25519 = b"\x01"
MOST_SIGNATURES = 100
LARGEST_SIZE = 2**63 - 1


class NotACheckpoint(UmbelError):
    """Text that is not a checkpoint; the message says which line is wrong and how it should read."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: whose it is, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note text: one line each, with a newline after the last."""
        return "\n".join([self.origin, str(self.size), _base64(self.root), *self.extensions]) + "\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its four-byte id, and the signature itself."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        return f"— {self.name} {_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def render(self) -> str:
        """The whole note; an unsigned one ends with the blank line."""
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)

    def signed(self, name: str, public_key: bytes, sign: Callable[[bytes], bytes], kind: bytes = ED25519) -> Note:
        """The note with one more signature, made by `sign` over the bytes of the text."""
        signature = Signature(_key_name(name), key_id(name, public_key, kind), sign(self.text.encode()))
        return replace(self, signatures=(*self.signatures, signature))

    def is_signed_by(
        self, name: str, public_key: bytes, check: Callable[[bytes, bytes], bool], kind: bytes = ED25519
    ) -> bool:
        """Whether a signature of this key stands under the text and every one of them holds;
        `check` takes the text and the signature. Signatures of other keys are ignored.
        """
        known = [each for each in self.signatures if (each.name, each.key_id) == (name, key_id(name, public_key, kind))]
        return bool(known) and all(check(self.text.encode(), each.value) for each in known)


def key_id(name: str, public_key: bytes, kind: bytes = ED25519) -> bytes:
    """The four bytes by which a signature line names its key."""
    return sha256(name.encode() + b"\n" + kind + public_key).digest()[:4]


def parse_note(note: str) -> Note:
    """Read a note, signed or not. Raises NotACheckpoint naming the line that is wrong."""
    if any(ord(character) < 0x20 and character != "\n" for character in note):
        raise NotACheckpoint("A note holds no control characters other than the newline.")
    text, blank, rest = note.rpartition("\n\n")
    if not blank:
        text, rest = note.removesuffix("\n"), ""
    lines = rest.split("\n")[:-1]
    if rest and not rest.endswith("\n"):
        raise NotACheckpoint("The last signature line does not end: the note seems cut off.")
    if len(lines) > MOST_SIGNATURES:
        raise NotACheckpoint(f"This note has {len(lines)} signatures; at most {MOST_SIGNATURES} are read.")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def parse_checkpoint(note: str) -> Checkpoint:
    """Read the checkpoint in a note, signed or not. Raises NotACheckpoint naming what is wrong."""
    lines = parse_note(note).text.split("\n")[:-1]
    if len(lines) < 3:
        raise NotACheckpoint(f"A checkpoint has three lines: origin, size, root. This one has {len(lines)}.")
    origin, size, root, *extensions = lines
    if not origin or not all(extensions):
        raise NotACheckpoint("A line of this checkpoint is empty.")
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or int(size) > LARGEST_SIZE:
        raise NotACheckpoint(f"The second line is the number of leaves in decimal digits. Found: {size[:40]!r}.")
    digest = _bytes(root)
    if len(digest) != HASH_SIZE:
        raise NotACheckpoint(f"The third line is a root of {HASH_SIZE} bytes in base64. Found: {root[:60]!r}.")
    return Checkpoint(origin, int(size), digest, tuple(extensions))


def _signature(line: str) -> Signature:
    match line.split(" "):
        case ["—", name, value] if len(raw := _bytes(value)) > 4:
            return Signature(_key_name(name), raw[:4], raw[4:])
    raise NotACheckpoint(f"A signature line reads: em dash, key name, base64. Found: {line[:60]!r}.")


def _key_name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NotACheckpoint(f"A key name has no space and no plus. Found: {name[:60]!r}.")
    return name


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotACheckpoint(f"This is not base64: {text[:60]!r}.") from error
    if _base64(data) != text:
        raise NotACheckpoint(f"This base64 has stray bits at its end: {text[:60]!r}.")
    return data
