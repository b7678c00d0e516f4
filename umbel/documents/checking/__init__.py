"""Whether a file that is handed in is taken. Its content decides what it is;
its name and what the browser says do not.

Taken are PDF, JPEG, PNG and WebP images, DOCX, XLSX, ODT and ODS, and plain text. Images are written anew, so that
nothing but the picture is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from umbel.documents.checking.images import image_kind, picture_only
from umbel.documents.checking.office import check_office
from umbel.documents.checking.others import check_nothing_else
from umbel.documents.checking.pdf import check_pdf
from umbel.documents.checking.refusals import Refused
from umbel.documents.checking.texts import check_text
from umbel.documents.naming import LONGEST_NAME, clean_file_name
from umbel.documents.states import LARGEST, MEDIA_TYPES
from umbel.errors import Problem, Problems

__all__ = ["LARGEST", "LONGEST_NAME", "PDF", "Checked", "checked", "clean_file_name", "too_large"]

PDF = MEDIA_TYPES["pdf"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it is kept."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, content: bytes) -> Checked:
    """The file as it is kept. Raises Problems: which file, what is wrong with it, and the way out."""
    try:
        extension, kept = _checked(content)
    except Refused as refused:
        shown = clean_file_name(name, "")
        problem = Problem(refused.problem, file=shown, way_out=refused.way_out)
        raise Problems(_("%(name)s was not taken.") % {"name": shown}, [problem]) from refused
    return Checked(clean_file_name(name, f".{extension}"), MEDIA_TYPES[extension], kept)


def too_large(name: str | None, largest: int = LARGEST) -> str:
    """What is said of a file that is larger than what is taken: the same on a page, in a sheet and by the API."""
    shown = clean_file_name(name or "", "")
    return _("%(name)s is larger than %(most)d MB.") % {"name": shown, "most": largest >> 20}


def _checked(content: bytes) -> tuple[str, bytes]:
    """The extension that fits, and the content to keep."""
    if not content:
        raise Refused(_("The file is empty."), _("Choose the file again; perhaps it was still being written."))
    if len(content) > LARGEST:
        raise Refused(
            _("The file has %(size)d MB; at most %(most)d MB are taken.")
            % {"size": -(-len(content) // 2**20), "most": LARGEST // 2**20},
            _("Save it as a smaller PDF, or send it in parts."),
        )
    if kind := image_kind(content):
        return kind, picture_only(content)
    for begins, check in CHECKS.items():
        if content[:1024].lstrip().startswith(begins):
            return check(content), content
    check_nothing_else(content)
    return check_text(content), content


CHECKS: dict[bytes, Callable[[bytes], str]] = {b"%PDF-": check_pdf, b"PK\x03\x04": check_office}
"""How a file begins, and who looks at the rest of it and says what it is."""
