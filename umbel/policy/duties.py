"""What rules ask of organizations in a whole year, and what other rules would ask of the same organizations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from umbel.periods import FINANCIAL_YEAR
from umbel.policy.obligations import Traits, obligations_due
from umbel.policy.pack import Pack, Requirement

type Group = tuple[str | None, str | None, frozenset[str]]
"""What duties may depend on: the size band under each pack, and the codes of the field and of all above it."""
type Owed = Callable[[str | None, frozenset[str]], Counter[str]]


@dataclass(frozen=True, slots=True)
class Duty:
    """One requirement under two packs: how many organizations owe how many fulfilments a year."""

    code: str
    before: Requirement | None
    after: Requirement | None
    gains: int
    """Organizations that owe it, or more of it, and did not before."""
    loses: int
    """Organizations that owe less of it, or nothing any more."""
    owed_before: int
    owed_after: int
    """Fulfilments a year, over all organizations."""

    @property
    def changes(self) -> bool:
        """Whether anything differs: how much, by when, or what it takes."""
        terms = [
            (rule.kind, rule.period, rule.due_days, rule.due_months, rule.hours) if rule else None
            for rule in (self.before, self.after)
        ]
        return bool(self.gains or self.loses or terms[0] != terms[1])


def duties_compared(groups: Mapping[Group, int], old: Pack, new: Pack) -> tuple[Duty, ...]:
    """Every requirement of either pack, over so many organizations of each group."""
    before, after = owed_in_a_year(old), owed_in_a_year(new)
    gains, loses, owed_before, owed_after = (Counter[str]() for _ in range(4))
    for (old_band, new_band, fields), many in groups.items():
        was, now = before(old_band, fields), after(new_band, fields)
        for code in was | now:
            owed_before[code] += was[code] * many
            owed_after[code] += now[code] * many
            gains[code] += many if now[code] > was[code] else 0
            loses[code] += many if now[code] < was[code] else 0
    rules = [{rule.code: rule for rule in pack.requirements} for pack in (old, new)]
    return tuple(
        Duty(
            code, rules[0].get(code), rules[1].get(code), gains[code], loses[code], owed_before[code], owed_after[code]
        )
        for code in rules[0] | rules[1]
    )


def hours_of(duties: Iterable[Duty]) -> tuple[Decimal, Decimal]:
    """Hours a year that these duties ask of all organizations together: before and after."""
    before = after = Decimal(0)
    for duty in duties:
        before += duty.owed_before * (duty.before.hours or 0) if duty.before else 0
        after += duty.owed_after * (duty.after.hours or 0) if duty.after else 0
    return before, after


def hours_in_a_year(pack: Pack) -> Callable[[str | None, frozenset[str]], Decimal]:
    """Hours of work that an organization of a size band and of these fields is asked for in a whole year."""
    owed = owed_in_a_year(pack)
    hours = {rule.code: rule.hours or Decimal(0) for rule in pack.requirements}
    return lambda band, fields: sum((hours[code] * many for code, many in owed(band, fields).items()), Decimal(0))


def owed_in_a_year(pack: Pack) -> Owed:
    """Fulfilments of each requirement that an organization owes in a whole year."""
    named = frozenset(code for item in pack.requirements for code in item.fields)

    @cache
    def owed(band: str | None, fields: frozenset[str]) -> Counter[str]:
        year = pack.effective_from.year + 1
        due = obligations_due(
            pack,
            registered_on=None,
            ended_on=None,
            from_on=date(year, 1, 1),
            until_on=date(year + 1, 1, 1),
            traits=Traits(band, fields),
        )
        counted = sum((Counter({row.requirement.code: row.minimum}) for row in due), Counter[str]())
        for item in pack.requirements:
            if item.period == FINANCIAL_YEAR and (not item.fields or fields & set(item.fields)):
                counted[item.code] += item.minimum_for(band)  # each has its own year, and every year has one
        return counted

    return lambda band, fields: owed(band, fields & named)  # only fields that a requirement names make a difference
