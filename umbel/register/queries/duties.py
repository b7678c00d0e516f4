"""Before other rules take effect: who gets which new duty, and what they ask of whom in hours."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Count

from umbel.policy.obligations import Traits, obligations_due
from umbel.policy.pack import Pack, Requirement
from umbel.register.queries.supervising import Burden, burden
from umbel.structure.queries import current_particulars


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


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of pack means for the organizations on the register of a day."""

    duties: tuple[Duty, ...]
    burden: tuple[tuple[Burden | None, Burden | None], ...]
    """Of each size band: before and after."""


def change_of_duties(old: Pack, new: Pack, as_of: date) -> Change:
    """Compare a whole year under both packs, for everyone on the register."""
    groups = _groups(old, new, as_of)
    before, after = _owed(old), _owed(new)
    gains, loses, owed_before, owed_after = (Counter[str]() for _ in range(4))
    for (old_band, new_band, fields), many in groups.items():
        was, now = before(old_band, fields), after(new_band, fields)
        for code in was | now:
            owed_before[code] += was[code] * many
            owed_after[code] += now[code] * many
            gains[code] += many if now[code] > was[code] else 0
            loses[code] += many if now[code] < was[code] else 0
    rules = [{rule.code: rule for rule in pack.requirements} for pack in (old, new)]
    duties = (
        Duty(
            code, rules[0].get(code), rules[1].get(code), gains[code], loses[code], owed_before[code], owed_after[code]
        )
        for code in rules[0] | rules[1]
    )
    bands = [{row.band: row for row in burden(pack, as_of)} for pack in (old, new)]
    return Change(
        tuple(duty for duty in duties if duty.changes),
        tuple((bands[0].get(code), bands[1].get(code)) for code in bands[0] | bands[1]),
    )


def hours_of(duties: Iterable[Duty]) -> tuple[Decimal, Decimal]:
    """Hours a year that these duties ask of all organizations together: before and after."""
    before = after = Decimal(0)
    for duty in duties:
        before += duty.owed_before * (duty.before.hours or 0) if duty.before else 0
        after += duty.owed_after * (duty.after.hours or 0) if duty.after else 0
    return before, after


type Group = tuple[str | None, str | None, frozenset[str]]
"""What duties may depend on: the size band under each pack, and the codes of the field and of all above it."""


def _groups(old: Pack, new: Pack, as_of: date) -> Counter[Group]:
    rows = current_particulars(as_of).order_by().values_list("size", "concept__path").annotate(many=Count("pk"))
    found = Counter[Group]()
    for size, path, many in rows:
        fields = frozenset((path or "").strip("/").split("/"))
        found[old.band_of(size), new.band_of(size), fields] += many
    return found


def _owed(pack: Pack) -> Callable[[str | None, frozenset[str]], Counter[str]]:
    """Fulfilments of each requirement that an organization owes in a whole year."""

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
            if item.period == "financial-year" and (not item.fields or fields & set(item.fields)):
                counted[item.code] += item.minimum_for(band)  # each has its own year, and every year has one
        return counted

    return owed
