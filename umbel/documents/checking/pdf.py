"""PDF: nothing in it runs, opens something else, or is hidden, as far as its objects can be read."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from umbel.documents.checking.refusals import Refused

STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEADER = re.compile(rb"\s*\d+\s+\d+")
"""How an object stream begins, whatever its dictionary says of it: a number and where it stands."""
MOST_STREAMS = 50_000
MOST_DAMAGED = 20
MOST_OPENINGS = 20
MOST_DECODED = 100 * 1024 * 1024
LONGEST_OBJECT = 64 * 1024
CHUNK = 64 * 1024
PEEK = 64
DEEP = 20


def _named(*names: str) -> re.Pattern[bytes]:
    """Any of the names, however it is spelled: `J#61vaScript` is another way to write `JavaScript`."""
    spelled = ("".join(f"(?:{mark}|#{ord(mark):02x}|#{ord(mark):02X})" for mark in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelled)})(?=[\\x00\\s()<>\\[\\]{{}}/%]|$)".encode())


LONG = ["JavaScript", "Launch", "RichMedia", "Rendition", "SubmitForm", "ImportData", "GoToE"]
LONG += ["EmbeddedFile", "EmbeddedFiles"]
DOES_MORE = _named(*LONG)
DOES_MORE_AMONG_OBJECTS = _named(*LONG, "JS", "XFA")
"""Two are so short that they may come up in a compressed picture: they are looked for among the objects only."""
LOCKED = _named("Encrypt")
OBJECT_STREAM = _named("ObjStm")
FILTER = _named("Filter")
OPENING = _named("OpenAction")
KIND = _named("S")
NEXT = _named("Next")
TURNS = _named("GoTo")


def check_pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise Refused(_("The PDF is cut off before its end."), _("Save or scan it again and send it whole."))
    if zipfile.is_zipfile(BytesIO(content)):
        raise _unusual()
    if LOCKED.search(content):
        raise Refused(_("The PDF is locked with a password."), _("Save it without a password and send it again."))
    # The whole file, as what looks like a picture here may be an object to another program.
    if DOES_MORE.search(content):
        raise _does_more()
    texts = [_outside_streams(content), *_object_streams(content)]
    if any(DOES_MORE_AMONG_OBJECTS.search(text) for text in texts) or not _only_turns_to_a_page(texts):
        raise _does_more()
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
    left, damaged = MOST_DECODED, 0
    for number, found in enumerate(STREAM.finditer(content)):
        if number > MOST_STREAMS:
            raise _unusual()
        dictionary = content[max(0, found.start() - 2048) : found.start()].rpartition(b"obj")[2]
        is_declared = OBJECT_STREAM.search(dictionary) is not None
        if not is_declared and not HEADER.match(_inflated(content, found.end(), PEEK)[0]):
            continue
        if is_declared and not FILTER.search(dictionary):
            end = content.find(b"endstream", found.end())
            decoded = content[found.end() : end if end >= 0 else None]
        else:
            decoded, is_damaged = _inflated(content, found.end(), left)
            damaged += is_damaged
        left -= len(decoded)
        if left <= 0 or damaged > MOST_DAMAGED or (is_declared and not HEADER.match(decoded)):
            raise _unusual()
        yield decoded


def _inflated(content: bytes, at: int, most: int) -> tuple[bytes, bool]:
    """Up to `most` bytes of what is compressed at a place, and whether it is damaged further on."""
    reader, waiting = zlib.decompressobj(), b""
    pieces: list[bytes] = []
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
            return b"".join([*pieces, _up_to_the_damage(sound, waiting, most)]), True
        waiting = reader.unconsumed_tail
        most -= len(decoded)
        pieces.append(decoded)
    return b"".join(pieces), False


def _up_to_the_damage(reader: Any, waiting: bytes, most: int) -> bytes:
    """Programs that show PDF read on to where a stream is damaged; so does this."""
    pieces = []
    with suppress(zlib.error):
        for at in range(len(waiting)):
            decoded = reader.decompress(waiting[at : at + 1], most)
            most -= len(decoded)
            pieces.append(decoded)
            if most <= 0:
                break
    return b"".join(pieces)


def _only_turns_to_a_page(texts: list[bytes]) -> bool:
    """On opening, a PDF may turn to a page, and do nothing else."""
    openings = [(text, found.end()) for text in texts for found in islice(OPENING.finditer(text), MOST_OPENINGS + 1)]
    return len(openings) <= MOST_OPENINGS and all(
        _turns_to_a_page(text[at : at + LONGEST_OBJECT].lstrip(), texts) for text, at in openings
    )


def _turns_to_a_page(value: bytes, texts: list[bytes]) -> bool:
    referred = re.match(rb"(\d{1,10})\s+\d+\s+R\b", value)
    if not referred:
        return _is_destination(value)
    found = (body for text in texts for body in _objects(text, int(referred[1])))
    bodies = list(islice(found, MOST_OPENINGS + 1))
    return 0 < len(bodies) <= MOST_OPENINGS and all(map(_is_destination, bodies))


def _is_destination(value: bytes) -> bool:
    value = value.lstrip()
    if not value.startswith(b"<<"):
        return value.startswith((b"[", b"null"))
    action = _dictionary(value)
    kinds = list(KIND.finditer(action))
    return len(kinds) == 1 and bool(TURNS.match(action[kinds[0].end() :].lstrip())) and not NEXT.search(action)


def _dictionary(value: bytes) -> bytes:
    """A dictionary with those within it."""
    depth = 0
    for found in re.finditer(rb"<<|>>", value):
        depth += 1 if found[0] == b"<<" else -1
        if depth == 0:
            return value[: found.end()]
        if depth > DEEP:
            break
    return value


def _objects(text: bytes, number: int) -> Iterator[bytes]:
    """What stands under a number, between the streams or in a stream of objects."""
    for found in re.finditer(rb"(?<!\d)0*%d\s+\d+\s+obj\b" % number, text):
        yield text[found.end() : found.end() + LONGEST_OBJECT]
    heading = re.match(rb"[\d\s]*", text[:LONGEST_OBJECT])
    pairs = [int(digits) for digits in (heading[0] if heading else b"").split() if len(digits) <= 10]
    for own, offset in zip(pairs[::2], pairs[1::2], strict=False):
        if own == number and heading:
            yield text[heading.end() + offset :][:LONGEST_OBJECT]
