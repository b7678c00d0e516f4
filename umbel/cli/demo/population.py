"""The demo's organizations. The same seed gives the same rows, to the letter."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from umbel.cli.demo.words import Wording, places, rows, wordings
from umbel.structure.identifiers import make_credit_code
from umbel.words import Words

SIZE = 2983
SEED = 2016
FIRST_YEAR, LAST_YEAR = 1985, 2023
BEGINS_ON = date(2025, 1, 1)
LATECOMERS = 0.015
LEAVERS = 0.003
LEAVES_ON = date(2026, 7, 31)
"""After the day on which the demo stands still: the closing is known, and the register still whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrganization:
    """One synthetic organization."""

    code: str
    name_en: str
    name_zh: str
    concept: str
    district: str
    size: int
    founded_on: date
    registered_on: date
    ended_on: date | None

    @property
    def names(self) -> Words:
        """Its name in both of the demo's languages."""
        return Words({"en": self.name_en, "zh-hans": self.name_zh})


def population(size: int = SIZE, seed: int = SEED) -> list[DemoOrganization]:
    """`size` organizations whose fields follow the counts of a real register."""
    chance = random.Random(seed)  # noqa: S311  repeatable on purpose, nothing secret
    fields = [concept for concept, number in field_sizes(size).items() for _ in range(number)]
    chance.shuffle(fields)
    districts = [(row["code"], row["name"]) for row in rows("districts.csv")]
    shares = [float(row["share"]) for row in rows("districts.csv")]
    taken: set[str] = set()
    numbers = chance.sample(range(100_000), size)
    return [
        _organization(chance, concept, chance.choices(districts, shares)[0], number, taken)
        for concept, number in zip(fields, numbers, strict=True)
    ]


def fingerprint(organizations: list[DemoOrganization]) -> str:
    """SHA-256 of every value of every row."""
    digest = hashlib.sha256()
    for organization in organizations:
        digest.update("\x1f".join(map(str, astuple(organization))).encode() + b"\x1e")
    return digest.hexdigest()


def field_sizes(size: int) -> dict[str, int]:
    """How many organizations each field has among `size`: shares of the register, largest remainders first."""
    counts = {row["concept"]: int(row["organizations"]) for row in rows("field_counts.csv")}
    total = sum(counts.values())
    whole = {concept: count * size // total for concept, count in counts.items()}
    remainders = sorted(counts, key=lambda concept: (-(counts[concept] * size % total), concept))
    for concept in remainders[: size - sum(whole.values())]:
        whole[concept] += 1
    return whole


def _organization(
    chance: random.Random, concept: str, district: tuple[str, str], number: int, taken: set[str]
) -> DemoOrganization:
    area, area_name = district
    wording, place = _name(chance, concept, area, taken)
    founded_on, registered_on = _dates(chance)
    return DemoOrganization(
        code=make_credit_code(kind=wording.kind, region=area, body=f"DEM{number:05}"),
        name_en=f"{area_name} {place[0]} {wording.en}",
        name_zh=f"{_district_zh(area)}{place[1]}{wording.zh}",
        concept=concept,
        district=area,
        size=min(24_000, max(11, round(chance.lognormvariate(4.8, 1.0)))),
        founded_on=founded_on,
        registered_on=registered_on,
        ended_on=LEAVES_ON if chance.random() < LEAVERS else None,
    )


def _name(chance: random.Random, concept: str, area: str, taken: set[str]) -> tuple[Wording, tuple[str, str]]:
    """A name that no other organization has, in either language: one wording once in a place."""
    for wording, place in _tries(chance, concept):
        key = f"{area}{place[1]}{wording.zh}"
        if key not in taken:
            taken.add(key)
            return wording, place
    raise AssertionError("the word lists are too short for so many organizations")


def _tries(chance: random.Random, concept: str) -> Iterator[tuple[Wording, tuple[str, str]]]:
    for _ in range(10_000):
        yield chance.choice(wordings(concept)), chance.choice(places())


def _district_zh(area: str) -> str:
    return next(row["name_zh"] for row in rows("districts.csv") if row["code"] == area)


def _dates(chance: random.Random) -> tuple[date, date]:
    """Founded mostly of late, registered some months later."""
    if chance.random() < LATECOMERS:
        registered_on = date(2025, 3, 1) + timedelta(days=chance.randrange(210))
        return registered_on - timedelta(days=chance.randrange(40, 300)), registered_on
    year = LAST_YEAR - int((LAST_YEAR - FIRST_YEAR + 1) * chance.betavariate(1.1, 2.6))
    founded_on = date(year, 1, 1) + timedelta(days=chance.randrange(365))
    return founded_on, min(founded_on + timedelta(days=chance.randrange(20, 365)), BEGINS_ON - timedelta(days=1))
