"""Pictures: read whole, turned upright, and written anew without what a camera or a program says about them."""

import io
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from umbel.documents.checking.refusals import Refused

MOST_PIXELS = 50_000_000
"""What a good telephone takes; about 200 MB in memory."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "PNG": {},
    "WEBP": {"quality": 90, "method": 4},
}
MODES = {
    "JPEG": {"L": "L"},
    "PNG": {mode: mode for mode in ("1", "L", "LA", "I;16", "P", "RGB", "RGBA")},
    "WEBP": {"RGBA": "RGBA", "LA": "RGBA", "PA": "RGBA"},
}
"""How colours are kept; all others become RGB."""


def image_kind(content: bytes) -> str:
    """The extension of a picture that is taken, by its first bytes; empty for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "webp" if content.startswith(b"RIFF") and content[8:12] == b"WEBP" else ""


def picture_only(content: bytes) -> bytes:
    """The picture as one sees it, and nothing else: no place, time, camera or author, and nothing behind its end."""
    try:
        with Image.open(io.BytesIO(content), formats=list(EXTENSIONS)) as opened:
            _check_size(opened)
            opened.verify()
        with Image.open(io.BytesIO(content), formats=list(EXTENSIONS)) as opened:
            return _written_anew(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_large() from bomb
    except Refused:
        raise
    except Exception as damaged:
        # Decoders raise almost anything on bytes that are made to confuse them.
        raise Refused(
            _("The picture is damaged or far too large."), _("Take it again, or send it as a PDF.")
        ) from damaged


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> Refused:
    return Refused(_("The picture is too large."), _("Send it with fewer pixels."))


def _written_anew(opened: Image.Image) -> bytes:
    # What telephones call a JPEG may hold a second, smaller picture: the first is the one that is seen.
    kind = "JPEG" if opened.format == "MPO" else str(opened.format)
    if kind != "JPEG" and getattr(opened, "n_frames", 1) > 1:
        raise Refused(_("The picture moves."), _("Save what matters of it as still pictures."))
    upright = ImageOps.exif_transpose(opened)
    if upright.mode == "P" and "transparency" in upright.info and kind != "PNG":
        upright = upright.convert("RGBA")
    mode = MODES[kind].get(upright.mode, "RGB")
    kept = upright if upright.mode == mode else upright.convert(mode)
    see_through = kept.info.get("transparency") if kind == "PNG" else None
    kept.info = {} if see_through is None else {"transparency": see_through}
    stream = io.BytesIO()
    kept.save(stream, format=kind, **HOW[kind])
    return stream.getvalue()
