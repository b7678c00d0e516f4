"""Results as plain JSON and back, and the hash by which a run that was recorded can be compared with another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from umbel.ledger import canonical


class Recorded:
    """A frozen dataclass of results. The same inputs give the same JSON, to the byte, and so the same digest."""

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: decimals as text, a table by pairs as a list of triples."""
        found: dict[str, Any] = _plain(self)
        return found

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """What `as_json` gave, as it was."""
        found: Self = _read(cls, given)
        return found

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return hashlib.sha256(canonical.encode(self.as_json())).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        if any(isinstance(key, tuple) for key in value):
            return [[*key, many] for key, many in value.items()]
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _read(kind: Any, value: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if value is None else _read(parts[0], value)
    if origin is tuple:
        return tuple(_read(parts[0], item) for item in value)
    if origin is dict and get_origin(parts[0]) is tuple:
        return {tuple(key): many for *key, many in value}
    if origin is dict:
        return {key: _read(parts[1], item) for key, item in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{field.name: _read(hints[field.name], value[field.name]) for field in fields(kind)})
    return Decimal(value) if kind is Decimal else value
