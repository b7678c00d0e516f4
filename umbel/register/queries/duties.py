"""Before other rules take effect: who gets which new duty, and what they ask of whom in hours."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from umbel.policy.duties import Duty, Group, duties_compared
from umbel.policy.pack import Pack
from umbel.register.queries.supervising import Burden, burden
from umbel.structure.queries import current_particulars


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of pack means for the organizations on the register of a day."""

    duties: tuple[Duty, ...]
    burden: tuple[tuple[Burden | None, Burden | None], ...]
    """Of each size band: before and after."""


def change_of_duties(old: Pack, new: Pack, as_of: date) -> Change:
    """Compare a whole year under both packs, for everyone on the register."""
    duties = duties_compared(_groups(old, new, as_of), old, new)
    bands = [{row.band: row for row in burden(pack, as_of)} for pack in (old, new)]
    return Change(
        tuple(duty for duty in duties if duty.changes),
        tuple((bands[0].get(code), bands[1].get(code)) for code in bands[0] | bands[1]),
    )


def _groups(old: Pack, new: Pack, as_of: date) -> Counter[Group]:
    rows = current_particulars(as_of).order_by().values_list("size", "concept__path").annotate(many=Count("pk"))
    found = Counter[Group]()
    for size, path, many in rows:
        fields = frozenset((path or "").strip("/").split("/"))
        found[old.band_of(size), new.band_of(size), fields] += many
    return found
