"""Plain text."""

import re

from django.utils.translation import gettext as _

from umbel.documents.checking.refusals import Refused

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check_text(content: bytes) -> str:
    """Tables in CSV are plain text too, and are kept as such: as `.txt` no program calculates their formulas."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_taken() from None
    if UNSEEN.search(text):
        raise not_taken()
    if not text.strip():
        raise Refused(_("The file is empty."), _("Choose the file again; perhaps it was still being written."))
    if text.lstrip().startswith("<"):
        raise not_taken()
    return "txt"


def not_taken() -> Refused:
    return Refused(
        _("This kind of file is not taken."),
        _("Send it as a PDF, a photograph (JPEG, PNG), an office document (docx, xlsx, odt) or plain text."),
    )
