"""Which field a description points to: suggested with a confidence, never assigned.

Every concept is known by the words of its own title and of the organizations that stand in it; a word counts the
more, the fewer concepts share it (inverse document frequency; Spärck Jones, 1972). Chinese text is taken two
characters at a time.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import log

from umbel.structure.models import Concept, Particulars
from umbel.structure.queries import classification_in_use, in_force

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z]{3,}")
MOST = 3
OWN_TITLE = 4.0
"""A word of the concept's own title says as much as four that only its organizations use."""
LEAST = 0.15
MOST_SURE = 0.9
"""Words never settle a field: a person does."""


@dataclass(frozen=True, slots=True)
class SuggestedField:
    """A concept, how sure the suggestion is (0 to 1), and the words it rests on."""

    concept: Concept
    confidence: float
    words: tuple[str, ...]


def suggested_fields(description: str, as_of: date) -> list[SuggestedField]:
    """At most three concepts without others below them, the likeliest first; none when nothing points anywhere.
    The confidence is the share of the likeliest fields' points that falls on this one, less what no field explains.
    """
    words = _words(description)
    if not words:
        return []
    concepts, weights = _weights(words, as_of)
    if not weights:
        return []
    spread = {word: log(1 + len(concepts) / len(known)) for word, known in weights.items()}
    points: dict[int, float] = defaultdict(float)
    because: dict[int, dict[str, float]] = defaultdict(dict)
    for word, known in weights.items():
        for concept, weight in known.items():
            points[concept] += spread[word] * weight
            because[concept][word] = spread[word] * weight
    likely = sorted(points, key=lambda concept: -points[concept])[: MOST + 2]
    explained = len(weights) / len(words)
    total = sum(points[concept] for concept in likely)
    found = [
        SuggestedField(
            concepts[concept],
            round(min(MOST_SURE, points[concept] / total * explained**0.5), 2),
            tuple(sorted(because[concept], key=lambda word: -because[concept][word])[:3]),
        )
        for concept in likely[:MOST]
    ]
    return [field for field in found if field.confidence >= LEAST]


def _words(text: str) -> set[str]:
    lowered = text.lower()
    pairs = {run[start : start + 2] for run in CHINESE.findall(lowered) for start in range(len(run) - 1)}
    return pairs | {_stem(word) for word in LATIN.findall(lowered)} - COMMON


def _stem(word: str) -> str:
    """The word without its endings, one after the other, so that "services" and "service" are one."""
    for ending in ("s", "ation", "ion", "ing", "al", "er", "ie", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
    return word


COMMON = {"and", "the", "for", "with", "our", "that", "are", "not", "all", "any", "other", "from", "their", "who"}
COMMON |= {"its", "associ", "organiz", "beij", "societ", "activit", "elsewher", "includ", "classified", "peopl"}
"""Words that point nowhere, as `_stem` leaves them."""


def _weights(words: set[str], as_of: date) -> tuple[dict[int, Concept], dict[str, dict[int, float]]]:
    """The concepts at the ends of the tree, and how much each word speaks for each of them."""
    classification = classification_in_use()
    concepts = {
        concept.pk: concept
        for concept in Concept.objects.filter(classification=classification, children=None).select_related("parent")
    }
    weights: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for concept in concepts.values():
        titles = " ".join(concept.names.values())
        for word in _words(titles) & words:
            weights[word][concept.pk] += OWN_TITLE
    named = Particulars.objects.filter(in_force(as_of), concept__in=concepts).values_list("concept_id", "names")
    sizes: dict[int, int] = defaultdict(int)
    counted: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for concept_id, names in named[:20_000]:
        sizes[concept_id] += 1
        for word in _words(" ".join(names.values())) & words:
            counted[word][concept_id] += 1
    for word, known in counted.items():
        for concept_id, number in known.items():
            weights[word][concept_id] += number / sizes[concept_id]
    return concepts, {word: dict(known) for word, known in weights.items()}
