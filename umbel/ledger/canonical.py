"""One way to write a record as bytes, so that its hash can be recomputed anywhere.

Canonical JSON after RFC 8785: UTF-8, no spaces, keys in the order of their UTF-16 code units, the
shortest escapes. Narrower than the RFC on purpose: no floats at all, and integers only as far as
every JSON reader keeps them exact. Dates, moments and decimals are written as text, see `plain`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn
from uuid import UUID

from umbel.errors import UmbelError

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64


class NotCanonical(UmbelError):
    """A value that cannot be written in one certain way; the message says where it stands."""


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode(value: Any) -> bytes:
    """The canonical bytes of `value`. Raises NotCanonical with the place of what cannot be written."""
    return write(plain(value))


def write(value: Any) -> bytes:
    """The canonical bytes of what `plain` gave, without looking at it again."""
    return _write(value).encode()


def parse(text: str | bytes) -> Any:
    """Read JSON, refusing repeated keys, floats and whatever else `encode` would not write."""
    try:
        return plain(json.loads(text, object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"This is not JSON: {error}.") from error


def plain(value: Any, place: str = "$", depth: int = 0) -> Any:
    """`value` as the JSON that stands for it, keys in order: moments in UTC to the microsecond,
    dates in ISO form, decimals in plain digits as they were given, an enumeration by its value.
    """
    if type(value) is str:
        return _text(value, place)
    if depth > DEEPEST:
        raise NotCanonical(f"{place} is nested deeper than {DEEPEST} levels.")
    match value:
        case Enum():
            return plain(value.value, place, depth)
        case dict() | Mapping():
            return {key: plain(value[key], f"{place}.{key}", depth + 1) for key in _keys(value, place)}
        case list() | tuple():
            return [plain(item, f"{place}[{at}]", depth + 1) for at, item in enumerate(value)]
        case _:
            return _scalar(value, place)


def instant(moment: datetime) -> str:
    """A moment in UTC, always with six digits of microseconds."""
    if moment.utcoffset() is None:
        raise NotCanonical(f"{moment} has no time zone. Say which one it is in.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _scalar(value: Any, place: str) -> str | int | None:
    match value:
        case None | bool():
            return value
        case int():
            return _integer(value, place)
        case str():
            return _text(value, place)
        case _:
            return _written(value, place)


def _written(value: Any, place: str) -> str:
    match value:
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case UUID():
            return str(value)
        case float():
            raise NotCanonical(f"{place} is the float {value}. Give a decimal, or an integer of a smaller unit.")
        case _:
            raise NotCanonical(f"{place} is a {type(value).__name__}, which has no one way to be written as JSON.")


def _integer(value: int, place: str) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"{place} is larger than {LARGEST_INTEGER}, which not every reader keeps exact. Give text.")
    return int(value)


def _text(value: str, place: str) -> str:
    try:
        if not value.isascii():
            value.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"{place} holds half a character (a lone surrogate).") from error
    if "\x00" in value:
        raise NotCanonical(f"{place} holds a NUL character, which not every database keeps.")
    return str(value)


def _keys(value: Mapping[Any, Any], place: str) -> list[str]:
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"{place} has the key {key!r}; keys are text.")
        _text(key, place)
    if all(map(str.isascii, value)):
        return sorted(value)
    return sorted(value, key=lambda key: key.encode("utf-16-be"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("A key stands twice in one object.")
    return found


def _refuse(number: str) -> NoReturn:
    raise NotCanonical(f"{number} is not an integer. Numbers with a fraction are written as text.")
