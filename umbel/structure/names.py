"""Names as people write them: cleaned of what nobody sees, and compared as the eye compares them."""

import re
import unicodedata

from django.utils.translation import gettext as _

from umbel.errors import UmbelError


class BadName(UmbelError):
    """A name that holds what no name holds."""


def clean_name(text: str) -> str:
    """The name in NFC with single spaces. Raises BadName for control and direction characters and for HTML."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs"} for character in name):
        raise BadName(_("The name holds characters that cannot be seen. Type it again instead of pasting it."))
    if re.search(r"[<>]", name):
        raise BadName(_("A name holds no < or >. Leave them out."))
    return name


LOOK_ALIKES = str.maketrans("аеорсухіјѕԁѵαορνικτ", "aeopcyxijsdvaopvikt")


def skeleton(text: str) -> str:
    """What two names share when they look the same."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LOOK_ALIKES)
    return "".join(character for character in folded if character.isalnum())
