"""What is known and not taken, so that the refusal can name the way out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from umbel.documents.checking.refusals import Refused

SAVE_AS_PDF = _("Save it as a PDF and send that one.")
ARCHIVE = (_("Archives such as zip are not taken."), _("Unpack it and send the documents one by one."))
PROGRAM = (_("This kind of file is not taken: programs and scripts."), SAVE_AS_PDF)
OFFICE = (_("This kind of file is not taken: older office documents may hold macros, and locked ones."), SAVE_AS_PDF)
PICTURE = (_("This kind of picture is not taken."), _("Save it as JPEG, PNG or WebP."))

BEGINS: dict[bytes, tuple[str | Promise, str | Promise]] = {
    b"PK\x05\x06": ARCHIVE,
    b"PK\x07\x08": ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": ARCHIVE,
    b"Rar!\x1a\x07": ARCHIVE,
    b"\x1f\x8b": ARCHIVE,
    b"BZh": ARCHIVE,
    b"\xfd7zXZ\0": ARCHIVE,
    b"\x28\xb5\x2f\xfd": ARCHIVE,
    b"\x7fELF": PROGRAM,
    b"MZ\x90": PROGRAM,
    b"#!/": PROGRAM,
    b"L\0\0\0\x01\x14\x02\0": PROGRAM,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OFFICE,
    b"{\\rtf": OFFICE,
    b"%!PS": OFFICE,
    b"GIF8": PICTURE,
    b"II*\0": PICTURE,
    b"MM\0*": PICTURE,
}
ELSEWHERE = {(257, b"ustar"): ARCHIVE, (4, b"ftyphei"): PICTURE, (4, b"ftypmif1"): PICTURE, (4, b"ftypavif"): PICTURE}
"""At which byte, and what stands there."""


def check_nothing_else(content: bytes) -> None:
    """Raises Refused for a content of a known kind that is not taken. What passes may be plain text."""
    known = [why for begins, why in BEGINS.items() if content.startswith(begins)]
    known += [why for (at, mark), why in ELSEWHERE.items() if content[at:].startswith(mark)]
    for problem, way_out in known:
        raise Refused(str(problem), str(way_out))
