"""PDF: nothing in it runs, opens something else, or is hidden, as far as its objects can be read."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from umbel.documents.checking.refusals import Refused

NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]{1,127})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEADER = re.compile(rb"\s*\d+\s+\d+")
"""How an object stream begins, whatever its dictionary says of it: a number and where it stands."""

RUNS = {b"JavaScript", b"Launch", b"RichMedia", b"Rendition", b"SubmitForm", b"ImportData", b"GoToE"}
HOLDS = {b"EmbeddedFile", b"EmbeddedFiles"}
LOCKED = {b"Encrypt"}
SHORT = {b"JS", b"XFA"}
"""So short that they may come up in a compressed picture: looked for among the objects only."""

MOST_STREAMS = 50_000
MOST_DECODED = 100 * 1024 * 1024
CHUNK = 64 * 1024
PEEK = 64
DEEP = 20


def check_pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise Refused(_("The PDF is cut off before its end."), _("Save or scan it again and send it whole."))
    if zipfile.is_zipfile(BytesIO(content)):
        raise _unusual()
    # The whole file, as what looks like a picture here may be an object to another program.
    _check_names(content, RUNS | HOLDS | LOCKED)
    bodies = _outside_streams(content)
    _check_names(bodies, SHORT)
    packed = list(_object_streams(content))
    for decoded in packed:
        _check_names(decoded, RUNS | HOLDS | LOCKED | SHORT)
    _check_opening([_plain_names(text) for text in (bodies, *packed)])
    return "pdf"


def _does_more() -> Refused:
    return Refused(
        _("The PDF holds scripts, forms that send something, or other files."),
        _("Print it to a new PDF and send that one."),
    )


def _unusual() -> Refused:
    return Refused(
        _("The PDF is made in a way that cannot be looked through."), _("Print it to a new PDF and send that one.")
    )


def _check_names(text: bytes, refused: set[bytes]) -> None:
    found = {_plain(name) for name in NAME.findall(text)} & refused
    if found & LOCKED:
        raise Refused(_("The PDF is locked with a password."), _("Save it without a password and send it again."))
    if found:
        raise _does_more()


def _plain(name: bytes) -> bytes:
    """`J#61vaScript` is another way to write `JavaScript`."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name) if b"#" in name else name


def _plain_names(text: bytes) -> bytes:
    return NAME.sub(lambda found: b"/" + _plain(found[1]), text)


def _outside_streams(content: bytes) -> bytes:
    """What stands between the streams: objects, dictionaries, trailers."""
    kept, at = [], 0
    for found in STREAM.finditer(content):
        if found.start() < at:
            continue
        kept.append(content[at : found.start()])
        end = content.find(b"endstream", found.end())
        if end < 0:
            return b"".join(kept)
        at = end
    return b"".join([*kept, content[at:]])


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What the compressed streams of objects hold. Raises Refused for one that cannot be read."""
    left = MOST_DECODED
    for number, found in enumerate(STREAM.finditer(content)):
        if number > MOST_STREAMS:
            raise _unusual()
        dictionary = content[max(0, found.start() - 2048) : found.start()].rpartition(b"obj")[2]
        is_declared = b"ObjStm" in {_plain(name) for name in NAME.findall(dictionary)}
        head = _inflated(content, found.end(), PEEK)
        if not is_declared and not HEADER.match(head):
            continue
        if is_declared and b"FlateDecode" not in _plain_names(dictionary) and b"/Filter" not in dictionary:
            end = content.find(b"endstream", found.end())
            decoded = content[found.end() : end if end >= 0 else None]
        else:
            decoded = _inflated(content, found.end(), left)
        left -= len(decoded)
        if left <= 0 or (is_declared and not HEADER.match(decoded)):
            raise _unusual()
        yield decoded


def _inflated(content: bytes, at: int, most: int) -> bytes:
    """Up to `most` bytes of what is compressed at a place; of what is damaged further on, all that can be read."""
    reader, waiting, pieces = zlib.decompressobj(), b"", []
    step = CHUNK if most > PEEK else PEEK
    while not reader.eof and most > 0:
        if not waiting:
            waiting = content[at : at + step]
            at += step
        if not waiting:
            break
        sound = reader.copy()
        try:
            decoded = reader.decompress(waiting, most)
        except zlib.error:
            pieces.append(_byte_by_byte(sound, waiting, most))
            break
        waiting = reader.unconsumed_tail
        most -= len(decoded)
        pieces.append(decoded)
    return b"".join(pieces)


def _byte_by_byte(reader: Any, waiting: bytes, most: int) -> bytes:
    """Programs that show PDF read on to where a stream is damaged; so does this."""
    decoded = b""
    with suppress(zlib.error):
        for at in range(len(waiting)):
            decoded += reader.decompress(waiting[at : at + 1], most)
            if len(decoded) >= most:
                break
    return decoded


def _check_opening(texts: list[bytes]) -> None:
    """On opening, a PDF may turn to a page, and do nothing else."""
    for text in texts:
        for found in re.finditer(rb"/OpenAction\s*", text):
            if not _turns_to_a_page(text[found.end() :], texts):
                raise _does_more()


def _turns_to_a_page(value: bytes, texts: list[bytes]) -> bool:
    if referred := re.match(rb"(\d+)\s+(\d+)\s+R\b", value):
        candidates = [body for text in texts for body in _objects(text, int(referred[1]))]
        return bool(candidates) and all(_is_destination(body) for body in candidates)
    return _is_destination(value)


def _is_destination(value: bytes) -> bool:
    value = value.lstrip()
    if value.startswith(b"<<"):
        action = _dictionary(value)
        kinds = re.findall(rb"/S\s*/(\w+)", action)
        return kinds == [b"GoTo"] and b"/Next" not in action
    return value.startswith((b"[", b"null"))


def _dictionary(value: bytes) -> bytes:
    """A dictionary with those within it."""
    depth = 0
    for found in re.finditer(rb"<<|>>", value[:65536]):
        depth += 1 if found[0] == b"<<" else -1
        if depth == 0:
            return value[: found.end()]
        if depth > DEEP:
            break
    return value[:65536]


def _objects(text: bytes, number: int) -> Iterator[bytes]:
    """What stands under a number, between the streams or in a stream of objects."""
    for found in re.finditer(rb"(?<!\d)0*%d\s+\d+\s+obj\b" % number, text):
        yield text[found.end() : found.end() + 65536]
    pairs = [int(digits) for digits in (re.match(rb"[\d\s]*", text) or [b""])[0].split() if len(digits) < 12]
    first = (re.match(rb"[\d\s]*", text) or [b""])[0]
    for own, offset in zip(pairs[::2], pairs[1::2], strict=False):
        if own == number:
            yield text[len(first) + offset :][:65536]
