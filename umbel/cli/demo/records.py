"""What the demo's organizations did: activities, evidence, findings and filings, drawn from characters."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from umbel.activities.acts.bulk_import import ActivityEntry, FilingEntry, FindingEntry
from umbel.activities.models import Obligation
from umbel.activities.states import Finding
from umbel.cli.demo.characters import Character, Pace
from umbel.cli.demo.words import rows, words

FIRST_REPORT_DAYS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """An organization as the demo moves it: who it is, what it is like, and who verifies it."""

    organization: int
    character: Character
    size: int
    habit: str
    """The kind of activity it does most."""
    committees: tuple[tuple[date, int], ...]
    """(from, body), the latest first."""

    def committee_on(self, day: date) -> int:
        """The joint committee it was under on a day."""
        return next((body for since, body in self.committees if since <= day), self.committees[-1][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What all of them share: the last day, the kinds of activity, and the committees' paces."""

    chance: random.Random
    stands_on: date
    kinds: tuple[str, ...]
    paces: Mapping[int, Pace]


def activities(stage: Stage, doer: Doer, obligation: Obligation) -> Iterator[ActivityEntry]:
    """What an organization reports for one obligation: what is required of it, and perhaps more."""
    chance = stage.chance
    character = doer.character.on(obligation.from_on)
    asked = [chance.random() >= character.missed for _ in range(obligation.minimum)]
    number = sum(asked) + (_spare(chance, character.more) if any(asked) else 0)
    for place in range(1, number + 1):
        reference = f"{obligation.period}-{obligation.requirement}-{place}"
        held_on = _held_on(chance, obligation)
        late = place <= obligation.minimum and chance.random() < character.late
        reported_on = _reported_on(chance, obligation, held_on, late=late)
        if reported_on > stage.stands_on:
            continue
        entry = _activity(stage, doer, obligation, reference, (held_on, reported_on))
        yield entry
        if entry.finding and entry.finding.finding == Finding.RETURNED:
            yield from _again(stage, doer, obligation, entry, entry.finding.found_on)


def filings(stage: Stage, doer: Doer, obligation: Obligation) -> Iterator[FilingEntry]:
    """The document handed in for one obligation, if it was."""
    chance = stage.chance
    character = doer.character.on(obligation.until_on)
    if chance.random() >= character.filed:
        return
    late = chance.random() < character.late
    span = (obligation.due_on - obligation.until_on).days
    days = chance.randrange(1, 75) if late else -chance.randrange(0, max(1, span - 10))
    received_on = obligation.due_on + timedelta(days=days)
    if received_on > stage.stands_on:
        return
    income = Decimal(round(doer.size * chance.lognormvariate(6.2, 0.7), 2)).quantize(Decimal("0.01"))
    yield FilingEntry(
        organization=doer.organization,
        requirement=obligation.requirement,
        period=obligation.period,
        received_on=received_on,
        accounts_received_on=received_on if chance.random() < 0.95 else None,
        income=income,
        expenditure=(income * Decimal(round(chance.uniform(0.75, 1.08), 3))).quantize(Decimal("0.01")),
        qualified=chance.random() < 0.02,
    )


def _activity(
    stage: Stage, doer: Doer, obligation: Obligation, reference: str, days: tuple[date, date]
) -> ActivityEntry:
    chance, (held_on, reported_on) = stage.chance, days
    character = doer.character.on(obligation.from_on)
    kind = doer.habit if character.steady or chance.random() < 0.4 else chance.choice(stage.kinds)
    summary = chance.choice([row for row in rows("summaries.csv") if row["kind"] == kind])
    return ActivityEntry(
        organization=doer.organization,
        reference=reference,
        kind=kind,
        held_on=held_on,
        reported_on=reported_on,
        head_count=max(3, min(5_000, round(doer.size * chance.lognormvariate(-1.4, 0.6)))),
        summary=words(summary),
        requirement=obligation.requirement,
        period=obligation.period,
        evidence=_evidence(chance, character, reference),
        finding=_finding(stage, doer, character, reported_on),
    )


def _again(
    stage: Stage, doer: Doer, obligation: Obligation, first: ActivityEntry, found_on: date
) -> Iterator[ActivityEntry]:
    """A returned report, put right and handed in again: the better the character, the more likely."""
    reported_on = found_on + timedelta(days=stage.chance.randrange(3, 21))
    if doer.character.on(found_on).name in {"solid", "ordinary"} and reported_on <= stage.stands_on:
        yield _activity(stage, doer, obligation, f"{first.reference}-again", (first.held_on, reported_on))


def _held_on(chance: random.Random, obligation: Obligation) -> date:
    return obligation.from_on + timedelta(days=chance.randrange((obligation.until_on - obligation.from_on).days))


def _reported_on(chance: random.Random, obligation: Obligation, held_on: date, *, late: bool) -> date:
    if late:
        return max(held_on, obligation.due_on) + timedelta(days=chance.randrange(1, 45))
    return min(held_on + timedelta(days=chance.randrange(FIRST_REPORT_DAYS)), obligation.due_on)


def _evidence(chance: random.Random, character: Character, reference: str) -> tuple[tuple[str, str], ...]:
    kinds = [row["kind"] for row in rows("evidence.csv")]
    number = min(len(kinds), 1 + _spare(chance, 0.4)) if chance.random() < character.evidence else 0
    return tuple((kind, f"{reference}-{kind}.pdf") for kind in chance.sample(kinds, number))


def _finding(stage: Stage, doer: Doer, character: Character, reported_on: date) -> FindingEntry | None:
    """The committee's finding, unless it comes after the last day or was forgotten."""
    chance = stage.chance
    body = doer.committee_on(reported_on)
    pace = stage.paces[body]
    found_on = reported_on + timedelta(days=1 + round(chance.expovariate(1 / pace.days)))
    if chance.random() < pace.forgotten or found_on > stage.stands_on:
        return None
    if chance.random() < character.accepted:
        return FindingEntry(body=body, finding=Finding.ACCEPTED, found_on=found_on)
    reason = chance.choice(rows("reasons.csv"))
    return FindingEntry(
        body=body, finding=Finding(reason["finding"]), found_on=found_on, reasons=f"{reason['en']} {reason['zh']}"
    )


def _spare(chance: random.Random, mean: float) -> int:
    """A whole number with this mean: a Poisson draw."""
    number, left = -1, 1.0
    limit = 2.718281828459045**-mean
    while left > limit or number < 0:
        left *= chance.random()
        number += 1
    return number
