"""That a pack says everything in every language it speaks: nobody reads a rule in a language that was not promised."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from umbel.policy.draft import Draft, languages_of, nearest
from umbel.policy.locate import Path

PHRASES = {"title", "summary", "size_unit", "name", "plural", "wording", "made_by", "because", "step", "why"} | {
    "registrar",
    "body",
    "starts",
    "reference",
    "reason",
}
"""The keys under which a phrase stands. A source or a reason may also be said once, for every reader."""
MOST_FOUND = 200


def check_phrases(draft: Draft) -> None:
    """Note each phrase that lacks a language of the pack, or has one that the pack does not speak."""
    spoken = languages_of(draft)
    listed = ", ".join(spoken)
    faults = (
        (path, language, language in spoken)
        for path, phrase in _phrases(draft.data, ())
        for language in sorted(set(spoken) ^ phrase.keys(), key=str)
    )
    for path, language, is_missing in islice(faults, MOST_FOUND):
        if is_missing:
            way_out = f"Every phrase stands in every language of the pack: {listed}."
            draft.refuse((*path, language), f'The key "{language}" is missing.', way_out=way_out)
        else:
            near = nearest(str(language), spoken, what="The pack speaks")
            way_out = near if near.startswith("Did") else f"{near} Add it to pack.languages and to every phrase."
            draft.refuse((*path, language), f'The pack does not speak "{language}".', way_out=way_out)


def _phrases(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _phrases(entry, (*path, index))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in PHRASES and isinstance(inner, dict):
                yield (*path, key), inner
            else:
                yield from _phrases(inner, (*path, key))
