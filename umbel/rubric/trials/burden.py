"""The hours of work a year that two sets of rules ask of the organizations in the facts.

What an organization owes depends on its size band and field alone, so that they are counted in groups by the engine.
The band is that of its size under each pack; where the facts have no size, the band that was frozen.
"""

# ruff: noqa: S608 - every piece of this SQL is rendered by us from checked trees, codes and numbers

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from umbel.policy.duties import Group, duties_compared, hours_in_a_year, hours_of
from umbel.policy.pack import Pack
from umbel.rubric.engines.duckdb import rows
from umbel.rubric.trials.results import BandHours, Burden, DutyMoves
from umbel.rubric.trials.trial_query import Source


def burden(source: Source) -> Burden:
    """Before and after: of all together, by size band after, and by requirement where it differs."""
    old, new = source.before, source.other.pack
    groups = _groups(source)
    duties = duties_compared(groups, old, new)
    before, after = hours_of(duties)
    return Burden(
        before=before,
        after=after,
        bands=_bands(groups, old, new),
        duties=tuple(
            DutyMoves(duty.code, duty.gains, duty.loses, duty.owed_before, duty.owed_after)
            for duty in duties
            if duty.changes
        ),
    )


def _bands(groups: Counter[Group], old: Pack, new: Pack) -> tuple[BandHours, ...]:
    asked_before, asked_after = hours_in_a_year(old), hours_in_a_year(new)
    many: Counter[str | None] = Counter()
    hours: dict[str | None, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for (old_band, new_band, fields), count in groups.items():
        many[new_band] += count
        hours[new_band][0] += asked_before(old_band, fields) * count
        hours[new_band][1] += asked_after(new_band, fields) * count
    places = {band.code: place for place, band in enumerate(new.size_bands)}
    ordered = sorted(many, key=lambda band: (places.get(band or "", len(places)), band is None, band or ""))
    return tuple(BandHours(band, many[band], *hours[band]) for band in ordered)


def _groups(source: Source) -> Counter[Group]:
    """Counted by the place of the size among the bands of each pack, which is smaller to group by than its code."""
    packs, keys = (source.before, source.other.pack), source.keys
    asked = [item for pack in packs for item in pack.requirements]
    by_field = [name for name in ("concept", "field") if name in keys and any(item.fields for item in asked)]
    frozen = "k_size_band" if "size_band" in keys else "NULL"
    places = ", ".join(_place(pack, source) for pack in packs)
    sql = f"SELECT {', '.join([places, frozen, *(f'k_{name}' for name in by_field)])}, count(*) FROM kept GROUP BY ALL"
    above = _above(source.other.pack) | _above(source.before)
    found: Counter[Group] = Counter()
    for old, new, band, *codes, many in rows(source.connection, f"{sql} ORDER BY ALL"):
        bands = [_code(pack, at, band) for pack, at in zip(packs, (old, new), strict=True)]
        known = {code for code in codes if code is not None}
        found[bands[0], bands[1], frozenset(known.union(*(above.get(code, ()) for code in known)))] += many
    return found


def _place(pack: Pack, source: Source) -> str:
    """The place of the band; NULL where the size is not known, -1 where it is in none."""
    if not pack.size_bands:
        return "-1"
    if "size" not in source.attributes:
        return "NULL"
    whens = "".join(
        f" WHEN {'TRUE' if band.below is None else f'size < {int(band.below)}'} THEN {at}"
        for at, band in enumerate(pack.size_bands)
    )
    return f"CASE WHEN size IS NULL THEN NULL{whens} ELSE -1 END"


def _code(pack: Pack, place: int | None, frozen: str | None) -> str | None:
    if place is None:
        return frozen
    return pack.size_bands[place].code if place >= 0 else None


def _above(pack: Pack) -> dict[str, frozenset[str]]:
    """Concept -> the codes of all above it."""
    parents = {item.code: item.parent for item in pack.classification.concepts} if pack.classification else {}
    found: dict[str, frozenset[str]] = {}
    for code, above in parents.items():
        line, parent = set(), above
        while parent is not None and parent not in line:
            line.add(parent)
            parent = parents.get(parent)
        found[code] = frozenset(line)
    return found
