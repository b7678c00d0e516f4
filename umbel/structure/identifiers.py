"""Numbers that name organizations: which schemes there are, and what a right number looks like.

The unified social credit code is checked here, whole: its own check character (GB 32100-2015) and
that of the organization code inside it (GB 11714). Other national schemes come from python-stdnum.
"""

import re
import unicodedata
from difflib import get_close_matches

from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from umbel.errors import UmbelError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Of the credit code: no I, O, S, V, Z."""
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANIZATION_CHECKS = "0123456789X"
CREDIT_CODE = "cn-uscc"
LENGTH = 18

DEPARTMENTS = {
    "1": "an institution (establishment office)",
    "2": "a foreign mission's body",
    "3": "a body of the justice administration",
    "4": "a foreign culture centre",
    "5": "another civil-affairs body",
    "6": "a tourism office",
    "7": "a religious body",
    "8": "a trade union",
    "9": "an enterprise or other body of market regulation",
    "A": "a military institution",
    "G": "an overseas non-governmental organization's office",
    "N": "a rural collective",
    "Y": "another body",
}
CLASSES = {
    "51": "a social group",
    "52": "a private non-enterprise unit",
    "53": "a foundation",
    "91": "an enterprise",
    "92": "an individual business",
    "93": "a farmers' cooperative",
    "G1": "an overseas non-governmental organization's office",
}

PATTERNS = {
    "gb-chc": (r"\d{6,7}(-\d{1,4})?", "six or seven digits, and perhaps a hyphen and a linked charity's number"),
    "gb-ccew": (r"\d{1,9}", "up to nine digits"),
    "gb-sc": (r"SC\d{6}", "SC and six digits"),
    "gb-nic": (r"(NIC)?\d{6}", "six digits"),
    # Not python-stdnum's us.ein: the tax authority's own register holds numbers whose prefix its list lacks.
    "us-ein": (r"\d{9}", "nine digits"),
}
LOCAL = "local-"
"""A scheme that begins so is a register's own numbering: any text without spaces around it."""


class BadIdentifier(UmbelError):
    """A number that cannot be one of its scheme; the message says what is wrong with it."""


def check_identifier(scheme: str, value: str) -> str:
    """The number as it is kept. Raises BadIdentifier with what is wrong, and where."""
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        raise BadIdentifier("The number is empty.")
    if scheme == CREDIT_CODE:
        return _credit_code(text.upper())
    if scheme in PATTERNS:
        return _by_pattern(scheme, text.upper())
    if scheme.startswith(LOCAL):
        return text
    return _by_stdnum(scheme, text)


def check_scheme(scheme: str) -> None:
    """Raises BadIdentifier when there is no scheme of that name, with the nearest."""
    if scheme == CREDIT_CODE or scheme in PATTERNS or scheme.startswith(LOCAL) or _stdnum_module(scheme):
        return
    near = get_close_matches(scheme, [CREDIT_CODE, *PATTERNS], n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join([CREDIT_CODE, *PATTERNS])}."
    raise BadIdentifier(f"There is no identifier scheme {scheme!r}. {hint} A register's own begins with {LOCAL!r}.")


def _stdnum_module(scheme: str) -> object:
    country, _, name = scheme.partition("-")
    return get_cc_module(country, name.replace("-", "_")) if country.isalpha() and name else None


def _by_pattern(scheme: str, text: str) -> str:
    pattern, words = PATTERNS[scheme]
    text = re.sub(r"\s", "", text)
    if scheme == "us-ein":
        text = text.replace("-", "")
    if not re.fullmatch(pattern, text, re.ASCII):
        raise BadIdentifier(f"{text!r} is not a {scheme} number: it has {words}.")
    return text.removeprefix("NIC") if scheme == "gb-nic" else text


def _by_stdnum(scheme: str, text: str) -> str:
    module = _stdnum_module(scheme)
    if module is None:
        check_scheme(scheme)
    try:
        return str(module.validate(text))  # type: ignore[attr-defined]
    except ValidationError as refused:
        raise BadIdentifier(f"{text!r} is not a {scheme} number: {str(refused).rstrip('.').lower()}.") from refused


def credit_code_class(code: str) -> str:
    """What kind of body a credit code is given to: `51`, and in words `a social group`."""
    return CLASSES.get(code[:2]) or DEPARTMENTS.get(code[:1], "no known kind of body")


def credit_check(first: str) -> str:
    """The check character that belongs to the first 17 of a credit code (mod 31, weights 3^i)."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first))
    return ALPHABET[-total % 31]


def organization_check(body: str) -> str:
    """The check character that belongs to the 8 of an organization code (GB 11714, mod 11)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANIZATION_WEIGHTS, strict=True))
    return ORGANIZATION_CHECKS[-total % 11]


def make_credit_code(*, kind: str, region: str, body: str) -> str:
    """A valid credit code from its class (`51`), region (six digits) and the 8 characters of an
    organization code: for demos and tests.
    """
    first = kind + region + body + organization_check(body)
    return check_identifier(CREDIT_CODE, first + credit_check(first))


def _credit_code(text: str) -> str:
    code = re.sub(r"\s", "", text)
    if len(code) != LENGTH:
        more = "too many" if len(code) > LENGTH else "too few"
        raise BadIdentifier(f"A credit code has {LENGTH} characters; this one has {len(code)}, {more}.")
    for place, character in enumerate(code, start=1):
        if character not in ALPHABET:
            raise BadIdentifier(
                f"Character {place} of a credit code cannot be {character!r}: it is a digit or a capital letter "
                "other than I, O, S, V, Z."
            )
    if code[0] not in DEPARTMENTS or not code[1].isdigit():
        raise BadIdentifier(f"No registration authority gives credit codes that begin with {code[:2]!r}.")
    if not code[2:8].isdigit():
        raise BadIdentifier(f"Characters 3 to 8 of a credit code are a region in digits, not {code[2:8]!r}.")
    if (right := credit_check(code[:17])) != code[17]:
        raise BadIdentifier(
            f"Character 18 of a credit code with this beginning would be {right!r}, not {code[17]!r}: "
            "some character is wrong."
        )
    if (right := organization_check(code[8:16])) != code[16]:
        raise BadIdentifier(
            f"Character 17, which checks the organization code in characters 9 to 16, would be {right!r}, "
            f"not {code[16]!r}."
        )
    return code
