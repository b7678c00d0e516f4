"""Reading `as_of` from an address: the day whose record a page shows."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from umbel.web.viewing import UmbelRequest

EARLIEST = date(1900, 1, 1)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day, whether the reader chose it, and what is wrong with what they wrote."""

    day: date
    chosen: bool = False
    written: str = ""
    problem: str = ""


def as_of(request: UmbelRequest) -> AsOf:
    """The day asked for in `?as_of=YYYY-MM-DD`, or else today (a demo's standing day)."""
    today = request.viewing.today
    written = request.GET.get("as_of", "").strip()
    if not written:
        return AsOf(today)
    day = _date(written)
    if day and EARLIEST <= day <= today:
        return AsOf(day, chosen=True, written=written)
    if day and day > today:
        problem = _("%(written)s has not come yet. Choose a day up to %(today)s.")
        return AsOf(today, written=written, problem=problem % {"written": written, "today": today.isoformat()})
    problem = _("“%(written)s” is not a date. Write it as year-month-day, such as %(example)s.") % {
        "written": written[:40],
        "example": today.isoformat(),
    }
    return AsOf(today, written=written[:40], problem=problem)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if ISO_DATE.fullmatch(written) else None
    except ValueError:
        return None
