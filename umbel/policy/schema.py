"""Checking a draft against its published JSON Schema, and saying what the schema found in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from umbel.policy.draft import Draft, nearest
from umbel.policy.locate import Path

FOLDER = FilePath(__file__).parent / "schemas"
MOST_FOUND = 200
"""More is told when these are mended: a file of nothing but mistakes is not worth minutes."""

KINDS = {
    "string": "a text in quotes",
    "integer": "a whole number without quotes",
    "number": "a number without quotes",
    "boolean": "true or false, without quotes",
    "array": "a list",
    "object": "a table",
}


def check_schema(draft: Draft, name: str) -> None:
    """Note everything in which the draft departs from the schema `name`."""
    said: set[tuple[Path, str]] = set()
    for path, message, found, way_out in islice(_findings(draft, name), MOST_FOUND):
        if (path, message) not in said:
            said.add((path, message))
            draft.refuse(path, message, found=found, way_out=way_out)


@cache
def validator(name: str) -> Any:
    """The validator of the schema `name`: `pack` or `example`. It takes TOML's own dates where a date belongs."""
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    of_toml = extend(Draft202012Validator, {"type": _type_of_toml})  # type: ignore[no-untyped-call]  # its stubs
    return of_toml(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _type_of_toml(checker: Any, types: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    is_date = isinstance(instance, date) and not isinstance(instance, datetime)
    if not (is_date and schema.get("format") == "date"):
        yield from Draft202012Validator.VALIDATORS["type"](checker, types, instance, schema)


type Fault = Any
"""A jsonschema ValidationError; its stubs call every part of one possibly unset."""

type Finding = tuple[Path, str, object, str]
"""(path, message, what was found, way out)"""


def _findings(draft: Draft, name: str) -> Iterator[Finding]:
    data = _finite(draft.data)
    yield from _endless(draft.data, ())
    errors = validator(name).iter_errors(data)
    for error in sorted(errors, key=lambda error: [str(step) for step in error.absolute_path]):
        yield from _in_words(error, tuple(error.absolute_path))


def _in_words(error: Fault, path: Path) -> Iterator[Finding]:
    match error.validator:
        case "required":
            yield from _missing(error, path)
        case "additionalProperties":
            yield from _unknown(error, path)
        case "oneOf":
            yield _not_exactly_one(error, path)
        case "enum":
            allowed = [str(value) for value in error.validator_value]
            yield path, "This value is not known.", error.instance, nearest(str(error.instance), allowed)
        case "type" if error.schema.get("format") == "date":
            yield path, "This is not a date.", error.instance, "Write it as 2025-01-31."
        case "type":
            kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            way_out = f"It must be {' or '.join(KINDS[kind] for kind in kinds)}."
            yield path, "This is not the kind of value that belongs here.", error.instance, way_out
        case "format":
            yield path, "This is not a date.", error.instance, "Write it as 2025-01-31."
        case "minLength" | "minItems" | "minProperties":
            yield path, "This is empty.", None, f"At least {error.validator_value} is needed."
        case _:
            way_out = _described(error)
            yield path, "This value is not allowed here.", error.instance, way_out


def _missing(error: Fault, path: Path) -> Iterator[Finding]:
    instance = error.instance
    for key in error.validator_value:
        if key in instance:
            continue
        way_out = {
            "status": 'Write status = "sourced" with a reference, or status = "assumed" with a reason.',
            "reference": 'A sourced value names its text: reference = "…".',
            "reason": 'An assumed value says why: reason = "…".',
            "valid_until": 'Write valid_until = { function = "months-after-publication", months = 24 }.',
        }.get(key, "Add it.")
        yield (*path, key), f'The key "{key}" is missing.', None, way_out


def _unknown(error: Fault, path: Path) -> Iterator[Finding]:
    known = error.schema["properties"]
    for key in error.instance:
        if key not in known:
            yield (*path, key), f'The key "{key}" is not known here.', None, nearest(key, known, what="Known keys")


def _not_exactly_one(error: Fault, path: Path) -> Finding:
    keys = [option["required"][0] for option in error.validator_value]
    given = [key for key in keys if key in error.instance]
    # The place is the second of the two, or the entry that has neither.
    return (*path, *given[1:]), f"Exactly one of {' and '.join(keys)} is needed here.", None, "Keep or add one."


def _described(error: Fault) -> str:
    if isinstance(error.schema, dict) and "description" in error.schema and error.validator == "pattern":
        return str(error.schema["description"])
    limit = error.validator_value
    return {
        "minimum": f"It must be at least {limit}.",
        "maximum": f"It must be at most {limit}.",
        "maxLength": f"It must be at most {limit} characters long.",
        "maxItems": f"There may be at most {limit}.",
        "uniqueItems": "Each may stand there once.",
        "pattern": f"It must have the form {limit}.",
    }.get(str(error.validator), str(error.message))


def _finite(value: Any) -> Any:
    """The value without the numbers that cannot be compared; those are said apart."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return 0 if isinstance(value, Decimal) and not value.is_finite() else value


def _endless(value: Any, path: Path) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _endless(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _endless(inner, (*path, index))
    elif isinstance(value, Decimal) and not value.is_finite():
        yield path, "This is not a number that can be reckoned with.", value, "Write a decimal: 12.50."
