"""Whether committees judge alike: agreement on files that two of them read, and how lenient each is."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

FEWEST = 5
"""Pairs below which agreement is not said: a figure over fewer says more about chance than about committees."""


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two readings of the same files: 1 is full agreement, 0 what chance would bring.
    None below FEWEST pairs, and where chance alone would agree on everything.

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960).
    """
    if len(pairs) < FEWEST:
        return None
    observed = sum(first == second for first, second in pairs) / len(pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(firsts[code] * seconds[code] for code in firsts) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def leniency(found: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """How many points more (or less) than the records say were found on average; `found`: (records, committee)."""
    if not found:
        return None
    return sum(((after - before) for before, after in found), Decimal(0)) / len(found)
