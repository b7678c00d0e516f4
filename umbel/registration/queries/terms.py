"""By when something is due, under the rules an application was made under."""

from datetime import date

from umbel.deadlines import Deadline, working_days_after
from umbel.errors import NotNow
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack
from umbel.registration.models import Application, ChangeRequest
from umbel.words import Worded


def rules_of(about: Application | ChangeRequest) -> Pack:
    """The pack whose rules hold for it: that of the day it was submitted.
    Raises NotNow when that version has been changed since.
    """
    pack = find_pack(about.pack_id, about.pack_version)
    pinned = about.pack_hash if isinstance(about, Application) else ""
    if pinned and pack.content_hash != pinned:
        raise NotNow(
            f"The pack {pack.id} {pack.version} is not the one this application was submitted under: "
            f"its files were changed. Install it as it was, or give the changed rules a version of their own."
        )
    return pack


def term(pack: Pack, code: str, started_on: date, started_by: Worded) -> Deadline:
    """The deadline that the pack's due time `code` gives from a day on, with the sentence that explains it."""
    return days_after(pack, pack.due_time(code).working_days, started_on, started_by)


def days_after(pack: Pack, days: int, started_on: date, started_by: Worded) -> Deadline:
    """The deadline so many of the pack's working days later."""
    return working_days_after(
        started_on, days, calendar=calendar_of(pack), time_zone=pack.time_zone, started_by=started_by
    )
