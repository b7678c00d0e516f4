"""The data dictionary of facts: the tables and columns a pack's expressions may name.

The evaluation snapshot writes exactly these columns, so that a pack, a snapshot and a worked
example always speak of the same thing. Types are those of the expression language: `integer`,
`decimal`, `text`, `date`, `boolean`. Dates are local dates of the pack's time zone. Tables hold only
records that fall in the cycle's period and were known on its `as_of` date; `grade` and `decision` look further back
(`umbel.policy.earlier` says how).
"""

from __future__ import annotations

from datetime import date

from umbel.policy.pack import Pack

ORGANIZATION = {
    "organization": "integer",  # key
    "concept": "text",  # code of the concept it is classified under
    "field": "text",  # code of the top concept above it
    "district": "text",
    "size": "integer",  # in the pack's size unit; missing when not known
    "size_band": "text",
    "registered_on": "date",
    "founded_on": "date",
    "age_years": "integer",  # whole years from founding (else registration) to the end of the cycle
}

RECORDS = {
    "activity": {
        "id": "integer",
        "organization": "integer",
        "kind": "text",
        "requirement": "text",  # the requirement it answers, or missing
        "period": "text",  # the obligation's period label it answers, or missing
        "quarter": "text",  # 2025-Q3, of held_on
        "month": "text",  # 2025-09, of held_on
        "held_on": "date",
        "reported_on": "date",
        "head_count": "integer",
        "evidence": "integer",  # how many pieces of evidence support it
        "verification": "text",  # accepted, returned, not-accepted, or pending
    },
    "obligation": {
        "id": "integer",
        "organization": "integer",
        "requirement": "text",
        "period": "text",
        "from_on": "date",
        "until_on": "date",
        "due_on": "date",
        "met_on": "date",  # the day it was fulfilled, or missing
        "fate": "text",  # met, late, missed, open
        "days_late": "integer",  # 0 when met in time; missing while not met
        "days_overdue": "integer",  # as of the cycle's date; missing unless missed
    },
    "filing": {
        "id": "integer",
        "organization": "integer",
        "requirement": "text",
        "period": "text",
        "due_on": "date",
        "received_on": "date",
        "accounts_received_on": "date",
        "income": "decimal",
        "expenditure": "decimal",
        "qualified": "boolean",
    },
    "grade": {
        "id": "integer",
        "organization": "integer",
        "pack": "text",  # id of the pack it was given under
        "cycle": "text",  # code of its cycle
        "grade": "text",
        "rank": "integer",  # 1 is the best of its pack
        "ranks": "integer",  # how many grades its pack has
        "published_on": "date",
        "valid_until": "date",  # the first day on which it counts no longer
        "years_ago": "integer",  # the year its cycle ended in, counted back from the year this one ends in
        "previous_grade": "text",  # under the same pack, in the cycle that ended the year before; else missing
        "is_valid": "boolean",  # has not run out on the cycle's date, and no later one took its place
    },
    "decision": {
        "id": "integer",
        "organization": "integer",
        "rung": "text",
        "label": "text",  # that it gave, or missing
        "decided_on": "date",
        "final_on": "date",  # when no appeal could change it any more; missing before
        "ends_on": "date",  # when it ends by itself, or ended early
        "stands": "boolean",  # has effect on the cycle's date
        "appeal_pending": "boolean",
        "days_ago": "integer",  # since it was decided
        "final_days_ago": "integer",  # since it became final; missing before
    },
}


def size_band(pack: Pack, size: int | None) -> str | None:
    """The code of the size band; missing when the size is not known, or the pack has no bands."""
    if size is None:
        return None
    return next((band.code for band in pack.size_bands if band.below is None or size < band.below), None)


def whole_years(since: date | None, until: date) -> int | None:
    """Whole years from `since` to the day `until`, not less than none; missing when `since` is not known."""
    if since is None:
        return None
    return max(0, until.year - since.year - ((until.month, until.day) < (since.month, since.day)))
