"""Fields for numbers, as people write them anywhere."""

import re
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from umbel.web.fields import Line, Said, plain

GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}")


def _digits(value: Any) -> str:
    """A number as machines write it: without what people put between its digits, with a point before its decimals.
    Full-width digits are digits. A comma groups where it stands before three digits, and is the decimal one of half the
    world where it stands before the last one or two; any other is left, and refused.
    """
    said = "".join(normalize("NFKC", plain(value)).split())
    if GROUPED.fullmatch(said):
        return said.replace(",", "")
    return said.replace(".", "").replace(",", ".") if DECIMAL_COMMA.fullmatch(said) else said


class Count(Line):
    """A whole number, 0 or more, with spaces and commas as people write them."""

    MOST_DIGITS = 7

    def __init__(
        self,
        label: Said = "",
        hint: Said = "",
        *,
        wrong: Said = "",
        width: int = 5,
        digits: int = MOST_DIGITS,
        required: bool = True,
    ) -> None:
        super().__init__(label, hint, width=width, inputmode="numeric")
        self.required, self.wrong, self.digits = required, wrong, digits

    def clean(self, value: Any) -> int | None:
        said = _digits(value)
        if not said and not self.required:
            return None
        if said.isdecimal() and len(said) <= self.digits:
            return int(said)
        raise ValidationError(self.wrong or _("Give a whole number, 0 or more."))


AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")


class Amount(Line):
    """A sum of money, with at most two decimals."""

    LARGEST = Decimal(10) ** 18
    LONGEST = 24

    def clean(self, value: Any) -> Decimal | None:
        said = _digits(value)
        if not said:
            return None
        if len(said) <= self.LONGEST and AMOUNT.fullmatch(said) and abs(Decimal(said)) < self.LARGEST:
            return Decimal(said)
        raise ValidationError(_("Write an amount with at most two decimals, such as 125000.50."))
