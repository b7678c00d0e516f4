"""How an organization behaves, and how fast a committee verifies: drawn once, from shares in `data/`."""

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from umbel.cli.demo.words import rows

RECOVERS_ON = date(2025, 8, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """The chances of what an organization does in a period."""

    name: str
    missed: float
    """That a required activity is not held at all."""
    late: float
    more: float
    """Mean number of activities beyond what is required."""
    evidence: float
    """That anything supports an activity."""
    accepted: float
    filed: float
    steady: bool
    """Whether it always does the same kind of thing."""

    def on(self, day: date) -> "Character":
        """The character as it is on a day: one that recovers is solid from then on."""
        return characters()[0]["solid"] if self.name == "recovering" and day >= RECOVERS_ON else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a committee takes to verify, in mean days, and how often it forgets to."""

    name: str
    days: float
    forgotten: float


@cache
def characters() -> tuple[dict[str, Character], dict[str, float]]:
    """Every character by name, and their shares."""
    found = {
        row["character"]: Character(
            name=row["character"],
            steady=row["steady"] == "yes",
            **{name: float(row[name]) for name in ("missed", "late", "more", "evidence", "accepted", "filed")},
        )
        for row in rows("characters.csv")
    }
    return found, {row["character"]: float(row["share"]) for row in rows("characters.csv")}


def draw_character(chance: random.Random) -> Character:
    """The character of one organization."""
    found, shares = characters()
    return found[chance.choices(list(shares), list(shares.values()))[0]]


def draw_paces(chance: random.Random, number: int) -> list[Pace]:
    """The paces of so many committees."""
    paces = [
        Pace(name=row["pace"], days=float(row["days"]), forgotten=float(row["forgotten"])) for row in rows("paces.csv")
    ]
    return chance.choices(paces, [float(row["share"]) for row in rows("paces.csv")], k=number)
