"""What is handed in is taken for what its content is, never for what its name says.

Let in: PDF without anything that runs, photographs (made anew without their metadata), plain text, and office documents
without macros, embedded objects or links that load from elsewhere. Everything else is refused with the way out.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from umbel.errors import Problem, Problems

LARGEST = 10 * 2**20
"""Bytes of one file."""
MOST_PIXELS = 50_000_000
MOST_INFLATED = 60 * 2**20
"""Bytes that an archive or a stream within a file may unfold to while it is looked through."""
MOST_PARTS = 2000
LONGEST_NAME = 120
PDF, TEXT = "application/pdf", "text/plain"
IMAGES = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg"), "WEBP": ("image/webp", ".webp")}
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ("application/vnd.oasis.opendocument.text", ".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("application/vnd.oasis.opendocument.spreadsheet", ".ods"),
}
RUNS_IN_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|SubmitForm|ImportData)\b")
HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
BODIES = re.compile(rb"\bstream\r?\n(.*?)endstream", re.DOTALL)
RUNS_IN_OFFICE = re.compile(r"vbaproject|/embeddings/|activex|macrosheets|^basic/|^scripts/|^object ", re.IGNORECASE)
OUTSIDE = re.compile(
    rb"TargetMode\s*=\s*[\"']External[\"'][^>]*(?:oleObject|attachedTemplate|frame|subDocument)|"
    rb"(?:oleObject|attachedTemplate|frame|subDocument)[^>]*TargetMode\s*=\s*[\"']External",
    re.IGNORECASE,
)
MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it is kept: a clean name that fits its content, its type, and its content."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, content: bytes) -> Checked:
    """The file, ready to be kept. Raises Problems with what is wrong with it and the way out."""
    shown = clean_file_name(name, "")
    if not content:
        raise _refused(shown, _("The file is empty."), _("Choose the file again; perhaps it was still being written."))
    if len(content) > LARGEST:
        raise _refused(
            shown,
            _("The file has %(size)d MB; at most %(most)d MB are taken.")
            % {"size": -(-len(content) // 2**20), "most": LARGEST // 2**20},
            _("Save it as a smaller PDF, or send it in parts."),
        )
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(name, shown, content)
    if content.startswith(b"PK"):
        return _office(name, shown, content)
    if image := _image(shown, content):
        made, media_type, ending = image
        return Checked(clean_file_name(name, ending), media_type, made)
    return _text(name, shown, content)


def clean_file_name(name: str, ending: str) -> str:
    """The name without a path or characters that cannot be seen, not hidden, with the ending of its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C" and mark not in '<>:"|?*')
    seen = " ".join(seen.split()).lstrip(". ")
    stem, dot, tail = seen.rpartition(".")
    if not dot or len(tail) > 8:
        stem, tail = seen, ""
    tail = ending or (f".{tail}" if tail else "")
    stem = stem.rstrip(". ") or "document"
    return stem[: LONGEST_NAME - len(tail)] + tail


def _pdf(name: str, shown: str, content: bytes) -> Checked:
    if b"%%EOF" not in content[-2048:]:
        raise _refused(shown, _("The PDF is cut off before its end."), _("Save or scan it again and send it whole."))
    if b"/Encrypt" in content:
        raise _refused(
            shown, _("The PDF is locked with a password."), _("Save it without a password and send it again.")
        )
    if _runs(content):
        raise _refused(
            shown,
            _("The PDF holds scripts, forms that send something, or other files."),
            _("Print it to a new PDF and send that one."),
        )
    return Checked(clean_file_name(name, ".pdf"), PDF, content)


def _runs(content: bytes) -> bool:
    """Whether anything in the PDF runs, in its objects or in compressed streams of objects; a stream of those that
    cannot be looked through counts. Other streams hold pictures, fonts and marks on the page, which nothing runs.
    """
    if RUNS_IN_PDF.search(_unhexed(BODIES.sub(b"", content))):
        return True
    left = MOST_INFLATED
    for found in BODIES.finditer(content):
        if b"/ObjStm" not in _unhexed(content[max(found.start() - 500, 0) : found.start()]):
            continue
        try:
            part = zlib.decompressobj().decompress(found[1], left)
        except zlib.error:
            return True
        left -= len(part)
        if left <= 0 or RUNS_IN_PDF.search(_unhexed(part)):
            return True
    return False


def _unhexed(content: bytes) -> bytes:
    """Names as a reader sees them: `/J#53` is `/JS`."""
    return HEXED.sub(lambda match: bytes([int(match[1], 16)]), content)


def _image(shown: str, content: bytes) -> tuple[bytes, str, str] | None:
    """The picture made anew: what it says of place, time and camera stays behind."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=list(IMAGES)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _refused(shown, _("The picture is too large."), _("Send it with fewer pixels."))
            kind = opened.format or ""
            upright = ImageOps.exif_transpose(opened)
            bare = Image.new(upright.mode, upright.size)
            if upright.mode == "P" and (palette := upright.getpalette()):
                bare.putpalette(palette)
            bare.paste(upright)
            stream = io.BytesIO()
            bare.save(stream, format=kind, **({"quality": 90} if kind != "PNG" else {}))
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as broken:
        raise _refused(
            shown, _("The picture is damaged or far too large."), _("Take it again, or send it as a PDF.")
        ) from broken
    media_type, ending = IMAGES[kind]
    return stream.getvalue(), media_type, ending


def _office(name: str, shown: str, content: bytes) -> Checked:
    no_archive = _refused(
        shown,
        _("Archives such as zip are not taken."),
        _("Unpack it and send the documents one by one."),
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
                raise no_archive
            names = {part.filename for part in parts}
            found = next((kind for part, kind in OFFICE.items() if part in names), None)
            if found is None and "mimetype" in names:
                found = OPEN_DOCUMENT.get(archive.read("mimetype").strip())
            if found is None:
                raise no_archive
            if _runs_in_office(archive, names):
                raise _refused(
                    shown,
                    _("The document holds macros, embedded objects or parts that load from elsewhere."),
                    _("Save it as a PDF and send that one."),
                )
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error) as broken:
        raise _refused(shown, _("The file is damaged."), _("Save it again, best as a PDF.")) from broken
    media_type, ending = found
    return Checked(clean_file_name(name, ending), media_type, content)


def _runs_in_office(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if any(RUNS_IN_OFFICE.search(name) for name in names):
        return True
    kinds = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in kinds:
        return True
    return any(OUTSIDE.search(archive.read(name)) for name in names if name.endswith(".rels"))


def _text(name: str, shown: str, content: bytes) -> Checked:
    way_out = _("Send it as a PDF, a photograph (JPEG, PNG), an office document (docx, xlsx, odt) or plain text.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as other:
        raise _refused(shown, _("This kind of file is not taken."), way_out) from other
    strange = any(unicodedata.category(mark) == "Cc" and mark not in "\t\r\n\f" for mark in text)
    if strange or MARKUP.search(content[:4096]):
        raise _refused(shown, _("This kind of file is not taken."), way_out)
    return Checked(clean_file_name(name, ".txt"), TEXT, content)


def _refused(name: str, message: str, way_out: str) -> Problems:
    problem = Problem(message, file=name, way_out=way_out)
    return Problems(_("%(name)s was not taken.") % {"name": name}, [problem])
