"""How much of the suite a run takes.

`make test` runs what every change must pass, within minutes. `UMBEL_TEST_EXTENT=all`, which `make test-all` sets, runs
everything: pages, commands and journeys on both engines, every seat on every page, every journey in each language at
each width, what is marked `extensive`, and properties with their large counts.
"""

import os

import pytest
from hypothesis import settings

SHARE = 5
"""A usual run tries a fifth of the examples that a property is given."""
FEWEST = 5
EXTENTS = ("usual", "all")
ONE_ENGINE = ("tests/web/", "tests/journeys/", "tests/cli/", "tests/migrations/")
"""Pages, journeys and texts of commands say the same on either engine; `make test-all` shows it."""


def chosen(variable: str, allowed: tuple[str, ...]) -> str:
    """What the environment asks for: the first where it says nothing. A misspelt word runs nothing else in silence."""
    word = os.environ.get(variable) or allowed[0]
    if word not in allowed:
        raise pytest.UsageError(f"{variable} is {word!r}; it may be {' or '.join(allowed)}.")
    return word


def everything() -> bool:
    """Whether this run leaves nothing out."""
    return chosen("UMBEL_TEST_EXTENT", EXTENTS) == "all"


def examples(many: int) -> int:
    """How many examples of a property are tried: `many` in a run of everything, a share of them in a usual one."""
    return many if everything() else max(FEWEST, many // SHARE)


def leaves_out(item: pytest.Item, *, on_postgresql: bool) -> bool:
    """Whether a usual run has no time for a test."""
    if everything():
        return False
    if item.get_closest_marker("extensive"):
        return True
    return on_postgresql and item.nodeid.startswith(ONE_ENGINE) and not item.get_closest_marker("both_engines")


settings.register_profile("usual", max_examples=examples(100), deadline=None)
settings.register_profile("all", deadline=None)
# What `make mutants` runs: the same examples every time, so that a mutant lives or dies by its change alone.
settings.register_profile("repeatable", max_examples=examples(100), deadline=None, derandomize=True, database=None)
settings.load_profile("all" if everything() else "usual")
